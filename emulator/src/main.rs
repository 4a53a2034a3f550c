//! The binary.

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;
use tencloud_emulator::command_line::{Options, run};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(io::stderr(), "error: {message}");
            ExitCode::FAILURE
        }
    }
}
