//! `tencloud search`: finds products and actions by words.

use std::io::Write as _;

use clap::{Arg, ArgAction, ArgMatches, Command};
use tencloud_calls::search::{Found, FoundAction, FoundProduct, search};

use crate::failure::Failure;
use crate::options::Options;
use crate::output::wrap;
use crate::terminal::Screen;

/// How many actions are listed unless all are asked for.
const MOST: usize = 30;

pub(super) fn command() -> Command {
    Command::new("search")
        .about("Find products and actions")
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
                .help("List all actions that are found, and not only the best 30"),
        )
}

pub(super) fn run(matches: &ArgMatches, _: Options) -> Result<(), Failure> {
    let words: Vec<&str> = matches.get_many::<String>("words").into_iter().flatten().map(String::as_str).collect();
    let text = words.join(" ");
    let most = if matches.get_flag("every") { usize::MAX } else { MOST };
    let Found { products, actions, count } = search(&text, most);
    if products.is_empty() && actions.is_empty() {
        return Err(Failure::usage(format!("no action has all of these in its name, product or summary: {text}")));
    }
    let mut lines = anstream::stdout().lock();
    let width = Screen::of_stdout().width;
    let mut line = |name: String, about: &str| {
        let rest = width.map_or(usize::MAX, |width| width.saturating_sub(name.len() + 2));
        // A line of the terminal for each.
        let about = wrap(about, rest.max(1)).first().copied().unwrap_or_default();
        writeln!(lines, "{}", format!("{name}  {about}").trim_end())
    };
    for FoundProduct { version, title } in products {
        line(format!("{} --help", version.product), title)?;
    }
    for FoundAction { version, action, summary, title, is_older } in &actions {
        let note = if *is_older { format!(" --version {}", version.number) } else { String::new() };
        line(format!("{} {action}{note}", version.product), if summary.is_empty() { title } else { summary })?;
    }
    if count > actions.len() {
        writeln!(anstream::stderr(), "{} more: add a word, or pass --every", count - actions.len())?;
    }
    Ok(())
}
