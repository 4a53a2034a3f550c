//! Calls that wait for the rate limit of their action, as users see them.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tencloud::ErrorKind;
use tencloud::pacing::Pacing;
use tencloud::redis::Client;
use tencloud_tests::{Response, Server};

use crate::{back_up, complete};

const NAMES: (&str, &str) = ("redis", "ManualBackupInstance");

fn success() -> Response {
    Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)
}

/// Retries, clones and other clients of the configuration share one budget: the rate of what arrives stays within the
/// limit, here during the first second and after it.
#[tokio::test]
async fn everything_that_is_sent_keeps_the_rate() {
    const RATE: u32 = 10;
    let arrived: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let seen = arrived.clone();
    let script = move |index: usize, _: &_| {
        seen.lock().unwrap().push(Instant::now());
        if index % 4 == 3 { Response::api_error("RequestLimitExceeded") } else { success() }
    };
    let server = Server::answering(script).await.unwrap();
    let pacing = Pacing::documented().rate(NAMES.0, NAMES.1, RATE);
    let calls = (0..12).map(|_| {
        let config = complete(&server.url()).pacing(pacing.clone()).build().unwrap();
        tokio::spawn(async move { back_up(&Client::new(&config)).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let arrived = arrived.lock().unwrap();
    assert_eq!(arrived.len(), 15, "12 calls, of which 3 were sent again");
    let first = arrived.iter().filter(|time| **time - arrived[0] < Duration::from_millis(900)).count();
    assert_eq!(first as u32, RATE, "a second's worth goes at once, and then nothing in that second");
}

/// The wait counts towards the call's timeout: a call that cannot be sent in time is not sent, was not executed, and
/// reports why.
#[tokio::test]
async fn a_call_that_cannot_go_in_time() {
    let server = Server::start([success()]).await.unwrap();
    let pacing = Pacing::off().rate(NAMES.0, NAMES.1, 1);
    let config = complete(&server.url()).pacing(pacing).call_timeout(Duration::from_millis(500)).build().unwrap();
    back_up(&Client::new(&config)).await.unwrap();
    let error = back_up(&Client::new(&config)).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_acted()), (ErrorKind::Timeout, 1, false), "{error}");
    for part in ["ManualBackupInstance is limited to 1 calls per second", "change the timeout or the pacing"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    assert_eq!(server.requests().len(), 1);
}

/// By default, calls stay within the documented rate, which is 20 per second here: the last of 80 concurrent calls
/// would have to wait for three seconds.
#[tokio::test]
async fn documented_rates_are_the_default() {
    let server = Server::start([success()]).await.unwrap();
    let config = complete(&server.url()).pacing(Pacing::default()).call_timeout(Duration::from_secs(1));
    let redis = Client::new(&config.build().unwrap());
    let calls = (0..80).map(|_| {
        let redis = redis.clone();
        tokio::spawn(async move { back_up(&redis).await })
    });
    let mut refused = 0;
    for call in calls.collect::<Vec<_>>() {
        refused += usize::from(
            call.await.unwrap().is_err_and(|error| error.message().contains("limited to 20 calls per second")),
        );
    }
    assert!((20..80).contains(&server.requests().len()), "{} calls", server.requests().len());
    assert!(refused > 0);
}

/// Thousands of calls can wait, each with all of the state that the call loop will need.
#[test]
fn a_call_under_way_is_small() {
    let redis = Client::new(&complete("http://127.0.0.1:9").build().unwrap());
    let size = redis.manual_backup_instance().instance_id("crs-5a4py64p").send().size();
    assert!(size <= 2048, "{size} bytes");
}
