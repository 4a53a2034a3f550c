//! `tencloud config`: shows and changes settings.

use std::ffi::OsString;
use std::io::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use tencloud_spec::nearest;

use crate::call;
use crate::failure::{Exit, Failure};
use crate::options::Options;
use crate::settings::{self, KEYS, Key, Settings};

/// The commands that are not actions of the product `config`.
const OWN: [&str; 5] = ["show", "list", "get", "set", "unset"];

pub(super) fn command() -> Command {
    let key =
        || Arg::new("key").value_name("SETTING").required(true).help("region, profile, endpoint, language or output");
    Command::new("config")
        .about("Show and change settings")
        .subcommand_required(true)
        .disable_help_subcommand(true)
        // There is a product of this name: its actions follow, too.
        .allow_external_subcommands(true)
        .subcommand(
            Command::new("show").about("Show the settings that apply").arg(
                Arg::new("origin").long("origin").action(ArgAction::SetTrue).help("Also show where each comes from"),
            ),
        )
        .subcommand(Command::new("list").about("List all settings with what they are"))
        .subcommand(Command::new("get").about("Show one setting that applies").arg(key()))
        .subcommand(
            Command::new("set")
                .about("Change a setting in the file")
                .arg(key())
                .arg(Arg::new("value").value_name("VALUE").required(true).help("The value")),
        )
        .subcommand(Command::new("unset").about("Remove a setting from the file").arg(key()))
}

pub(super) fn run(matches: &ArgMatches, mut options: Options) -> Result<(), Failure> {
    let Some((name, matches)) = matches.subcommand() else { return Ok(()) };
    let text = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    if !OWN.contains(&name) {
        return product(name, matches, options);
    }
    let mut settings = Settings::read()?;
    let mut out = anstream::stdout().lock();
    match name {
        "show" => {
            for key in &KEYS {
                let Some((value, origin)) = settings.effective(key, &mut options) else { continue };
                let origin = if matches.get_flag("origin") { format!("  ({origin})") } else { String::new() };
                writeln!(out, "{} = {value}{origin}", key.name)?;
            }
        }
        "list" => {
            for key in &KEYS {
                writeln!(out, "{:9} {}", key.name, key.help)?;
            }
            writeln!(out, "\nThe file: {}", settings.shown_path())?;
        }
        "get" => match settings.effective(known(text("key"))?, &mut options) {
            Some((value, _)) => writeln!(out, "{value}")?,
            None => return Err(Failure::new(Exit::Other, format!("{} is not set", text("key")))),
        },
        "set" => {
            let key = known(text("key"))?;
            settings::check(key, text("value"))?;
            settings.set(key.name, Some(text("value")));
            settings.write()?;
        }
        _ => {
            settings.set(known(text("key"))?.name, None);
            settings.write()?;
        }
    }
    Ok(())
}

/// Calls an action of the product of this name.
fn product(action: &str, matches: &ArgMatches, options: Options) -> Result<(), Failure> {
    if let Some(meant) = nearest(action, OWN).filter(|_| action.starts_with(|first: char| first.is_ascii_lowercase())) {
        let failure = Failure::usage(format!("there is no command `config {action}`"));
        return Err(failure.help(format!("did you mean `{meant}`?")));
    }
    let rest = matches.get_many::<OsString>("").into_iter().flatten().cloned();
    call::run("config", std::iter::once(action.into()).chain(rest).collect(), options)
}

fn known(name: &str) -> Result<&'static Key, Failure> {
    if let Some(key) = KEYS.iter().find(|key| key.name == name) {
        return Ok(key);
    }
    let names = || KEYS.iter().map(|key| key.name);
    let failure = Failure::usage(format!("there is no setting `{name}`"));
    Err(failure.suggest(name, names(), format!("the settings are {}", names().collect::<Vec<_>>().join(", "))))
}
