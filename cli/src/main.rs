//! The binary `tencloud`: calls the actions of all products of Tencent Cloud from a command line.

mod action_command;
mod call;
mod client;
mod commands;
mod completion;
mod consent;
mod dotted;
mod dry_run;
mod facts;
mod failure;
mod interrupt;
mod listing;
mod options;
mod origin;
mod output;
mod parameters;
mod parse;
mod prompt;
mod root;
mod sdk_message;
mod send;
mod settings;
mod shape;
mod terminal;
mod trace;
mod unknown;
mod values;

use std::process::ExitCode;

fn main() -> ExitCode {
    match root::run(std::env::args_os().collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
