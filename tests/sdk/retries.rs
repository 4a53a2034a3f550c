//! What is retried, for an action that reads and for one that writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tencloud::Error;
use tencloud::ErrorKind::{self, Api, Connect, ConnectionLost, MalformedResponse, Timeout};
use tencloud::redis::Client;
use tencloud::retry::{ExponentialBackoff, FailedAttempt, RetryBudget, RetryPolicy};
use tencloud_tests::Ending::{Close, Reset, Silence};
use tencloud_tests::{Request, Response, Server};
use tokio::task::JoinSet;

use crate::{assert_is_signed, back_up, client_of, complete};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Read,
    Write,
}

/// Makes a call with this effect.
async fn call(effect: Effect, redis: &Client) -> Result<(), Error> {
    match effect {
        Effect::Read => drop(redis.describe_instances().send().await?),
        Effect::Write => drop(back_up(redis).await?),
    }
    Ok(())
}

fn impatient(server: &Server) -> Client {
    let policy = ExponentialBackoff::default().with_backoff(Duration::from_millis(1), Duration::from_millis(1));
    let config = complete(&server.url()).attempt_timeout(Duration::from_secs(1)).retry(policy).build();
    Client::new(&config.unwrap())
}

fn success() -> Response {
    Response::of(r#"{"TaskId":1,"TotalCount":1,"InstanceSet":[],"RequestId":"id"}"#)
}

/// The outcome of a fault: the kind of the error, the number of requests of a read and of a write while the fault
/// lasts, and whether the write may have been executed.
struct Outcome {
    kind: ErrorKind,
    reads: usize,
    writes: usize,
    open: bool,
}

/// The fault shows that nothing was done.
const fn not_done(kind: ErrorKind) -> Outcome {
    Outcome { kind, reads: 3, writes: 3, open: false }
}

/// The fault does not show what was done.
const fn open(kind: ErrorKind) -> Outcome {
    Outcome { kind, reads: 3, writes: 1, open: true }
}

/// The fault is permanent, and shows that nothing was done.
const fn lasting(kind: ErrorKind) -> Outcome {
    Outcome { kind, reads: 1, writes: 1, open: false }
}

fn faults() -> Vec<(&'static str, Response, Outcome)> {
    const HTML: &str = "<html>no</html>";
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"Response\":{\"TaskId\":1,";
    vec![
        ("closed before the response", Response::raw("", Close), open(ConnectionLost)),
        ("reset before the response", Response::raw("", Reset), open(ConnectionLost)),
        ("closed in the head", Response::raw("HTTP/1.1 200 O", Close), open(ConnectionLost)),
        ("closed in the body", Response::raw(half, Close), open(ConnectionLost)),
        ("reset in the body", Response::raw(half, Reset), open(ConnectionLost)),
        ("no response in time", Response::raw("", Silence), open(Timeout)),
        ("half a response in time", Response::raw(half, Silence), open(Timeout)),
        ("truncated JSON", Response::new(200, "{\"Response\":{"), open(MalformedResponse)),
        ("too many requests", Response::new(429, HTML), not_done(MalformedResponse)),
        ("bad gateway", Response::new(502, HTML), open(MalformedResponse)),
        ("unavailable", Response::new(503, HTML), open(MalformedResponse)),
        ("a page of a proxy", Response::new(200, HTML), open(MalformedResponse)),
        ("bad request", Response::new(400, HTML), lasting(MalformedResponse)),
        ("not found", Response::new(404, HTML), lasting(MalformedResponse)),
        ("rate", Response::api_error("RequestLimitExceeded"), not_done(Api)),
        ("rate of the account", Response::api_error("RequestLimitExceeded.UinLimitExceeded"), not_done(Api)),
        ("rate of the address", Response::api_error("RequestLimitExceeded.IPLimitExceeded"), not_done(Api)),
        ("fault inside", Response::api_error("InternalError"), open(Api)),
        ("named fault inside", Response::api_error("InternalError.DbOperationFailed"), open(Api)),
        ("clock off, by how much is not said", Response::api_error("AuthFailure.SignatureExpire"), lasting(Api)),
        ("wrong key", Response::api_error("AuthFailure.SignatureFailure"), lasting(Api)),
        ("not there", Response::api_error("ResourceNotFound"), lasting(Api)),
        ("not there by name", Response::api_error("ResourceNotFound.InstanceNotExists"), lasting(Api)),
        ("quota", Response::api_error("LimitExceeded"), lasting(Api)),
        ("code of tomorrow", Response::api_error("Brand.New"), lasting(Api)),
    ]
}

#[tokio::test]
async fn a_fault_that_lasts() {
    // Concurrently, since throttled calls wait.
    let mut rows = JoinSet::new();
    for (name, response, outcome) in faults() {
        for (effect, sent) in [(Effect::Read, outcome.reads), (Effect::Write, outcome.writes)] {
            let (kind, may_have_acted) = (outcome.kind, outcome.open && effect == Effect::Write);
            let response = response.clone();
            rows.spawn(async move {
                let server = Server::start([response]).await.unwrap();
                let error = call(effect, &impatient(&server)).await.unwrap_err();
                let requests = server.requests();
                assert_eq!(requests.len(), sent, "{name}, {effect:?}: {error}");
                assert_eq!(error.kind(), kind, "{name}, {effect:?}: {error}");
                assert_eq!(error.attempts() as usize, sent, "{name}, {effect:?}: {error}");
                assert_eq!(error.may_have_acted(), may_have_acted, "{name}, {effect:?}: {error}");
                assert_eq!(error.code().is_some(), kind == Api, "{name}, {effect:?}: {error}");
                requests.iter().for_each(assert_is_signed);
            });
        }
    }
    rows.join_all().await;
}

/// One fault, then a response: a call that may be retried succeeds, and nothing of the fault remains in it.
#[tokio::test]
async fn a_fault_that_passes() {
    let mut rows = JoinSet::new();
    for (name, response, outcome) in faults() {
        for (effect, tried_again) in [(Effect::Read, outcome.reads > 1), (Effect::Write, outcome.writes > 1)] {
            let responses = [response.clone(), success()];
            rows.spawn(async move {
                let server = Server::start(responses).await.unwrap();
                let result = call(effect, &impatient(&server)).await;
                assert_eq!(result.is_ok(), tried_again, "{name}, {effect:?}: {result:?}");
                assert_eq!(server.requests().len(), 1 + usize::from(tried_again), "{name}, {effect:?}");
            });
        }
    }
    rows.join_all().await;
}

#[tokio::test]
async fn nobody_listens() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let config = complete(&format!("http://127.0.0.1:{port}")).build().unwrap();
    for effect in [Effect::Read, Effect::Write] {
        let error = call(effect, &Client::new(&config)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (Connect, 3), "{effect:?}: {error}");
        assert!(!error.may_have_acted(), "{effect:?}: {error}");
        assert_eq!((error.status(), error.request_id()), (None, None), "{effect:?}");
    }
}

