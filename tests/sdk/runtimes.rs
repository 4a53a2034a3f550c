//! Calls outside tokio, in runtimes without drivers, with a paused clock, and from blocking programs.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tencloud::blocking::Runtime;
use tencloud::credentials::Credentials;
use tencloud::redis::Client;
use tencloud::{ErrorKind, Options};
use tencloud_tests::Ending::Silence;
use tencloud_tests::{Response, Server};
use tokio::runtime::Builder;

use crate::{SECRET_ID, SECRET_KEY, back_up, client_of, complete, offline};

fn unreachable() -> Client {
    Client::new(&complete("http://127.0.0.1:1").build().unwrap())
}

/// If another executor polls a call, the result is an error and not a panic.
#[test]
fn outside_tokio() {
    let redis = unreachable();
    let mut context = Context::from_waker(Waker::noop());
    let call = pin!(redis.describe_instances().send());
    let Poll::Ready(Err(error)) = call.poll(&mut context) else { panic!("no error") };
    assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Config, false), "{error}");
    assert!(error.to_string().contains("tokio runtime"), "{error}");

    let mut items = redis.describe_instances().items();
    let Poll::Ready(Some(Err(error))) = pin!(items.next()).poll(&mut context) else { panic!("no error") };
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");

    let waiting = pin!(std::future::IntoFuture::into_future(redis.wait_for_task(1)));
    let Poll::Ready(Err(error)) = waiting.poll(&mut context) else { panic!("no error") };
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");

    let config = offline().credentials(Credentials::new(SECRET_ID, SECRET_KEY)).region("ap-tokyo").build().unwrap();
    let Poll::Ready(Err(error)) = pin!(config.credentials()).poll(&mut context) else { panic!("no error") };
    assert!(error.to_string().contains("tokio runtime"), "{error}");
    // What has been obtained in one is returned.
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    assert!(runtime.block_on(config.credentials()).is_ok());
    assert!(matches!(pin!(config.credentials()).poll(&mut context), Poll::Ready(Ok(_))));
}

/// The error names the missing driver.
#[test]
fn runtimes_without_drivers() {
    let full = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = full.block_on(Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)])).unwrap();
    for (has_time, has_io, missing) in [
        (false, false, Some("enable_time")),
        (false, true, Some("enable_time")),
        (true, false, Some("enable_io")),
        (true, true, None),
    ] {
        for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
            if has_time {
                builder.enable_time();
            }
            if has_io {
                builder.enable_io();
            }
            match (builder.build().unwrap().block_on(back_up(&client_of(&server))), missing) {
                (Ok(_), None) => {}
                (Err(error), Some(method)) => {
                    assert_eq!((error.kind(), error.may_have_acted()), (ErrorKind::Config, false), "{error}");
                    assert!(error.to_string().contains(method), "{error}");
                }
                (result, missing) => panic!("{result:?} without {missing:?}"),
            }
        }
    }
}

/// In a test whose clock is paused, calls wait for servers in real time, and pauses between attempts take no time.
#[test]
fn a_paused_clock() {
    use tencloud::retry::ExponentialBackoff;

    let servers = tokio::runtime::Runtime::new().unwrap();
    let slow = Response::of(r#"{"TaskId":1,"RequestId":"id"}"#).drip(Duration::from_millis(2));
    let responses = [Response::api_error("RequestLimitExceeded"), Response::api_error("RequestLimitExceeded"), slow];
    let server = servers.block_on(Server::start(responses)).unwrap();
    let pause = Duration::from_secs(20);
    let retry = ExponentialBackoff::default().with_backoff(pause, pause);
    let redis = Client::new(&complete(&server.url()).retry(retry).build().unwrap());
    let real = Instant::now();
    Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(async {
        let started = tokio::time::Instant::now();
        back_up(&redis).await.unwrap();
        assert!(started.elapsed() > Duration::from_secs(10), "{:?}", started.elapsed());
    });
    assert_eq!(server.requests().len(), 3);
    assert!(real.elapsed() < Duration::from_secs(10), "{:?}", real.elapsed());
}

/// Timeouts still end calls, in real time.
#[tokio::test(start_paused = true)]
async fn a_paused_clock_and_a_silent_server() {
    let server = Server::start([Response::raw("", Silence)]).await.unwrap();
    let redis = client_of(&server).with_options(Options::new().attempt_timeout(Duration::from_millis(100)));
    let error = back_up(&redis).await.unwrap_err();
    assert_eq!((error.kind(), server.requests().len()), (ErrorKind::Timeout, 1), "{error}");
}

/// A thread that may block can belong to an async runtime.
#[test]
fn blocking_calls_beside_an_async_runtime() {
    for mut builder in [Builder::new_current_thread(), Builder::new_multi_thread()] {
        let outer = builder.enable_all().build().unwrap();
        let servers = tokio::runtime::Runtime::new().unwrap();
        let server = servers.block_on(Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)])).unwrap();
        let redis = client_of(&server);
        let runtime = std::sync::Arc::new(Runtime::new().unwrap());

        let _entered = outer.enter();
        assert_eq!(runtime.wait(back_up(&redis)).unwrap().task_id, 1);
        drop(_entered);

        let (redis, shared) = (redis.clone(), runtime.clone());
        let result = outer.block_on(async move {
            tokio::task::spawn_blocking({
                let (redis, runtime) = (redis.clone(), shared.clone());
                move || runtime.wait(back_up(&redis))
            })
            .await
            .unwrap()
            .unwrap();
            // In an async task, it is still an error, which does not affect the task.
            let error = shared.wait(back_up(&redis)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config, "{error}");
            let spawned = tokio::spawn({
                let (redis, runtime) = (redis.clone(), shared.clone());
                async move { runtime.wait(back_up(&redis)).map_err(|error| error.kind()).map(drop) }
            });
            assert_eq!(spawned.await.unwrap(), Err(ErrorKind::Config));
            back_up(&redis).await
        });
        assert_eq!(result.unwrap().task_id, 1);
        assert_eq!(server.requests().len(), 3);
    }
}

/// No call can end in zero time.
#[tokio::test]
async fn timeouts_of_zero() {
    for (builder, part) in [
        (offline().attempt_timeout(Duration::ZERO), "attempt_timeout is zero"),
        (offline().call_timeout(Duration::ZERO), "call_timeout is zero"),
        (offline().connect_timeout(Duration::ZERO), "connect_timeout is zero"),
        (offline().options(Options::new().call_timeout(Duration::ZERO)), "call_timeout is zero"),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains(part), "{error}");
    }
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    for (options, part) in [
        (Options::new().attempt_timeout(Duration::ZERO), "attempt_timeout"),
        (Options::new().call_timeout(Duration::ZERO), "call_timeout"),
    ] {
        let error = back_up(&client_of(&server).with_options(options)).await.unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains(part), "{error}");
    }
    assert!(server.requests().is_empty());
}
