//! How to observe calls.
//!
//! Makes a few calls against the embedded emulator, and shows them in three ways: spans and events of `tracing` on the
//! console, an observer, and totals at the end.
//!
//! ```text
//! cargo run --example telemetry
//! ```
//!
//! With the feature `metrics`, the same numbers go to the installed recorder of the `metrics` crate;
//! `tencloud::metrics` lists their names and labels.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use tencloud::credentials::Credentials;
use tencloud::observe::{Attempt, AttemptEnd, CallEnd, Observe};
use tencloud::redis::Client;
use tencloud::{Config, Options};
use tencloud_emulator::Emulator;
use tracing::Level;
use tracing_subscriber::fmt::format::FmtSpan;

/// Adds up the costs of calls, by action.
#[derive(Clone, Debug, Default)]
struct Totals(Arc<Mutex<BTreeMap<String, Total>>>);

#[derive(Clone, Copy, Debug, Default)]
struct Total {
    calls: u32,
    failed: u32,
    attempts: u32,
    bytes: usize,
    time: Duration,
}

impl Totals {
    fn add(&self, action: &str, change: impl FnOnce(&mut Total)) {
        let mut totals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(totals.entry(action.to_owned()).or_default());
    }
}

impl Observe for Totals {
    fn after_attempt(&self, attempt: &Attempt<'_>, end: &AttemptEnd<'_>) {
        self.add(attempt.action, |total| total.bytes += attempt.bytes_sent + end.bytes_received);
    }

    fn after_call(&self, call: &CallEnd<'_>) {
        self.add(call.action, |total| {
            total.calls += 1;
            total.failed += u32::from(call.error.is_some());
            total.attempts += call.attempts;
            total.time += call.duration;
        });
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    // DEBUG also shows attempts; INFO shows one span per call, and warnings.
    let console = tracing_subscriber::fmt().with_max_level(Level::DEBUG).with_span_events(FmtSpan::CLOSE);
    console.with_target(false).with_ansi(std::io::stdout().is_terminal()).init();

    let emulator = Emulator::builder().start().await?;
    let totals = Totals::default();
    let config = Config::builder()
        .region("ap-guangzhou")
        .endpoint_url(emulator.url())
        .credentials(Credentials::new(emulator.secret_id(), emulator.secret_key()))
        .observer(totals.clone())
        .build()?;
    let redis = Client::new(&config);

    redis.describe_instances().limit(5).send().await?;
    let refused = redis.manual_backup_instance().instance_id("crs-5a4py64p").send().await;
    ensure!(refused.is_err(), "a fresh emulator has no instances");
    let elsewhere = redis.with_options(Options::new().region("ap-tokyo").call_timeout(Duration::from_secs(5)));
    elsewhere.describe_instances().send().await?;

    println!("\n{:<24} {:>6} {:>7} {:>9} {:>8} {:>10}", "action", "calls", "failed", "attempts", "bytes", "time");
    for (action, total) in totals.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        let Total { calls, failed, attempts, bytes, time } = total;
        println!("{action:<24} {calls:>6} {failed:>7} {attempts:>9} {bytes:>8} {time:>10.1?}");
    }
    emulator.shutdown().await;
    Ok(())
}
