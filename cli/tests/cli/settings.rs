//! The file of settings, and what overrides it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tencloud_tests::{Response, Server};

use crate::{Ended, Place, SECRET_ID, SECRET_KEY, beside};

/// Runs the program without a region of its own, and with these variables.
fn run(place: &Place, line: &str, variables: &[(&str, &str)]) -> Ended {
    let mut command = place.command(line.split_whitespace());
    command.env_remove("TENCENTCLOUD_REGION").env_remove("TENCENTCLOUD_ENDPOINT_URL").envs(variables.iter().copied());
    Ended::of(command.output().unwrap())
}

fn printed(place: &Place, line: &str, variables: &[(&str, &str)]) -> String {
    let ended = run(place, line, variables);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{line}: {ended:?}");
    ended.stdout
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn settings_are_kept() {
    let place = Place::new("");
    let file = place.home.path().join(".config/tencloud/config.toml");
    assert_eq!(printed(&place, "config show", &[]), "");
    assert_eq!(run(&place, "config get region", &[]).code, Some(1));
    assert_eq!(printed(&place, "config set region ap-tokyo", &[]), "");
    assert_eq!(mode(&file), 0o600);
    // What people write into the file stays, and so does its mode.
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("# mine\n{text}")).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(printed(&place, "config set output table", &[]), "");
    assert_eq!(mode(&file), 0o600);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "# mine\nregion = \"ap-tokyo\"\noutput = \"table\"\n");
    assert_eq!(printed(&place, "config get region", &[]), "ap-tokyo\n");
    assert_eq!(printed(&place, "config show", &[]), "region = ap-tokyo\noutput = table\n");
    assert_eq!(printed(&place, "config unset output", &[]), "");
    assert_eq!(printed(&place, "config show", &[]), "region = ap-tokyo\n");
    let list = printed(&place, "config list", &[]);
    assert!(list.contains("language  Language of messages") && list.contains(file.to_str().unwrap()), "{list}");
    for (line, message) in [
        ("config set regoin ap-tokyo", "did you mean `region`?"),
        ("config set output yaml", "`yaml` is no value of output"),
        ("config get colour", "the settings are region, profile"),
        ("config shwo", "did you mean `show`?"),
        ("config set region", "VALUE"),
        ("config set region bad_region", "invalid region `bad_region`; write it like ap-tokyo"),
        ("config set language klingon", "`klingon` is no value of language"),
        ("config set endpoint ftp://here", "the endpoint URL's scheme is `ftp`"),
        ("config set endpoint http://example.com", "plain http is accepted for loopback only"),
    ] {
        let ended = run(&place, line, &[]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{line}: {ended:?}");
        assert!(ended.stderr.contains(message), "{line}: {ended:?}");
    }
}

#[test]
fn options_override_variables_and_these_the_file() {
    let place = Place::new("");
    let other = place.file("other.toml", "region = \"ap-seoul\"\n");
    let other = other.to_str().unwrap();
    printed(&place, "config set region ap-tokyo", &[]);
    let file = format!("{}/.config/tencloud/config.toml", place.home.path().display());
    for (line, variables, expected) in [
        ("config show --origin", &[][..], format!("region = ap-tokyo  ({file})\n")),
        (
            "config show --origin",
            &[("TENCENTCLOUD_REGION", "ap-mumbai")],
            "region = ap-mumbai  (TENCENTCLOUD_REGION)\n".to_owned(),
        ),
        (
            "--region eu-frankfurt config show --origin",
            &[("TENCENTCLOUD_REGION", "ap-mumbai")],
            "region = eu-frankfurt  (--region)\n".to_owned(),
        ),
        ("config show --origin", &[("TENCLOUD_CONFIG", other)], format!("region = ap-seoul  ({other})\n")),
        ("config show --origin", &[("TENCENTCLOUD_REGION", "")], format!("region = ap-tokyo  ({file})\n")),
        ("config get region", &[("TENCENTCLOUD_REGION", "ap-mumbai")], "ap-mumbai\n".to_owned()),
    ] {
        assert_eq!(printed(&place, line, variables), expected, "{line} {variables:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_use_them() {
    let response = r#"{"TotalCount":3,"InstanceSet":[],"RequestId":"id"}"#;
    let server = Server::start([Response::of(response)]).await.unwrap();
    let place = Place::new(&server.url());
    let settings =
        format!("region = \"ap-tokyo\"\nendpoint = \"{}\"\noutput = \"text\"\nlanguage = \"zh-CN\"\n", server.url());
    let path = place.file("settings.toml", &settings);
    let printed = beside(move || {
        let variables = [("TENCLOUD_CONFIG", path.to_str().unwrap())];
        let query = "redis DescribeInstances --query [TotalCount]";
        [query.to_owned(), format!("--region ap-seoul {query} -o json")].map(|line| printed(&place, &line, &variables))
    })
    .await;
    assert_eq!(printed, ["3\n", "[\n  3\n]\n"]);
    let requests = server.requests();
    let header = |name| requests.iter().map(|request| request.header(name).unwrap()).collect::<Vec<_>>();
    assert_eq!(header("x-tc-region"), ["ap-tokyo", "ap-seoul"]);
    assert_eq!(header("x-tc-language"), ["zh-CN", "zh-CN"]);
}

#[test]
fn a_broken_file_is_named() {
    let place = Place::new("");
    for (text, message) in [
        ("region = ap-tokyo\n", "line 1"),
        ("# first\nregion = \"ap-tokyo\"\noutput = table\n", "line 3"),
        ("regoin = \"ap-tokyo\"\n", "there is no setting `regoin`"),
        ("region = 1\n", "`region` must be text in quotes"),
        ("secret_key = \"x\"\n", "there is no setting `secret_key`"),
    ] {
        let path = place.file("broken.toml", text);
        for line in ["redis DescribeInstances", "config show", "config set region ap-seoul"] {
            let ended = run(&place, line, &[("TENCLOUD_CONFIG", path.to_str().unwrap())]);
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(4), ""), "{line}, {text}: {ended:?}");
            assert!(
                ended.stderr.contains(message) && ended.stderr.contains("broken.toml"),
                "{line}, {text}: {ended:?}"
            );
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "{line}");
        }
    }
}

