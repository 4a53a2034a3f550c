//! A program of a fleet: makes as many calls as it can until its time is up, and prints how many it made, which failed,
//! and by how much the latest of them missed its timeout.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a panic fails the test that runs it")]

use std::time::{Duration, Instant};

use tencloud::Config;
use tencloud::credentials::Credentials;
use tencloud::pacing::{Pacing, RedisPacer};
use tencloud::redis::Client;

#[tokio::main]
async fn main() {
    let [url, redis, programs, rate, seconds, callers, timeout_ms] =
        std::env::args().skip(1).collect::<Vec<_>>().try_into().unwrap();
    let pacer = RedisPacer::new(&redis).unwrap().share_of(programs.parse().unwrap());
    let pacing = Pacing::documented().rate("redis", "ManualBackupInstance", rate.parse().unwrap()).shared(pacer);
    let timeout = Duration::from_millis(timeout_ms.parse().unwrap());
    let config = Config::builder()
        .environment(std::iter::empty::<(String, String)>().collect())
        .region("ap-tokyo")
        .credentials(Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"))
        .endpoint_url(url)
        .pacing(pacing)
        .call_timeout(timeout)
        .build()
        .unwrap();
    let client = Client::new(&config);
    let end = Instant::now() + Duration::from_secs(seconds.parse().unwrap());
    let callers = (0..callers.parse().unwrap()).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            let (mut done, mut failed, mut late) = (0_u32, Vec::new(), Duration::ZERO);
            while Instant::now() < end {
                let started = Instant::now();
                let result = client.manual_backup_instance().instance_id("crs-5a4py64p").send().await;
                late = late.max(started.elapsed().saturating_sub(timeout));
                match result {
                    Ok(_) => done += 1,
                    Err(error) => failed.push(error.to_string()),
                }
            }
            (done, failed, late)
        })
    });
    let (mut calls, mut latest) = (0, Duration::ZERO);
    for caller in callers.collect::<Vec<_>>() {
        let (done, failed, late) = caller.await.unwrap();
        calls += done;
        latest = latest.max(late);
        failed.iter().filter(|error| !error.starts_with("not sent: ")).for_each(|error| println!("failed: {error}"));
        println!("no slot: {}", failed.iter().filter(|error| error.starts_with("not sent: ")).count());
    }
    println!("late: {}", latest.as_millis());
    println!("calls: {calls}");
}
