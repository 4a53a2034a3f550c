//! Every signature method: the documentation's own examples, what is sent, and the limits of each format.

use tencloud::credentials::Credentials;
use tencloud::redis::Client;
use tencloud::signing::SignatureMethod::{
    self, HmacSha1, HmacSha1Get, HmacSha256, HmacSha256Get, Tc3, Tc3Get, Tc3UnsignedPayload,
};
use tencloud::signing::v1::{Algorithm, Request};
use tencloud::signing::{query, tc3};
use tencloud::{CommonErrorCode, ErrorKind};
use tencloud_emulator::Emulator;
use tencloud_tests::{Request as Received, Response, Server};

use crate::{SECRET_ID, SECRET_KEY, back_up, client_at, complete};

const ALL: [SignatureMethod; 7] = [Tc3, Tc3Get, Tc3UnsignedPayload, HmacSha256, HmacSha256Get, HmacSha1, HmacSha1Get];

/// The example of signature version 1, in three editions: key, SHA-1, SHA-256 of the same text.
#[test]
fn the_documented_examples_of_version_1() {
    for (secret_id, secret_key, sha1, sha256) in [
        (
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******",
            "Gu5t9xGARNpq86cd98joQYCN3*******",
            "zmmjn35mikh6pM3V7sUEuX4wyYM=",
            "LzvvZM+0Rl8Q51FXGiFEVp3AeXl2V8Wewa194M4b078=",
        ),
        (SECRET_ID, SECRET_KEY, "EliP9YW3pW28FpsEdkXt/+WcGeI=", "bR/zQ3QqOmcEYeRv71IzG/NxfisUDgy9cqRMQC+UB5g="),
        (
            "AKID********************************",
            "********************************",
            "7RAM2xfNMO9EiVTNmPg06MRnCvQ=",
            "Vm9H4MqhU3Xb+tk/aabIyMScEZDiXb2tRLQkm9ax180=",
        ),
    ] {
        let parameters = [
            ("Version", "2017-03-12"),
            ("Action", "DescribeInstances"),
            ("InstanceIds.0", "ins-09dx96dg"),
            ("Limit", "20"),
            ("Offset", "0"),
            ("Nonce", "11886"),
            ("Region", "ap-guangzhou"),
            ("SecretId", secret_id),
            ("Timestamp", "1465185768"),
        ];
        let request = Request { method: "GET", host: "cvm.tencentcloudapi.com", parameters: &parameters };
        let expected = format!(
            "GETcvm.tencentcloudapi.com/?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886\
             &Offset=0&Region=ap-guangzhou&SecretId={secret_id}&Timestamp=1465185768&Version=2017-03-12"
        );
        assert_eq!(request.string_to_sign(), expected);
        assert_eq!(request.sign(Algorithm::HmacSha1, secret_key), sha1);
        assert_eq!(request.sign(Algorithm::HmacSha256, secret_key), sha256);
        assert!(!format!("{request:?}").contains("ins-09dx96dg"), "{request:?}");
    }
}

fn client(server: &Server, method: SignatureMethod) -> Client {
    Client::new(&complete(&server.url()).signature(method).build().unwrap())
}

/// Returns the pairs of a query or a form, decoded.
fn pairs(encoded: &str) -> Vec<(String, String)> {
    reqwest::Url::parse(&format!("http://x/?{encoded}")).unwrap().query_pairs().into_owned().collect()
}

/// Returns the query of a request, without its `?`.
fn query_of(request: &Received) -> &str {
    let target = request.line.split(' ').nth(1).unwrap();
    target.split_once('?').map_or("", |(_, query)| query)
}

/// The sample request of the documentation page of ManualBackupInstance is a `GET`:
/// `https://redis.tencentcloudapi.com/?Action=ManualBackupInstance&InstanceId=crs-5a4py64p&Remark=xxxx&…`.
#[tokio::test]
async fn the_sample_of_the_documentation_page() {
    let response = r#"{"TaskId":"6954227","RequestId":"4daddc97-0005-45d8-b5b8-38514ec1e97c"}"#;
    for (method, signature_method) in [(HmacSha1Get, "HmacSHA1"), (HmacSha256Get, "HmacSHA256")] {
        let server = Server::start([Response::of(response)]).await.unwrap();
        let redis = client(&server, method);
        let backup = redis.manual_backup_instance().instance_id("crs-5a4py64p").remark("xxxx").send().await.unwrap();
        assert_eq!(backup.task_id, 6_954_227);
        let [request] = &server.requests()[..] else { panic!("one request is sent") };
        assert!(request.line.starts_with("GET /?InstanceId=crs-5a4py64p&Remark=xxxx&Action=ManualBackupInstance&"));
        assert!(request.body.is_empty() && request.header("authorization").is_none(), "{request:?}");
        let sent = pairs(query_of(request));
        let of = |name: &str| sent.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
        for (name, value) in [
            ("Action", "ManualBackupInstance"),
            ("Version", "2018-04-12"),
            ("Region", "ap-tokyo"),
            ("SecretId", SECRET_ID),
            ("SignatureMethod", signature_method),
        ] {
            assert_eq!(of(name), Some(value), "{name}");
        }
        assert!(of("Nonce").unwrap().parse::<u64>().unwrap() > 0);
    }
}

/// A password with characters that every encoding must handle.
const REMARK: &str = "ä &=+%/?#[]*~'\"";