#[tokio::test]
async fn the_policy_bounds_the_attempts() {
    for (policy, expected) in [
        (ExponentialBackoff::none(), 1),
        (ExponentialBackoff::attempts(0), 1),
        (ExponentialBackoff::attempts(2), 2),
        (ExponentialBackoff::attempts(5), 5),
    ] {
        let millisecond = Duration::from_millis(1);
        let server = Server::start([Response::new(502, "")]).await.unwrap();
        let config = complete(&server.url()).retry(policy.with_backoff(millisecond, millisecond)).build();
        let error = call(Effect::Read, &Client::new(&config.unwrap())).await.unwrap_err();
        assert_eq!((server.requests().len(), error.attempts()), (expected, expected as u32), "{policy:?}");
    }
}

/// A connection that worked for one call breaks in the next. No layer below may send a write a second time.
#[tokio::test]
async fn a_kept_connection_that_breaks() {
    for ending in [Close, Reset] {
        let server = Server::start([success(), Response::raw("", ending), success()]).await.unwrap();
        let redis = client_of(&server);
        call(Effect::Write, &redis).await.unwrap();
        let error = call(Effect::Write, &redis).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_acted()), (ConnectionLost, true), "{error}");
        let connections: Vec<_> = server.requests().iter().map(|request| request.connection).collect();
        assert_eq!(connections, [0, 0], "the second call came over the kept connection, and once");
    }
}

