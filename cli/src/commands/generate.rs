//! `tencloud generate`: writes the typed crate of a product.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use tencloud_build::folder;
use tencloud_calls::Version;
use tencloud_codegen::{Package, crate_name, package};
use tencloud_spec::catalog;

use crate::failure::{Exit, Failure};
use crate::options::Options;

pub(super) fn command() -> Command {
    let path = clap::value_parser!(PathBuf);
    Command::new("generate")
        .about("Write a Rust crate with the types of a product")
        .arg(Arg::new("product").value_name("PRODUCT").required(true).help("Product, such as cvm"))
        .arg(
            Arg::new("version")
                .long("version")
                .value_name("VERSION")
                .help("Version of the API [default: all, each behind a feature but the main one]"),
        )
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FOLDER")
                .value_parser(path.clone())
                .help("Folder of the crate [default: tencloud-PRODUCT]"),
        )
        .arg(
            Arg::new("actions")
                .long("actions")
                .value_name("ACTION")
                .value_delimiter(',')
                .action(ArgAction::Append)
                .help("Keep only these actions and the types that they use"),
        )
        .arg(
            Arg::new("sdk")
                .long("sdk")
                .value_name("PATH")
                .value_parser(path)
                .help("Path from the crate to the SDK, instead of a release of it"),
        )
}

pub(super) fn run(matches: &ArgMatches, _: Options) -> Result<(), Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let number = text("version");
    let main = Version::find(text("product").unwrap_or_default(), number)?;
    let is_wanted =
        |(name, found): &(&str, &str)| *name == main.product && number.is_none_or(|number| number == *found);
    let mut versions = Vec::new();
    for (product, number) in catalog::versions().filter(is_wanted) {
        versions.push(Version { product, number }.read()?.clone());
    }
    let out = matches.get_one::<PathBuf>("out").cloned().unwrap_or_else(|| PathBuf::from(crate_name(main.product)));
    let actions: Vec<String> = matches.get_many("actions").into_iter().flatten().cloned().collect();
    let sdk = matches.get_one::<PathBuf>("sdk").map(|path| path.to_string_lossy().into_owned());
    let common = catalog::common().map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
    let generated = package(Package {
        common,
        versions,
        actions: &actions,
        descriptions: &BTreeMap::new(),
        sdk_path: sdk.as_deref(),
        is_workspace: false,
    });
    let generated = generated.map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::usage(lines.join("\n"))
    })?;
    folder::write(&out, &generated.files).map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
    let (name, actions) = (&generated.name, generated.actions.len());
    Ok(writeln!(anstream::stdout(), "{name}: {actions} actions, {} data types, in {}", generated.types, out.display())?)
}
