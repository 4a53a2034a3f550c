//! Signatures.

use serde_json::json;
use tencloud_emulator::Emulator;

use crate::support::{Fixture, KEY_PAIR, RequestBuilder};

const STARRED: (&str, &str) = ("AKID********************************", "********************************");
const MASKED: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******");

/// The documentation's examples: key pair, timestamp, method, signed headers, signature.
#[test]
fn the_tests_own_signer_reproduces_the_documentations_signatures() {
    let post = "content-type;host";
    for (key_pair, timestamp, method, signed, signature) in [
        (
            STARRED,
            1_551_113_065,
            "POST",
            "content-type;host;x-tc-action",
            "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        ),
        (
            MASKED,
            1_551_113_065,
            "POST",
            "content-type;host;x-tc-action",
            "be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3",
        ),
        (MASKED, 1_551_113_065, "POST", post, "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"),
        (KEY_PAIR, 1_551_113_065, "POST", post, "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"),
        (KEY_PAIR, 1_539_084_154, "GET", post, "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474"),
    ] {
        let request =
            RequestBuilder::new(method, "cvm.tencentcloudapi.com", timestamp).with("x-tc-action", "DescribeInstances");
        let request = request.modify(|request| {
            request.key_pair = (key_pair.0.into(), key_pair.1.into());
            request.service = "cvm".into();
            request.signed = signed.into();
        });
        let request = if method == "GET" {
            request.modify(|request| request.query = "Limit=10&Offset=0".into())
        } else {
            let body = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
            request.with("content-type", "application/json; charset=utf-8").modify(|request| request.body = body.into())
        };
        let date = if timestamp == 1_551_113_065 { "2019-02-25" } else { "2018-10-09" };
        let expect = format!(
            "TC3-HMAC-SHA256 Credential={}/{date}/cvm/tc3_request, SignedHeaders={signed}, Signature={signature}",
            key_pair.0
        );
        assert_eq!(request.authorization(), expect);
    }
}

#[tokio::test]
async fn every_valid_way_to_sign_is_accepted() {
    let fixture = Fixture::new().await;
    let post = || fixture.post("DescribeInstances", &json!({}));
    let sign = |signed: &'static str| move |request: &mut RequestBuilder| request.signed = signed.into();
    for request in [
        post(),
        post().with("content-type", "application/json; charset=utf-8"),
        post().modify(sign("content-type;host;x-tc-action")),
        post().modify(sign("content-type;host;x-tc-action;x-tc-region;x-tc-timestamp;x-tc-version")),
        post().with("x-tc-content-sha256", "UNSIGNED-PAYLOAD").modify(|request| {
            // The SHA-256 of `UNSIGNED-PAYLOAD`.
            request.payload_hash = Some("438d4109ef0d676b8c2c7ed13cdfcb418e494d53b843d4634ce3b1085f07bb96".into());
        }),
        fixture.get("DescribeInstances", "Limit=10&Offset=0"),
        fixture.get("DescribeInstances", "SearchKey=%E4%B8%AD+x"),
        post().with("x-tc-timestamp", "1795023700").modify(|request| request.timestamp = 1_795_023_700),
    ] {
        assert_eq!(request.send().code(), "");
    }
}

/// What official clients send although the documentation does not allow it, each with a variant that is not accepted.
#[tokio::test]
async fn what_official_clients_send_is_accepted() {
    let fixture = Fixture::new().await;
    let request = || fixture.post("DescribeInstances", &json!({}));
    let failure = "AuthFailure.SignatureFailure";
    for (name, value, expect) in [
        ("x-tc-requestclient", "SDK_PYTHON_3.1.189; _CLI_3.1.189.1", ""),
        ("x-tc-requestclient", "SDK_GO_1.0.606: x", ""),
        ("x-tc-requestclient", "Terraform-v1.81.100,id=0f9a", ""),
        ("x-tc-requestclient", "SDK_GO_1.0.606:\tx", "InvalidParameterValue"),
        ("x-tc-language", "", ""),
        ("x-tc-language", "en", "InvalidParameterValue"),
    ] {
        assert_eq!(request().with(name, value).send().code(), expect, "{name}: {value}");
    }
    // The host that is sent, the host that is signed, and the service.
    for (sent, signed, service, expect) in [
        ("127.0.0.1:9021", "127.0.0.1:9021", "redis", ""),
        ("127.0.0.1:9021", "127.0.0.1", "127", ""),
        ("127.0.0.1:9021", "127.0.0.1:9021", "127", ""),
        ("localhost:9021", "localhost:9021", "localhost:9021", ""),
        ("localhost:9021", "localhost", "localhost", ""),
        ("emulator", "emulator", "emulator", ""),
        ("http://127.0.0.1:9021", "http://127.0.0.1:9021", "redis", ""),
        ("[::1]:9021", "[::1]", "redis", ""),
        ("cvm.test:9021", "cvm.test:9021", "cvm", ""),
        ("sts.test:9021", "sts.test:9021", "sts", "NoSuchVersion"),
        ("127.0.0.1:9021", "127.0.0.1:9021", "128", "NoSuchProduct"),
        ("127.0.0.1:9021", "127.0.0.1:9021", "cvm", "NoSuchProduct"),
        ("127.0.0.1:9021", "127.0.0.1:9022", "redis", failure),
        ("127.0.0.1:9021", "127.0.0.1:", "redis", failure),
        ("127.0.0.1:port", "127.0.0.1", "redis", failure),
        ("127.0.0.1", "127.0.0.1:9021", "redis", failure),
    ] {
        let request = request().with("host", signed).modify(|request| request.service = service.into());
        let response = request.send_to(fixture.host(), |request| request.with("host", sent));
        assert_eq!(response.code(), expect, "{sent} {signed} {service}");
    }
}

#[tokio::test]
async fn every_invalid_signature_has_its_code() {
    let fixture = Fixture::new().await;
    let request = || fixture.post("DescribeInstances", &json!({ "Limit": 1 }));
    let wrong_key = request().modify(|request| request.key_pair.1 = KEY_PAIR.1.replace("EXAMPLE", "EXAMPLF"));
    assert_eq!(wrong_key.send().code(), "AuthFailure.SignatureFailure");
    let unknown = request().modify(|request| request.key_pair.0 = "AKIDunknown".into());
    assert_eq!(unknown.send().code(), "AuthFailure.SecretIdNotFound");

    type Tamper = fn(RequestBuilder) -> RequestBuilder;
    let cases: [(Tamper, &str); 12] = [
        (|request| request.modify(|request| request.body = b"{\"Limit\":2}".to_vec()), "AuthFailure.SignatureFailure"),
        (|request| request.with("content-type", "application/json;"), "AuthFailure.SignatureFailure"),
        (|request| request.with("x-tc-timestamp", "1795024001"), "AuthFailure.SignatureFailure"),
        (|request| request.with("x-tc-content-sha256", "UNSIGNED-PAYLOAD"), "AuthFailure.SignatureFailure"),
        (|request| request.with("x-tc-timestamp", "1795023699"), "AuthFailure.SignatureExpire"),
        (|request| request.with("x-tc-timestamp", "1795024301"), "AuthFailure.SignatureExpire"),
        (|request| request.with("x-tc-timestamp", "now"), "InvalidParameter"),
        (|request| request.without("x-tc-timestamp"), "MissingParameter"),
        (|request| request.without("authorization"), "MissingParameter"),
        (|request| request.without("content-type"), "AuthFailure.InvalidAuthorization"),
        (|request| request.with("authorization", "Basic QTpC"), "AuthFailure.InvalidAuthorization"),
        (|request| request.with("authorization", "SKIP"), "AuthFailure.InvalidAuthorization"),
    ];
    for (at, (tamper, expect)) in cases.into_iter().enumerate() {
        assert_eq!(request().send_modified(tamper).code(), expect, "case {at}");
    }
}

#[tokio::test]
async fn the_signature_is_checked_before_the_action() {
    let fixture = Fixture::new().await;
    let request = fixture.post("NoSuchAction", &json!({})).with("x-tc-version", "never").with("x-tc-region", "moon");
    let response = request.modify(|request| request.key_pair.1 = "wrong".into()).send();
    assert_eq!(response.code(), "AuthFailure.SignatureFailure");
}

#[tokio::test]
async fn only_temporary_credentials_need_a_token() {
    let temporary = Fixture::with(|builder| builder.token("TOKEN")).await;
    let permanent = Fixture::new().await;
    for (fixture, token, expect) in [
        (&temporary, Some("TOKEN"), ""),
        (&temporary, Some("token"), "AuthFailure.TokenFailure"),
        (&temporary, None, "AuthFailure.TokenFailure"),
        (&permanent, None, ""),
        (&permanent, Some("TOKEN"), "AuthFailure.TokenFailure"),
    ] {
        let request = fixture.post("DescribeInstances", &json!({}));
        let request = token.into_iter().fold(request, |request, token| request.with("x-tc-token", token));
        assert_eq!(request.send().code(), expect, "{token:?}");
    }
}

#[tokio::test]
async fn debug_redacts_secrets() {
    let builder = Emulator::builder().key_pair("AKIDmine", "hush").token("tok-hush");
    assert!(!format!("{builder:?}").contains("hush"));
    let emulator = builder.start().await.unwrap();
    assert!(!format!("{emulator:?}").contains("hush"));
    assert_eq!((emulator.secret_id(), emulator.secret_key()), ("AKIDmine", "hush"));
}
