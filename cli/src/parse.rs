//! Parses arguments by a command.

use std::ffi::OsString;

use clap::{ArgMatches, Command};

use crate::failure::Failure;

/// Parses arguments. Help and the version are written to stdout, and end the run.
pub(crate) fn matches(command: Command, arguments: Vec<OsString>) -> Result<ArgMatches, Failure> {
    command.try_get_matches_from(arguments).map_err(|error| {
        // There is nowhere left to report that the output is closed.
        let _ = error.print();
        if error.use_stderr() { Failure::reported() } else { Failure::closed_pipe() }
    })
}
