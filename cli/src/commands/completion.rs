//! `tencloud completion`: the script that a shell needs for completion.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use clap_complete::env::Shells;

use crate::failure::Failure;
use crate::options::Options;

pub(super) fn command() -> Command {
    let shells: Vec<&str> = Shells::builtins().names().collect();
    Command::new("completion")
        .about("Write the script for completion in a shell")
        .after_help(
            "Example, for bash:\n  tencloud completion bash > ~/.local/share/bash-completion/completions/tencloud",
        )
        .arg(Arg::new("shell").value_name("SHELL").required(true).value_parser(shells).help("The shell"))
}

pub(super) fn run(matches: &ArgMatches, _: Options) -> Result<(), Failure> {
    let name = matches.get_one::<String>("shell").map_or("", String::as_str);
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(name) else { return Err(Failure::usage(format!("there is no shell `{name}`"))) };
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("tencloud"));
    Ok(shell.write_registration(
        "COMPLETE",
        "tencloud",
        "tencloud",
        &program.to_string_lossy(),
        &mut anstream::stdout().lock(),
    )?)
}
