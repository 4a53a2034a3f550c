//! Profiles: INI files, and those of the command-line tool.

use tencloud::credentials::{Credentials, ProfileCredentials};
use tencloud::{Config, Environment};

use super::Expected::{Broken, Keys, NotSetUp};
use super::{EXPIRY, Expected, ID, KEY, TOKEN, check, environment_of, expiring, provide};
use crate::offline;

const OWN: &str = "/home/me/.tencentcloud/credentials";
const MACHINE: &str = "/etc/tencentcloud/credentials";
const TOOL: &str = "/home/me/.tccli/default.credential";

fn pair() -> Credentials {
    Credentials::new(ID, KEY)
}

fn ini(section: &str) -> String {
    format!("[{section}]\nsecret_id = {ID}\nsecret_key = {KEY}\n")
}

type File<'f> = (&'f str, String);

#[tokio::test]
async fn files_and_what_they_give() {
    let json = |more: &str| format!(r#"{{"secretId": "{ID}", "secretKey": "{KEY}"{more}}}"#);
    let text = |text: &str| text.to_owned();
    let table: Vec<(&str, Vec<File<'_>>, Expected<'_>)> = vec![
        ("nothing", vec![], NotSetUp(&["profile: no file", OWN, MACHINE, TOOL])),
        ("an own file", vec![(OWN, ini("default"))], Keys(pair())),
        ("the machine's file", vec![(MACHINE, ini("default"))], Keys(pair())),
        ("the tool's file", vec![(TOOL, json(""))], Keys(pair())),
        (
            "the own file first",
            vec![(OWN, ini("default")), (MACHINE, text("junk")), (TOOL, text("junk"))],
            Keys(pair()),
        ),
        ("no such section", vec![(OWN, ini("other"))], NotSetUp(&["no [default] in /home/me"])),
        ("the section elsewhere", vec![(OWN, ini("other")), (MACHINE, ini("default"))], Keys(pair())),
        ("a token", vec![(OWN, ini("default") + "token = " + TOKEN)], Keys(pair().with_token(TOKEN))),
        ("a mark and CRLF", vec![(OWN, format!("\u{feff}{}", ini("default").replace('\n', "\r\n")))], Keys(pair())),
        (
            "an empty section",
            vec![(OWN, text("[default]\nsecret_id =\n"))],
            NotSetUp(&["no [default] with a `secret_id` (the section exists without it) in /home/me"]),
        ),
        ("a bad line", vec![(OWN, ini("default") + KEY)], Broken(&["credentials:4: neither"])),
        ("an open bracket", vec![(OWN, text("\n[default\n"))], Broken(&[OWN, ":2: the section name"])),
        ("no section", vec![(OWN, format!("secret_key = {KEY}"))], Broken(&[":1: a key before"])),
        (
            "no key",
            vec![(OWN, format!("[default]\n\nsecret_id = {ID}\n"))],
            Broken(&[":3: [default] has `secret_id` but no `secret_key`"]),
        ),
        (
            "no id",
            vec![(OWN, format!("[default]\nsecret_id =\nsecret_key = {KEY}\n"))],
            Broken(&[":3: [default] has `secret_key` but no `secret_id`"]),
        ),
        (
            "temporary keys",
            vec![(TOOL, json(&format!(r#", "type": "oauth", "token": "{TOKEN}", "expiresAt": {EXPIRY}"#)))],
            Keys(expiring()),
        ),
        ("a null token", vec![(TOOL, json(r#", "token": null"#))], Keys(pair())),
        ("the machine's role", vec![(TOOL, text(r#"{"type": "cvm-role"}"#))], NotSetUp(&["the role of the machine"])),
        ("a role", vec![(TOOL, json(r#", "role-arn": "qcs::cam::uin/1:roleName/x""#))], Broken(&["role-arn", TOOL])),
        ("half of JSON", vec![(TOOL, json("")[..60].to_owned())], Broken(&[TOOL, "not JSON", "line 1"])),
        ("a list", vec![(TOOL, format!("[\"{KEY}\"]"))], Broken(&["not a JSON object"])),
        ("half a pair", vec![(TOOL, format!(r#"{{"secretKey": "{KEY}"}}"#))], Broken(&["`secretId` is missing"])),
        (
            "a wrong type",
            vec![(TOOL, format!(r#"{{"secretId": ["{KEY}"]}}"#))],
            Broken(&["`secretId` is not a string"]),
        ),
        ("no time", vec![(TOOL, json(&format!(r#", "expiresAt": "{KEY}""#)))], Broken(&["`expiresAt`"])),
        ("a time past all times", vec![(TOOL, json(&format!(r#", "expiresAt": {}"#, u64::MAX)))], Broken(&["range"])),
        (
            "a role of the section",
            vec![(OWN, ini("default") + "role_arn = qcs::cam::uin/1:roleName/x\nsource_profile = other\n")],
            Broken(&[":5: with `role_arn`"]),
        ),
        (
            "a role without keys",
            vec![(OWN, text("[default]\nrole_arn = qcs::cam::uin/1:roleName/x\n"))],
            Broken(&[":2: [default] has `role_arn` but no `secret_id`"]),
        ),
        (
            "the name of no session",
            vec![(OWN, ini("default") + "role_session_name = ci\n")],
            Broken(&[":4: [default] has `role_session_name` but no `role_arn`"]),
        ),
        (
            "a session of a week",
            vec![(OWN, ini("default") + "role_arn = x\nduration_seconds = 604800\n")],
            Broken(&[":5: `duration_seconds` of [default] is not a number of seconds from 1 to 43200"]),
        ),
    ];
    for (place, files, expected) in table {
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let (_root, environment) = environment_of(&files, [("HOME", "/home/me"), ("USERPROFILE", "/home/me")]);
        // Nothing listens at this address: a role that is named is requested, and cannot be assumed.
        let sts = offline().endpoint_url("http://127.0.0.1:1");
        check(place, provide(&ProfileCredentials::new(environment).sts(sts)).await, expected);
    }
}

#[tokio::test]
async fn profiles_and_files_by_name() {
    const FILE: (&str, &str) = ("TENCENTCLOUD_CREDENTIALS_FILE", "/elsewhere/keys");
    const PROFILE: (&str, &str) = ("TCCLI_PROFILE", "work");
    let home = [("HOME", "/home/me"), ("USERPROFILE", "/home/me")];
    let (work, default) = (ini("work"), ini("default"));
    let both = format!("[default]\nsecret_id = x\nsecret_key = y\n{work}");
    let tool = format!(r#"{{"secretId":"{ID}","secretKey":"{KEY}"}}"#);
    let (default, both, tool) = (default.as_str(), both.as_str(), tool.as_str());
    let none: Option<&str> = None;
    type Row<'r> = (Vec<(&'r str, &'r str)>, &'r [(&'r str, &'r str)], Option<&'r str>, Expected<'r>);
    let table: Vec<Row<'_>> = vec![
        (vec![(OWN, both)], &[PROFILE], none, Keys(pair())),
        (vec![(OWN, both)], &[], Some("work"), Keys(pair())),
        (vec![(OWN, both)], &[("TCCLI_PROFILE", "play")], Some("work"), Keys(pair())),
        (vec![("/home/me/.tccli/work.credential", tool)], &[PROFILE], none, Keys(pair())),
        (vec![(OWN, default)], &[PROFILE], none, Broken(&["`work` not found", OWN])),
        (vec![(OWN, default)], &[], Some("../x"), Broken(&["`../x` not found"])),
        (vec![(OWN, default)], &[("TCCLI_PROFILE", "default")], none, Keys(pair())),
        (vec![(OWN, "junk"), ("/elsewhere/keys", default)], &[FILE], none, Keys(pair())),
        (vec![(OWN, default)], &[FILE], none, Broken(&["TENCENTCLOUD_CREDENTIALS_FILE is set to /elsewhere/keys"])),
        (vec![], &[], none, NotSetUp(&["no file"])),
        (vec![], &[("TCCLI_PROFILE", "")], none, NotSetUp(&["no file"])),
        // The profile `default` can be named, too.
        (vec![], &[("TCCLI_PROFILE", "default")], none, Broken(&["`default` not found", OWN])),
        (vec![], &[], Some("default"), Broken(&["`default` not found", OWN])),
        (vec![(OWN, default), ("/elsewhere/keys", "")], &[FILE], Some("default"), Keys(pair())),
    ];
    for (files, variables, profile, expected) in table {
        let (_root, environment) = environment_of(&files, home.iter().chain(variables).copied());
        let provider = ProfileCredentials::new(environment);
        let provider = profile.map_or(provider.clone(), |name| provider.profile(name));
        check(&format!("{files:?} {variables:?} {profile:?}"), provide(&provider).await, expected);
    }
    // Without a home folder, the machine's file is still read.
    let (_root, environment) = environment_of(&[(MACHINE, default)], []);
    check("no home", provide(&ProfileCredentials::new(environment)).await, Keys(pair()));
}

#[tokio::test]
async fn the_region_of_the_command_line_tool() {
    let configured = r#"{"_sys_param": {"region": "ap-seoul", "output": "json"}}"#;
    let file = "/home/me/.tccli/work.configure";
    let work = [("HOME", "/home/me"), ("USERPROFILE", "/home/me"), ("TCCLI_PROFILE", "work")];
    let (_root, environment) = environment_of(&[(file, configured)], work);
    let builder = || Config::builder().environment(environment.clone());
    let region = |config: &Config| config.region().map(ToString::to_string);
    assert_eq!(region(&builder().build().unwrap()).as_deref(), Some("ap-seoul"));
    assert_eq!(region(&builder().region("ap-tokyo").build().unwrap()).as_deref(), Some("ap-tokyo"));

    let (_root, with_variable) =
        environment_of(&[(file, configured)], work.into_iter().chain([("TENCENTCLOUD_REGION", "ap-mumbai")]));
    let config = Config::builder().environment(with_variable).build().unwrap();
    assert_eq!(region(&config).as_deref(), Some("ap-mumbai"));

    // This file was not requested explicitly, so it never causes an error.
    let of = |region: &str| format!(r#"{{"_sys_param": {{"region": "{region}"}}}}"#);
    for (text, expected) in [
        ("{}".to_owned(), None),
        (of(""), None),
        ("{".to_owned(), None),
        (String::new(), None),
        ("[]".to_owned(), None),
        (r#"{"_sys_param": {"region": 1}}"#.to_owned(), None),
        (of("Asia Pacific"), None),
        (of(" "), None),
        ("x".repeat(2 << 20), None),
        (of(" ap-seoul\\n"), Some("ap-seoul")),
        (format!("\u{feff}{}", of("ap-seoul")), Some("ap-seoul")),
    ] {
        let (_root, environment) = environment_of(&[(file, &text)], work);
        let config = Config::builder().environment(environment).build().unwrap();
        assert_eq!(region(&config).as_deref(), expected, "{text:.60}");
    }
}

/// Runs in a separate process, since it is about the process's own variables.
#[cfg(unix)]
#[test]
fn variables_that_are_not_unicode() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::process::Command;

    const NAMES: [&str; 3] = ["TENCENTCLOUD_REGION", "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECURITY_TOKEN"];
    const INSIDE: &str = "TENCLOUD_TEST_INSIDE";
    if std::env::var_os(INSIDE).is_some() {
        let error = NAMES.map(|name| Environment::process().get(name)).into_iter().find_map(Result::err).unwrap();
        panic!("{error}");
    }
    for name in NAMES {
        let this = "credentials::files::variables_that_are_not_unicode";
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", this]).env(INSIDE, "1").env(name, OsStr::from_bytes(b"secret\xff"));
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(&format!("the environment variable {name} is not valid Unicode")), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
}
