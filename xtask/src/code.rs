//! `cargo xtask code`: runs programs that `tencloud_codegen::code` writes, and compares what they send with the official
//! samples.
//!
//! The programs of one language run in one process, which a driver in `tests/programs` or a crate in `target/code` is. A
//! recorder on loopback notes what they send; the region says which program sent it.

mod crates;
mod drivers;
mod samples;
mod story;

use anyhow::{Result, ensure};

use self::samples::Program;
use crate::clients::Installed;
use crate::files::{self, count};
use crate::recorder::{EMPTY, Recorder};

/// Runs all programs, and prints how many sent what the samples contain.
pub(crate) fn run() -> Result<()> {
    let folder = files::root().join("target/code");
    let samples = samples::all()?;
    let recorder = Recorder::start(EMPTY)?;
    let installed = Installed::new()?;
    let mut failures = Vec::new();
    println!("| language | programs | requests equal to the sample |\n|---|---|---|");
    let mut check = |language: &str, programs: &[Program]| {
        let differing = samples::compare(programs, &recorder.take());
        println!("| {language} | {} | {} |", programs.len(), programs.len() - differing.len());
        failures.extend(differing.into_iter().map(|difference| format!("{language}: {difference}")));
    };
    for driver in &drivers::DRIVERS {
        let programs = driver.run(&folder, recorder.url(), &samples, &installed)?;
        check(driver.language.title(), &programs);
    }
    check("Rust", &crates::run(&folder, recorder.url(), samples)?);
    println!("\ncurl, the backup story against the emulator: {}", count(story::run(&folder)?, "script"));
    failures.iter().for_each(|failure| eprintln!("{failure}"));
    ensure!(failures.is_empty(), "{}; the programs are in {}", count(failures.len(), "failure"), folder.display());
    Ok(())
}
