//! `tencloud search`: finds actions of all products by words.

use std::io::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use tencloud_calls::search::{self, Found};

use crate::failure::Failure;
use crate::options::Options;
use crate::output::wrap;
use crate::terminal::Screen;

/// How many actions are listed unless all are asked for.
const MOST: usize = 30;

pub(super) fn command() -> Command {
    Command::new("search")
        .about("Find actions of all products")
        .arg(
            Arg::new("words")
                .value_name("WORDS")
                .required(true)
                .num_args(1..)
                .help("Parts of names, products or summaries, such as: redis backup"),
        )
        .arg(
            Arg::new("every")
                .long("every")
                .action(ArgAction::SetTrue)
                .help("List all that are found, and not only the best 30"),
        )
}

pub(super) fn run(matches: &ArgMatches, _: Options) -> Result<(), Failure> {
    let words = matches.get_many::<String>("words").into_iter().flatten();
    let words: Vec<String> = words.flat_map(|word| word.split_whitespace()).map(str::to_owned).collect();
    let found = search::actions(&words);
    let mut out = anstream::stdout().lock();
    let width = Screen::of_stdout().width;
    if found.is_empty() {
        return Err(Failure::usage(format!(
            "no action has all of these in its name, product or summary: {}",
            words.join(" ")
        )));
    }
    let most = if matches.get_flag("every") { usize::MAX } else { MOST };
    for Found { version, action, summary, title, is_older } in found.iter().take(most) {
        let note = if *is_older { format!(" --version {}", version.number) } else { String::new() };
        let name = format!("{} {action}{note}", version.product);
        let rest = width.map_or(usize::MAX, |width| width.saturating_sub(name.len() + 2));
        // A line of the terminal for each action.
        let about = if summary.is_empty() { title } else { summary };
        let about = wrap(about, rest.max(1)).first().copied().unwrap_or_default();
        writeln!(out, "{}", format!("{name}  {about}").trim_end())?;
    }
    if found.len() > most {
        writeln!(anstream::stderr(), "{} more: add a word, or pass --every", found.len() - most)?;
    }
    Ok(())
}
