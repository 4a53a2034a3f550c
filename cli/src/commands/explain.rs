//! `tencloud explain`: what an error code means, and what to do about it.

use std::io::Write as _;

use clap::{Arg, ArgMatches, Command};
use tencloud_calls::codes::{self, Code};

use crate::failure::{Exit, Failure};
use crate::options::Options;

pub(super) fn command() -> Command {
    let code = Arg::new("code").value_name("CODE").required(true).num_args(1..);
    Command::new("explain")
        .about("Explain an error code")
        .arg(code.help("Code, such as ResourceUnavailable.InstanceLockedError, or words, such as: instance locked"))
        .after_help("Words list the codes that contain them, or whose meaning does.")
}

pub(super) fn run(matches: &ArgMatches, _: Options) -> Result<(), Failure> {
    let words = matches.get_many::<String>("code").into_iter().flatten();
    let code = &*words.map(String::as_str).collect::<Vec<_>>().join(" ");
    let known = codes::known().map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
    let mut out = anstream::stdout().lock();
    let exact: Vec<&Code> = known.iter().filter(|known| known.code.eq_ignore_ascii_case(code)).collect();
    if let Some(first) = exact.first() {
        writeln!(out, "{}", first.code)?;
        for found in exact {
            writeln!(out, "\n{}: {}\n  {}", owner(found), found.meaning, codes::advice(found.class))?;
        }
        return Ok(());
    }
    let words: Vec<String> = code.split_whitespace().map(str::to_ascii_lowercase).collect();
    let has = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
    let is_found = |known: &&Code| has(&format!("{} {}", known.code, known.meaning).to_ascii_lowercase());
    let found: Vec<&Code> = known.iter().filter(is_found).filter(|_| !words.is_empty()).collect();
    if found.is_empty() {
        let failure = Failure::usage(format!("no code or meaning contains `{code}`"));
        let otherwise = "products without written docs have no meanings: the code's name is all that is known";
        return Err(failure.suggest(code, known.iter().map(|known| known.code), otherwise));
    }
    for found in found {
        writeln!(out, "{} ({})\n  {}", found.code, owner(found), found.meaning)?;
    }
    Ok(())
}

/// Returns whose code it is.
fn owner(code: &Code) -> &'static str {
    code.product.unwrap_or("all products")
}
