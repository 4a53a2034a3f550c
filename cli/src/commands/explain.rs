//! `tencloud explain`: what an error code means, and what to do about it.

use std::collections::BTreeSet;
use std::io::Write as _;

use clap::{Arg, ArgMatches, Command};
use tencloud_spec::{ErrorClass, catalog, nearest};

use crate::failure::{Exit, Failure};
use crate::options::Options;

pub(super) fn command() -> Command {
    Command::new("explain").about("Explain an error code").arg(
        Arg::new("code")
            .value_name("CODE")
            .required(true)
            .help("Code, such as ResourceUnavailable.InstanceLockedError"),
    )
}

pub(super) fn run(matches: &ArgMatches, _: Options) -> Result<(), Failure> {
    let code = matches.get_one::<String>("code").map_or("", String::as_str);
    let failed = |error: tencloud_spec::ReadError| Failure::new(Exit::Other, error.to_string());
    let common = catalog::common().map_err(failed)?;
    // The codes of products without written docs have no meaning but their name.
    let products: Result<Vec<_>, _> =
        catalog::written().map(|(name, version)| catalog::product(name, version)).collect();
    let products: Vec<_> = products.map_err(failed)?.into_iter().flatten().collect();
    let mut out = anstream::stdout().lock();
    let meanings = products.iter().filter_map(|version| {
        let product = &version.product;
        Some((product.product.as_str(), product.errors.get(code)?.as_str(), product.error_class(code, common)))
    });
    let mut meanings: Vec<(&str, &str, ErrorClass)> = meanings.collect();
    meanings.extend(common.errors.get(code).map(|text| ("all products", text.as_str(), common.error_class(code))));
    if meanings.is_empty() {
        let known: BTreeSet<&str> = products
            .iter()
            .flat_map(|version| version.product.errors.keys())
            .chain(common.errors.keys())
            .map(String::as_str)
            .collect();
        let failure = Failure::usage(format!("the meaning of `{code}` is not documented here"));
        return Err(match nearest(code, known) {
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None => failure.help(advice(common.error_class(code))),
        });
    }
    writeln!(out, "{code}")?;
    for (product, meaning, class) in meanings {
        writeln!(out, "\n{product}: {meaning}\n  {}", advice(class))?;
    }
    Ok(())
}

/// Returns what to do about codes of a class.
fn advice(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Permanent => "Nothing was done. Change the request before you repeat it.",
        ErrorClass::Throttled => "Nothing was done. There were too many requests: repeat it later.",
        ErrorClass::Transient => "Nothing was done. Repeat it.",
        ErrorClass::OutcomeUnknown => "It may have been executed. Look before you repeat it.",
        ErrorClass::OutcomeUnknownPermanent => "It may have been executed, and would fail again. Look at what it did.",
        ErrorClass::Credentials => "Nothing was done. The credentials are no longer accepted: renew them.",
        ErrorClass::Clock => "Nothing was done. Set this machine's clock.",
    }
}