/// A wrong value is named with where it stands.
#[test]
fn origins_of_wrong_values_are_named() {
    let place = Place::new("");
    let path = place.file("settings.toml", "");
    let file = path.to_str().unwrap();
    let credentials = [("TENCENTCLOUD_SECRET_ID", SECRET_ID), ("TENCENTCLOUD_SECRET_KEY", SECRET_KEY)];
    for (text, variables, line, message) in [
        ("region = \"bad region\"", &[][..], "redis DescribeInstances", "`region` is set in FILE"),
        (
            "region = \"ap-tokyo\"",
            &[("TENCENTCLOUD_REGION", "Bad")],
            "redis DescribeInstances",
            "set in TENCENTCLOUD_REGION",
        ),
        ("endpoint = \"ftp://x y\"", &[], "redis DescribeInstances --region ap-tokyo", "`endpoint` is set in FILE"),
        ("language = \"klingon\"", &[], "redis DescribeInstances --region ap-tokyo", "`language` is set in FILE"),
        ("output = \"yaml\"", &[], "redis DescribeInstances --region ap-tokyo", "`output` is set in FILE"),
        ("region = \"bad region\"", &[], "doctor", "`region` is set in FILE"),
    ] {
        place.file("settings.toml", text);
        let variables: Vec<_> =
            [("TENCLOUD_CONFIG", file)].iter().chain(&credentials).chain(variables).copied().collect();
        let ended = run(&place, line, &variables);
        assert_eq!(ended.code, Some(4), "{line}, {text}: {ended:?}");
        let shown = format!("{}{}", ended.stdout, ended.stderr);
        assert!(shown.contains(&message.replace("FILE", file)), "{line}, {text}: {ended:?}");
    }
}

/// A home that is no folder matters only to what writes there.
#[tokio::test(flavor = "multi_thread")]
async fn a_home_is_rarely_needed() {
    let server = Server::start([Response::of(r#"{"AccountId":"1","RequestId":"id"}"#)]).await.unwrap();
    let place = Place::new(&server.url());
    beside(move || {
        for (line, code, message) in [
            ("redis DescribeInstances", 0, ""),
            ("doctor", 0, ""),
            ("config show", 0, ""),
            ("config set region ap-tokyo", 1, "/dev/null/.config/tencloud/config.toml cannot be written"),
        ] {
            let mut command = place.command(line.split_whitespace());
            let ended = Ended::of(command.env("HOME", "/dev/null").output().unwrap());
            assert_eq!(ended.code, Some(code), "{line}: {ended:?}");
            assert!(ended.stderr.contains(message) && (code == 0) == ended.stderr.is_empty(), "{line}: {ended:?}");
        }
        // What it found, and where it called.
        let ended = place.run("doctor");
        let host = server.url().replace("http://", "");
        for part in [
            "region: ap-guangzhou  (TENCENTCLOUD_REGION)".to_owned(),
            format!("endpoint: {}  (TENCENTCLOUD_ENDPOINT_URL)", server.url()),
            format!("connection: {host} answers GetCallerIdentity"),
        ] {
            assert!(ended.stdout.contains(&part), "no `{part}`: {ended:?}");
        }
        // A profile that is named is the only source of credentials.
        let ended = place.run("--profile nope doctor");
        assert!(ended.stdout.contains("profile") && !ended.stdout.contains("environment:"), "{ended:?}");
    })
    .await;
}

/// A command and a product have the same name.
#[tokio::test(flavor = "multi_thread")]
async fn a_product_is_named_config() {
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    let place = Place::new(&server.url());
    let ended = beside(move || place.run("config ListConfigRules --Limit 10 --Offset 0")).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(server.requests()[0].header("x-tc-action"), Some("ListConfigRules"));
}