#[tokio::test]
async fn a_call_ends_when_its_time_is_up() {
    let server = Server::start([Response::raw("", Silence)]).await.unwrap();
    // Long enough to send a request, on a busy machine.
    let config = complete(&server.url()).call_timeout(Duration::from_millis(400)).build().unwrap();
    for (effect, open) in [(Effect::Read, false), (Effect::Write, true)] {
        let error = call(effect, &Client::new(&config)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (Timeout, 1), "{effect:?}: {error}");
        assert_eq!(error.may_have_acted(), open, "{effect:?}: {error}");
    }
    assert_eq!(server.requests().len(), 2);
}

/// "No limit" is a valid duration.
#[tokio::test]
async fn times_without_end() {
    let server = Server::start([Response::new(502, ""), success()]).await.unwrap();
    let config = complete(&server.url()).attempt_timeout(Duration::MAX).call_timeout(Duration::MAX);
    call(Effect::Read, &Client::new(&config.build().unwrap())).await.unwrap();
}

/// A call can be dropped at any moment, before or after its request was sent; its client and other calls continue.
#[tokio::test]
async fn a_call_that_is_dropped_midway() {
    let server = Server::start([Response::raw("", Silence), success()]).await.unwrap();
    let redis = client_of(&server);
    tokio::select! {
        biased;
        result = call(Effect::Write, &redis) => panic!("{result:?}"),
        () = std::future::ready(()) => {}
    }
    let request_is_out = async {
        while server.requests().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        result = call(Effect::Write, &redis) => panic!("{result:?}"),
        () = request_is_out => {}
    }
    call(Effect::Write, &redis).await.unwrap();
    assert_eq!(server.requests().len(), 2, "what was given up is not sent again");
}

/// While nothing succeeds, retries end when the budget is used up; successes fill it again.
#[tokio::test]
async fn an_outage_is_not_amplified() {
    let success_from = Arc::new(AtomicUsize::new(usize::MAX));
    let from = success_from.clone();
    let script = move |index: usize, _: &Request| {
        if index < from.load(Ordering::Relaxed) { Response::new(502, "") } else { success() }
    };
    let server = Server::answering(script).await.unwrap();
    // Pays for 10 retries. Clones, clients and configurations may share it.
    let config = complete(&server.url()).retry_budget(RetryBudget::new(50)).build().unwrap();
    for _ in 0..100 {
        call(Effect::Read, &Client::new(&config.clone())).await.unwrap_err();
    }
    assert_eq!(server.requests().len(), 100 + 10);
    success_from.store(110, Ordering::Relaxed);
    for _ in 0..5 {
        call(Effect::Read, &Client::new(&config)).await.unwrap();
    }
    success_from.store(usize::MAX, Ordering::Relaxed);
    for (attempts, left) in [(2, "the five calls paid for one"), (1, "nothing is left")] {
        let error = call(Effect::Read, &Client::new(&config)).await.unwrap_err();
        assert_eq!(error.attempts(), attempts, "{left}: {error}");
    }
}

/// A user's policy is not asked if a write may have been executed, or if no retry can help.
#[tokio::test]
async fn no_policy_sends_a_change_twice() {
    #[derive(Debug)]
    struct Stubborn;
    impl RetryPolicy for Stubborn {
        fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
            assert!(!failed.error().may_have_acted());
            Some(Duration::ZERO)
        }
    }
    for (name, response, outcome) in faults() {
        let server = Server::start([response]).await.unwrap();
        let config =
            complete(&server.url()).retry(Stubborn.with_attempt_limit(7)).attempt_timeout(Duration::from_secs(1));
        call(Effect::Write, &Client::new(&config.build().unwrap())).await.unwrap_err();
        let expected = if outcome.writes > 1 { 7 } else { 1 };
        assert_eq!(server.requests().len(), expected, "{name}");
    }
}
