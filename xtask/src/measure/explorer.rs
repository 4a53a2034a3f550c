//! How quick the API explorer is. `tests/explorer/measure.mjs` measures it in a browser.

use std::time::Instant;

use anyhow::Result;

use super::load::load;
use crate::dist;
use crate::explorer::{Explorer, Node};

/// How often the start is measured.
const STARTS: usize = 20;

pub(super) fn run() -> Result<()> {
    let program = dist::build()?;
    println!("Load of the machine before: {}.\n", load());
    println!("| what | value | goal |\n|---|---|---|");
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let start = Instant::now();
        drop(Explorer::start(&program, &[], [])?);
        starts.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    starts.sort_by(f64::total_cmp);
    let median = starts.get(STARTS / 2).copied().unwrap_or_default();
    println!("| from the start of the program to its link | {median:.1} ms | 100 ms |");
    let explorer = Explorer::start(&program, &[], [])?;
    Node::new(&["measure.mjs"])?.env("EXPLORER", explorer.link()).run()
}
