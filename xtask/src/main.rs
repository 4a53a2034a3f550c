//! `cargo xtask`: the commands that keep the spec and what is generated from it.

mod codegen;
mod files;
mod new_action;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The commands that keep the spec and what is generated from it.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generates sdk/src/generated and spec/schema from the spec.
    Codegen {
        /// Write nothing; fail with a diff where the tree is not what the spec gives.
        #[arg(long)]
        check: bool,
    },
    /// Writes the skeleton of an action's spec, which names what is left to fill in.
    NewAction {
        /// The action's name as the documentation spells it, such as `DescribeSlowLog`.
        name: String,
        /// The product's short name.
        #[arg(long, default_value = "redis")]
        product: String,
        /// The API version; the product's newest where not given.
        #[arg(long)]
        version: Option<String>,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Codegen { check } => codegen::run(check),
        Command::NewAction { name, product, version } => new_action::run(&name, &product, version.as_deref()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
