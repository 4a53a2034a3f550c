//! The command `tencloud` itself: its own commands, and the products.

use std::ffi::OsString;
use std::io::Write as _;

use clap::{ArgMatches, Command};
use tencloud_spec::ApiVersion;

use crate::failure::Failure;
use crate::options::{self, Options};
use crate::output::wrap;
use crate::terminal::Screen;
use crate::{call, commands, completion};

/// Runs the program.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<(), Failure> {
    if completion::answer(&arguments)? {
        return Ok(());
    }
    let program = arguments.first().cloned();
    let matches = matches(command(), arguments)?;
    let options = Options::read(&matches)?;
    let Some((name, matches)) = matches.subcommand() else { return Ok(command().print_help()?) };
    if name == "help" {
        let words = matches.get_many::<OsString>("").into_iter().flatten().cloned();
        return run(program.into_iter().chain(words).chain(["--help".into()]).collect());
    }
    if let Some(result) = commands::run(name, matches, &options) {
        return result;
    }
    let arguments = matches.get_many::<OsString>("").into_iter().flatten().cloned().collect();
    call::run(name, arguments, options)
}

pub(crate) fn command() -> Command {
    Command::new("tencloud")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Calls Tencent Cloud: all products, all actions")
        .override_usage("tencloud <PRODUCT> <ACTION> [--Parameter VALUE]…\n       tencloud <COMMAND>")
        .disable_help_subcommand(true)
        .allow_external_subcommands(true)
        .args(options::arguments().into_iter().map(|option| option.hide_short_help(true)))
        .subcommands(commands::all())
        .after_help(AFTER_HELP)
}

/// Wrapped by hand, for terminals with 80 columns.
const AFTER_HELP: &str = "\
Examples:
  tencloud redis DescribeInstances --region ap-tokyo --all -o table
  tencloud redis ManualBackupInstance --InstanceId crs-5a4py64p --wait
  tencloud redis --help                    actions of a product
  tencloud redis ManualBackupInstance --help";

/// Parses arguments. Help and the version are written to stdout, and end the run.
pub(crate) fn matches(command: Command, arguments: Vec<OsString>) -> Result<ArgMatches, Failure> {
    command.try_get_matches_from(arguments).map_err(|error| {
        // There is nowhere left to report that the output is closed.
        let _ = error.print();
        if error.use_stderr() { Failure::reported() } else { Failure::closed_pipe() }
    })
}

/// Writes the actions of a version, by topic.
pub(crate) fn list_actions(version: &ApiVersion) -> Result<(), Failure> {
    let product = &version.product;
    let mut out = anstream::stdout().lock();
    let title = if product.title.is_empty() { &product.product } else { &product.title };
    writeln!(
        out,
        "{title} ({} {})\n\nUsage: tencloud {} <ACTION> [--Parameter VALUE]…",
        product.product, product.version, product.product
    )?;
    let column = version.actions.keys().map(String::len).max().unwrap_or_default() + 4;
    let width = Screen::of_stdout().width.map_or(usize::MAX, |width| width.saturating_sub(column).max(20));
    let topics = product.topics.iter().map(|(name, title)| (name.as_str(), title.as_str()));
    let is_listed = |topic: &str| product.topics.contains_key(topic);
    for (topic, title) in topics.chain([("", "Actions")]) {
        let belongs = |of: &str| if topic.is_empty() { !is_listed(of) } else { of == topic };
        let mut actions = version.actions.values().filter(|action| belongs(&action.topic)).peekable();
        if actions.peek().is_some() {
            writeln!(out, "\n{title}:")?;
        }
        for action in actions {
            let mut lines = wrap(&action.summary, width).into_iter();
            let name = format!("  {}", action.action);
            writeln!(out, "{}", format!("{name:column$}{}", lines.next().unwrap_or_default()).trim_end())?;
            lines.try_for_each(|line| writeln!(out, "{:column$}{line}", ""))?;
        }
    }
    Ok(())
}
