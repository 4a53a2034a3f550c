//! A call that is dropped leaves nothing behind, in any phase.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use tencloud::credentials::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};
use tencloud::pacing::Pacing;
use tencloud::redis::Client;
use tencloud::retry::ExponentialBackoff;
use tencloud_tests::Ending::Silence;
use tencloud_tests::{Response, Server};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::{SECRET_ID, SECRET_KEY, back_up, complete};

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

fn success() -> Response {
    Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)
}

/// The phase of a call when it is dropped: what the server does with the first request, and how many have arrived by
/// then.
#[tokio::test]
async fn dropped_in_every_phase() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"Response\":{\"TaskId\":1,";
    for (phase, first, sent) in [
        ("before it was polled", success(), 0),
        ("waiting for keys", success(), 0),
        ("waiting for the response", Response::raw("", Silence), 1),
        ("within the response", Response::raw(half, Silence), 1),
        ("waiting to try again", Response::api_error("RequestLimitExceeded"), 1),
    ] {
        let server = Server::start([first, success()]).await.unwrap();
        let gate = Arc::new(Semaphore::new(usize::from(phase != "waiting for keys")));
        let patient = ExponentialBackoff::default().with_backoff(Duration::from_secs(60), Duration::from_secs(60));
        let config = complete(&server.url()).credentials(Gated(gate.clone())).retry(patient).build().unwrap();
        let redis = Client::new(&config);
        let call = tokio::spawn({
            let call = redis.manual_backup_instance().instance_id("crs-5a4py64p").send();
            let polled = phase != "before it was polled";
            async move { if polled { call.await.map(drop) } else { std::future::pending().await } }
        });
        let there = async {
            while server.requests().len() < sent {
                sleep(Duration::from_millis(1)).await;
            }
            sleep(Duration::from_millis(20)).await;
        };
        timeout(Duration::from_secs(30), there).await.unwrap_or_else(|_| panic!("{phase}: never sent"));
        assert!(!call.is_finished(), "{phase}");
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled(), "{phase}");
        gate.add_permits(1);

        // The next calls succeed, over one connection that is reused.
        for _ in 0..3 {
            timeout(Duration::from_secs(30), back_up(&redis)).await.unwrap().unwrap_or_else(|e| panic!("{phase}: {e}"));
        }
        let requests = server.requests();
        assert_eq!(requests.len(), sent + 3, "{phase}: what was given up is not sent again");
        let connections: Vec<_> = requests[sent..].iter().map(|request| request.connection).collect();
        assert!(connections.iter().all(|connection| *connection == connections[0]), "{phase}: {connections:?}");
    }
}

/// A runtime that is shutting down accepts no new tasks: neither one that asks for credentials nor one that drives a
/// queue.
#[test]
fn a_runtime_ends_whatever_a_call_begins_meanwhile() {
    let slow = Pacing::documented().rate("redis", "ManualBackupInstance", 1);
    let keys = Gated(Arc::new(Semaphore::new(0)));
    for (phase, config) in [
        ("asking for keys", complete("http://127.0.0.1:9").credentials(keys)),
        ("waiting for its turn", complete("http://127.0.0.1:9").pacing(slow).retry(ExponentialBackoff::none())),
    ] {
        let redis = Client::new(&config.build().unwrap());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        if phase == "waiting for its turn" {
            runtime.block_on(back_up(&redis)).unwrap_err();
        }
        let (begins, has_begun) = mpsc::channel();
        runtime.spawn(async move {
            begins.send(()).unwrap();
            std::thread::sleep(Duration::from_millis(300));
            back_up(&redis).await
        });
        has_begun.recv().unwrap();
        let (ended, has_ended) = mpsc::channel();
        std::thread::spawn(move || {
            drop(runtime);
            ended.send(())
        });
        has_ended.recv_timeout(Duration::from_secs(30)).unwrap_or_else(|_| panic!("{phase}: the runtime does not end"));
    }
}
