//! The command `tencloud` itself: its own commands, and the products.

use std::ffi::OsString;
use std::io;

use clap::Command;
use clap_mangen::Man;
use tencloud_spec::{catalog, nearest};

use crate::failure::Failure;
use crate::options::{self, Options};
use crate::parse::matches;
use crate::{call, commands, completion, terminal};

/// Runs the program.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<(), Failure> {
    if completion::answer(&arguments, command)? {
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
    if name == "man" {
        return Ok(Man::new(command()).render(&mut io::stdout().lock())?);
    }
    if let Some(result) = commands::run(name, matches, &options) {
        return result;
    }
    let is_product = catalog::versions().any(|(product, _)| product.eq_ignore_ascii_case(name));
    if let Some(meant) = nearest(name, commands::names()).filter(|_| !is_product) {
        let failure = Failure::usage(format!("there is no product or command `{name}`"));
        return Err(failure.help(format!("did you mean `{meant}`?")));
    }
    let arguments = matches.get_many::<OsString>("").into_iter().flatten().cloned().collect();
    call::run(name, arguments, options)
}

fn command() -> Command {
    let listed = options::arguments();
    let listing = options::listing(&listed, terminal::help_width());
    Command::new("tencloud")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Calls Tencent Cloud: all products, all actions")
        .override_usage("tencloud <PRODUCT> <ACTION> [--Parameter VALUE]…\n       tencloud <COMMAND>")
        .disable_help_subcommand(true)
        .allow_external_subcommands(true)
        // Help lists them otherwise.
        .args(listed.into_iter().map(|option| option.hide_short_help(true).hide_long_help(true)))
        .subcommands(commands::all())
        .subcommand(Command::new("man").about("Write the manual page").hide(true))
        .after_help(AFTER_HELP)
        .after_long_help(format!("{listing}\n{AFTER_HELP}"))
}

/// Wrapped by hand, for terminals with 80 columns.
const AFTER_HELP: &str = "\
Examples:
  tencloud redis DescribeInstances --region ap-tokyo --all -o table
  tencloud redis ManualBackupInstance --InstanceId crs-5a4py64p --wait
  tencloud redis --help                    actions of a product
  tencloud redis ManualBackupInstance --help

Values: text, a number, true, the name of an enum's value, JSON, @file, or @-
for stdin; @@ for a text that begins with @. Repeat an option for a list, and
name parts with dots: --Filters.0.Name zone. --Remark=-x begins with a dash.
Times whose zone is known: also with an offset (2026-11-20T08:00:00+08:00),
relative (-1d, -2h30m), or now.

Exit codes: 0 done, 1 failed, 2 wrong command line, 4 no credentials or wrong
configuration, 5 refused by the API, 6 perhaps executed, 7 executed, but what
was waited for failed, timed out or could not be asked for, 130 interrupted.";