/// Recomputes each signature from what was received.
#[tokio::test]
async fn signatures_fit_what_was_sent() {
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let host = server.url().replace("http://", "");
    for method in ALL {
        let redis = client(&server, method);
        redis.manual_backup_instance().instance_id("crs-5a4py64p").remark(REMARK).send().await.unwrap();
        let request = server.requests().pop().unwrap();
        let body = String::from_utf8(request.body.clone()).unwrap();
        let verb = request.line.split(' ').next().unwrap();
        let (parameters, verb_expected) = match method {
            Tc3 | Tc3UnsignedPayload => (Vec::new(), "POST"),
            HmacSha256 | HmacSha1 => (pairs(&body), "POST"),
            _ => (pairs(query_of(&request)), "GET"),
        };
        assert_eq!(verb, verb_expected, "{method:?}");
        let content_type = if matches!(method, Tc3 | Tc3UnsignedPayload) { "json" } else { "x-www-form-urlencoded" };
        assert_eq!(request.header("content-type"), Some(format!("application/{content_type}").as_str()));
        let remark = parameters.iter().find(|(name, _)| name == "Remark").map(|(_, value)| value.as_str());
        assert!(remark.is_none_or(|remark| remark == REMARK), "{method:?}: {remark:?}");
        if let Some(signature) = parameters.iter().find(|(name, _)| name == "Signature") {
            let unsigned: Vec<_> = parameters.iter().filter(|pair| pair.0 != "Signature").cloned().collect();
            let algorithm =
                if matches!(method, HmacSha1 | HmacSha1Get) { Algorithm::HmacSha1 } else { Algorithm::HmacSha256 };
            let signed = Request { method: verb, host: &host, parameters: &unsigned };
            assert_eq!(signature.1, signed.sign(algorithm, SECRET_KEY), "{method:?}");
            continue;
        }
        let unsigned = method == Tc3UnsignedPayload;
        assert_eq!(request.header("x-tc-content-sha256"), unsigned.then_some("UNSIGNED-PAYLOAD"));
        let headers = ["content-type", "host"].map(|name| (name, request.header(name).unwrap()));
        let body = if unsigned { tc3::UNSIGNED_PAYLOAD } else { &request.body };
        let signed = tc3::Request { method: verb, query: query_of(&request), headers: &headers, body };
        let timestamp = request.header("x-tc-timestamp").unwrap().parse().unwrap();
        let expected =
            tc3::SigningKey::derive(SECRET_KEY, timestamp, "redis").authorization(SECRET_ID, &signed, timestamp);
        assert_eq!(request.header("authorization"), Some(expected.as_str()), "{method:?}");
    }
}

/// The emulator verifies signatures with its own code.
#[tokio::test]
async fn the_emulator_accepts_every_method() {
    let emulator = Emulator::builder().start().await.unwrap();
    for method in ALL {
        let redis = client_at(&emulator).with_options(tencloud::Options::new().signature(method));
        let instances = redis.describe_instances().limit(1).status([2]).search_keys(["no such name"]).send().await;
        let instances = instances.unwrap_or_else(|error| panic!("{method:?}: {error}"));
        assert!(instances.instance_set.is_empty() && !instances.request_id.is_empty(), "{method:?}");
        let wrong = Credentials::new(emulator.secret_id(), "another-key");
        let redis = Client::new(&complete(emulator.url()).signature(method).credentials(wrong).build().unwrap());
        let error = redis.describe_instances().send().await.unwrap_err();
        let code = error.code_as::<CommonErrorCode>();
        assert_eq!(code, Some(CommonErrorCode::AuthFailureSignatureFailure), "{method:?}: {error}");
    }
}

/// Rejected before anything is sent, with a fix.
#[tokio::test]
async fn what_is_too_large_for_its_form() {
    const KB: usize = 1024;
    for (method, limit, help) in [
        (Tc3Get, 32 * KB, "POST"),
        (HmacSha256Get, 32 * KB, "POST"),
        (HmacSha1Get, 32 * KB, "POST"),
        (HmacSha256, KB * KB, "use JSON"),
        (HmacSha1, KB * KB, "use JSON"),
        (Tc3, 10 * KB * KB, "split"),
        (Tc3UnsignedPayload, 10 * KB * KB, "split"),
    ] {
        let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
        let redis = client(&server, method);
        let send = |length: usize| {
            redis.manual_backup_instance().instance_id("crs-5a4py64p").remark("x".repeat(length)).send()
        };
        // What just fits is sent, except for the 10 MB of TC3: hashing them takes a debug build seconds.
        if method == Tc3 {
            back_up(&redis).await.unwrap();
        } else {
            send(limit - KB).await.unwrap();
        }
        let error = send(limit).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), server.requests().len()), (ErrorKind::Config, 1, 1), "{method:?}");
        for part in [limit.to_string().as_str(), help] {
            assert!(error.to_string().contains(part), "{method:?}: `{part}` is missing: {error}");
        }
    }
}

/// Lists and booleans in a query, as the documentation writes them.
#[tokio::test]
async fn structure_in_a_query() {
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    let redis = client(&server, Tc3Get);
    redis.describe_instances().limit(2).status([2, -2]).search_keys(["a b"]).send().await.unwrap();
    let zones = serde_json::json!({"NodeSet": [{"NodeType": 0, "ZoneId": 1}, {"NodeType": 1}], "DryRun": true});
    redis.call("Anything", zones.clone()).send().await.unwrap();
    let queries: Vec<_> = server.requests().iter().map(|request| query_of(request).to_owned()).collect();
    assert_eq!(queries[0], "Limit=2&Status.0=2&Status.1=-2&SearchKeys.0=a+b");
    assert_eq!(queries[1], "NodeSet.0.NodeType=0&NodeSet.0.ZoneId=1&NodeSet.1.NodeType=1&DryRun=true");
    assert_eq!(queries[1], query::encode(&query::flatten(zones.as_object().unwrap())));
}
