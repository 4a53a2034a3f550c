//! Waits and lists during an outage of the service: failed reads do not end them.

use std::error::Error as _;
use std::time::{Duration, Instant};

use tencloud::ErrorKind::{Api, MalformedResponse, Timeout, WaitFailed, WaitTimeout};
use tencloud::credentials::{CredentialsError, ProvideCredentials};
use tencloud::redis::{Client, DescribeInstancesResponse, DescribeTaskInfoResponse};
use tencloud::retry::{AttemptLimit, ExponentialBackoff, RetryBudget, RetryPolicy};
use tencloud::{Config, Error};
use tencloud_tests::Ending::{Close, Reset, Silence};
use tencloud_tests::{Response, Server};

use crate::{client_of, complete};

const AT_ONCE: Duration = Duration::from_millis(1);
/// Reached only if a test fails.
const LONG: Duration = Duration::from_secs(30);

fn task(status: &str) -> Response {
    Response::of(&format!(r#"{{"Status":"{status}","TaskMessage":"the disk is full","RequestId":"id-{status}"}}"#))
}

/// Returns what a service sends during an outage, in every form that does not reveal anything about the task.
fn outages() -> Vec<(&'static str, Response)> {
    vec![
        ("closed", Response::raw("", Close)),
        ("reset", Response::raw("", Reset)),
        ("cut off", Response::raw("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"Resp", Close)),
        ("no JSON", Response::new(200, "<html>log in first</html>")),
        ("truncated JSON", Response::new(200, r#"{"Response":{"Status":"run"#)),
        ("status 429", Response::new(429, "slow down")),
        ("status 500", Response::new(500, "")),
        ("status 502", Response::new(502, "<html>bad gateway</html>")),
        ("status 503", Response::new(503, "")),
        ("status 504", Response::new(504, "")),
        ("internal error", Response::api_error("InternalError")),
        ("internal error of a part", Response::api_error("InternalError.DbOperationFailed")),
        ("unavailable", Response::api_error("ServiceUnavailable")),
        ("throttled", Response::api_error("RequestLimitExceeded")),
    ]
}

/// The case `waiter-dies-of-a-blip`: the task is running, then the service is away for as long as all attempts of
/// several polls take, and then the task has succeeded.
#[tokio::test]
async fn a_wait_outlives_an_outage() {
    for (name, outage) in outages() {
        for first in [vec![task("running")], vec![]] {
            let polls = first.len() + 8;
            let responses = first.into_iter().chain(vec![outage.clone(); 7]).chain([task("succeed")]);
            let server = Server::start(responses).await.unwrap();
            let wait = client_of(&server).wait_for_task(7).interval(AT_ONCE).timeout(LONG);
            let done: DescribeTaskInfoResponse = wait.await.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(done.status.to_string(), "succeed", "{name}");
            assert_eq!(server.requests().len(), polls, "{name}");
        }
    }
}

/// Connections are refused for three seconds: the server is not there yet.
#[tokio::test]
async fn a_wait_outlives_refused_connections() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let redis = Client::new(&complete(&format!("http://{address}")).build().unwrap());
    let wait = tokio::spawn(redis.wait_for_task(7).interval(Duration::from_millis(20)).timeout(LONG).into_future());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!wait.is_finished());
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let serve = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let body = r#"{"Response":{"Status":"succeed","RequestId":"id"}}"#;
        let response = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_exact(&mut [0; 64]).await.unwrap();
        stream.write_all(response.as_bytes()).await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    wait.await.unwrap().unwrap();
    serve.abort();
}

/// The limits of a call do not limit a wait: attempts, the retry budget, a policy that never retries, the call's
/// timeouts.
#[tokio::test]
async fn a_wait_is_not_bound_by_the_limits_of_a_call() {
    type Configure = fn(tencloud::ConfigBuilder) -> tencloud::ConfigBuilder;
    #[derive(Debug)]
    struct Never;
    impl RetryPolicy for Never {
        fn wait(&self, _: &tencloud::retry::FailedAttempt<'_>) -> Option<Duration> {
            None
        }
    }
    let cases: [(&str, Configure, Response); 5] = [
        ("one attempt", |config| config.retry(ExponentialBackoff::attempts(1)), Response::new(502, "")),
        ("no policy", |config| config.retry(Never), Response::api_error("RequestLimitExceeded")),
        ("no policy, no answer", |config| config.retry(Never), Response::raw("", Close)),
        ("no budget", |config| config.retry_budget(RetryBudget::new(0)), Response::api_error("InternalError")),
        ("timeouts", |config| config.call_timeout(Duration::from_millis(60)), Response::raw("", Silence)),
    ];
    for (name, configure, outage) in cases {
        let responses = [task("running")].into_iter().chain(vec![outage; 3]).chain([task("succeed")]);
        let server = Server::start(responses).await.unwrap();
        let redis = Client::new(&configure(complete(&server.url())).build().unwrap());
        let result = redis.wait_for_task(7).interval(AT_ONCE).timeout(LONG).await;
        assert!(result.is_ok(), "{name}: {result:?}");
        assert_eq!(server.requests().len(), 5, "{name}");
    }
    let _: Option<AttemptLimit<Never>> = None;
}

/// A permanent error ends a wait immediately. It remains the same error, and mentions the wait.
#[tokio::test]
async fn a_wait_ends_with_what_cannot_change() {
    for code in ["ResourceNotFound", "UnauthorizedOperation", "InvalidParameter", "AuthFailure.SignatureFailure"] {
        let server = Server::start([task("running"), Response::api_error(code)]).await.unwrap();
        let wait = client_of(&server).wait_for_task(7).interval(AT_ONCE).timeout(LONG);
        let error: Error = wait.await.unwrap_err();
        assert_eq!((error.kind(), error.code(), server.requests().len()), (Api, Some(code), 2), "{error}");
        assert_eq!((error.request_id(), error.message()), (Some("id-of-the-failure"), "the service says no"));
        assert!(error.to_string().contains("while waiting for the task 7, last running"), "{error}");
        let last = error.last_response::<DescribeTaskInfoResponse>().unwrap();
        assert_eq!(last.status.to_string(), "running");
        assert!(error.last_response::<DescribeInstancesResponse>().is_none());
    }
    let server = Server::start([Response::api_error("ResourceNotFound")]).await.unwrap();
    let error: Error = client_of(&server).wait_for_order("2018").await.unwrap_err();
    assert!(error.to_string().contains("while waiting for the order 2018"), "{error}");
    assert!(error.last_response::<tencloud::redis::DescribeInstanceDealDetailResponse>().is_none());
}

/// The error of a wait contains what was waited for, its id, its last state by name, and the request id.
#[tokio::test]
async fn the_error_of_a_wait_has_everything() {
    let instance = |status: i32| {
        Response::of(&format!(r#"{{"TotalCount":1,"InstanceSet":[{{"Status":{status}}}],"RequestId":"id"}}"#))
    };
    let order = |status: i32| Response::of(&format!(r#"{{"DealDetails":[{{"Status":{status}}}],"RequestId":"id"}}"#));
    let none = Response::of(r#"{"TotalCount":0,"InstanceSet":[],"RequestId":"id"}"#);
    for (response, kind, text) in [
        (instance(1), WaitTimeout, "the instance crs-1 is still InProcess (1) after 30ms"),
        (instance(99), WaitTimeout, "the instance crs-1 is still 99 after 30ms"),
        (none, WaitTimeout, "the instance crs-1 is still not listed after 30ms"),
        (instance(-2), WaitFailed, "the instance crs-1 ended with the status Isolated (-2)"),
    ] {
        let server = Server::start([response]).await.unwrap();
        let wait = client_of(&server).wait_for_instance("crs-1").interval(AT_ONCE);
        let error = wait.timeout(Duration::from_millis(30)).await.unwrap_err();
        assert_eq!((error.kind(), error.request_id()), (kind, Some("id")), "{error}");
        assert!(error.message().starts_with(text), "{error}");
        assert!(error.last_response::<DescribeInstancesResponse>().is_some(), "{error}");
    }
    let server = Server::start([order(5)]).await.unwrap();
    let error = client_of(&server).wait_for_order("2018").await.unwrap_err();
    assert!(error.message().starts_with("the order 2018 ended with the status DeliveryFailed (5)"), "{error}");

    let server = Server::start([task("failed")]).await.unwrap();
    let error = client_of(&server).wait_for_task(7).await.unwrap_err();
    assert_eq!(error.message(), "the task 7 ended with the status failed: the disk is full");
    assert_eq!(error.request_id(), Some("id-failed"));
}

/// The error of a wait that times out while polls fail has the last poll's error as its source, and is returned in
/// time.
#[tokio::test]
async fn a_wait_that_times_out_in_an_outage() {
    for (first, state) in
        [(vec![task("running")], "the task 7 is still running"), (vec![], "the state of the task 7 is unknown")]
    {
        let responses = first.clone().into_iter().chain([Response::api_error("InternalError")]);
        let server = Server::start(responses).await.unwrap();
        let started = Instant::now();
        let wait = client_of(&server).wait_for_task(7).interval(AT_ONCE).timeout(Duration::from_millis(200));
        let error = wait.await.unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(10));
        assert_eq!(error.kind(), WaitTimeout, "{error}");
        assert!(error.message().starts_with(state) && error.message().contains("InternalError"), "{error}");
        let source = error.source().and_then(|source| source.downcast_ref::<Error>()).unwrap();
        assert_eq!(source.code(), Some("InternalError"));
        assert_eq!(error.request_id(), first.first().map(|_| "id-running"));
        assert!(!error.may_have_acted());
        // Intervals grow while polls fail.
        assert!(server.requests().len() < 100, "{} requests", server.requests().len());
    }
    // No response at all.
    let server = Server::start([Response::raw("", Silence)]).await.unwrap();
    let started = Instant::now();
    let error = client_of(&server).wait_for_task(7).timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(10), "long before the 30 s of an attempt");
    assert!(error.message().starts_with("the state of the task 7 is unknown"), "{error}");
}

/// Credentials that temporarily cannot be renewed do not end a wait, unless there have never been any.
#[tokio::test]
async fn a_wait_outlives_a_failed_refresh_of_credentials() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    #[derive(Clone, Debug, Default)]
    struct Flaky(Arc<AtomicU32>, bool);
    impl ProvideCredentials for Flaky {
        fn provide(&self) -> tencloud::credentials::ProvideFuture<'_> {
            let call = self.0.fetch_add(1, Ordering::Relaxed);
            let is_away = if self.1 { true } else { (1..4).contains(&call) };
            Box::pin(async move {
                if is_away {
                    return Err(CredentialsError::new("away for a moment"));
                }
                let credentials = tencloud::credentials::Credentials::new(crate::SECRET_ID, crate::SECRET_KEY);
                // Already expired, so that each poll asks for others.
                #[expect(clippy::disallowed_methods, reason = "a moment that has passed")]
                let now = std::time::SystemTime::now();
                Ok(credentials.with_expiry(now))
            })
        }
    }
    for (provider, expected) in [(Flaky::default(), true), (Flaky(Arc::default(), true), false)] {
        let server = Server::start([task("running"), task("running"), task("succeed")]).await.unwrap();
        let config: Config = complete(&server.url()).credentials(provider).build().unwrap();
        let result = Client::new(&config).wait_for_task(7).interval(AT_ONCE).timeout(LONG).await;
        assert_eq!(result.is_ok(), expected, "{result:?}");
    }
}

/// A wait respects how long the service asks it to wait, within its own timeout.
#[tokio::test]
async fn a_wait_waits_as_long_as_the_service_asks() {
    let busy = || Response::new(503, "").header("retry-after", "1");
    let server = Server::start([busy(), busy(), task("succeed")]).await.unwrap();
    let config = complete(&server.url()).retry(ExponentialBackoff::attempts(1)).build().unwrap();
    let started = Instant::now();
    Client::new(&config).wait_for_task(7).interval(AT_ONCE).timeout(LONG).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(2), "{:?}", started.elapsed());

    let server = Server::start([Response::new(503, "").header("retry-after", "3600")]).await.unwrap();
    let wait = client_of(&server).wait_for_task(7).interval(AT_ONCE).timeout(Duration::from_millis(100));
    assert_eq!(wait.await.unwrap_err().kind(), WaitTimeout);
}

/// A wait depends on the state: a value that was read in its place is not a state.
#[tokio::test]
async fn a_state_that_cannot_be_read_ends_a_wait() {
    for (set, place) in [
        (r#"[{"InstanceId":"crs-1","Status":"running"}]"#, "InstanceSet[0].Status"),
        (r#"[{"InstanceId":"crs-1","Status":{}}]"#, "InstanceSet[0].Status"),
        (r#"["crs-1"]"#, "InstanceSet[0]"),
        (r#"{"0":{"InstanceId":"crs-1","Status":2}}"#, "InstanceSet"),
    ] {
        let server =
            Server::start([Response::of(&format!(r#"{{"TotalCount":1,"InstanceSet":{set},"RequestId":"id"}}"#))]);
        let server = server.await.unwrap();
        let error = client_of(&server).wait_for_instance("crs-1").interval(AT_ONCE).timeout(LONG).await.unwrap_err();
        assert_eq!((error.kind(), error.request_id()), (MalformedResponse, Some("id")), "{set}: {error}");
        assert!(error.message().contains(&format!("cannot be read: {place}: expected")), "{set}: {error}");
        assert_eq!(server.requests().len(), 1, "{set}");
    }
    // A missing state is not unreadable.
    let absent = Response::of(r#"{"InstanceSet":[{"InstanceId":"crs-1"}],"RequestId":"id"}"#);
    let running = Response::of(r#"{"InstanceSet":[{"Status":2}],"RequestId":"id"}"#);
    let server = Server::start([absent, running]).await.unwrap();
    client_of(&server).wait_for_instance("crs-1").interval(AT_ONCE).timeout(LONG).await.unwrap();
}

#[tokio::test]
async fn the_interval_is_that_of_the_wait_or_of_the_configuration() {
    let server = Server::start([task("running"), task("succeed")]).await.unwrap();
    let config = complete(&server.url()).poll_interval(AT_ONCE).build().unwrap();
    let started = Instant::now();
    Client::new(&config).wait_for_task(7).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2), "the default is 2 s");

    let redis = client_of(&server);
    let long = redis.with_options(tencloud::Options::new().poll_interval(Duration::from_secs(1_000)));
    assert!(format!("{:?}", long.wait_for_task(7)).contains("1000s"));
    assert!(format!("{:?}", long.wait_for_task(7).interval(AT_ONCE)).contains("1ms"));
    assert!(format!("{:?}", redis.wait_for_task(7)).contains("interval: 2s"));
    let error = redis.wait_for_task(7).interval(Duration::ZERO).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (tencloud::ErrorKind::Config, 0), "{error}");
}

fn page(ids: &[&str]) -> Response {
    let set: Vec<_> = ids.iter().map(|id| format!(r#"{{"InstanceId":"{id}"}}"#)).collect();
    Response::of(&format!(r#"{{"TotalCount":5,"InstanceSet":[{}],"RequestId":"id"}}"#, set.join(",")))
}

/// A page that fails is requested again if the caller asks again. The position is kept, and nothing is returned twice.
#[tokio::test]
async fn a_list_goes_on_after_an_outage() {
    for (name, outage) in outages() {
        // Two whole calls of three attempts each, at the start and in the middle.
        let outage = vec![outage; 6];
        let responses = outage.clone().into_iter().chain([page(&["a", "b"])]).chain(outage.clone());
        let responses = responses.chain([page(&["c", "d"])]).chain(outage).chain([page(&["e"])]);
        let server = Server::start(responses).await.unwrap();
        let mut items = client_of(&server).describe_instances().limit(2).items();
        let (mut ids, mut errors) = (Vec::new(), 0);
        while let Some(item) = items.next().await {
            match item {
                Ok(instance) => ids.push(instance.instance_id),
                Err(error) => {
                    errors += 1;
                    assert!(errors < 100, "{name}: {error}");
                }
            }
        }
        assert_eq!((ids.concat().as_str(), errors), ("abcde", 6), "{name}");
        assert!(items.next().await.is_none(), "{name}");
        let offsets: Vec<_> = server
            .requests()
            .iter()
            .map(|request| {
                let asked: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
                asked["Offset"].as_u64().unwrap()
            })
            .collect();
        assert!(offsets.is_sorted(), "{name}: {offsets:?}");
    }
}

/// A page that takes too long is requested again, too.
#[tokio::test]
async fn a_list_goes_on_after_a_timeout() {
    let server = Server::start([page(&["a", "b", "c", "d"]), Response::raw("", Silence), page(&["e"])]).await.unwrap();
    let config = complete(&server.url()).call_timeout(Duration::from_millis(300)).build().unwrap();
    let mut pages = Client::new(&config).describe_instances().limit(4).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().instance_set.len(), 4);
    assert_eq!(pages.next().await.unwrap().unwrap_err().kind(), Timeout);
    assert_eq!(pages.next().await.unwrap().unwrap().instance_set.len(), 1);
    assert!(pages.next().await.is_none());
}
