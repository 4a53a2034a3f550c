//! Credentials that expire every second, under a thousand clients.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tencloud::credentials::AssumeRoleCredentials;
use tencloud::redis::Client;
use tencloud_tests::{Reply, Request, Server};
use tokio::sync::Semaphore;

use super::unix_now;
use crate::{complete, signature_by};

const CLIENTS: usize = 1000;
const RUN: Duration = Duration::from_secs(4);

/// STS and a service at one address. STS returns credentials that are valid for more than one second and at most two;
/// the service accepts a request only if it is signed with such credentials before their expiry.
#[derive(Default)]
struct Cloud {
    /// The n-th credentials are `id-n`, `key-n` and `token-n`; this contains their expiries.
    ends: Mutex<Vec<u64>>,
}

impl Cloud {
    fn answer(&self, request: &Request) -> Reply {
        let mut ends = self.ends.lock().unwrap();
        if request.header("x-tc-action") == Some("AssumeRole") {
            let (number, end) = (ends.len(), unix_now() + 2);
            ends.push(end);
            let keys =
                format!(r#"{{"TmpSecretId":"id-{number}","TmpSecretKey":"key-{number}","Token":"token-{number}"}}"#);
            return Reply::of(&format!(r#"{{"Credentials":{keys},"ExpiredTime":{end},"RequestId":"id"}}"#));
        }
        match Self::fault(&ends, request) {
            None => Reply::of(r#"{"TotalCount":0,"InstanceSet":[],"RequestId":"id"}"#),
            Some(_) => Reply::refusal("AuthFailure.TokenFailure"),
        }
    }

    fn fault(ends: &[u64], request: &Request) -> Option<String> {
        let number = request.header("x-tc-token")?.strip_prefix("token-")?.parse::<usize>().ok()?;
        let signed_at: u64 = request.header("x-tc-timestamp")?.parse().ok()?;
        let expected = signature_by(request, "redis", &format!("id-{number}"), &format!("key-{number}"));
        let fault = match ends.get(number) {
            None => "no such keys",
            // The expiry is a whole second, so the second of the signature shows whether it was made before.
            Some(end) if signed_at >= *end => "keys that had ended",
            Some(_) if request.header("authorization") != Some(&expected) => "a wrong signature",
            Some(_) => return None,
        };
        Some(format!("{fault}: {number} at {signed_at}"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clients_whose_keys_end_every_second() {
    let cloud = Arc::new(Cloud::default());
    let answering = cloud.clone();
    let server = Server::answering(move |_, request| answering.answer(request)).await.unwrap();
    let base = complete(&server.url()).build().unwrap();
    let role = AssumeRoleCredentials::new(&base, "qcs::cam::uin/1:roleName/x");
    let redis = Client::new(&complete(&server.url()).credentials(role).build().unwrap());
    // A connection costs this process two files, of which it may open 1,024.
    let gate = Arc::new(Semaphore::new(200));

    let start = Instant::now();
    let tasks: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (redis, gate) = (redis.clone(), gate.clone());
            tokio::spawn(async move {
                let mut calls = 0;
                while calls == 0 || start.elapsed() < RUN {
                    let permit = gate.acquire().await.unwrap();
                    redis.describe_instances().send().await.unwrap();
                    drop(permit);
                    calls += 1;
                    tokio::time::sleep(Duration::from_millis(400)).await;
                }
                calls
            })
        })
        .collect();
    let mut calls = 0;
    for task in tasks {
        calls += task.await.unwrap();
    }
    let ran = start.elapsed().as_secs_f64();

    let ends = cloud.ends.lock().unwrap().clone();
    let (refreshes, calls_seen): (Vec<_>, Vec<_>) =
        server.requests().into_iter().partition(|request| request.header("x-tc-action") == Some("AssumeRole"));
    assert_eq!(calls_seen.len(), calls);
    assert!(calls >= CLIENTS, "{calls}");
    let faults: Vec<_> = calls_seen.iter().filter_map(|request| Cloud::fault(&ends, request)).collect();
    assert_eq!(faults, [""; 0]);
    // Credentials are used for at least 5/8 of their lifetime, which is more than a second, and at most for all of it.
    let (least, most) = ((ran / 2.0).floor() as usize, (ran / 0.625).ceil() as usize + 1);
    assert!((least..=most).contains(&refreshes.len()), "{} refreshes in {ran} s", refreshes.len());
}
