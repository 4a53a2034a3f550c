//! Files that cannot be read: they count as absent in default locations, and are errors if they were named.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::Duration;

use tencloud::credentials::{Credentials, ProfileCredentials, ProvideCredentials};
use tencloud::{Config, Environment};

use super::Expected::{Broken, Keys, NotSetUp};
use super::{ID, KEY, check, environment_of, provide, write};

const OWN: &str = "/home/me/.tencentcloud/credentials";
const MACHINE: &str = "/etc/tencentcloud/credentials";
const TOOL: &str = "/home/me/.tccli/default.credential";
const REGION: &str = "/home/me/.tccli/default.configure";

const INI: &str =
    "[default]\nsecret_id = AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE\nsecret_key = Gu5t9xGARNpq86cd98joQYCN3EXAMPLE\n";

/// Something in the place of a file that is not a text file, and a part of the message about it.
type Obstacle = (&'static str, &'static str, fn(&Path));

fn bytes(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::write(path, bytes).unwrap();
}

fn utf16(path: &Path) {
    let units = INI.encode_utf16().flat_map(u16::to_le_bytes);
    bytes(path, [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>());
}

const OBSTACLES: [Obstacle; 11] = [
    ("a folder", "it is a directory", |path| fs::create_dir(path).unwrap()),
    ("a named pipe", "it is not a regular file", |path| {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }),
    ("a socket", "it is not a regular file", |path| drop(UnixListener::bind(path).unwrap())),
    ("a device without end", "it is not a regular file", |path| symlink("/dev/zero", path).unwrap()),
    ("a loop of links", "could not be read", |path| symlink(path, path).unwrap()),
    ("UTF-16 of Windows", "it is UTF-16; save it as UTF-8", utf16),
    ("a comment in GBK", "it is not UTF-8; save it as UTF-8", |path| {
        bytes(path, [&b"# \xc3\xdc\xd4\xbf\n"[..], INI.as_bytes()].concat());
    }),
    ("a giant", "it is larger than 1048576 bytes", |path| bytes(path, "x".repeat(2 << 20))),
    ("nothing", "is empty", |path| bytes(path, "")),
    ("blank lines", "is empty", |path| bytes(path, "\n \r\n")),
    ("a mark alone", "is empty", |path| bytes(path, "\u{feff}")),
];

fn parent(root: &Path, path: &str) -> std::path::PathBuf {
    let path = root.join(path.trim_start_matches('/'));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

async fn within_seconds(provider: &dyn ProvideCredentials) -> Result<Credentials, super::CredentialsError> {
    tokio::time::timeout(Duration::from_secs(20), provide(provider)).await.unwrap()
}

#[tokio::test]
async fn what_nobody_has_named_is_as_good_as_absent() {
    for (place, part, make) in OBSTACLES {
        for customary in [OWN, MACHINE, TOOL] {
            let (root, environment) = environment_of(&[], [("HOME", "/home/me")]);
            make(&parent(root.path(), customary));
            let provider = ProfileCredentials::new(environment.clone());
            let place = format!("{place} at {customary}");
            // The error contains the reason, together with what the other files lack.
            check(&place, within_seconds(&provider).await, NotSetUp(&["profile: ", customary, part, "no file "]));
            // Other files are still read, and nothing prevents a configuration from being built.
            let other = if customary == MACHINE { OWN } else { MACHINE };
            write(root.path(), other, INI);
            check(&place, within_seconds(&provider).await, Keys(Credentials::new(ID, KEY)));
            Config::builder().environment(environment).build().unwrap();
        }
    }
}

#[tokio::test]
async fn a_file_as_large_as_it_may_be() {
    for (length, is_read) in [(1 << 20, true), ((1 << 20) + 1, false)] {
        let text = format!("{INI}#{}", "x".repeat(length - INI.len() - 1));
        let (_root, environment) = environment_of(&[(MACHINE, &text)], []);
        let expected = if is_read { Keys(Credentials::new(ID, KEY)) } else { NotSetUp(&["it is larger than"]) };
        check(&length.to_string(), provide(&ProfileCredentials::new(environment)).await, expected);
    }
}

#[tokio::test]
async fn what_somebody_has_named_is_an_error() {
    const FILE: &str = "TENCENTCLOUD_CREDENTIALS_FILE";
    const FOLDER: &str = "TENCENTCLOUD_SHARED_CREDENTIALS_DIR";
    let named = [(FILE, "/keys", "/keys"), (FOLDER, "/folder", "/folder/default.credential")];
    for (place, part, make) in OBSTACLES {
        for (variable, value, path) in named {
            let (root, environment) = environment_of(&[(MACHINE, INI)], [("HOME", "/home/me"), (variable, value)]);
            make(&parent(root.path(), path));
            let provider = ProfileCredentials::new(environment);
            check(&format!("{place} at {path}"), within_seconds(&provider).await, Broken(&[variable, path, part]));
        }
        let work = [("HOME", "/home/me"), ("TCCLI_PROFILE", "work")];
        let (root, environment) = environment_of(&[(MACHINE, INI)], work);
        make(&parent(root.path(), OWN));
        let provider = ProfileCredentials::new(environment);
        let expected = Broken(&["profile `work` not found", OWN, part, "no [work] in /etc"]);
        check(&format!("the profile work in {place}"), within_seconds(&provider).await, expected);
    }
    // The files exist without the profile, or do not exist.
    for (files, variables, parts) in [
        (&[("/keys", "[other]\n"), (MACHINE, INI)][..], &[(FILE, "/keys")][..], &[FILE, "no [default] in /keys"][..]),
        (&[("/keys", "[default]\n"), (MACHINE, INI)], &[(FILE, "/keys")], &[FILE, "without it) in /keys"]),
        (
            &[(MACHINE, INI)],
            &[(FILE, "/keys")],
            &["TENCENTCLOUD_CREDENTIALS_FILE is set to /keys, which does not exist"],
        ),
        (&[(MACHINE, INI)], &[(FOLDER, "/folder")], &[FOLDER, "no file /folder/default.credential"]),
        (&[(MACHINE, INI)], &[(FILE, " \n")], &["TENCENTCLOUD_CREDENTIALS_FILE contains only white space"]),
        (&[("/keys", "")], &[(FILE, "/keys\n")], &["/keys is empty"]),
    ] {
        let (_root, environment) = environment_of(files, [("HOME", "/home/me")].iter().chain(variables).copied());
        check(&format!("{files:?}"), provide(&ProfileCredentials::new(environment)).await, Broken(parts));
    }
}

/// A profile that is named is looked for everywhere, even if a file is named as well.
#[tokio::test]
async fn a_profile_that_is_named_is_found_in_any_file() {
    let tool = format!(r#"{{"secretId":"{ID}","secretKey":"{KEY}"}}"#);
    for (path, text, folder) in [
        ("/folder/work.credential", tool.clone(), "/folder"),
        ("/home/me/.tccli/work.credential", tool, "/folder"),
        (MACHINE, INI.replace("default", "work"), "/folder"),
    ] {
        for profile in ["TCCLI_PROFILE", "TENCENTCLOUD_PROFILE"] {
            let variables = [
                ("HOME", "/home/me"),
                ("TENCENTCLOUD_CREDENTIALS_FILE", "/keys"),
                ("TENCENTCLOUD_SHARED_CREDENTIALS_DIR", folder),
                (profile, " work\n"),
            ];
            let (_root, environment) = environment_of(&[("/keys", "[other]\n"), (path, &text)], variables);
            check(path, provide(&ProfileCredentials::new(environment)).await, Keys(Credentials::new(ID, KEY)));
        }
    }
    let both = [("TCCLI_PROFILE", "work"), ("TENCENTCLOUD_PROFILE", "play")];
    let (_root, environment) = environment_of(&[(MACHINE, INI)], both);
    let parts = ["TCCLI_PROFILE and TENCENTCLOUD_PROFILE are set to different profiles"];
    check("two profiles", provide(&ProfileCredentials::new(environment)).await, Broken(&parts));
    let (_root, environment) = environment_of(&[(MACHINE, INI)], [("TENCENTCLOUD_PROFILE", " ")]);
    let parts = ["TENCENTCLOUD_PROFILE contains only white space"];
    check("a blank", provide(&ProfileCredentials::new(environment)).await, Broken(&parts));
}

/// Home folders that this user may not enter, that are elsewhere, or that do not exist.
#[tokio::test]
async fn homes_that_are_of_no_use() {
    let long = format!("/home/{}", "x".repeat(5000));
    let homes: [(&str, Option<&str>, &[&str]); 9] = [
        ("unset", None, &["HOME is not set"]),
        ("empty", Some(""), &["HOME is not set"]),
        ("nowhere", Some("/nonexistent"), &["no file /nonexistent/.tencentcloud/credentials"]),
        ("a file", Some("/file"), &["no file /file/.tencentcloud/credentials"]),
        ("a link to nowhere", Some("/dangling"), &["no file /dangling/.tencentcloud/credentials"]),
        ("a loop", Some("/loop"), &["/loop/.tencentcloud/credentials could not be read"]),
        ("a name that is too long", Some(&long), &["could not be read"]),
        ("a zero byte", Some("/home/\0"), &["could not be read"]),
        // Another user's home: tests that run as root can enter it, and find nothing.
        ("locked", Some("/locked"), &["/locked/.tencentcloud/credentials"]),
    ];
    for (place, home, parts) in homes {
        let (root, environment) = environment_of(&[("/file", "")], home.map(|home| ("HOME", home)));
        symlink("/nonexistent", root.path().join("dangling")).unwrap();
        symlink("loop", root.path().join("loop")).unwrap();
        fs::create_dir(root.path().join("locked")).unwrap();
        fs::set_permissions(root.path().join("locked"), Permissions::from_mode(0o000)).unwrap();
        let provider = ProfileCredentials::new(environment.clone());
        check(place, provide(&provider).await, NotSetUp(parts));
        // Without a region and with one: neither needs the folder.
        for region in [None, Some("ap-tokyo")] {
            let builder = Config::builder().environment(environment.clone());
            region.map_or(builder.clone(), |region| builder.region(region)).build().unwrap();
        }
        write(root.path(), MACHINE, INI);
        check(place, provide(&provider).await, Keys(Credentials::new(ID, KEY)));
    }
}

#[tokio::test]
async fn a_region_file_that_cannot_be_read() {
    for (place, _, make) in OBSTACLES {
        let (root, environment) = environment_of(&[], [("HOME", "/home/me")]);
        make(&parent(root.path(), REGION));
        let config = Config::builder().environment(environment).build().unwrap();
        assert_eq!(config.region(), None, "{place}");
    }
}

/// Runs in a separate process, since it is about the process's `HOME`.
#[test]
fn a_home_that_is_not_unicode() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::process::Command;

    const INSIDE: &str = "TENCLOUD_TEST_INSIDE";
    if let Some(root) = std::env::var_os(INSIDE) {
        let environment = Environment::process().with_root(root);
        Config::builder().environment(environment.clone()).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let keys = runtime.block_on(ProfileCredentials::new(environment).provide()).unwrap();
        assert!(keys == Credentials::new(ID, KEY));
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let home = OsStr::from_bytes(b"h\xff");
    fs::create_dir_all(root.path().join(home).join(".tencentcloud")).unwrap();
    fs::write(root.path().join(home).join(".tencentcloud/credentials"), INI).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "credentials::places::a_home_that_is_not_unicode"]);
    command.env_clear().env(INSIDE, root.path()).env("HOME", Path::new("/").join(home));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
