//! Responses that are streams of server-sent events.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud::{Error, ErrorKind, EventStream, Options, UntypedCall, UntypedClient};
use tencloud_tests::Ending::{self, Close, KeepAlive, Reset, Silence};
use tencloud_tests::{Response, Server};

use crate::complete;

const EVENTS: &str = "text/event-stream";

/// Returns a body in chunks, which is complete unless it is cut.
fn chunked(parts: &[&str], is_cut: bool, ending: Ending) -> Response {
    let mut text = format!("HTTP/1.1 200 OK\r\ncontent-type: {EVENTS}\r\ntransfer-encoding: chunked\r\n\r\n");
    for part in parts {
        text.push_str(&format!("{:x}\r\n{part}\r\n", part.len()));
    }
    if !is_cut {
        text.push_str("0\r\n\r\n");
    }
    Response::raw(text, ending)
}

fn chat(server: &Server) -> UntypedCall {
    chat_with_silence(server, Duration::from_secs(20))
}

/// Returns a call whose server may be silent for this long.
fn chat_with_silence(server: &Server, silence: Duration) -> UntypedCall {
    let options = Options::new().call_timeout(Duration::from_secs(30)).attempt_timeout(silence);
    let config = complete(&server.url()).options(options).build().unwrap();
    UntypedClient::new(&config, "hunyuan", "2023-09-01").call("ChatCompletions", json!({ "Stream": true }))
}

/// Returns the events, and the error that ended the stream.
async fn all(mut events: EventStream) -> (Vec<Value>, Option<Error>) {
    let mut values = Vec::new();
    loop {
        match events.next().await {
            Some(Ok(event)) => values.push(event),
            Some(Err(error)) => {
                assert!(events.next().await.is_none());
                return (values, Some(error));
            }
            None => return (values, None),
        }
    }
}

/// A plain call rejects a stream, and does not request it, and have it billed, again.
#[tokio::test]
async fn send_refuses_a_stream() {
    let body = "data: {\"Choices\":[{\"Delta\":{\"Content\":\"a\"}}]}\n\n";
    let declared = Response::new(200, body).header("content-type", EVENTS);
    for response in [
        declared.clone(),
        declared.ending(Silence),
        chunked(&[body], true, Silence),
        Response::new(200, "").header("content-type", "text/event-stream; charset=utf-8"),
        // Not declared as a stream.
        Response::new(200, body),
    ] {
        let server = Server::start([response.clone()]).await.unwrap();
        for (call, may_have_acted) in [(chat(&server).read_only(), false), (chat(&server), true)] {
            let error = call.send().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::MalformedResponse, "{response:?}: {error}");
            assert_eq!((error.attempts(), error.may_have_acted()), (1, may_have_acted), "{error}");
            for part in ["stream of events", "send_stream"] {
                assert!(error.to_string().contains(part), "{error}");
            }
        }
        assert_eq!(server.requests().len(), 2, "{response:?}");
    }
}

