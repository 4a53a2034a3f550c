//! `tencloud schema`: what the spec knows about products and actions, as text or JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use clap::{Arg, ArgMatches, Command};
use serde_json::json;
use tencloud_calls::{Target, Version, times};
use tencloud_spec::{ApiVersion, Field, catalog, reachable};

use crate::failure::Failure;
use crate::options::Options;
use crate::output::write_json;

pub(super) fn command() -> Command {
    Command::new("schema")
        .about("Show products, actions and their types; -o json for programs")
        .arg(Arg::new("product").value_name("PRODUCT").help("Product, such as redis"))
        .arg(Arg::new("action").value_name("ACTION").help("Action, such as DescribeInstances"))
        .arg(Arg::new("version").long("version").value_name("VERSION").help("Version of the API"))
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name("FORMAT")
                .value_parser(["text", "json"])
                .help("Format: text or json"),
        )
}

pub(super) fn run(matches: &ArgMatches, options: Options) -> Result<(), Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let is_json = text("output").or(options.output.as_deref()) == Some("json");
    let mut out = anstream::stdout().lock();
    let Some(product) = text("product") else { return Ok(products(is_json, &mut out)?) };
    match text("action") {
        None => Ok(actions(Version::find(product, text("version"))?.read()?, is_json, &mut out)?),
        Some(name) => Ok(action(Target::find(product, text("version"), name)?, is_json, &mut out)?),
    }
}

fn products(is_json: bool, out: &mut dyn Write) -> io::Result<()> {
    if is_json {
        let list: Vec<_> =
            catalog::versions().map(|(product, version)| json!({ "product": product, "version": version })).collect();
        return write_json(&json!(list), out);
    }
    catalog::versions().try_for_each(|(product, version)| writeln!(out, "{product} {version}"))
}

fn actions(version: &ApiVersion, is_json: bool, out: &mut dyn Write) -> io::Result<()> {
    if is_json {
        return write_json(
            &json!({ "product": version.product, "types": version.types, "actions": version.actions }),
            out,
        );
    }
    version.actions.values().try_for_each(|action| {
        let text = format!("{} {}  {}", version.product.product, action.action, action.summary);
        writeln!(out, "{}", text.trim_end())
    })
}

fn action(target: Target, is_json: bool, out: &mut dyn Write) -> io::Result<()> {
    let Target { version, action } = target;
    let structures = reachable(&version.types, action.parameters.iter().chain(&action.results));
    if is_json {
        let types = structures.iter().filter_map(|name| Some((*name, version.types.types.get(*name)?)));
        let types: BTreeMap<_, _> = types.collect();
        return write_json(&json!({ "action": action, "types": types }), out);
    }
    writeln!(out, "{} {} {}", version.product.product, version.product.version, action.action)?;
    fields("parameters", &action.parameters, true, out)?;
    fields("results", &action.results, false, out)?;
    for name in structures {
        if let Some(structure) = version.types.types.get(name) {
            fields(name, &structure.fields, true, out)?;
        }
    }
    Ok(())
}

fn fields(title: &str, fields: &[Field], are_sent: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{title}:")?;
    for field in fields {
        let zone = field.zone.map(|zone| format!("  {}", times::zone_name(zone))).unwrap_or_default();
        let note = if field.required && are_sent { "  required" } else { "" };
        writeln!(out, "  {}: {}{zone}{note}", field.name, field.ty)?;
    }
    Ok(())
}
