//! `Retry-After`: how long a response asks to wait, and what limits the time of retries.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tencloud::pacing::Pacing;
use tencloud::redis::Client;
use tencloud::retry::{ExponentialBackoff, FailedAttempt, RetryPolicy};
use tencloud::{ConfigBuilder, ErrorKind};
use tencloud_tests::Ending::Close;
use tencloud_tests::{Response, Server};

use crate::{back_up, complete};

const SECOND: Duration = Duration::from_secs(1);

fn success() -> Response {
    Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)
}

/// Retries immediately, and records what it was passed.
#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<Vec<Option<Duration>>>>);

impl RetryPolicy for Recorder {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        self.0.lock().unwrap().push(failed.retry_after());
        (failed.attempts() < 3).then_some(Duration::ZERO)
    }
}

/// Limits the time of its retries, and does not itself compare waits with the limit.
#[derive(Debug)]
struct Limited(Duration);

impl RetryPolicy for Limited {
    fn wait(&self, _: &FailedAttempt<'_>) -> Option<Duration> {
        Some(Duration::ZERO)
    }

    fn time_limit(&self) -> Option<Duration> {
        Some(self.0)
    }
}

/// The wait is at least as long as the response asks for. An invalid header asks for nothing.
#[tokio::test]
async fn no_attempt_is_made_too_soon() {
    const NOON: &str = "Sun, 06 Nov 1994 12:00:00 GMT";
    for (response, wait) in [
        (Response::new(429, "").header("retry-after", "1"), Some(1)),
        (Response::new(503, "").header("retry-after", "1"), Some(1)),
        (Response::api_error("RequestLimitExceeded").header("Retry-After", "1"), Some(1)),
        (Response::api_error("InternalError").header("retry-after", "Sun, 06 Nov 1994 12:00:01 GMT"), Some(1)),
        (Response::api_error("InternalError").header("retry-after", "Sun, 06 Nov 1994 11:59:00 GMT"), Some(0)),
        (Response::api_error("InternalError").header("retry-after", "0"), Some(0)),
        (Response::api_error("InternalError").header("retry-after", "soon"), None),
        (Response::api_error("InternalError").header("retry-after", "-1"), None),
        (Response::api_error("InternalError"), None),
        // Cut within the body.
        (Response::raw("HTTP/1.1 503 Busy\r\ncontent-length: 100\r\nretry-after: 1\r\n\r\n<html>", Close), Some(1)),
    ] {
        let wait = wait.map(Duration::from_secs);
        let server = Server::start([response.clone().header("date", NOON), success()]).await.unwrap();
        let recorder = Recorder::default();
        let client = Client::new(&complete(&server.url()).retry(recorder.clone()).build().unwrap());
        let started = Instant::now();
        client.describe_instances().send().await.unwrap();
        assert!(started.elapsed() >= wait.unwrap_or_default(), "{response:?}");
        assert_eq!(*recorder.0.lock().unwrap(), [wait], "{response:?}");
        assert_eq!(server.requests().len(), 2, "{response:?}");
    }
}

/// If the timeout of the call or of its policy is earlier, the call ends immediately with the error.
#[tokio::test]
async fn a_wait_beyond_the_calls_time_ends_it() {
    for (value, wait) in [("3600", 3600 * SECOND), ("99999999999999999999", 365 * 86_400 * SECOND), ("20", 20 * SECOND)]
    {
        let throttled = Response::api_error("RequestLimitExceeded").header("retry-after", value);
        let configure = |config: ConfigBuilder| config.call_timeout(15 * SECOND);
        let limited = |config: ConfigBuilder| {
            let policy = ExponentialBackoff::attempts(5).with_attempt_limit(4).with_time_limit(10 * SECOND);
            config.call_timeout(Duration::MAX).retry(Arc::new(policy))
        };
        let own = |config: ConfigBuilder| config.call_timeout(Duration::MAX).retry(Limited(10 * SECOND));
        for configure in [&configure as &dyn Fn(ConfigBuilder) -> ConfigBuilder, &limited, &own] {
            let server = Server::start([throttled.clone()]).await.unwrap();
            let client = Client::new(&configure(complete(&server.url())).build().unwrap());
            let started = Instant::now();
            let error = back_up(&client).await.unwrap_err();
            assert!(started.elapsed() < 10 * SECOND, "{error}");
            assert_eq!((error.code(), error.attempts()), (Some("RequestLimitExceeded"), 1), "{error}");
            assert_eq!(error.retry_after(), Some(wait), "{error}");
            assert_eq!(error.request_id(), Some("id-of-the-failure"));
            assert_eq!(server.requests().len(), 1);
        }
    }
}

/// The wait for a slot of the rate limit counts as well, and a retry that gets no slot does not hide why it was needed.
#[tokio::test]
async fn queued_retries_are_limited_too() {
    let pacing = || Pacing::off().rate("redis", "ManualBackupInstance", 1);
    let policy = || ExponentialBackoff::attempts(3).with_backoff(Duration::ZERO, Duration::ZERO);
    type Limit = fn(ConfigBuilder, ExponentialBackoff) -> ConfigBuilder;
    let limits: [(&str, Limit); 2] = [
        ("time of the policy", |config, policy| config.retry(policy.with_time_limit(SECOND / 2))),
        ("time of the call", |config, policy| config.retry(policy).call_timeout(SECOND / 2)),
    ];
    for (name, limit) in limits {
        // Retried without a wait, but the next slot is a second away.
        let server = Server::start([Response::new(425, ""), success()]).await.unwrap();
        let config = limit(complete(&server.url()).pacing(pacing()), policy());
        let error = back_up(&Client::new(&config.build().unwrap())).await.unwrap_err();
        let found = (error.kind(), error.status(), error.attempts());
        assert_eq!(found, (ErrorKind::MalformedResponse, Some(425), 1), "{name}: {error}");
        assert_eq!(server.requests().len(), 1, "{name}");
    }
    // Without a limit, the retry waits for its slot.
    let server = Server::start([Response::new(425, ""), success()]).await.unwrap();
    let config = complete(&server.url()).pacing(pacing()).retry(policy());
    back_up(&Client::new(&config.build().unwrap())).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}