/// The service sends the envelope under any content type.
#[tokio::test]
async fn an_envelope_is_read_whatever_the_content_type() {
    let server = Server::start([
        Response::api_error("ResourceNotFound").header("content-type", EVENTS),
        Response::new(200, r#" {"Response":{"A":1,"RequestId":"id"}}"#).header("content-type", EVENTS),
    ])
    .await
    .unwrap();
    assert_eq!(chat(&server).send().await.unwrap_err().code(), Some("ResourceNotFound"));
    assert_eq!(chat(&server).send().await.unwrap().response["A"], 1);
}

#[tokio::test]
async fn streams_that_end() {
    let a = json!({ "Delta": "a" });
    let b = json!({ "Delta": "中" });
    for (response, expected) in [
        (chunked(&["data: {\"Delta\":\"a\"}\n\n", "data: {\"Delta\":\"中\"}\n\n"], false, KeepAlive), 2),
        (
            chunked(&["data: {\"Del", "ta\":\"a\"}\r\n\r\nda", "ta: {\"Delta\":\"中\"}\r\n", "\r\n"], false, KeepAlive),
            2,
        ),
        (
            chunked(
                &[": ping\n\nid: 7\nevent: message\ndata: {\"Delta\":\ndata: \"a\"}\n\n: ping\n\n"],
                false,
                KeepAlive,
            ),
            1,
        ),
        (chunked(&["data: {\"Delta\":\"a\"}\n\ndata: [DONE]\n\n"], true, Silence), 1),
        (Response::new(200, "data: {\"Delta\":\"a\"}\n\n").header("content-type", EVENTS), 1),
        // Without the last line break.
        (Response::new(200, "data: {\"Delta\":\"a\"}").header("content-type", EVENTS), 1),
        (chunked(&[], false, KeepAlive), 0),
        (chunked(&["data: {\"Delta\":\"a\"}\n\n"], false, KeepAlive).drip(Duration::from_millis(1)), 1),
    ] {
        let server = Server::start([response.clone()]).await.unwrap();
        let (events, error) = all(chat(&server).send_stream().await.unwrap()).await;
        assert!(error.is_none(), "{response:?}: {error:?}");
        assert_eq!(events, [a.clone(), b.clone()][..expected], "{response:?}");
        assert_eq!(server.requests().len(), 1);
    }
}

/// An ordinary response is the only event, or an error.
#[tokio::test]
async fn ordinary_responses() {
    let server = Server::start([Response::of(r#"{"A":1,"RequestId":"id"}"#), Response::api_error("ResourceNotFound")])
        .await
        .unwrap();
    let (events, error) = all(chat(&server).send_stream().await.unwrap()).await;
    assert_eq!((events, error.is_none()), (vec![json!({ "A": 1, "RequestId": "id" })], true));
    let error = chat(&server).send_stream().await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFound"));
}

/// Before the response begins, attempts are retried as usual; afterwards, nothing is.
#[tokio::test]
async fn streams_that_fail() {
    let good = "data: {\"Delta\":\"a\"}\n\n";
    let error_event =
        "data: {\"Response\":{\"Error\":{\"Code\":\"InternalError\",\"Message\":\"no\"},\"RequestId\":\"id\"}}\n\n";
    let error_message = "data: {\"ErrorMsg\":{\"Msg\":\"no\",\"Code\":2001}}\n\n";
    for (response, kind, code) in [
        (chunked(&[good], true, Close), ErrorKind::ConnectionLost, None),
        (chunked(&[good], true, Reset), ErrorKind::ConnectionLost, None),
        (chunked(&[good, "data: {\"Del"], true, Close), ErrorKind::ConnectionLost, None),
        (chunked(&[good], true, Silence), ErrorKind::Timeout, None),
        (chunked(&[good, error_event], false, KeepAlive), ErrorKind::Api, Some("InternalError")),
        (chunked(&[good, error_message], false, KeepAlive), ErrorKind::Api, Some("2001")),
        (chunked(&[good, "data: {\"Del"], false, KeepAlive), ErrorKind::MalformedResponse, None),
        (chunked(&[good, "data: hello\n\n"], false, KeepAlive), ErrorKind::MalformedResponse, None),
    ] {
        let server = Server::start([Response::api_error("RequestLimitExceeded"), response.clone()]).await.unwrap();
        let silence = Duration::from_secs(if kind == ErrorKind::Timeout { 1 } else { 20 });
        let (events, error) = all(chat_with_silence(&server, silence).send_stream().await.unwrap()).await;
        let error = error.unwrap_or_else(|| panic!("{response:?} was no error"));
        assert_eq!((events, error.kind(), error.code()), (vec![json!({ "Delta": "a" })], kind, code), "{error}");
        assert_eq!(error.may_have_acted(), kind != ErrorKind::Api, "{error}");
        assert_eq!(server.requests().len(), 2, "{response:?}");
    }
}

/// The whole stream must end within the call's timeout, whatever it sends until then.
#[tokio::test]
async fn a_stream_without_end() {
    let server = Server::start([chunked(&[": ping\n\n"], true, Silence)]).await.unwrap();
    let options = Options::new().call_timeout(Duration::from_secs(2));
    let config = complete(&server.url()).options(options).build().unwrap();
    let call = UntypedClient::new(&config, "hunyuan", "2023-09-01").call("ChatCompletions", json!({}));
    let (_, error) = all(call.send_stream().await.unwrap()).await;
    let error = error.unwrap();
    assert!(error.kind() == ErrorKind::Timeout && error.to_string().contains("call_timeout"), "{error}");
}

/// What the service returns of the request reveals none of its secrets.
#[tokio::test]
async fn errors_of_streams_show_no_secrets() {
    let echo = "data: {\"Error\":{\"Code\":\"A\",\"Message\":\"hunter2 Gu5t9xGARNpq86cd98joQYCN3EXAMPLE\"}}\n\n";
    let server = Server::start([chunked(&[echo], false, KeepAlive)]).await.unwrap();
    let config = complete(&server.url()).build().unwrap();
    let call = UntypedClient::new(&config, "a", "2023-09-01").call("B", json!({ "Password": "hunter2" }));
    let (_, error) = all(call.send_stream().await.unwrap()).await;
    let shown = format!("{:?}", error.unwrap());
    assert!(!shown.contains("hunter2") && !shown.contains("Gu5t9x"), "{shown}");
}
