//! Parses arguments by a command.

use std::ffi::OsString;

use clap::{Arg, ArgMatches, Command};

use crate::failure::Failure;

/// Parses arguments. Help and the version are written to stdout, and end the run.
pub(crate) fn matches(command: Command, arguments: Vec<OsString>) -> Result<ArgMatches, Failure> {
    command.try_get_matches_from(arguments).map_err(|error| {
        // There is nowhere left to report that the output is closed.
        let _ = error.print();
        if error.use_stderr() { Failure::reported() } else { Failure::closed_pipe() }
    })
}

/// Returns whether an option has this long name, or has it as an alias.
pub(crate) fn is_named(option: &Arg, name: &str) -> bool {
    option.get_long() == Some(name) || option.get_all_aliases().is_some_and(|aliases| aliases.contains(&name))
}
