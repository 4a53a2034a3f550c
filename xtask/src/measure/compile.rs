//! Runs cargo and measures it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// What a run of cargo took, in seconds.
pub(super) struct Cost {
    /// From start to end.
    pub(super) elapsed: f64,
    /// Of user and system CPU, by cargo and everything that it ran. Unlike the elapsed time, it hardly depends on what
    /// else the machine does.
    pub(super) cpu: f64,
}

/// The clock ticks in a second in which Linux reports CPU time to programs.
const TICKS: f64 = 100.0;

/// Runs cargo in a folder as it compiles dependencies: not incrementally, with capped lints.
pub(super) fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Result<Cost> {
    let (before, started) = (cpu()?, Instant::now());
    let status = Command::new(env!("CARGO"))
        .args(arguments)
        .arg("--quiet")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTFLAGS", "--cap-lints=allow")
        .env("CARGO_INCREMENTAL", "0")
        .status()
        .context("cannot run cargo")?;
    ensure!(status.success(), "cargo {} failed", arguments.join(" "));
    Ok(Cost { elapsed: started.elapsed().as_secs_f64(), cpu: cpu()? - before })
}

/// Returns the size of a file in bytes.
pub(super) fn size(path: &Path) -> Result<u64> {
    Ok(fs::metadata(path).with_context(|| format!("{} does not exist", path.display()))?.len())
}

/// Returns the CPU time of the processes that this one has waited for, and of those that they have waited for.
fn cpu() -> Result<f64> {
    let text = fs::read_to_string("/proc/self/stat").context("CPU time is measured on Linux only")?;
    // The name of the program, in parentheses, can contain blanks. After it, user and system time of waited-for children
    // are the 14th and 15th number.
    let (_, numbers) = text.rsplit_once(')').context("unknown form of /proc/self/stat")?;
    let ticks = numbers.split_whitespace().skip(13).take(2).map(str::parse::<u32>);
    Ok(ticks.sum::<Result<u32, _>>().map(f64::from)? / TICKS)
}
