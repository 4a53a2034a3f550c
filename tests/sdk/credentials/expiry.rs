//! Credentials that expire again and again, under a thousand clients.

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use tencloud::credentials::AssumeRoleCredentials;
use tencloud::redis::Client;
use tencloud::retry::RetryBudget;
use tencloud_tests::{Request, Response, Server};
use tokio::sync::Semaphore;

use super::unix_now;
use crate::{complete, signature_by};

const CLIENTS: usize = 1000;

/// The lifetime of credentials, by the clock of the cloud: so long that no pause of this machine matters.
const LIFE: u64 = 7200;

/// After this many accepted calls, and while others are in progress, the cloud's clock is advanced by more than a
/// lifetime.
const CALLS_A_LIFE: usize = 300;
const LIVES: usize = 5;

/// STS and a service at one address, whose clock is ahead of this machine's. Requests with another time are rejected
/// with the time, as the service does. STS returns credentials that are valid for two hours; the service accepts a
/// request only if it is signed with such credentials before their expiry.
#[derive(Default)]
struct Cloud {
    /// The number of seconds by which its clock is ahead.
    ahead: u64,
    accepted: usize,
    /// The n-th credentials are `id-n`, `key-n` and `token-n`; this contains their expiries.
    ends: Vec<u64>,
    faults: Vec<String>,
}

impl Cloud {
    fn answer(&mut self, request: &Request) -> Response {
        let now = unix_now() + self.ahead;
        let signed_at: u64 = request.header("x-tc-timestamp").unwrap().parse().unwrap();
        if let Some(fault) = self.fault(request, signed_at) {
            self.faults.push(fault);
        }
        if signed_at.abs_diff(now) > 300 {
            let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now));
            return Response::api_error("AuthFailure.SignatureExpire").header("date", &date);
        }
        if request.header("x-tc-action") == Some("AssumeRole") {
            let (number, end) = (self.ends.len(), now + LIFE);
            self.ends.push(end);
            let keys =
                format!(r#"{{"TmpSecretId":"id-{number}","TmpSecretKey":"key-{number}","Token":"token-{number}"}}"#);
            return Response::of(&format!(r#"{{"Credentials":{keys},"ExpiredTime":{end},"RequestId":"id"}}"#));
        }
        self.accepted += 1;
        if self.accepted.is_multiple_of(CALLS_A_LIFE) && self.accepted < CALLS_A_LIFE * LIVES {
            self.ahead += LIFE + 1;
        }
        Response::of(r#"{"TotalCount":0,"InstanceSet":[],"RequestId":"id"}"#)
    }

    /// Returns what is wrong with the credentials of a request at the time for which it is signed, if anything.
    fn fault(&self, request: &Request, signed_at: u64) -> Option<String> {
        if request.header("x-tc-action") == Some("AssumeRole") {
            return None;
        }
        let token = request.header("x-tc-token").unwrap_or("none");
        let number = token.strip_prefix("token-").and_then(|number| number.parse::<usize>().ok());
        let Some((number, end)) = number.and_then(|number| Some((number, self.ends.get(number)?))) else {
            return Some(format!("no such keys: {token}"));
        };
        let expected = signature_by(request, "redis", &format!("id-{number}"), &format!("key-{number}"));
        // The expiry is a whole second, so the second of the signature shows whether it was made before.
        if signed_at >= *end {
            return Some(format!("keys that had ended: {number} at {signed_at}, {} s late", signed_at - end));
        }
        (request.header("authorization") != Some(&expected)).then(|| format!("a wrong signature: {number}"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clients_whose_keys_end_again_and_again() {
    let cloud = Arc::new(Mutex::new(Cloud::default()));
    let answering = cloud.clone();
    let server = Server::answering(move |_, request| answering.lock().unwrap().answer(request)).await.unwrap();
    let patient = || {
        let minute = Duration::from_secs(60);
        complete(&server.url()).attempt_timeout(minute).retry_budget(RetryBudget::unlimited())
    };
    let role = AssumeRoleCredentials::new(&patient().build().unwrap(), "qcs::cam::uin/1:roleName/x");
    let redis = Client::new(&patient().credentials(role).build().unwrap());
    // A connection costs this process two files, of which it may open 1,024.
    let gate = Arc::new(Semaphore::new(100));
    let tasks: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (redis, gate) = (redis.clone(), gate.clone());
            tokio::spawn(async move {
                for _ in 0..CALLS_A_LIFE * LIVES / CLIENTS + 1 {
                    let _permit = gate.acquire().await.unwrap();
                    redis.describe_instances().send().await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let cloud = cloud.lock().unwrap();
    assert_eq!(cloud.faults, [""; 0]);
    // There is one refresh per lifetime, however many clients there are.
    assert_eq!(cloud.ends.len(), LIVES);
}
