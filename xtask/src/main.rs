//! `cargo xtask`: commands for the spec and what is generated from it.

mod apis;
mod cli;
mod clients;
mod code;
mod codegen;
mod compare;
mod conformance;
mod dist;
mod emulator;
mod explorer;
mod facts;
mod files;
mod made_up;
mod measure;
mod new_action;
mod official;
mod outside;
mod packages;
mod product;
mod products;
mod promote;
mod recorder;
mod secrets;
mod sources;
mod transcribe;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Commands for the spec and what is generated from it.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compares what `tencloud` sends with what tccli, installed from PyPI, sends.
    Cli,
    /// Runs official clients, installed from PyPI and npm, against the emulator.
    Clients,
    /// Runs programs that make a call, in several languages, and compares what they send with the official samples.
    Code,
    /// Generates sdk/src/generated and spec/schema from the spec.
    Codegen {
        /// Write nothing; fail with a diff if a generated file is out of date.
        #[arg(long)]
        check: bool,
    },
    /// Compares the spec and the SDK with the official metadata and its samples, from the PyPI package tccli.
    Conformance,
    /// Builds the binary `tencloud` as it is shipped, with its manual page and completion scripts.
    Dist,
    /// Tests the API explorer in a browser, and writes screenshots to target/explorer.
    Explorer {
        /// Only draw the README's picture of the page again.
        #[arg(long)]
        picture: bool,
    },
    /// Updates the facts of all products without written docs from the official metadata, and prints what changed.
    Facts(facts::Arguments),
    /// Measures the costs of the SDK, and prints them as tables.
    Measure {
        /// What to measure.
        what: measure::What,
    },
    /// Writes the skeleton of an action's spec, with notes about what is left to fill in.
    NewAction {
        /// The action's name as the documentation spells it, such as `DescribeSlowLog`.
        name: String,
        /// The product's short name.
        #[arg(long, default_value = "redis")]
        product: String,
        /// The API version; by default, the product's newest.
        #[arg(long)]
        version: Option<String>,
    },
    /// Writes a product as a typed crate, which depends on the SDK.
    Product(product::Arguments),
    /// Writes the facts of a product, or of some of its actions, in the form in which people add docs, or updates that
    /// form; written docs are kept.
    Promote(promote::Arguments),
    /// Writes the crates of all products, checks and packages them, and plans their publication.
    Products(products::Arguments),
    /// Prints a random sample of strings with their descriptions, by which the rule for secrets is judged.
    Secrets {
        /// Another seed is another sample.
        #[arg(long)]
        seed: u64,
    },
    /// Updates the spec from documentation pages, or compares the two.
    Transcribe(transcribe::Arguments),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Cli => cli::run(),
        Command::Clients => clients::run(),
        Command::Code => code::run(),
        Command::Codegen { check } => codegen::run(check),
        Command::Conformance => conformance::run(),
        Command::Dist => dist::run(),
        Command::Explorer { picture } => explorer::run(picture),
        Command::Facts(arguments) => facts::run(&arguments),
        Command::Measure { what } => measure::run(what),
        Command::NewAction { name, product, version } => new_action::run(&name, &product, version.as_deref()),
        Command::Product(arguments) => product::run(arguments),
        Command::Promote(arguments) => promote::run(arguments),
        Command::Products(arguments) => products::run(arguments),
        Command::Secrets { seed } => secrets::run(seed),
        Command::Transcribe(arguments) => transcribe::run(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
