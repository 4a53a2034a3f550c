//! Waiting for tasks, orders and instances.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tencloud::ErrorKind::{Api, Config, WaitFailed, WaitTimeout};
use tencloud_tests::{Ending, Response, Server};

use crate::client_of;

const AT_ONCE: Duration = Duration::from_millis(1);
/// Reached only if a test fails.
const LONG: Duration = Duration::from_secs(5);

fn task(status: &str) -> Response {
    Response::of(&format!(r#"{{"Status":"{status}","TaskMessage":"the disk is full","RequestId":"id"}}"#))
}

#[tokio::test]
async fn a_task_is_polled_until_it_has_ended() {
    for (responses, expected, seen) in [
        (vec![task("succeed")], Ok("succeed"), 1),
        (vec![task("preparing"), task("running"), task("succeed")], Ok("succeed"), 3),
        (vec![task("running"), task("Succeed")], Ok("Succeed"), 2),
        (vec![task("status of tomorrow"), task("succeed")], Ok("succeed"), 2),
        (vec![task("running"), task("failed")], Err(WaitFailed), 2),
        (vec![task("error")], Err(WaitFailed), 1),
        (vec![task("running"), Response::api_error("ResourceNotFound")], Err(Api), 2),
    ] {
        let server = Server::start(responses.clone()).await.unwrap();
        let progress = Arc::new(Mutex::new(0));
        let counted = progress.clone();
        let wait = client_of(&server).wait_for_task(6_954_227).interval(AT_ONCE).timeout(LONG);
        let result = wait.on_progress(move |_| *counted.lock().unwrap() += 1).await;
        let told = *progress.lock().unwrap();
        let polls = server.requests();
        match (result, expected) {
            (Ok(task), Ok(status)) => assert_eq!((task.status.to_string().as_str(), told), (status, seen)),
            (Err(error), Err(WaitFailed)) => {
                assert_eq!((error.kind(), told), (WaitFailed, seen), "{error}");
                assert!(error.to_string().contains("the disk is full"), "{error}");
            }
            (Err(error), Err(kind)) => assert_eq!((error.kind(), told), (kind, seen - 1), "{error}"),
            (result, _) => panic!("{responses:?} gave {result:?}"),
        }
        assert_eq!(polls.len(), seen, "{responses:?}");
        let asked: Value = serde_json::from_slice(&polls[0].body).unwrap();
        assert_eq!(asked["TaskId"], 6_954_227);
    }
}

#[tokio::test]
async fn a_task_that_does_not_end() {
    let server = Server::start([task("running")]).await.unwrap();
    let wait = client_of(&server).wait_for_task(1).interval(AT_ONCE).timeout(Duration::from_millis(30));
    let error = wait.await.unwrap_err();
    assert_eq!(error.kind(), WaitTimeout, "{error}");
    for part in ["running", "30ms"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(server.requests().len() > 1);
}

/// A poll without a response does not outlast the wait; the reported status is the last one that was seen.
#[tokio::test]
async fn a_poll_that_is_not_answered() {
    let server = Server::start([task("running"), Response::raw("", Ending::Silence)]).await.unwrap();
    let start = Instant::now();
    let wait = client_of(&server).wait_for_task(1).interval(AT_ONCE).timeout(Duration::from_millis(100));
    let error = wait.await.unwrap_err();
    assert_eq!((error.kind(), server.requests().len()), (WaitTimeout, 2), "{error}");
    assert!(error.to_string().contains("still running"), "{error}");
    assert!(start.elapsed() < LONG, "long before the 30 s of an attempt");
}

/// The first poll is always made, and the last one when the timeout has elapsed, however long the interval is.
#[tokio::test]
async fn the_first_and_the_last_poll() {
    for (timeout, interval, expected) in [(0, LONG, 1), (50, LONG, 2), (50, Duration::MAX, 2)] {
        for ends in [true, false] {
            let last = task(if ends { "succeed" } else { "running" });
            let responses = vec![task("running"); expected - 1].into_iter().chain([last]);
            let server = Server::start(responses).await.unwrap();
            let wait = client_of(&server).wait_for_task(1).interval(interval).timeout(Duration::from_millis(timeout));
            let result = wait.await;
            assert_eq!((result.is_ok(), server.requests().len()), (ends, expected), "{timeout} ms, {interval:?}");
        }
    }
}

#[tokio::test]
async fn a_wait_without_end() {
    let server = Server::start([task("running"), task("succeed")]).await.unwrap();
    client_of(&server).wait_for_task(1).interval(AT_ONCE).timeout(Duration::MAX).await.unwrap();
}

/// An id that is missing in a response is read as zero, and no task has the id zero.
#[tokio::test]
async fn nothing_is_polled_for_an_id_that_names_nothing() {
    let server = Server::start([task("succeed")]).await.unwrap();
    let redis = client_of(&server);
    let errors: [tencloud::Error; 4] = [
        redis.wait_for_task(0).await.unwrap_err(),
        redis.wait_for_task(-1).await.unwrap_err(),
        redis.wait_for_order("").await.unwrap_err(),
        redis.wait_for_instance("").await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.may_have_acted()), (Config, false), "{error}");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn an_order_and_an_instance() {
    let order = |status: i32| Response::of(&format!(r#"{{"DealDetails":[{{"Status":{status}}}],"RequestId":"id"}}"#));
    let server = Server::start([order(2), order(4)]).await.unwrap();
    client_of(&server).wait_for_order("20181101110365").interval(AT_ONCE).timeout(LONG).await.unwrap();
    assert_eq!(server.requests().len(), 2);

    let instance =
        |status: i32| Response::of(&format!(r#"{{"InstanceSet":[{{"Status":{status}}}],"RequestId":"id"}}"#));
    // An instance that has just been ordered is not listed yet.
    let unlisted = Response::of(r#"{"InstanceSet":[],"RequestId":"id"}"#);
    let server = Server::start([unlisted, instance(0), instance(1), instance(2)]).await.unwrap();
    let found = client_of(&server).wait_for_instance("crs-5a4py64p").interval(AT_ONCE).timeout(LONG).await.unwrap();
    assert_eq!((found.instance_set.len(), server.requests().len()), (1, 4));

    let server = Server::start([instance(-2)]).await.unwrap();
    let error = client_of(&server).wait_for_instance("crs-5a4py64p").interval(AT_ONCE).timeout(LONG).await.unwrap_err();
    assert_eq!(error.kind(), WaitFailed, "{error}");
}
