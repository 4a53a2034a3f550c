//! The binary `tencloud`: calls the actions of all products of Tencent Cloud from a command line.

mod action_command;
mod call;
mod check;
mod client;
mod commands;
mod dotted;
mod failure;
mod options;
mod parameters;
mod root;
mod target;
mod values;

use std::process::ExitCode;

fn main() -> ExitCode {
    match root::run(std::env::args_os().collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
