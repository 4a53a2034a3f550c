//! Streams of events of actions that have types: `chat` streams on request, `follow` by default, `narrate` always.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud::product::Streaming;
use tencloud::{Decoding, Error, ErrorKind, Options, blocking};
use tencloud_demo::{ChatErrorCode, Client};
use tencloud_tests::Ending::{Close, KeepAlive};
use tencloud_tests::{Response, Server};

use crate::complete;
use crate::event_streams::{all, chunked};

fn client_of(server: &Server) -> Client {
    Client::new(&complete(&server.url()).build().unwrap())
}

/// Returns what the requests contain as JSON.
fn bodies(server: &Server) -> Vec<Value> {
    server.requests().iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
}

const ANSWER: &str =
    "data: {\"Answer\":\"It is \",\"Tokens\":2}\n\n: ping\n\ndata: {\"Answer\":\ndata: \"full\",\"Tokens\":\"3\"}\n\n";

#[tokio::test]
async fn a_stream_on_request() {
    let response = chunked(&[ANSWER], false, KeepAlive).header("X-TC-RequestId", "r-1");
    for response in [response.clone(), response.drip(Duration::from_millis(1))] {
        let server = Server::start([response]).await.unwrap();
        let mut events = client_of(&server).chat().question("Full?").send_stream().await.unwrap();
        let mut answer = String::new();
        while let Some(event) = events.next().await.transpose().unwrap() {
            answer.push_str(&event.answer);
            assert_eq!(event.request_id, "r-1");
            assert!(event.tags.is_empty());
        }
        assert_eq!(answer, "It is full");
        assert_eq!(bodies(&server), [json!({ "Question": "Full?", "Stream": true })]);
    }
}

