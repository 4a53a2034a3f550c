//! Signatures.

use serde_json::json;
use tencloud_emulator::Emulator;

use crate::support::{Draft, PAIR, World};

const STARRED: (&str, &str) = ("AKID********************************", "********************************");
const MASKED: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******");

/// The documentation's worked examples: pair, timestamp, signed headers, signature.
#[test]
fn the_signer_of_the_tests_gives_the_documentations_signatures() {
    let post = "content-type;host";
    for (pair, timestamp, method, signed, signature) in [
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
        (PAIR, 1_551_113_065, "POST", post, "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"),
        (PAIR, 1_539_084_154, "GET", post, "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474"),
    ] {
        let draft = Draft::new(method, "cvm.tencentcloudapi.com", timestamp).with("x-tc-action", "DescribeInstances");
        let draft = draft.but(|draft| {
            draft.pair = (pair.0.into(), pair.1.into());
            draft.service = "cvm".into();
            draft.signed = signed.into();
        });
        let draft = if method == "GET" {
            draft.but(|draft| draft.query = "Limit=10&Offset=0".into())
        } else {
            let body = r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#;
            draft.with("content-type", "application/json; charset=utf-8").but(|draft| draft.body = body.into())
        };
        let date = if timestamp == 1_551_113_065 { "2019-02-25" } else { "2018-10-09" };
        let expect = format!(
            "TC3-HMAC-SHA256 Credential={}/{date}/cvm/tc3_request, SignedHeaders={signed}, Signature={signature}",
            pair.0
        );
        assert_eq!(draft.authorization(), expect);
    }
}

#[tokio::test]
async fn every_way_to_sign_rightly_is_accepted() {
    let world = World::new().await;
    let post = || world.post("DescribeInstances", &json!({}));
    let sign = |signed: &'static str| move |draft: &mut Draft| draft.signed = signed.into();
    for draft in [
        post(),
        post().with("content-type", "application/json; charset=utf-8"),
        post().but(sign("content-type;host;x-tc-action")),
        post().but(sign("content-type;host;x-tc-action;x-tc-region;x-tc-timestamp;x-tc-version")),
        post().with("x-tc-content-sha256", "UNSIGNED-PAYLOAD").but(|draft| {
            // The SHA-256 of `UNSIGNED-PAYLOAD`.
            draft.payload_hash = Some("438d4109ef0d676b8c2c7ed13cdfcb418e494d53b843d4634ce3b1085f07bb96".into());
        }),
        world.get("DescribeInstances", "Limit=10&Offset=0"),
        world.get("DescribeInstances", "SearchKey=%E4%B8%AD+x"),
        post().with("x-tc-timestamp", "1795023700").but(|draft| draft.timestamp = 1_795_023_700),
    ] {
        assert_eq!(draft.send().code(), "");
    }
}

#[tokio::test]
async fn every_way_to_sign_wrongly_has_its_code() {
    let world = World::new().await;
    let draft = || world.post("DescribeInstances", &json!({ "Limit": 1 }));
    let wrong_key = draft().but(|draft| draft.pair.1 = PAIR.1.replace("EXAMPLE", "EXAMPLF"));
    assert_eq!(wrong_key.send().code(), "AuthFailure.SignatureFailure");
    let unknown = draft().but(|draft| draft.pair.0 = "AKIDunknown".into());
    assert_eq!(unknown.send().code(), "AuthFailure.SecretIdNotFound");

    type Spoil = fn(Draft) -> Draft;
    let spoilt: [(Spoil, &str); 12] = [
        (|draft| draft.but(|draft| draft.body = b"{\"Limit\":2}".to_vec()), "AuthFailure.SignatureFailure"),
        (|draft| draft.with("content-type", "application/json;"), "AuthFailure.SignatureFailure"),
        (|draft| draft.with("x-tc-timestamp", "1795024001"), "AuthFailure.SignatureFailure"),
        (|draft| draft.with("x-tc-content-sha256", "UNSIGNED-PAYLOAD"), "AuthFailure.SignatureFailure"),
        (|draft| draft.with("x-tc-timestamp", "1795023699"), "AuthFailure.SignatureExpire"),
        (|draft| draft.with("x-tc-timestamp", "1795024301"), "AuthFailure.SignatureExpire"),
        (|draft| draft.with("x-tc-timestamp", "now"), "InvalidParameter"),
        (|draft| draft.without("x-tc-timestamp"), "MissingParameter"),
        (|draft| draft.without("authorization"), "MissingParameter"),
        (|draft| draft.without("content-type"), "AuthFailure.InvalidAuthorization"),
        (|draft| draft.with("authorization", "Basic QTpC"), "AuthFailure.InvalidAuthorization"),
        (|draft| draft.with("authorization", "SKIP"), "AuthFailure.InvalidAuthorization"),
    ];
    for (at, (spoil, expect)) in spoilt.into_iter().enumerate() {
        assert_eq!(draft().send_but(spoil).code(), expect, "case {at}");
    }
}

#[tokio::test]
async fn the_signature_is_judged_before_anything_about_the_action() {
    let world = World::new().await;
    let draft = world.post("NoSuchAction", &json!({})).with("x-tc-version", "never").with("x-tc-region", "moon");
    let answer = draft.but(|draft| draft.pair.1 = "wrong".into()).send();
    assert_eq!(answer.code(), "AuthFailure.SignatureFailure");
}

#[tokio::test]
async fn a_temporary_pair_needs_its_token_and_no_other_pair_does() {
    let temporary = World::with(|builder| builder.token("TOKEN")).await;
    let lasting = World::new().await;
    for (world, token, expect) in [
        (&temporary, Some("TOKEN"), ""),
        (&temporary, Some("token"), "AuthFailure.TokenFailure"),
        (&temporary, None, "AuthFailure.TokenFailure"),
        (&lasting, None, ""),
        (&lasting, Some("TOKEN"), "AuthFailure.TokenFailure"),
    ] {
        let draft = world.post("DescribeInstances", &json!({}));
        let draft = token.into_iter().fold(draft, |draft, token| draft.with("x-tc-token", token));
        assert_eq!(draft.send().code(), expect, "{token:?}");
    }
}

#[tokio::test]
async fn secrets_are_not_shown() {
    let builder = Emulator::builder().key_pair("AKIDmine", "hush").token("tok-hush");
    assert!(!format!("{builder:?}").contains("hush"));
    let emulator = builder.start().await.unwrap();
    assert!(!format!("{emulator:?}").contains("hush"));
    assert_eq!((emulator.secret_id(), emulator.secret_key()), ("AKIDmine", "hush"));
}
