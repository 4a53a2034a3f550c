//! The resources that this process uses, and its panics.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Panics of all threads and tasks, including those that are never joined.
pub(crate) static PANICS: AtomicUsize = AtomicUsize::new(0);

pub(crate) fn count_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
}

/// Returns the resident memory, or `None` without `/proc`.
pub(crate) fn resident_bytes() -> Option<u64> {
    const PAGE: u64 = 4096;
    let statm = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}

/// Returns the number of open files and sockets.
pub(crate) fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}
