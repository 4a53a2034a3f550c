//! Untyped calls whose body is not JSON.

use serde_json::json;
use tencloud::signing::SignatureMethod::{self, HmacSha1Get, HmacSha256, Tc3, Tc3Get};
use tencloud::{ErrorKind, UntypedClient};
use tencloud_tests::{Response, Server};

use crate::{complete, signature};

const METHODS: [SignatureMethod; 4] = [Tc3, Tc3Get, HmacSha256, HmacSha1Get];

fn client(server: &Server, method: SignatureMethod, product: &str, version: &str) -> UntypedClient {
    UntypedClient::new(&complete(&server.url()).signature(method).build().unwrap(), product, version)
}

/// Bytes with anything in them, among others what is no text.
fn bytes() -> Vec<u8> {
    (0..=255).chain(*b"\r\n--").collect()
}

/// Only `POST` with signature version 3 can send such a body, whatever the client is configured for.
#[tokio::test]
async fn an_octet_stream_has_its_parameters_in_headers() {
    let server = Server::start([Response::of(r#"{"RequestId":"r-1"}"#)]).await.unwrap();
    for (index, method) in METHODS.into_iter().enumerate() {
        let parameters = json!({ "X-CLS-TopicId": "topic", "X-CLS-CompressType": "lz4", "X-CLS-HashKey": null });
        let call = client(&server, method, "cls", "2020-10-16").call("UploadLog", parameters).octet_stream(bytes());
        assert_eq!(call.send().await.unwrap().request_id, "r-1");
        let request = server.requests().remove(index);
        assert_eq!(request.line, "POST / HTTP/1.1");
        assert_eq!(request.body, bytes());
        for (name, value) in [
            ("content-type", Some("application/octet-stream")),
            ("x-cls-topicid", Some("topic")),
            ("x-cls-compresstype", Some("lz4")),
            ("x-cls-hashkey", None),
            ("x-tc-action", Some("UploadLog")),
            ("x-tc-version", Some("2020-10-16")),
            ("authorization", Some(signature(&request, "cls").as_str())),
        ] {
            assert_eq!(request.header(name), value, "{name}");
        }
    }
}

/// Returns the head and the body of each part of a form.
fn parts(body: &[u8], boundary: &str) -> Vec<(String, Vec<u8>)> {
    let boundary = format!("\r\n--{boundary}");
    let body = [b"\r\n", body].concat();
    let find = |text: &[u8], part: &[u8]| text.windows(part.len()).position(|window| window == part);
    let mut parts = Vec::new();
    let mut rest = &body[find(&body, boundary.as_bytes()).unwrap() + boundary.len()..];
    while let Some(end) = find(rest, boundary.as_bytes()) {
        let part = &rest[2..end];
        let head = find(part, b"\r\n\r\n").unwrap();
        parts.push((String::from_utf8(part[..head].to_vec()).unwrap(), part[head + 4..].to_vec()));
        rest = &rest[end + boundary.len()..];
    }
    assert_eq!(rest, b"--\r\n");
    parts
}

#[tokio::test]
async fn files_are_parts_of_a_form() {
    let server = Server::start([Response::of(r#"{"FileKey":"k","RequestId":"r-1"}"#)]).await.unwrap();
    for (index, method) in METHODS.into_iter().enumerate() {
        let parameters = json!({ "Name": "scan", "Tags": [{ "Key": "a" }], "FileURL": null, "File": "replaced" });
        let call = client(&server, method, "cii", "2021-04-08").call("UploadMedicalFile", parameters);
        assert_eq!(call.file("File", bytes()).send().await.unwrap().response["FileKey"], "k");
        let request = server.requests().remove(index);
        assert_eq!(request.header("authorization"), Some(signature(&request, "cii").as_str()));
        let boundary = request.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
        let expected = [
            ("Content-Disposition: form-data; name=\"Name\"", b"scan".to_vec()),
            (
                "Content-Disposition: form-data; name=\"Tags\"\r\nContent-Type: application/json",
                br#"[{"Key":"a"}]"#.to_vec(),
            ),
            ("Content-Disposition: form-data; name=\"File\"; filename=\"File\"", bytes()),
        ];
        assert_eq!(parts(&request.body, boundary), expected.map(|(head, body)| (head.to_owned(), body)));
    }
}

/// Attempts send the same body, each with its own signature.
#[tokio::test]
async fn uploads_are_retried_like_other_calls() {
    let server = Server::start([Response::api_error("RequestLimitExceeded"), Response::of(r#"{"RequestId":"r-1"}"#)]);
    let server = server.await.unwrap();
    let call = client(&server, Tc3, "cii", "2021-04-08").call("UploadMedicalFile", json!({}));
    call.file("File", bytes()).send().await.unwrap();
    let [first, second] = server.requests().try_into().unwrap();
    assert_eq!(first.body, second.body);
    assert_eq!(second.header("authorization"), Some(signature(&second, "cii").as_str()));
}

#[tokio::test]
async fn what_cannot_be_sent() {
    let server = Server::start([Response::of("{}")]).await.unwrap();
    let cls = client(&server, Tc3, "cls", "2020-10-16");
    let octets = |parameters| cls.call("UploadLog", parameters).octet_stream(bytes()).send();
    for (error, part) in [
        (octets(json!({ "X-TC-Action": "Other" })).await, "X-TC-Action"),
        (octets(json!({ "Host": "other" })).await, "Host"),
        (octets(json!({ "X-CLS-TopicId": "a\r\nb" })).await, "X-CLS-TopicId"),
        (octets(json!({ "a b": "c" })).await, "a b"),
        (octets(json!([])).await, "JSON object"),
        (cls.call("A", json!({})).octet_stream(vec![0; 11 * 1024 * 1024]).send().await, "bytes"),
        (cls.call("A", json!({ "a\"b": 1 })).file("File", "x").send().await, "a\\\"b"),
        (cls.call("A", json!({})).file("a\nb", "x").send().await, "a\\nb"),
    ] {
        let error = error.unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains(part), "{part}: {error}");
    }
    assert!(server.requests().is_empty());
}

/// The values of parameters that are sent as headers are not shown.
#[tokio::test]
async fn parameters_in_headers_can_be_secrets() {
    let echo = r#"{"Error":{"Code":"A","Message":"hunter2"},"RequestId":"r-1"}"#;
    let server = Server::start([Response::of(echo)]).await.unwrap();
    let call = client(&server, Tc3, "cls", "2020-10-16").call("UploadLog", json!({ "X-CLS-Token": "hunter2" }));
    let shown = format!("{:?}{:?}", call.clone(), call.octet_stream(bytes()).send().await.unwrap_err());
    assert!(!shown.contains("hunter2"), "{shown}");
}
