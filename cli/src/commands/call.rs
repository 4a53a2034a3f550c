//! `tencloud call`: calls any action of any version, also those that the spec does not know.

use std::ffi::OsString;

use clap::{Arg, ArgMatches, Command};

use crate::failure::Failure;
use crate::options::Options;

pub(super) fn command() -> Command {
    Command::new("call")
        .about("Call an action that the spec does not know")
        .override_usage("tencloud call <PRODUCT> <VERSION> <ACTION> [--Parameter VALUE]…")
        .arg(Arg::new("product").value_name("PRODUCT").required(true).help("Short name, such as cvm"))
        .arg(Arg::new("api").value_name("VERSION").required(true).help("Version of the API, such as 2017-03-12"))
        .arg(Arg::new("action").value_name("ACTION").required(true).help("Name, such as DescribeZones"))
        .arg(
            Arg::new("rest")
                .num_args(0..)
                .trailing_var_arg(true)
                .allow_hyphen_values(true)
                .value_parser(clap::value_parser!(OsString))
                .hide(true),
        )
}

pub(super) fn run(matches: &ArgMatches, earlier: Options) -> Result<(), Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let rest = matches.get_many::<OsString>("rest").into_iter().flatten().cloned().collect();
    crate::call::run_unknown([text("product"), text("api"), text("action")], rest, earlier)
}
