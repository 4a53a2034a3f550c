//! API errors, and bodies that are not responses: what the error keeps of them.

use tencloud::ErrorKind::{Api, ConnectionLost, MalformedResponse};
use tencloud_tests::Ending::{Close, KeepAlive};
use tencloud_tests::{Response, Server};

use crate::{back_up, client_of};

/// Requests a backup, which is not retried after a response that leaves open whether it was made.
async fn backup_error(response: Response) -> tencloud::Error {
    let server = Server::start([response.clone()]).await.unwrap();
    let error = back_up(&client_of(&server)).await.err().unwrap_or_else(|| panic!("{response:?} gave a success"));
    assert_eq!(server.requests().len(), 1, "{response:?}");
    error
}

#[tokio::test]
async fn an_api_error_counts_whatever_the_status() {
    let envelope = |error: &str| format!(r#"{{"Response":{{"Error":{error},"RequestId":"the-id"}}}}"#);
    let plain = envelope(r#"{"Code":"ResourceNotFound","Message":"gone"}"#);
    for (status, body, message) in [
        (200, plain.clone(), "gone"),
        (400, plain.clone(), "gone"),
        (500, plain.clone(), "gone"),
        (200, envelope(r#"{"Message":"gone","Code":"ResourceNotFound","Detail":{"a":[]}}"#), "gone"),
        (200, envelope(r#"{"Code":"ResourceNotFound"}"#), ""),
        (200, envelope(r#"{"Code":"ResourceNotFound","Message":null}"#), ""),
        (200, r#"{"Response":{"TaskId":5,"RequestId":"the-id","Error":{"Code":"ResourceNotFound"}}}"#.into(), ""),
    ] {
        let error = backup_error(Response::new(status, &body).header("content-type", "text/html")).await;
        assert_eq!(error.kind(), Api, "{body}: {error}");
        assert_eq!(error.code(), Some("ResourceNotFound"), "{body}");
        assert_eq!(error.message(), message, "{body}");
        assert_eq!(error.request_id(), Some("the-id"), "{body}");
        assert_eq!(error.status(), Some(status), "{body}");
        assert_eq!(error.body_start(), None, "{body}");
        assert!(!error.may_have_acted(), "{body}");
        for part in ["ResourceNotFound", message, "the-id"] {
            assert!(error.to_string().contains(part), "`{part}` is missing: {error}");
        }
    }
}

/// Fields that do not have their documented type are decoded as leniently in an API error as everywhere else.
#[tokio::test]
async fn an_api_error_in_odd_types_is_still_one() {
    for (error, code, message) in [
        (r#"{"Code":4000,"Message":"gone"}"#, "4000", "gone"),
        (r#"{"Code":"ResourceNotFound","Message":5}"#, "ResourceNotFound", "5"),
        (r#"{"Code":"ResourceNotFound","Message":{"zh":"gone"}}"#, "ResourceNotFound", ""),
        (r#"{"Code":"ResourceNotFound","Message":["gone"]}"#, "ResourceNotFound", ""),
        (r#"{"Code":null,"Message":"gone"}"#, "", "gone"),
        ("{}", "", ""),
    ] {
        let error = backup_error(Response::of(&format!(r#"{{"Error":{error},"RequestId":17}}"#))).await;
        assert_eq!((error.kind(), error.message(), error.request_id()), (Api, message, Some("17")), "{error}");
        assert_eq!(error.code(), Some(code), "{error}");
    }
    // Not an object: it is unknown whether anything was done.
    for error in [r#""gone""#, "[]", "5", "true", r#"[{"Code":"ResourceNotFound"}]"#] {
        let error = backup_error(Response::of(&format!(r#"{{"TaskId":1,"Error":{error},"RequestId":"id"}}"#))).await;
        assert_eq!((error.kind(), error.may_have_acted()), (MalformedResponse, true), "{error}");
        assert!(error.to_string().contains("`Error` is not an object"), "{error}");
    }
}

#[tokio::test]
async fn an_api_error_without_a_request_id_is_still_one() {
    let api_error = r#"{"Error":{"Code":"ResourceNotFound","Message":"gone"},"RequestId":null}"#;
    let error = backup_error(Response::of(api_error)).await;
    assert_eq!((error.kind(), error.request_id()), (Api, None));
    assert_eq!(error.to_string(), "ResourceNotFound: gone");
}

/// The status and the start of the body are kept and shown, since a gateway's page says what is wrong.
#[tokio::test]
async fn a_body_that_is_no_reply() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_response = format!(r#"{{"Response":{deep}}}"#);
    let deep_error = format!(r#"{{"Response":{{"Error":{deep}}}}}"#);
    let long_page = format!("<html>{}</html>", "é".repeat(10_000));
    for (status, body) in [
        (502, "<html>502 Bad Gateway</html>".as_bytes()),
        (200, b"<html>log in first</html>"),
        (302, b"moved"),
        (404, br#"{"error":"no such page"}"#),
        (200, b""),
        (204, b""),
        (200, b"null"),
        (200, b"{}"),
        (200, b"[]"),
        (200, br#"{"Response":null}"#),
        (200, br#"{"Response":"TaskId"}"#),
        (200, br#"{"response":{"TaskId":7}}"#),
        (200, br#"{"Response":{"TaskId":69542"#),
        (200, br#"{"Response":{"TaskId":6954227,"RequestId":"id"}"#),
        (200, br#"{"Response":{"TaskId":6954227,"RequestId":"id"}} and more"#),
        (503, br#"{"Response":{"TaskId":6954227,"RequestId":"id"}}"#),
        (200, b"{\"Response\":{\"TaskId\":7,\"RequestId\":\"\xff\xfe\"}}"),
        (200, b"\xff\xfe\x00\x01"),
        (200, deep.as_bytes()),
        (200, deep_response.as_bytes()),
        (200, deep_error.as_bytes()),
        (500, long_page.as_bytes()),
    ] {
        let error = backup_error(Response::new(status, body).header("location", "http://127.0.0.1:9/")).await;
        let text = String::from_utf8_lossy(body);
        let shown: String = text.chars().take(60).collect();
        assert_eq!(error.kind(), MalformedResponse, "{shown}: {error}");
        assert_eq!((error.status(), error.code()), (Some(status), None), "{shown}");
        let start = error.body_start().unwrap_or_else(|| panic!("{shown} is lost"));
        assert!(start.starts_with(shown.trim_end_matches('\u{fffd}')), "{shown} became {start}");
        assert!(start.len() <= 1024, "{shown}: {} bytes are kept", start.len());
        assert!(error.to_string().len() <= 2048, "{shown}: {error}");
        let status_shows = error.to_string().contains(&status.to_string());
        assert!(status == 200 || status_shows, "{shown}: {error}");
    }
}

/// The connection ends before the announced length, or in the middle of a chunk. What was received by then is kept.
#[tokio::test]
async fn a_body_that_breaks_off() {
    const HALF: &str = r#"{"Response":{"TaskId":6954227,"#;
    let announced = format!("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{HALF}");
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{HALF}\r\n", HALF.len());
    for bytes in [announced, chunked] {
        let error = backup_error(Response::raw(bytes.as_str(), Close)).await;
        assert_eq!(error.kind(), ConnectionLost, "{bytes}: {error}");
        assert!(error.may_have_acted(), "{bytes}");
        assert_eq!(error.status(), Some(200), "the status is lost: {bytes}");
        assert_eq!(error.body_start(), Some(HALF), "the start of the body is lost: {bytes}");
    }
}

/// What follows the announced length is not part of the response.
#[tokio::test]
async fn a_body_that_is_longer_than_announced() {
    let error = backup_error(Response::raw(
        "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n{\"Response\":{\"TaskId\":7}}",
        KeepAlive,
    ))
    .await;
    assert_eq!(error.kind(), MalformedResponse);
    assert_eq!(error.body_start(), Some(r#"{"Response":"#));
}

#[tokio::test]
async fn bytes_that_are_not_http() {
    for bytes in ["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 abc\r\n\r\n", "\r\n\r\n\r\n"] {
        let error = backup_error(Response::raw(bytes, Close)).await;
        assert_eq!((error.kind(), error.status()), (ConnectionLost, None), "{bytes}: {error}");
        assert!(error.may_have_acted(), "{bytes}");
    }
}

/// According to the documentation, responses have at most 50 MB. A larger one is not read to its end.
#[tokio::test]
async fn a_body_without_end() {
    const MEGABYTE: usize = 1024 * 1024;
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 209715212\r\n\r\n{\"Response\":";
    let unannounced = "HTTP/1.1 200 OK\r\n\r\n{\"Response\":";
    for (bytes, changes) in [(announced, true), (unannounced, false)] {
        let response = Response::raw(bytes, Close).and_blanks(200 * MEGABYTE);
        let server = Server::start([response]).await.unwrap();
        let redis = client_of(&server);
        let error: tencloud::Error = if changes {
            back_up(&redis).await.unwrap_err()
        } else {
            redis.describe_instances().send().await.unwrap_err()
        };
        assert_eq!((error.kind(), error.status()), (MalformedResponse, Some(200)), "{error}");
        assert_eq!(error.may_have_acted(), changes, "{error}");
        let start = error.body_start().unwrap();
        assert!(start.starts_with("{\"Response\":"), "{error}");
        assert!(error.to_string().len() <= 2048, "{error}");
        // 50 MB, and what the kernel buffers on both sides.
        let taken = server.bytes_taken();
        assert!(taken <= 70 * MEGABYTE, "{taken} bytes were taken");
        assert_eq!(server.requests().len(), 1, "another attempt would bring the same");
    }
}
