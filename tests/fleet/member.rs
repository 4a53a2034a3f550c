//! A program of a fleet: makes as many calls as its share of the quota allows, until its time is up, and prints how many
//! it made, which failed, and which ended late. Each call carries its deadline, for the server to see.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a panic fails the test that runs it")]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tencloud::Config;
use tencloud::credentials::Credentials;
use tencloud::pacing::{Pacing, RedisPacer};
use tencloud::redis::Client;
use tokio::time::sleep;

/// How late a call may end: timers are not exact, and this machine may be busy.
const TOLERANCE: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() {
    let [url, redis, programs, rate, seconds, callers, timeout] =
        std::env::args().skip(1).collect::<Vec<_>>().try_into().unwrap();
    let pacer = RedisPacer::new(&redis).unwrap().share_of(programs.parse().unwrap());
    let pacing = Pacing::documented().rate("redis", "ManualBackupInstance", rate.parse().unwrap()).shared(pacer);
    let timeout = Duration::from_secs(timeout.parse().unwrap());
    let config = Config::builder()
        .environment(std::iter::empty::<(String, String)>().collect())
        .region("ap-tokyo")
        .credentials(Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"))
        .endpoint_url(url)
        .call_timeout(timeout)
        .pacing(pacing)
        .build()
        .unwrap();
    let client = Client::new(&config);
    let end = Instant::now() + Duration::from_secs(seconds.parse().unwrap());
    let callers = (0..callers.parse().unwrap()).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            let (mut done, mut failed, mut late) = (0_u32, Vec::new(), 0_u32);
            while Instant::now() < end {
                let start = Instant::now();
                let deadline = unix_millis() + timeout.as_millis();
                let call = client.manual_backup_instance().instance_id("crs-5a4py64p").remark(deadline.to_string());
                match call.send().await {
                    Ok(_) => done += 1,
                    Err(error) => {
                        failed.push(error.to_string());
                        sleep(Duration::from_millis(50)).await;
                    }
                }
                late += u32::from(start.elapsed() > timeout + TOLERANCE + Duration::from_millis(50));
            }
            (done, failed, late)
        })
    });
    let (mut calls, mut late_calls) = (0, 0);
    for caller in callers.collect::<Vec<_>>() {
        let (done, failed, late) = caller.await.unwrap();
        calls += done;
        late_calls += late;
        failed.iter().for_each(|error| println!("failed: {error}"));
    }
    println!("late: {late_calls}");
    println!("calls: {calls}");
}

#[expect(clippy::disallowed_methods, reason = "not for signing")]
fn unix_millis() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()
}
