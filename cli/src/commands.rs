//! The commands that are not products. Each is a file with its options and what it does.

mod call;
mod completion;
mod config;
mod doctor;
mod emulator;
mod explain;
mod explorer;
mod generate;
mod schema;
mod search;

use clap::{ArgMatches, Command};

use crate::failure::Failure;
use crate::options::Options;

/// A command: its options, and what it does with them and with the options before it.
type Entry = (&'static str, fn() -> Command, fn(&ArgMatches, Options) -> Result<(), Failure>);

const COMMANDS: [Entry; 10] = [
    ("search", search::command, search::run),
    ("schema", schema::command, schema::run),
    ("explain", explain::command, explain::run),
    ("doctor", doctor::command, doctor::run),
    ("config", config::command, config::run),
    ("call", call::command, call::run),
    ("emulator", emulator::command, emulator::run),
    ("explorer", explorer::command, explorer::run),
    ("generate", generate::command, generate::run),
    ("completion", completion::command, completion::run),
];

/// Returns all commands.
pub(crate) fn all() -> impl Iterator<Item = Command> {
    COMMANDS.iter().map(|(_, command, _)| command())
}

/// Returns the names of all commands.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(name, ..)| *name)
}

/// Runs a command, if there is one with this name.
pub(crate) fn run(name: &str, matches: &ArgMatches, options: &Options) -> Option<Result<(), Failure>> {
    let (_, _, run) = COMMANDS.iter().find(|(known, ..)| *known == name)?;
    Some(run(matches, options.clone()))
}
