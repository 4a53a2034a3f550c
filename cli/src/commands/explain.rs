//! `tencloud explain`: what an error code means, and what to do about it.

use std::io::Write as _;

use clap::{Arg, ArgMatches, Command};
use tencloud_spec::{ErrorClass, catalog};

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
    let failed = |error: tencloud_spec::ReadError| Failure::new(Exit::Other, error.to_string());
    let common = catalog::common().map_err(failed)?;
    // The codes of products without written docs have no meaning but their name.
    let products: Result<Vec<_>, _> =
        catalog::written().map(|(name, version)| catalog::product(name, version)).collect();
    let products: Vec<_> = products.map_err(failed)?.into_iter().flatten().collect();
    let of_products = products.iter().flat_map(|version| {
        let product = &version.product;
        product.errors.iter().map(move |(code, text)| {
            (code.as_str(), product.product.as_str(), text.as_str(), product.error_class(code, common))
        })
    });
    let of_all = common
        .errors
        .iter()
        .map(|(code, text)| (code.as_str(), "all products", text.as_str(), common.error_class(code)));
    let known: Vec<(&str, &str, &str, ErrorClass)> = of_products.chain(of_all).collect();
    let mut out = anstream::stdout().lock();
    let exact: Vec<_> = known.iter().filter(|(name, ..)| name.eq_ignore_ascii_case(code)).collect();
    if let Some((name, ..)) = exact.first() {
        writeln!(out, "{name}")?;
        for (_, product, meaning, class) in exact {
            writeln!(out, "\n{product}: {meaning}\n  {}", advice(*class))?;
        }
        return Ok(());
    }
    let words: Vec<String> = code.split_whitespace().map(str::to_ascii_lowercase).collect();
    let has = |text: &str| words.iter().all(|word| text.contains(word.as_str()));
    let is_found = |(name, _, meaning, _): &&(&str, &str, &str, ErrorClass)| {
        has(&format!("{name} {meaning}").to_ascii_lowercase())
    };
    let found: Vec<_> = known.iter().filter(is_found).filter(|_| !words.is_empty()).collect();
    if found.is_empty() {
        let failure = Failure::usage(format!("no code or meaning contains `{code}`"));
        let otherwise = "products without written docs have no meanings: the code's name is all that is known";
        return Err(failure.suggest(code, known.iter().map(|(name, ..)| *name), otherwise));
    }
    for (name, product, meaning, _) in found {
        writeln!(out, "{name} ({product})\n  {meaning}")?;
    }
    Ok(())
}

/// Returns what to do about codes of a class.
fn advice(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Permanent => "Nothing was done. The same request is refused until the cause is gone.",
        ErrorClass::Throttled => "Nothing was done. There were too many requests: repeat it later.",
        ErrorClass::Transient => "Nothing was done. Repeat it.",
        ErrorClass::OutcomeUnknown => "It may have been executed. Look before you repeat it.",
        ErrorClass::OutcomeUnknownPermanent => "It may have been executed, and would fail again. Look at what it did.",
        ErrorClass::Credentials => "Nothing was done. The credentials are no longer accepted: renew them.",
        ErrorClass::Clock => "Nothing was done. Set this machine's clock.",
    }
}
