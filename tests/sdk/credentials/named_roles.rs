//! Roles that variables and files name together with credentials: assumed or rejected, and never ignored.

use serde_json::{Value, json};
use tencloud::credentials::{Chain, EnvironmentCredentials, ProfileCredentials};
use tencloud::{Config, ConfigBuilder, Environment};
use tencloud_tests::{Request, Response, Server};

use super::Expected::{Broken, Keys};
use super::{EXPIRY, ID, KEY, TOKEN, check, environment_of, expiring, provide};
use crate::back_up;

const ROLE: &str = "qcs::cam::uin/1:roleName/readonly";
const PAIR: [(&str, &str); 2] = [("TENCENTCLOUD_SECRET_ID", "AKIDuser"), ("TENCENTCLOUD_SECRET_KEY", "keykeykey")];
const HOME: [(&str, &str); 2] = [("HOME", "/home/me"), ("USERPROFILE", "/home/me")];
const OWN: &str = "/home/me/.tencentcloud/credentials";
const TOOL: &str = "/home/me/.tccli/default.credential";
const INI: &str = "[default]\nsecret_id = AKIDuser\nsecret_key = keykeykey\n";

/// Starts STS and a service that accepts any call.
async fn cloud() -> Server {
    let keys = format!(r#"{{"Token":"{TOKEN}","TmpSecretId":"{ID}","TmpSecretKey":"{KEY}"}}"#);
    let granted = format!(r#"{{"Credentials":{keys},"ExpiredTime":{EXPIRY},"RequestId":"id"}}"#);
    Server::answering(move |_, request| match request.header("x-tc-action") {
        Some("AssumeRole" | "AssumeRoleWithWebIdentity") => Response::of(&granted),
        _ => Response::of(r#"{"TaskId":1,"RequestId":"id"}"#),
    })
    .await
    .unwrap()
}

fn at(server: &Server, environment: &Environment) -> ConfigBuilder {
    Config::builder().environment(environment.clone()).endpoint_url(server.url())
}

/// Returns who signed a request, the action that it calls, and its parameters.
fn seen(request: &Request) -> (String, String, Value) {
    let authorization = request.header("authorization").unwrap();
    let id = authorization.split("Credential=").nth(1).map_or(authorization, |rest| rest.split('/').next().unwrap());
    let action = request.header("x-tc-action").unwrap().to_owned();
    (id.to_owned(), action, serde_json::from_slice(&request.body).unwrap())
}

/// With a configuration without credentials, for variables and for files.
#[tokio::test]
async fn a_role_that_is_named_is_assumed() {
    type Row<'r> = (&'r str, Vec<(&'r str, &'r str)>, Vec<(&'r str, &'r str)>, Value);
    let role = |more: &str| format!("{INI}role_arn = {ROLE}\n{more}");
    let tool = |more: &str| format!(r#"{{"secretId":"AKIDuser","secretKey":"keykeykey","role-arn":"{ROLE}"{more}}}"#);
    let (plain, named, full) = (
        role(""),
        role("role_session_name = ci\n"),
        role("role_session_name = ci ; in logs\nexternal_id = a-word\nduration_seconds = 900\nregion = ap-tokyo\n"),
    );
    let (tool_plain, tool_named) = (tool(""), tool(r#","role-session-name":"ci""#));
    let pair = PAIR.to_vec();
    let with = |more: &[(&'static str, &'static str)]| pair.iter().chain(more).copied().collect::<Vec<_>>();
    let by_default = json!({ "RoleArn": ROLE, "RoleSessionName": "tencloud" });
    let by_name = json!({ "RoleArn": ROLE, "RoleSessionName": "ci" });
    let in_full = json!({ "RoleArn": ROLE, "RoleSessionName": "ci", "DurationSeconds": 900, "ExternalId": "a-word" });
    let variables = [("TENCENTCLOUD_ROLE_ARN", ROLE), ("TENCENTCLOUD_ROLE_SESSION_NAME", "ci")];
    let table: Vec<Row<'_>> = vec![
        ("a variable", vec![], with(&variables[..1]), by_default.clone()),
        ("two variables", vec![], with(&variables), by_name.clone()),
        (
            "Terraform's variables",
            vec![],
            with(&[
                ("TENCENTCLOUD_ASSUME_ROLE_ARN", ROLE),
                ("TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME", "ci\n"),
                ("TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION", "900"),
                ("TENCENTCLOUD_ASSUME_ROLE_EXTERNAL_ID", "a-word"),
            ]),
            in_full.clone(),
        ),
        (
            "the same role twice",
            vec![],
            with(&[variables[0], variables[1], ("TENCENTCLOUD_ASSUME_ROLE_ARN", ROLE)]),
            by_name.clone(),
        ),
        ("a section", vec![(OWN, &plain)], vec![], by_default.clone()),
        ("a section with a session", vec![(OWN, &named)], vec![], by_name.clone()),
        ("a section with everything", vec![(OWN, &full)], vec![], in_full),
        ("the tool's file", vec![(TOOL, &tool_plain)], vec![], by_default),
        ("the tool's file with a session", vec![(TOOL, &tool_named)], vec![], by_name.clone()),
        ("a variable over a file's keys", vec![(OWN, INI)], variables.to_vec(), by_name.clone()),
        ("a variable over a file's role", vec![(OWN, &full)], variables.to_vec(), by_name),
    ];
    for (place, files, variables, expected) in table {
        let server = cloud().await;
        let (_root, environment) = environment_of(&files, HOME.into_iter().chain(variables));
        let redis = tencloud::redis::Client::new(&at(&server, &environment).region("ap-tokyo").build().unwrap());
        for _ in 0..2 {
            back_up(&redis).await.unwrap_or_else(|error| panic!("{place}: {error}"));
        }
        let requests: Vec<_> = server.requests().iter().map(seen).collect();
        let call = (ID.to_owned(), "ManualBackupInstance".to_owned(), json!({ "InstanceId": "crs-5a4py64p" }));
        assert_eq!(
            requests,
            [("AKIDuser".to_owned(), "AssumeRole".to_owned(), expected), call.clone(), call],
            "{place}"
        );
        assert_eq!(server.requests()[0].header("x-tc-region"), Some("ap-tokyo"));
    }
}

/// The pod's own role, and then the one that the variable names.
#[tokio::test]
async fn a_role_over_that_of_a_pod() {
    let variables = [
        ("TKE_REGION", "ap-seoul"),
        ("TKE_PROVIDER_ID", "cluster"),
        ("TKE_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("TKE_ROLE_ARN", "qcs::cam::uin/1:roleName/pod"),
        ("TENCENTCLOUD_ROLE_ARN", ROLE),
    ];
    let server = cloud().await;
    let (_root, environment) = environment_of(&[("/token", "token")], variables);
    let config = at(&server, &environment).region("ap-tokyo").build().unwrap();
    back_up(&tencloud::redis::Client::new(&config)).await.unwrap();
    let actions: Vec<_> = server.requests().iter().map(seen).map(|(id, action, _)| (id, action)).collect();
    let expected = [("SKIP", "AssumeRoleWithWebIdentity"), (ID, "AssumeRole"), (ID, "ManualBackupInstance")];
    assert_eq!(actions, expected.map(|(id, action)| (id.to_owned(), action.to_owned())));
}

/// Providers that a program uses directly; if there is no region, STS is called in one that has it.
#[tokio::test]
async fn providers_by_themselves() {
    let variables = [("TENCENTCLOUD_ROLE_ARN", ROLE)];
    let server = cloud().await;
    let (_root, environment) = environment_of(&[(OWN, INI)], HOME.into_iter().chain(PAIR).chain(variables));
    let sts = || at(&server, &environment);
    let own = EnvironmentCredentials::new(environment.clone()).sts(sts());
    check("the environment", provide(&own).await, Keys(expiring()));
    let profile = ProfileCredentials::new(environment.clone()).sts(sts());
    check("a profile", provide(&profile).await, Keys(expiring()));
    for request in server.requests() {
        assert_eq!(request.header("x-tc-region"), Some("ap-guangzhou"));
    }
    // A profile that the program sets is more specific: variables do not change it.
    let asked = server.requests().len();
    let keys = provide(&profile.profile("default")).await.unwrap();
    assert_eq!((keys.secret_id(), server.requests().len()), ("AKIDuser", asked));
}

#[tokio::test]
async fn roles_that_cannot_be_assumed_as_they_are_named() {
    let other = ("TENCENTCLOUD_ASSUME_ROLE_ARN", "qcs::cam::uin/1:roleName/other");
    let role = ("TENCENTCLOUD_ROLE_ARN", ROLE);
    let duration = "TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION";
    type Row<'r> = (&'r [(&'r str, &'r str)], &'r [&'r str]);
    let rows: [Row<'_>; 10] = [
        (&[role, other], &["TENCENTCLOUD_ROLE_ARN and TENCENTCLOUD_ASSUME_ROLE_ARN", "different roles"]),
        (
            &[("TENCENTCLOUD_ROLE_SESSION_NAME", "ci")],
            &["TENCENTCLOUD_ROLE_SESSION_NAME is set but TENCENTCLOUD_ROLE_ARN is not"],
        ),
        (&[(duration, "900")], &[duration, "TENCENTCLOUD_ASSUME_ROLE_ARN is not"]),
        (&[other, (duration, "1h")], &[duration, "a number of seconds from 1 to 43200"]),
        (&[other, (duration, "0")], &[duration, "a number of seconds from 1 to 43200"]),
        (&[other, (duration, "43201")], &[duration, "a number of seconds from 1 to 43200"]),
        (&[("TENCENTCLOUD_ROLE_ARN", " ")], &["TENCENTCLOUD_ROLE_ARN is empty"]),
        (&[("TENCENTCLOUD_ROLE_ARN", "qcs::cam ::uin")], &["TENCENTCLOUD_ROLE_ARN contains", "a blank"]),
        (&[other, ("TENCENTCLOUD_ASSUME_ROLE_TOKEN_CODE", "123456")], &["TENCENTCLOUD_ASSUME_ROLE_TOKEN_CODE is set"]),
        (
            &[("TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN", TOKEN)],
            &["TENCENTCLOUD_ASSUME_ROLE_WEB_IDENTITY_TOKEN is set"],
        ),
    ];
    let server = cloud().await;
    for (variables, parts) in rows {
        let (_root, environment) =
            environment_of(&[(OWN, INI)], HOME.into_iter().chain(PAIR).chain(variables.iter().copied()));
        let own = EnvironmentCredentials::new(environment.clone()).sts(at(&server, &environment));
        check(&format!("{variables:?}"), provide(&own).await, Broken(parts));
        let profile = ProfileCredentials::new(environment.clone()).sts(at(&server, &environment));
        check(&format!("{variables:?}, over a profile"), provide(&profile).await, Broken(parts));
        check(&format!("{variables:?}, by default"), provide(&Chain::default_for(&environment)).await, Broken(parts));
    }
    assert!(server.requests().is_empty());

    let refuses = Server::start([Response::api_error("UnauthorizedOperation")]).await.unwrap();
    let ini = format!("{INI}role_arn = {ROLE}\n");
    for (files, variables, named_by) in [
        (vec![], PAIR.into_iter().chain([role]).collect(), "TENCENTCLOUD_ROLE_ARN: the role qcs"),
        (vec![(OWN, ini.as_str())], vec![], "/home/me/.tencentcloud/credentials: `role_arn`: the role qcs"),
    ] {
        let (_root, environment) = environment_of(&files, HOME.into_iter().chain(variables));
        let config = at(&refuses, &environment).region("ap-tokyo").build().unwrap();
        let error = back_up(&tencloud::redis::Client::new(&config)).await.unwrap_err();
        assert_eq!(error.kind(), tencloud::ErrorKind::Credentials);
        let text = error.to_string();
        assert!(text.contains(named_by) && text.contains("UnauthorizedOperation"), "{text}");
        assert!(!text.contains("keykeykey"), "{text}");
    }
}

/// A role of the server that a variable names is used, and not skipped in favor of a file in a default location.
#[tokio::test]
async fn the_role_of_the_server_by_name() {
    let variables = HOME.into_iter().chain([("TENCENTCLOUD_CAM_ROLE_NAME", "Reader")]);
    let (_root, environment) = environment_of(&[(OWN, INI)], variables);
    let answer = provide(&Chain::default_for(&environment)).await;
    check("no server", answer, Broken(&["CVM role: no credentials for the role Reader"]));
    let (_root, environment) = environment_of(
        &[("/home/me/.tccli/work.credential", r#"{"type":"cvm-role"}"#)],
        HOME.into_iter().chain([("TCCLI_PROFILE", "work")]),
    );
    let answer = provide(&ProfileCredentials::new(environment)).await;
    check("no server", answer, Broken(&["work.credential refers to the role of the machine: CVM role"]));
}
