//! Decodes and encodes the official samples with the generated crates.

mod official;
mod programs;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use self::official::Sample;
pub(super) use self::programs::PROGRAM;
use super::plan::Written;
use crate::official::Metadata;

/// The samples, and the packages that read and write them.
pub(super) struct Samples {
    samples: Vec<Sample>,
    /// The names of the packages.
    pub(super) programs: Vec<String>,
}

impl Samples {
    /// Reads the samples of products, and writes the packages.
    pub(super) fn new(products: &[&str], folder: &Path, crates: &[Written]) -> Result<Samples> {
        let samples = official::read(&Metadata::new(None)?, products)?;
        let actions: BTreeSet<&str> = samples.iter().map(|sample| sample.action.as_str()).collect();
        let programs = programs::write(folder, crates, |action| actions.contains(action))?;
        Ok(Samples { samples, programs })
    }

    /// Runs the program.
    pub(super) fn run(&self, folder: &Path) -> Result<()> {
        println!("{} {}", folder.display(), self.samples.len());
        for sample in &self.samples {
            for (part, why) in [("request", sample.contents.request.as_ref().err()), ("response", sample.contents.responses.as_ref().err())] {
                if let Some(why) = why {
                    println!("{} {} {part}: {why}", sample.action, sample.index);
                }
            }
        }
        Ok(())
    }
}
