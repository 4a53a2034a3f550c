//! A program of a fleet: makes as many calls as its share of the quota allows, until its time is up, and prints how many
//! it made and which failed.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a panic fails the test that runs it")]

use std::time::{Duration, Instant};

use tencloud::Config;
use tencloud::credentials::Credentials;
use tencloud::pacing::{Pacing, RedisPacer};
use tencloud::redis::Client;

#[tokio::main]
async fn main() {
    let [url, redis, programs, rate, seconds] = std::env::args().skip(1).collect::<Vec<_>>().try_into().unwrap();
    let pacer = RedisPacer::new(&redis).unwrap().share_of(programs.parse().unwrap());
    let pacing = Pacing::documented().rate("redis", "ManualBackupInstance", rate.parse().unwrap()).shared(pacer);
    let config = Config::builder()
        .environment(std::iter::empty::<(String, String)>().collect())
        .region("ap-tokyo")
        .credentials(Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"))
        .endpoint_url(url)
        .pacing(pacing)
        .build()
        .unwrap();
    let client = Client::new(&config);
    let end = Instant::now() + Duration::from_secs(seconds.parse().unwrap());
    // More concurrent calls than its share of a second.
    let callers = (0..8).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            let (mut done, mut failed) = (0_u32, Vec::new());
            while Instant::now() < end {
                match client.manual_backup_instance().instance_id("crs-5a4py64p").send().await {
                    Ok(_) => done += 1,
                    Err(error) => failed.push(error.to_string()),
                }
            }
            (done, failed)
        })
    });
    let mut calls = 0;
    for caller in callers.collect::<Vec<_>>() {
        let (done, failed) = caller.await.unwrap();
        calls += done;
        failed.iter().for_each(|error| println!("failed: {error}"));
    }
    println!("calls: {calls}");
}
