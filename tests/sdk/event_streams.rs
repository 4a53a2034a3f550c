//! Responses that are streams of server-sent events.

use std::time::Duration;

use serde_json::json;
use tencloud::product::Event;
use tencloud::{Decoding, Error, ErrorKind, EventStream, Options, UntypedCall, UntypedClient};
use tencloud_tests::Ending::{self, Close, KeepAlive, Reset, Silence};
use tencloud_tests::{Response, Server};

use crate::complete;

const EVENTS: &str = "text/event-stream";

/// Returns a body in chunks, which is complete unless it is cut.
pub(crate) fn chunked(parts: &[&str], is_cut: bool, ending: Ending) -> Response {
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

/// Returns a call whose server may be silent for this long after an event.
fn chat_with_silence(server: &Server, silence: Duration) -> UntypedCall {
    let options = Options::new().call_timeout(Duration::from_secs(30)).event_timeout(silence);
    let config = complete(&server.url()).options(options).build().unwrap();
    UntypedClient::new(&config, "hunyuan", "2023-09-01").call("ChatCompletions", json!({ "Stream": true }))
}

/// Returns the events, and the error that ended the stream.
pub(crate) async fn all<E: Event>(mut events: EventStream<E>) -> (Vec<E>, Option<Error>) {
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
        (chunked(&["\u{feff}data: {\"Delta\":\"a\"}\r\rdata:\r\rdata\r\r"], false, KeepAlive), 1),
        (chunked(&["data:{\"Response\":{\"Delta\":\"a\"}}\n\n"], false, KeepAlive), 1),
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

/// After the first event, nothing is retried.
#[tokio::test]
async fn streams_that_fail() {
    let good = "data: {\"Delta\":\"a\"}\n\n";
    let error_event =
        "data: {\"Response\":{\"Error\":{\"Code\":\"InternalError\",\"Message\":\"no\"},\"RequestId\":\"id\"}}\n\n";
    let error_message = "data: {\"ErrorMsg\":{\"Msg\":\"no\",\"Code\":2001}}\n\n";
    let error_code = "data: {\"ErrorCode\":\"AGENT\",\"ErrorMessage\":\"no\"}\n\n";
    let typed_error =
        "data: {\"Type\":\"error\",\"RequestId\":\"id\",\"Error\":{\"Code\":\"LimitExceeded\",\"Message\":\"no\"}}\n\n";
    // A code that leaves open whether the request was executed means the same as in an ordinary response.
    let is_open = |code: Option<&str>| code.is_none_or(|code| code == "InternalError");
    for (response, kind, code) in [
        (chunked(&[good], true, Close), ErrorKind::ConnectionLost, None),
        (chunked(&[good], true, Reset), ErrorKind::ConnectionLost, None),
        (chunked(&[good, "data: {\"Del"], true, Close), ErrorKind::ConnectionLost, None),
        (chunked(&[good], true, Silence), ErrorKind::Timeout, None),
        (chunked(&[good, error_event], false, KeepAlive), ErrorKind::Api, Some("InternalError")),
        (chunked(&[good, error_message], false, KeepAlive), ErrorKind::Api, Some("2001")),
        (chunked(&[good, error_code], false, KeepAlive), ErrorKind::Api, Some("AGENT")),
        (chunked(&[good, typed_error, good], false, KeepAlive), ErrorKind::Api, Some("LimitExceeded")),
        (chunked(&[good, "data: {\"Del"], false, KeepAlive), ErrorKind::MalformedResponse, None),
        (chunked(&[good, "data: [1]\n\n"], false, KeepAlive), ErrorKind::MalformedResponse, None),
        (chunked(&[good, "data: hello\n\n"], false, KeepAlive), ErrorKind::MalformedResponse, None),
    ] {
        let server = Server::start([Response::api_error("RequestLimitExceeded"), response.clone()]).await.unwrap();
        let silence = Duration::from_secs(if kind == ErrorKind::Timeout { 1 } else { 20 });
        let (events, error) = all(chat_with_silence(&server, silence).send_stream().await.unwrap()).await;
        let error = error.unwrap_or_else(|| panic!("{response:?} was no error"));
        assert_eq!((events, error.kind(), error.code()), (vec![json!({ "Delta": "a" })], kind, code), "{error}");
        assert_eq!(error.may_have_acted(), is_open(code), "{error}");
        assert_eq!(server.requests().len(), 2, "{response:?}");
    }
}

/// The call's timeout covers the time until the first event: what the server sends before it is not an event.
#[tokio::test]
async fn a_stream_without_events() {
    for response in [
        chunked(&[": ping\n\n"], true, Silence),
        chunked(&[": ping\n\n".repeat(1_000).as_str()], true, Silence).drip(Duration::from_millis(5)),
    ] {
        let server = Server::start([response]).await.unwrap();
        let options = Options::new().call_timeout(Duration::from_secs(2));
        let config = complete(&server.url()).options(options).build().unwrap();
        let call = UntypedClient::new(&config, "hunyuan", "2023-09-01").call("ChatCompletions", json!({}));
        let error = call.send_stream().await.unwrap_err();
        assert!(error.kind() == ErrorKind::Timeout && error.to_string().contains("call_timeout"), "{error}");
        assert!(error.may_have_acted(), "{error}");
    }
}

/// After the first event, only the time between events is limited, and comments are not events.
#[tokio::test]
async fn time_between_events() {
    let (first, ping) = ("data: {\"Delta\":\"a\"}\n\n", ": ping\n\n".repeat(100));
    let response = chunked(&[first, &ping], true, Silence).drip(Duration::from_millis(5));
    let server = Server::start([response]).await.unwrap();
    let (events, error) = all(chat_with_silence(&server, Duration::from_secs(1)).send_stream().await.unwrap()).await;
    let error = error.unwrap();
    assert!(error.kind() == ErrorKind::Timeout && error.to_string().contains("event_timeout"), "{error}");
    assert_eq!(events.len(), 1);

    // Longer than the timeouts of an attempt and of the call.
    let event = "data: {\"Delta\":\"a\"}\n\n".repeat(40);
    let server = Server::start([chunked(&[&event], false, KeepAlive).drip(Duration::from_millis(5))]).await.unwrap();
    let limit = Duration::from_secs(3);
    let options = Options::new().attempt_timeout(limit).call_timeout(limit).event_timeout(limit);
    let config = complete(&server.url()).options(options).build().unwrap();
    let call = UntypedClient::new(&config, "hunyuan", "2023-09-01").call("ChatCompletions", json!({}));
    let started = std::time::Instant::now();
    let (events, error) = all(call.send_stream().await.unwrap()).await;
    assert!(error.is_none() && events.len() == 40, "{error:?}");
    assert!(started.elapsed() > limit);
}

/// Until the first event, a stream is a response like any other.
#[tokio::test]
async fn retries_before_the_first_event() {
    let good = chunked(&["data: {\"Delta\":\"a\"}\n\n"], false, KeepAlive);
    let throttled = "data: {\"Error\":{\"Code\":\"RequestLimitExceeded\",\"Message\":\"no\"}}\n\n";
    let denied = "data: {\"Response\":{\"Error\":{\"Code\":\"UnauthorizedOperation\",\"Message\":\"no\"}}}\n\n";
    for (bad, read, write) in [
        (chunked(&[": ping\n\n"], true, Close), 2, 1),
        (chunked(&[": ping\n\n"], true, Reset), 2, 1),
        (chunked(&["data: {\"Del"], true, Close), 2, 1),
        (Response::raw("", Close), 2, 1),
        (Response::new(503, "no"), 2, 1),
        (chunked(&[throttled], false, KeepAlive), 2, 2),
        (chunked(&[denied], false, KeepAlive), 1, 1),
    ] {
        for (is_read, expected) in [(true, read), (false, write)] {
            let server = Server::start([bad.clone(), good.clone()]).await.unwrap();
            let call = if is_read { chat(&server).read_only() } else { chat(&server) };
            let result = call.send_stream().await;
            assert_eq!((server.requests().len(), result.is_ok()), (expected, expected == 2), "{bad:?}: {result:?}");
            match result {
                Ok(events) => assert_eq!(all(events).await.0.len(), 1),
                Err(error) => assert_eq!(error.may_have_acted(), !is_read && error.kind() != ErrorKind::Api, "{error}"),
            }
        }
    }
}

/// The program's own HTTP client reads streams, too.
#[tokio::test]
async fn streams_through_a_client_of_the_program() {
    let event = "data: {\"Delta\":\"a\"}\n\n";
    for (response, count, kind) in [
        (chunked(&[event, "data: {\"Del", "ta\":\"a\"}\n\n"], false, KeepAlive), 2, None),
        (chunked(&[event], true, Reset), 1, Some(ErrorKind::ConnectionLost)),
    ] {
        let server = Server::start([response]).await.unwrap();
        let http = crate::endpoints::plain().build().unwrap();
        let config = complete(&server.url()).http_client(http).build().unwrap();
        let call = UntypedClient::new(&config, "hunyuan", "2023-09-01").call("ChatCompletions", json!({}));
        let (events, error) = all(call.send_stream().await.unwrap()).await;
        assert_eq!((events.len(), error.map(|error| error.kind())), (count, kind));
    }
}

/// A null error is no error, and an id in the header is reported.
#[tokio::test]
async fn events_and_request_ids() {
    let event = "data: {\"Error\":null,\"ErrorMsg\":{\"Msg\":\"\",\"Code\":0},\"ErrorCode\":\"\"}\n\n";
    let failure = "data: {\"Error\":{\"Code\":\"InternalError\",\"Message\":\"no\"}}\n\n";
    let response = chunked(&[event, failure], false, KeepAlive).header("X-TC-RequestId", "id-of-the-stream");
    let server = Server::start([response]).await.unwrap();
    let stream = chat(&server).send_stream().await.unwrap();
    assert_eq!(stream.request_id(), Some("id-of-the-stream"));
    let (events, error) = all(stream).await;
    assert_eq!(events, [json!({ "ErrorMsg": { "Msg": "", "Code": 0 }, "ErrorCode": "" })]);
    assert_eq!(error.unwrap().request_id(), Some("id-of-the-stream"));
}

/// A number that JSON can express but `Value` cannot is null, or an error of strict decoding.
#[tokio::test]
async fn decoding_of_events() {
    let response = chunked(&["data: {\"A\":1}\n\ndata: {\"A\":1e999}\n\n"], false, KeepAlive);
    for (decoding, expected) in [(Decoding::Lenient, 2), (Decoding::Strict, 1)] {
        let server = Server::start([response.clone()]).await.unwrap();
        let config = complete(&server.url()).options(Options::new().decoding(decoding)).build().unwrap();
        let call = UntypedClient::new(&config, "hunyuan", "2023-09-01").call("ChatCompletions", json!({}));
        let (events, error) = all(call.send_stream().await.unwrap()).await;
        assert_eq!((events.len(), error.is_some()), (expected, expected == 1), "{error:?}");
        assert!(error.is_none_or(|error| error.misfits().len() == 1 && error.may_have_acted()));
    }
}

/// Dropping a stream closes its connection, and an interrupted `next` loses no event.
#[tokio::test]
async fn cancellation() {
    let events = "data: {\"Delta\":\"a\"}\n\n".repeat(3);
    let server = Server::start([chunked(&[&events], true, Silence).drip(Duration::from_millis(2))]).await.unwrap();
    let mut stream = chat(&server).send_stream().await.unwrap();
    let mut received = 0;
    while received < 3 {
        tokio::select! {
            biased;
            event = stream.next() => { event.unwrap().unwrap(); received += 1; }
            () = tokio::time::sleep(Duration::from_millis(5)) => {}
        }
    }
    drop(stream);
    // Returns once the client has closed the connection.
    assert_eq!(tokio::time::timeout(Duration::from_secs(10), server.finish()).await.unwrap().len(), 1);
}

/// What the service returns of the request reveals none of its secrets.
#[tokio::test]
async fn errors_of_streams_show_no_secrets() {
    let echo = "data: {\"Error\":{\"Code\":\"A\",\"Message\":\"hunter2 Gu5t9xGARNpq86cd98joQYCN3EXAMPLE\"}}\n\n";
    let later = chunked(&["data: {}\n\n", echo], false, KeepAlive);
    let server = Server::start([chunked(&[echo], false, KeepAlive), later]).await.unwrap();
    let config = complete(&server.url()).build().unwrap();
    let call = UntypedClient::new(&config, "a", "2023-09-01").call("B", json!({ "Password": "hunter2" }));
    // As the first event, and after it.
    let mut shown = format!("{:?}", call.clone().send_stream().await.unwrap_err());
    let (_, error) = all(call.send_stream().await.unwrap()).await;
    shown.push_str(&format!("{:?}", error.unwrap()));
    assert!(!shown.contains("hunter2") && !shown.contains("Gu5t9x"), "{shown}");
}

/// What authorized a stream stays secret, even if its client has since sent something else.
#[tokio::test]
async fn errors_of_streams_do_not_show_what_authorized_them() {
    let server = Server::answering(|_, request| {
        let signature = request.header("authorization").unwrap().rsplit_once("Signature=").unwrap().1;
        let token = request.header("x-tc-token").unwrap_or_default();
        let echo = format!("data: {{\"Error\":{{\"Code\":\"A\",\"Message\":\"{signature} {token}\"}}}}\n\n");
        chunked(&["data: {}\n\n", &echo], false, KeepAlive)
    });
    let server = server.await.unwrap();
    let config = complete(&server.url()).build().unwrap();
    let client = UntypedClient::new(&config, "a", "2023-09-01");
    let with_token = client.with_options(Options::new().token("TokenOfTheStreamEXAMPLE"));
    let stream = with_token.call("B", json!({})).send_stream().await.unwrap();
    drop(client.call("B", json!({})).send_stream().await.unwrap());
    let (_, error) = all(stream).await;
    let (shown, requests) = (format!("{:?}", error.unwrap()), server.requests());
    let signature = requests[0].header("authorization").unwrap().rsplit_once("Signature=").unwrap().1;
    assert!(!shown.contains(signature) && !shown.contains("TokenOfTheStream"), "{shown}");
}
