//! Invalid parameters, which are rejected before anything is sent.

use tencloud::redis::{Client, ManualBackupInstanceRequest};
use tencloud::signing::SignatureMethod::{HmacSha1, HmacSha256, HmacSha256Get, Tc3, Tc3Get};
use tencloud::{Error, ErrorKind, Options, UntypedClient};
use tencloud_tests::{Response, Server};

use crate::{client_of, complete};

async fn refused(call: impl Future<Output = Result<(), Error>>, parts: &[&str]) {
    let error = call.await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_acted()), (ErrorKind::Config, 0, false), "{error}");
    for part in parts {
        assert!(error.to_string().contains(part), "`{part}` is missing: {error}");
    }
}

/// An empty id could refer to any instance, so nothing is done.
#[tokio::test]
async fn empty_ids_and_values_outside_their_documented_range() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let redis: Client = client_of(&server);
    let backup = || redis.manual_backup_instance();
    refused(async { backup().instance_id("").send().await.map(drop) }, &["`InstanceId`", "required, but empty"]).await;
    let request: ManualBackupInstanceRequest = backup().instance_id("").into_request();
    refused(async { redis.send(&request).await.map(drop) }, &["`InstanceId` of ManualBackupInstance"]).await;
    for days in [-1, 1826, i64::MIN, i64::MAX] {
        let call = backup().instance_id("crs-5a4py64p").storage_days(days).send();
        refused(async { call.await.map(drop) }, &["`StorageDays`", &days.to_string(), "0 to 1825"]).await;
    }
    let ids = redis.describe_instance_security_group().instance_ids(["crs-5a4py64p", ""]);
    refused(async { ids.send().await.map(drop) }, &["`InstanceIds`", "empty"]).await;
    let many = redis.describe_instance_security_group().instance_ids(vec!["crs-5a4py64p"; 101]);
    refused(async { many.send().await.map(drop) }, &["has 101 items", "at most 100"]).await;
    assert!(server.requests().is_empty());

    // Optional strings and lists may be empty. The length of a string is not checked.
    for days in [0, 1825] {
        backup().instance_id("crs-5a4py64p").remark("").storage_days(days).send().await.unwrap();
    }
    redis.describe_instance_security_group().instance_ids(Vec::<String>::new()).send().await.unwrap();
    redis.modify_instance_password().instance_id("crs-5a4py64p").old_password("a").password("b").send().await.unwrap();
    assert_eq!(server.requests().len(), 4);
}

/// In signature version 1, common parameters are sent together with those of the action: one with the same name would
/// replace them.
#[tokio::test]
async fn parameters_with_the_names_of_the_protocol() {
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    let config = complete(&server.url()).build().unwrap();
    for name in [
        "Action",
        "Version",
        "Region",
        "Timestamp",
        "Nonce",
        "SecretId",
        "SignatureMethod",
        "Signature",
        "Token",
        "Language",
        "RequestClient",
    ] {
        for method in [HmacSha1, HmacSha256, HmacSha256Get, Tc3, Tc3Get] {
            let client =
                UntypedClient::new(&config, "redis", "2018-04-12").with_options(Options::new().signature(method));
            let result = client.call("AnyAction", serde_json::json!({ name: "x" })).send().await;
            match (result, method) {
                (Ok(_), Tc3 | Tc3Get) => {}
                (Err(error), HmacSha1 | HmacSha256 | HmacSha256Get) => {
                    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
                    for part in [&format!("`{name}`"), "SignatureMethod::Tc3"] {
                        assert!(error.to_string().contains(part), "{error}");
                    }
                }
                (result, method) => panic!("{name} {method:?}: {result:?}"),
            }
        }
    }
    // A member with that name is not a common parameter.
    let client = UntypedClient::new(&config, "redis", "2018-04-12").with_options(Options::new().signature(HmacSha256));
    client.call("AnyAction", serde_json::json!({ "Filter": { "Token": "x" } })).send().await.unwrap();
}

/// Only TC3 defines how unsigned requests are sent, so the other methods send them in that form, without credentials.

#[tokio::test]
async fn an_unsigned_action_under_signature_version_1() {
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    for method in [HmacSha1, HmacSha256, HmacSha256Get] {
        let config = complete(&server.url()).signature(method).sign_host("sts.tencentcloudapi.com").build().unwrap();
        let sts = tencloud::sts::Client::new(&config);
        let call = sts.assume_role_with_web_identity().provider_id("p").web_identity_token("t").role_arn("r");
        call.role_session_name("session").send().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!((request.line.as_str(), request.header("authorization")), ("POST / HTTP/1.1", Some("SKIP")));
        for (header, value) in [
            ("content-type", "application/json"),
            ("x-tc-action", "AssumeRoleWithWebIdentity"),
            ("x-tc-version", "2018-08-13"),
            ("x-tc-region", "ap-tokyo"),
            ("host", "sts.tencentcloudapi.com"),
        ] {
            assert_eq!(request.header(header), Some(value), "{method:?}");
        }
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body["ProviderId"], "p");
        assert!(body.get("Signature").is_none() && body.get("SecretId").is_none(), "{body}");
    }
}

/// The canonical form has names and values in lower case and without surrounding spaces, whatever is sent.
#[test]
fn headers_are_signed_in_lower_case() {
    use tencloud::signing::tc3::Request;

    let request = |headers| Request { method: "POST", query: "", headers, body: b"{}" }.canonical();
    let sent = [
        ("Content-Type", " application/json; charset=UTF-8 "),
        ("HOST", "Redis.TencentCloudAPI.com"),
        ("X-TC-Action", "DescribeInstances"),
    ];
    let signed = [
        ("content-type", "application/json; charset=utf-8"),
        ("host", "redis.tencentcloudapi.com"),
        ("x-tc-action", "describeinstances"),
    ];
    assert_eq!(request(&sent), request(&signed));
    assert!(request(&sent).contains("\nx-tc-action:describeinstances\n\ncontent-type;host;x-tc-action\n"));
}