/// `send` sends the request as it is, and rejects one that asks for a stream.
#[tokio::test]
async fn one_response_of_an_action_that_can_stream() {
    let server =
        Server::start([Response::of(r#"{"Answer":"It is full","Tokens":5,"RequestId":"r-1"}"#)]).await.unwrap();
    let demo = client_of(&server);
    assert_eq!(demo.chat().question("Full?").send().await.unwrap().answer, "It is full");
    assert_eq!(demo.chat().question("Full?").stream(false).send().await.unwrap().tokens, 5);
    // As a stream, the response is the only event.
    let (events, error) = all(demo.chat().question("Full?").stream(false).send_stream().await.unwrap()).await;
    assert!(error.is_none() && events.len() == 1 && events[0].request_id == "r-1", "{events:?}");
    let question = json!({ "Question": "Full?" });
    let declined = json!({ "Question": "Full?", "Stream": false });
    assert_eq!(bodies(&server), [question, declined.clone(), declined]);

    for error in [
        demo.chat().question("Full?").stream(true).send().await.unwrap_err(),
        demo.chat().question("Full?").stream(true).send_raw().await.map(drop).unwrap_err(),
        demo.chat().question("Full?").with_parameter("Stream", true).send().await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Config, false), "{error}");
        assert!(error.message().contains("send_stream") && error.message().contains("`Stream`"), "{error}");
    }
    assert_eq!(server.requests().len(), 3, "nothing more was sent");
}

/// An action that streams unless that is declined: `send` declines it.
#[tokio::test]
async fn a_stream_by_default() {
    let event = r#"{"Box":{"BoxId":"box-1","Status":2}}"#;
    let server = Server::start([
        Response::of(event),
        chunked(&["data: ", event, "\n\n", "data: ", event, "\n\n"], false, KeepAlive),
    ])
    .await
    .unwrap();
    let demo = client_of(&server);
    assert_eq!(demo.follow().send().await.unwrap().r#box.unwrap().box_id, "box-1");
    let (events, error) = all(demo.follow().send_stream().await.unwrap()).await;
    assert!(error.is_none() && events.len() == 2, "{error:?}");
    assert_eq!(bodies(&server), [json!({ "Mode": 0 }), json!({ "Mode": 1 })]);

    // A finished request is sent as it is.
    for request in [demo.follow().into_request(), demo.follow().mode(1).into_request()] {
        let error = demo.send(&request).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.message().contains("`Mode`"), "{error}");
        let (events, _) = all(demo.send_stream(&request).await.unwrap()).await;
        assert_eq!(events.len(), 2);
    }
    assert_eq!(server.requests().len(), 4);
}

/// Its builder has no `send`.
#[tokio::test]
async fn a_stream_always() {
    let server = Server::start([chunked(&["data: {\"Line\":1}\n\ndata: [DONE]\n\n"], false, KeepAlive)]).await.unwrap();
    let demo = client_of(&server);
    let (events, error) = all(demo.narrate().box_id("box-1").send_stream().await.unwrap()).await;
    assert!(error.is_none() && events == [json!({ "Line": 1 })], "{error:?}");
    let error = demo.send(&demo.narrate().box_id("box-1").into_request()).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Config && error.message().contains("send_stream"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn errors_have_the_codes_of_the_action() {
    let failure = "data: {\"Error\":{\"Code\":\"InternalError\",\"Message\":\"no\"}}\n\n";
    let server = Server::start([chunked(&[ANSWER, failure], false, KeepAlive)]).await.unwrap();
    let (events, error) = all(client_of(&server).chat().question("Full?").send_stream().await.unwrap()).await;
    let error = error.unwrap();
    assert!(events.len() == 2 && error.is(ChatErrorCode::InternalError), "{error}");
    assert!(error.may_have_acted());

    // A write is not repeated if its connection breaks.
    let server = Server::start([chunked(&[ANSWER], true, Close)]).await.unwrap();
    let (events, error) = all(client_of(&server).chat().question("Full?").send_stream().await.unwrap()).await;
    let error = error.unwrap();
    assert_eq!((events.len(), error.kind(), error.may_have_acted()), (2, ErrorKind::ConnectionLost, true), "{error}");
    assert_eq!(server.requests().len(), 1);
}

/// An event contains only some of the results, which is no misfit; another type is one.
#[tokio::test]
async fn misfits_of_events() {
    let response = chunked(&["data: {\"Answer\":\"a\"}\n\ndata: {\"Tokens\":[]}\n\n"], false, KeepAlive);
    for (decoding, expected) in [(Decoding::Lenient, 2), (Decoding::Strict, 1)] {
        let server = Server::start([response.clone()]).await.unwrap();
        let demo = client_of(&server).with_options(Options::new().decoding(decoding));
        let (events, error) = all(demo.chat().question("Full?").send_stream().await.unwrap()).await;
        assert_eq!((events.len(), error.is_some()), (expected, expected == 1), "{error:?}");
        let misfits: Vec<_> = error.iter().flat_map(Error::misfits).map(ToString::to_string).collect();
        assert!(
            misfits.is_empty() || misfits == ["Tokens: expected an unsigned 64-bit integer, found a list"],
            "{misfits:?}"
        );
    }
}

/// An action that only computes is retried like one that reads.
#[tokio::test]
async fn computing_is_repeated() {
    let good = chunked(&["data: {\"Line\":1}\n\n"], false, KeepAlive);
    for bad in [Response::new(503, "no"), Response::raw("", Close)] {
        let server = Server::start([bad, good.clone()]).await.unwrap();
        let (events, error) = all(client_of(&server).narrate().box_id("box-1").send_stream().await.unwrap()).await;
        assert!(error.is_none() && events.len() == 1, "{error:?}");
        assert_eq!(server.requests().len(), 2);
    }
}

/// The checks of any call apply.
#[tokio::test]
async fn requests_are_checked() {
    let server = Server::start([Response::raw("", Close)]).await.unwrap();
    let error = client_of(&server).chat().question("").send_stream().await.unwrap_err();
    assert!(error.kind() == ErrorKind::Config && error.message().contains("`Question`"), "{error}");
    assert!(server.requests().is_empty());
}

#[test]
fn a_blocking_iterator() {
    let runtime = blocking::Runtime::new().unwrap();
    let server = runtime.wait(async { Ok(Server::start([chunked(&[ANSWER], false, KeepAlive)]).await.unwrap()) });
    let server = server.unwrap();
    let demo = client_of(&server);
    let events = runtime.wait(demo.chat().question("Full?").send_stream()).unwrap();
    let answer: Result<String, Error> = runtime.iter(events).map(|event| event.map(|event| event.answer)).collect();
    assert_eq!(answer.unwrap(), "It is full");
}

/// A function over any action that streams.
#[tokio::test]
async fn streams_are_generic() {
    async fn count<A: Streaming<Client = Client> + Clone>(demo: &Client, request: &A) -> usize {
        all(demo.send_stream(request).await.unwrap()).await.0.len()
    }
    let server = Server::start([chunked(&[ANSWER], false, KeepAlive)]).await.unwrap();
    let demo = client_of(&server);
    assert_eq!(count(&demo, &demo.chat().question("Full?").into_request()).await, 2);
}
