//! The fault table: a thousand calls of each effect against each fault of a network, and what became of them.
//!
//! `docs/reliability.md` holds the table; `UPDATE_GOLDEN=1 cargo test -p tencloud-tests --test faults` writes it anew.
//! Only what must not vary stands there. This binary owns its process, since it watches its memory.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

mod calls;
mod catalogue;
mod process;
mod table;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use calls::Effect::{Change, Read};
use calls::{CALLS, run};
use catalogue::{Trust, faults};
use process::{PANICS, count_panics, descriptors, resident_bytes};

/// How many cells of the table are filled at the same time. Many of them only wait.
const TOGETHER: usize = 8;
/// How much the process may grow once it is warm. A kilobyte lost in each call would be 66 MB.
const GROWTH: u64 = 16 * 1024 * 1024;
/// How many cells it takes to be warm: among them are those with the most calls at once, and the longest requests.
const WARM: usize = 3 * TOGETHER;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_call_ends_well_and_no_change_is_made_twice() {
    count_panics();
    let trust = Arc::new(Trust::new());
    let (mut rows, mut complaints) = (Vec::new(), Vec::new());
    // What the allocator has taken for the first calls, it keeps.
    let mut before = None;
    let cells = faults().into_iter().map(Arc::new).flat_map(|fault| [(fault.clone(), Read), (fault, Change)]);
    let mut cells = cells.map(|cell| (cell, trust.clone())).collect::<Vec<_>>().into_iter();
    while cells.len() > 0 {
        let together: Vec<_> = cells
            .by_ref()
            .take(TOGETHER)
            .map(|((fault, effect), trust)| {
                tokio::spawn(async move {
                    let cell = run(&fault, effect, &trust).await;
                    (cell.row(&fault, effect), cell.complaints(&fault, effect))
                })
            })
            .collect();
        for cell in together {
            let (row, wrong) = cell.await.unwrap();
            rows.push(row);
            complaints.extend(wrong);
        }
        if rows.len() == WARM {
            before = Some((resident_bytes(), descriptors()));
        }
    }
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
    assert_eq!(PANICS.load(Ordering::Relaxed), 0, "something has panicked");
    if let Some((Some(before), open_before)) = before {
        let (after, open_after) = (resident_bytes().unwrap(), descriptors());
        let calls = (rows.len() - WARM) * CALLS;
        println!("{calls} calls: {before} bytes resident became {after}, {open_before} descriptors {open_after}");
        assert!(after < before + GROWTH, "{before} bytes resident became {after} in {calls} calls");
        assert!(open_after < open_before + 16, "{open_before} open descriptors became {open_after}");
    }
    table::check(&rows);
}
