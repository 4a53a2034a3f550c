//! Parses arguments by a command.

use std::ffi::OsString;
use std::io::Write as _;

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Command};
use tencloud_spec::names_secret;

use crate::failure::Failure;

/// Parses arguments. Help and the version are written to stdout, and end the run.
pub(crate) fn matches(command: Command, arguments: Vec<OsString>) -> Result<ArgMatches, Failure> {
    let dashed = dashed_value(&command, &arguments);
    command.try_get_matches_from(arguments).map_err(|error| {
        // There is nowhere left to report that the output is closed.
        let _ = error.print();
        if !error.use_stderr() {
            return Failure::closed_pipe();
        }
        if let Some(dashed) = dashed.filter(|_| is_about_dash(error.kind())) {
            let _ = write!(anstream::stderr(), "\n  tip: a value that begins with a dash follows `=`: {dashed}\n");
        }
        Failure::reported()
    })
}

/// Returns whether an error can be due to a value that begins with a dash, which looks like an option.
fn is_about_dash(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnknownArgument | ErrorKind::InvalidValue | ErrorKind::TooFewValues)
}

/// Returns how the first value that begins with a dash, and is no option, should have been written.
fn dashed_value(command: &Command, arguments: &[OsString]) -> Option<String> {
    let option = |text: &str| command.get_arguments().find(|option| is_called(option, text));
    let mut pairs = arguments.iter().zip(arguments.iter().skip(1));
    pairs.find_map(|(before, value)| {
        let (before, value) = (before.to_str()?, value.to_str()?);
        let takes_value = |option: &Arg| option.get_action().takes_values() && !option.is_allow_hyphen_values_set();
        let is_dashed =
            value.len() > 1 && value.starts_with('-') && option(value.split('=').next().unwrap_or(value)).is_none();
        // The start is enough; and secrets are not values of options.
        let shown = value.chars().take(40).collect::<String>();
        let is_meant = is_dashed && !names_secret(before) && option(before).is_some_and(takes_value);
        is_meant.then(|| format!("{before}={}", shown.escape_debug()))
    })
}

/// Returns whether an argument is this option, without a value.
pub(crate) fn is_called(option: &Arg, argument: &str) -> bool {
    match argument.strip_prefix("--") {
        Some(name) => is_named(option, name),
        None => option.get_short().is_some_and(|short| argument.strip_prefix('-') == Some(short.to_string().as_str())),
    }
}

/// Returns whether an option has this long name, or has it as an alias.
pub(crate) fn is_named(option: &Arg, name: &str) -> bool {
    option.get_long() == Some(name) || option.get_all_aliases().is_some_and(|aliases| aliases.contains(&name))
}
