//! The commands that are no products.

use clap::{ArgMatches, Command};

use crate::failure::Failure;
use crate::options::Options;

/// Returns all commands.
pub(crate) fn all() -> Vec<Command> {
    Vec::new()
}

/// Runs a command.
pub(crate) fn run(_name: &str, _matches: &ArgMatches, _options: Options) -> Result<(), Failure> {
    Ok(())
}
