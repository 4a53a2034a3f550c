//! The fault table: many reads, writes, waits and lists against each network fault, and how they ended.
//!
//! The table is in `docs/reliability.md`; `UPDATE_GOLDEN=1 cargo test -p tencloud-tests --test faults` updates it. It
//! contains only what must not vary. `FAULTS_CALLS` sets the number of calls in each row, 100 by default; CI makes 1,000.
//! This binary owns its process, since it watches its memory.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod calls;
mod catalogue;
mod outages;
mod process;
mod table;
mod trust;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use calls::Effect::{List, Read, Wait, Write};
use calls::run;
use catalogue::faults;
use outages::outages;
use process::{PANICS, count_panics, descriptors, resident_bytes};
use trust::Trust;

/// How many rows are measured concurrently. Many of them mostly wait.
const CONCURRENT_ROWS: usize = 8;
/// How much memory the process may gain once it is warm. A leak of a kilobyte per call would be 66 MB in CI.
const GROWTH: u64 = 16 * 1024 * 1024;
/// The number of rows after which the process is warm: they include those with the most requests, the most concurrent
/// calls and the longest requests.
const WARM: usize = 6 * CONCURRENT_ROWS;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_end_as_documented_and_no_write_is_sent_twice() {
    count_panics();
    let trust = Arc::new(Trust::new());
    let calls = std::env::var("FAULTS_CALLS").map_or(100, |calls| calls.parse().unwrap());
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    // The allocator keeps the memory of the first calls.
    let mut before = None;
    // Outages come first: a server records each poll, and so they need the most memory.
    let outages = outages();
    let outage_rows = 2 * outages.len();
    let cells = outages.into_iter().map(Arc::new).flat_map(|fault| [(fault.clone(), Wait), (fault, List)]);
    let faults = faults().into_iter().map(Arc::new);
    let cells = cells.chain(faults.flat_map(|fault| [(fault.clone(), Read), (fault, Write)]));
    let mut cells = cells.map(|cell| (cell, trust.clone())).collect::<Vec<_>>().into_iter();
    while cells.len() > 0 {
        let measuring: Vec<_> = cells
            .by_ref()
            .take(CONCURRENT_ROWS)
            .map(|((fault, effect), trust)| {
                tokio::spawn(async move {
                    let cell = run(&fault, effect, calls, &trust).await;
                    (cell.row(&fault, effect), cell.failures(&fault, effect, calls))
                })
            })
            .collect();
        for cell in measuring {
            let (row, wrong) = cell.await.unwrap();
            rows.push(row);
            failures.extend(wrong);
        }
        if rows.len() == WARM {
            before = Some((resident_bytes(), descriptors()));
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "a task panicked");
    if let Some((Some(before), open_before)) = before {
        let (after, open_after) = (resident_bytes().unwrap(), descriptors());
        let calls = (rows.len() - WARM) * calls;
        println!(
            "{calls} calls: resident memory from {before} to {after} bytes, descriptors from {open_before} to {open_after}"
        );
        assert!(after < before + GROWTH, "resident memory grew from {before} to {after} bytes in {calls} calls");
        assert!(open_after < open_before + 16, "open descriptors grew from {open_before} to {open_after}");
    }
    // The table begins with the faults.
    rows.rotate_left(outage_rows);
    table::check(&rows);
}
