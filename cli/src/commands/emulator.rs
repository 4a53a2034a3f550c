//! `tencloud emulator`: runs an emulator until it is interrupted.

use clap::{ArgMatches, Command, CommandFactory as _, FromArgMatches as _};
use tencloud_emulator::command_line::{self, AFTER_HELP};

use crate::failure::{Exit, Failure};
use crate::options::Options;

pub(super) fn command() -> Command {
    command_line::Options::command()
        .name("emulator")
        .about("Run an emulator of the API on this machine")
        .disable_version_flag(true)
        .after_help(AFTER_HELP.replace("tencloud-emulator", "tencloud emulator"))
}

pub(super) fn run(matches: &ArgMatches, _: Options) -> Result<(), Failure> {
    let options =
        command_line::Options::from_arg_matches(matches).map_err(|error| Failure::usage(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(command_line::run(options)).map_err(|message| Failure::new(Exit::Other, message))
}
