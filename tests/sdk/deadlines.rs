//! A call ends within its time by the clock, whatever it waits for.

use std::time::{Duration, Instant};

use tencloud::credentials::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};
use tencloud::pacing::{Pacing, Quota, ReserveFuture, SharedRateLimiter, SlotRequest};
use tencloud::redis::Client;
use tencloud::retry::ExponentialBackoff;
use tencloud::{ConfigBuilder, ErrorKind};
use tencloud_tests::Ending::Silence;
use tencloud_tests::{Response, Server};
use tokio::runtime::Builder;

use crate::{back_up, complete};

/// The time of each call. Whatever it waits for here takes far longer.
const TIMEOUT: Duration = Duration::from_millis(250);

/// How long a call may take on a busy machine.
const AT_MOST: Duration = Duration::from_secs(2);

const NAMES: (&str, &str) = ("redis", "ManualBackupInstance");

#[derive(Debug)]
struct NoCredentials;

impl ProvideCredentials for NoCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(std::future::pending::<Result<Credentials, CredentialsError>>())
    }
}

#[derive(Debug)]
struct SilentLimiter;

impl SharedRateLimiter for SilentLimiter {
    fn reserve<'a>(&'a self, _: &'a Quota<'a>, _: SlotRequest) -> ReserveFuture<'a> {
        Box::pin(std::future::pending())
    }

    fn participants(&self) -> u32 {
        1_000
    }
}

fn success() -> Response {
    Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)
}

/// What a call waits for: how it is configured, what the server responses, and how many calls go before it.
#[tokio::test]
async fn whatever_it_waits_for() {
    type Configure = fn(ConfigBuilder) -> ConfigBuilder;
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"Response\":{\"TaskId\":1,";
    let patient =
        || ExponentialBackoff::attempts(100).with_backoff(Duration::from_millis(20), Duration::from_millis(20));
    let slow: Configure = |config| config.pacing(Pacing::off().rate(NAMES.0, NAMES.1, 1));
    let silent_limiter: Configure = |config| config.pacing(Pacing::documented().shared(SilentLimiter));
    let no_credentials: Configure = |config| config.credentials(NoCredentials);
    let as_it_is: Configure = |config| config;
    for (name, configure, response, before, kind) in [
        ("a slot", slow, success(), 1, ErrorKind::Timeout),
        ("the shared limiter", silent_limiter, success(), 0, ErrorKind::Timeout),
        ("credentials", no_credentials, success(), 0, ErrorKind::Timeout),
        ("a response", as_it_is, Response::raw("", Silence), 0, ErrorKind::Timeout),
        ("the rest of a response", as_it_is, Response::raw(half, Silence), 0, ErrorKind::Timeout),
        ("an attempt that succeeds", as_it_is, Response::api_error("RequestLimitExceeded"), 0, ErrorKind::Api),
    ] {
        let server = Server::start([response]).await.unwrap();
        let config = configure(complete(&server.url()).call_timeout(TIMEOUT).retry(patient()));
        let redis = Client::new(&config.build().unwrap());
        for _ in 0..before {
            back_up(&redis).await.unwrap();
        }
        let started = Instant::now();
        let error = back_up(&redis).await.unwrap_err();
        let took = started.elapsed();
        assert_eq!(error.kind(), kind, "waiting for {name}: {error}");
        assert!(took <= AT_MOST, "waiting for {name}: {took:?} of {TIMEOUT:?}");
    }
}

/// The same while another runtime, which does not run, is the first to wait: for a slot, and for an answer of the shared
/// limiter. The second one has to wait for nobody but the limiter.
#[test]
fn whoever_is_before_it() {
    let runtime = || Builder::new_current_thread().enable_all().build().unwrap();
    for (name, pacing) in [
        ("a slot", Pacing::off().rate(NAMES.0, NAMES.1, 1)),
        ("the shared limiter", Pacing::documented().rate(NAMES.0, NAMES.1, 1).shared(SilentLimiter)),
    ] {
        let (idle, running) = (runtime(), runtime());
        let server = running.block_on(Server::start([success()])).unwrap();
        let config = complete(&server.url()).pacing(pacing);
        let patient = Client::new(&config.clone().build().unwrap());
        let hasty = Client::new(&config.call_timeout(TIMEOUT).build().unwrap());
        idle.block_on(async {
            for _ in 0..3 {
                tokio::spawn({
                    let patient = patient.clone();
                    async move { back_up(&patient).await }
                });
            }
            tokio::task::yield_now().await;
        });
        let started = Instant::now();
        running.block_on(back_up(&hasty)).unwrap_err();
        let took = started.elapsed();
        assert!(took <= AT_MOST, "{name}: {took:?} of {TIMEOUT:?}");
    }
}
