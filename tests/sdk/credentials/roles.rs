//! Roles that are assumed with credentials or with a token: both use the generated client of `sts` and the one call
//! loop.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud::credentials::{AssumeRoleCredentials, Credentials, TkeOidcCredentials};
use tencloud::retry::ExponentialBackoff;
use tencloud::{Config, ConfigBuilder};
use tencloud_tests::Ending::Close;
use tencloud_tests::{Request, Response, Server};

use super::Expected::{Broken, Keys, NotSetUp};
use super::{EXPIRY, Expected, ID, KEY, TOKEN, check, environment_of, expiring, provide, write};
use crate::{complete, signature};

const ROLE: &str = "qcs::cam::uin/12345678:roleName/operator";

fn given(more: &str) -> Response {
    let keys = format!(r#"{{"Token":"{TOKEN}","TmpSecretId":"{ID}","TmpSecretKey":"{KEY}"}}"#);
    Response::of(&format!(r#"{{"Credentials":{keys},"ExpiredTime":{EXPIRY},"RequestId":"id"{more}}}"#))
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test]
async fn what_is_asked_for_a_role() {
    let server = Server::start([given("")]).await.unwrap();
    let base = complete(&server.url()).build().unwrap();
    let plain = AssumeRoleCredentials::new(&base, ROLE);
    let dressed = plain.clone().session_name("nightly").external_id("a-word/1").duration(Duration::from_secs(900));
    let dressed = dressed.policy(r#"{"version":"2.0"}"#);
    let policy = "%7B%22version%22%3A%222.0%22%7D";
    for (provider, expected) in [
        (&plain, json!({ "RoleArn": ROLE, "RoleSessionName": "tencloud" })),
        (
            &dressed,
            json!({ "RoleArn": ROLE, "RoleSessionName": "nightly", "DurationSeconds": 900, "Policy": policy,
                "ExternalId": "a-word/1" }),
        ),
    ] {
        check("a role", provide(provider).await, Keys(expiring()));
        let request = server.requests().pop().unwrap();
        assert_eq!(body(&request), expected);
        assert_eq!(request.header("x-tc-action"), Some("AssumeRole"));
        assert_eq!(request.header("x-tc-version"), Some("2018-08-13"));
        assert_eq!(request.header("x-tc-region"), Some("ap-tokyo"));
        // Signed with the base credentials, for the service `sts`.
        assert_eq!(request.header("authorization"), Some(signature(&request, "sts").as_str()));
    }
}

/// A role that is assumed with the credentials of another role, used by a client of another product.
#[tokio::test]
async fn calls_with_the_keys_of_a_role() {
    let server = Server::answering(|index, request| match request.header("x-tc-action") {
        Some("AssumeRole") => given(""),
        _ => Response::of(&format!(r#"{{"TaskId":{},"RequestId":"id"}}"#, index + 1)),
    });
    let server = server.await.unwrap();
    let base = complete(&server.url()).build().unwrap();
    let first = complete(&server.url()).credentials(AssumeRoleCredentials::new(&base, ROLE)).build().unwrap();
    let config = complete(&server.url()).credentials(AssumeRoleCredentials::new(&first, "qcs::cam::uin/2:roleName/b"));
    let redis = tencloud::redis::Client::new(&config.build().unwrap());
    for _ in 0..3 {
        crate::back_up(&redis).await.unwrap();
    }
    let requests = server.requests();
    let seen: Vec<_> = requests.iter().map(|r| (r.header("x-tc-action").unwrap(), r.header("x-tc-token"))).collect();
    let with_token = |action| (action, Some(TOKEN));
    let call = with_token("ManualBackupInstance");
    assert_eq!(seen, [("AssumeRole", None), with_token("AssumeRole"), call, call, call]);
}

#[tokio::test]
async fn roles_that_are_not_given() {
    let whole = format!(
        r#"{{"Response":{{"Credentials":{{"Token":"{TOKEN}","TmpSecretKey":"{KEY}","TmpSecretId":"{ID}"}}}}}}"#
    );
    let cut = format!("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{whole}");
    let table: Vec<(&str, Response, Expected<'_>)> = vec![
        (
            "an API error",
            Response::api_error("UnauthorizedOperation"),
            Broken(&[ROLE, "UnauthorizedOperation", "id-of-the-failure"]),
        ),
        ("a page", Response::new(502, "<html>"), Broken(&["unexpected response", "502"])),
        ("half a response", Response::new(200, &whole[..180]), Broken(&["unexpected response"])),
        ("a broken connection", Response::raw(cut, Close), Broken(&["the connection to", "broke"])),
        (
            "no keys",
            Response::of(&format!(r#"{{"ExpiredTime":{EXPIRY},"RequestId":"id-7"}}"#)),
            Broken(&["credentials", "id-7"]),
        ),
        (
            "no end",
            Response::of(&format!(
                r#"{{"Credentials":{{"Token":"{TOKEN}","TmpSecretId":"{ID}","TmpSecretKey":"{KEY}"}},"RequestId":"id"}}"#
            )),
            Broken(&["no expiry"]),
        ),
    ];
    for (place, response, expected) in table {
        let server = Server::start([response]).await.unwrap();
        let base = complete(&server.url()).retry(ExponentialBackoff::none()).build().unwrap();
        check(place, provide(&AssumeRoleCredentials::new(&base, ROLE)).await, expected);
    }
}

/// The error of the base credentials is passed on, with its reason.
#[tokio::test]
async fn a_base_without_keys() {
    let base = crate::offline().region("ap-tokyo").endpoint_url("http://127.0.0.1:1").credentials(NoKeys).build();
    let provider = AssumeRoleCredentials::new(&base.unwrap(), ROLE);
    check("no keys", provide(&provider).await, Broken(&[ROLE, "the vault is shut"]));
}

#[derive(Debug)]
struct NoKeys;

impl tencloud::credentials::ProvideCredentials for NoKeys {
    fn provide(&self) -> tencloud::credentials::ProvideFuture<'_> {
        Box::pin(async { Err(tencloud::credentials::CredentialsError::new("the vault is shut")) })
    }
}

const CLUSTER: [(&str, &str); 4] = [
    ("TKE_REGION", "ap-seoul"),
    ("TKE_PROVIDER_ID", "cluster-1"),
    ("TKE_WEB_IDENTITY_TOKEN_FILE", "/var/run/token"),
    ("TKE_ROLE_ARN", ROLE),
];

fn at(server: &Server) -> ConfigBuilder {
    Config::builder().environment(std::iter::empty::<(&str, &str)>().collect()).endpoint_url(server.url())
}

#[tokio::test]
async fn a_pods_token_is_exchanged_unsigned_and_read_anew() {
    let server = Server::start([given("")]).await.unwrap();
    let (root, environment) = environment_of(&[], CLUSTER);
    // Credentials that the configuration happens to have are not used.
    let provider = TkeOidcCredentials::new(environment).sts(at(&server).credentials(Credentials::new("x", "y")));
    for token in ["first.token", "second.token"] {
        write(root.path(), "/var/run/token", &format!("{token}\n"));
        check(token, provide(&provider).await, Keys(expiring()));
        let request = server.requests().pop().unwrap();
        let expected = json!({ "ProviderId": "cluster-1", "WebIdentityToken": token, "RoleArn": ROLE,
            "RoleSessionName": "tencloud" });
        assert_eq!(body(&request), expected);
        assert_eq!(request.header("x-tc-action"), Some("AssumeRoleWithWebIdentity"));
        assert_eq!(request.header("authorization"), Some("SKIP"));
        assert_eq!(request.header("x-tc-token"), None);
        assert_eq!(request.header("x-tc-region"), Some("ap-seoul"));
    }
}

#[tokio::test]
async fn pods_that_get_no_role() {
    for (missing, _) in CLUSTER {
        let (_root, environment) = environment_of(&[], CLUSTER.into_iter().filter(|(name, _)| *name != missing));
        let provider = TkeOidcCredentials::new(environment);
        check(missing, provide(&provider).await, NotSetUp(&["TKE OIDC", missing, "is not set"]));
    }
    let secret = format!(" {TOKEN}");
    let expired = Response::api_error("InvalidParameter.WebIdentityTokenError");
    let echo = Response::of(&format!(r#"{{"Error":{{"Code":"X","Message":"bad {TOKEN}"}},"RequestId":"id"}}"#));
    type Row<'r> = (&'r str, &'r [(&'r str, &'r str)], Response, Expected<'r>);
    let table: [Row<'_>; 4] = [
        ("no file", &[], given(""), Broken(&["TKE_WEB_IDENTITY_TOKEN_FILE is set to /var/run/token"])),
        ("an empty file", &[("/var/run/token", " \n")], given(""), Broken(&["/var/run/token contains no token"])),
        (
            "an API error",
            &[("/var/run/token", &secret)],
            expired,
            Broken(&[ROLE, "WebIdentityTokenError", "id-of-the"]),
        ),
        ("an echo", &[("/var/run/token", &secret)], echo, Broken(&["bad [redacted]"])),
    ];
    for (place, files, response, expected) in table {
        let server = Server::start([response]).await.unwrap();
        let (_root, environment) = environment_of(files, CLUSTER);
        let provider = TkeOidcCredentials::new(environment).sts(at(&server).retry(ExponentialBackoff::none()));
        check(place, provide(&provider).await, expected);
    }
}

/// A product without handwritten modules is called like any other.
#[tokio::test]
async fn the_second_product() {
    let response = r#"{"Type":"CAMUser","AccountId":"1","UserId":"2","PrincipalId":"2","Arn":"qcs::cam::uin/1:uin/2"}"#;
    let server = Server::start([Response::of(response)]).await.unwrap();
    let sts = tencloud::sts::Client::new(&complete(&server.url()).build().unwrap());
    let caller = sts.get_caller_identity().send().await.unwrap();
    assert_eq!((caller.account_id.as_deref(), caller.r#type.as_deref()), (Some("1"), Some("CAMUser")));
    assert_eq!(body(&server.requests()[0]), json!({}));

    let server = Server::start([Response::api_error("AuthFailure.AccessKeyIllegal")]).await.unwrap();
    let sts = tencloud::sts::Client::new(&complete(&server.url()).build().unwrap());
    let error = sts.get_caller_identity().send().await.unwrap_err();
    assert!(error.is(tencloud::sts::GetCallerIdentityErrorCode::AuthFailureAccessKeyIllegal));
}
