//! What a call that waits for its rate costs: its own time, but nothing of other calls.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use tencloud::credentials::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};
use tencloud::pacing::{Pacing, Quota, ReserveFuture, Reserved, SharedRateLimiter, SlotRequest};
use tencloud::redis::Client;
use tencloud::{ErrorKind, UntypedClient};
use tencloud_tests::{Response, Server};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::{SECRET_ID, SECRET_KEY, back_up, complete};

const NAMES: (&str, &str) = ("redis", "ManualBackupInstance");
const SECOND: Duration = Duration::from_secs(1);

fn success() -> Response {
    Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)
}

/// A limiter that never answers, or whose next slot is always far away.
#[derive(Clone, Copy, Debug)]
enum Useless {
    Silent,
    Full,
    Panics,
}

impl SharedRateLimiter for Useless {
    fn reserve<'a>(&'a self, _: &'a Quota<'a>, _: SlotRequest) -> ReserveFuture<'a> {
        match self {
            Useless::Silent => Box::pin(std::future::pending()),
            Useless::Full => Box::pin(async { Ok(Reserved::new(Vec::new(), 3_600 * SECOND)) }),
            Useless::Panics => panic!("made up"),
        }
    }

    fn participants(&self) -> u32 {
        1_000
    }
}

/// A call ends within its timeout, by the real clock, whatever the limiter does.
#[tokio::test]
async fn a_call_ends_within_its_timeout() {
    let server = Server::start([success()]).await.unwrap();
    // The second slot is far enough behind it for calls that start late, on a busy machine.
    let time_limit = SECOND / 2;
    for limiter in [None, Some(Useless::Silent), Some(Useless::Full), Some(Useless::Panics)] {
        let mut pacing = Pacing::off().rate(NAMES.0, NAMES.1, 1);
        if let Some(limiter) = limiter {
            pacing = pacing.shared(limiter);
        }
        let config = complete(&server.url()).pacing(pacing).call_timeout(time_limit).build().unwrap();
        let redis = Client::new(&config);
        let started = Instant::now();
        let calls = (0..8).map(|_| {
            let redis = redis.clone();
            tokio::spawn(async move { back_up(&redis).await })
        });
        let mut failed = 0;
        for call in calls.collect::<Vec<_>>() {
            if let Err(error) = call.await.unwrap() {
                assert_eq!(error.kind(), ErrorKind::Timeout, "{limiter:?}: {error}");
                assert!(!error.may_have_acted(), "{limiter:?}: {error}");
                failed += 1;
            }
        }
        let elapsed = started.elapsed();
        assert!(failed >= 7, "{limiter:?}: {failed} failed");
        // At this rate, the last slot is seven seconds away.
        assert!(elapsed < 5 * SECOND, "{limiter:?}: {elapsed:?}");
    }
}

/// A provider whose credentials arrive once the gate is open.
#[derive(Debug)]
struct Gated(Arc<Semaphore>);

impl ProvideCredentials for Gated {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(async {
            let _open = self.0.acquire().await.map_err(|_| CredentialsError::new("the gate is gone"))?;
            Ok(Credentials::new(SECRET_ID, SECRET_KEY))
        })
    }
}

/// Calls that wait for credentials together are not all sent once these arrive.
#[tokio::test]
async fn credentials_come_before_slots() {
    const RATE: usize = 10;
    let arrived: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let seen = arrived.clone();
    let script = move |_: usize, _: &_| {
        seen.lock().unwrap().push(Instant::now());
        success()
    };
    let server = Server::answering(script).await.unwrap();
    let gate = Arc::new(Semaphore::new(0));
    let pacing = Pacing::off().rate(NAMES.0, NAMES.1, RATE as u32);
    let config = complete(&server.url()).credentials(Gated(gate.clone())).pacing(pacing).build().unwrap();
    let calls = (0..2 * RATE).map(|_| {
        let redis = Client::new(&config);
        tokio::spawn(async move { back_up(&redis).await })
    });
    let calls = calls.collect::<Vec<_>>();
    // Enough time for the slots of all of them.
    tokio::time::sleep(2 * SECOND + SECOND / 2).await;
    assert_eq!(arrived.lock().unwrap().len(), 0);
    gate.add_permits(1);
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let arrived = arrived.lock().unwrap();
    let first = arrived.iter().filter(|time| **time - arrived[0] < Duration::from_millis(900)).count();
    assert_eq!(first, RATE, "one second's calls in the first second");
}

/// A call that is dropped while it waits leaves its slot to the next one.
#[tokio::test]
async fn dropped_calls_cost_nothing() {
    let server = Server::start([success()]).await.unwrap();
    let config = complete(&server.url()).pacing(Pacing::off().rate(NAMES.0, NAMES.1, 1)).build().unwrap();
    let redis = Client::new(&config);
    back_up(&redis).await.unwrap();
    let started = Instant::now();
    for _ in 0..5 {
        assert!(timeout(Duration::from_millis(20), back_up(&redis)).await.is_err(), "it waits");
    }
    back_up(&redis).await.unwrap();
    assert!(started.elapsed() < 2 * SECOND, "{:?}", started.elapsed());
    assert_eq!(server.requests().len(), 2);
}

/// Untyped calls of actions that have types are limited to the documented rate: 35 per second here, and 20 for an
/// unknown action.
#[tokio::test]
async fn untyped_calls_take_the_documented_rate() {
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    for (action, rate) in [("DescribeInstances", 35), ("DescribeNothing", 20)] {
        let config = complete(&server.url()).pacing(Pacing::default()).call_timeout(SECOND).build().unwrap();
        for client in ["typed product", "by name"] {
            let call = || match client {
                "by name" => UntypedClient::new(&config, "redis", "2018-04-12").call(action, json!({})),
                _ => Client::new(&config).call(action, json!({})),
            };
            let calls = (0..100).map(|_| tokio::spawn(call().send())).collect::<Vec<_>>();
            let mut refused = 0;
            for call in calls {
                if let Err(error) = call.await.unwrap() {
                    refused += 1;
                    let limit = format!("limited to {rate} calls per second");
                    assert!(error.message().contains(&limit), "{action}, {client}: {error}");
                }
            }
            assert!(refused > 0, "{action}, {client}");
        }
    }
}
