//! The command of one action: an option for each parameter, with help from the spec.

use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};
use heck::ToKebabCase as _;
use tencloud_codegen::code::{self, Call, Language};
use tencloud_spec::{Field, Type, Types};

use crate::{options, parse};
use tencloud_calls::Target;
use tencloud_calls::values::{described, enum_names};

/// Options of the program, which no parameter in kebab case may hide.
fn is_taken(name: &str, options: &[Arg]) -> bool {
    name == "help" || name == "version" || options.iter().any(|option| parse::is_named(option, name))
}

/// Builds the command of an action, without the texts that only its help shows.
pub(crate) fn build(target: Target) -> Command {
    let Target { version, action } = target;
    let product = &version.product;
    let options = options::arguments();
    let name = format!("tencloud {} {}", product.product, action.action);
    let parameters = action.parameters.iter().map(|field| {
        let kebab = field.name.to_kebab_case();
        let argument = parameter(field, &version.types);
        if is_taken(&kebab, &options) { argument } else { argument.alias(kebab) }
    });
    let parameters: Vec<Arg> = parameters.collect();
    let help = Arg::new("help").long("help").short('h').action(ArgAction::Help).help("Show this help");
    let number =
        Arg::new("version").long("version").value_name("VERSION").help("Version of the API, such as 2018-04-12");
    Command::new(name.clone())
        .bin_name(name)
        .no_binary_name(true)
        .disable_help_flag(true)
        .override_usage(usage(target))
        .args(parameters)
        .args(options.into_iter().map(|option| option.hide_short_help(true)))
        .arg(number.help_heading("Call options").hide_short_help(true))
        .arg(help.help_heading("Call options"))
}

/// Adds what the action does, an example, its errors and its page.
pub(crate) fn describe(command: Command, target: Target) -> Command {
    command.about(about(target)).after_help(after_help(target))
}

fn about(target: Target) -> String {
    let action = target.action;
    let mut text = if action.summary.is_empty() { action.action.clone() } else { action.summary.clone() };
    if let Some(instead) = &action.deprecated {
        let _ = write!(text, "\n\nDeprecated: {instead}");
    }
    if !action.doc.is_empty() {
        let _ = write!(text, "\n\n{}", action.doc);
    }
    text
}

fn usage(target: Target) -> String {
    let Target { version, action } = target;
    let required = action.parameters.iter().filter(|field| field.required);
    let options = required.map(|field| format!("--{} <{}>", field.name, value_name(&field.ty)));
    let name = format!("tencloud {} {}", version.product.product, action.action);
    folded(std::iter::once(name).chain(options).chain(["[OPTIONS]".to_owned()]), "\n         ")
}

/// Joins the parts of a command line, with a line break before those that do not fit into 80 columns.
fn folded(parts: impl Iterator<Item = String>, line_break: &str) -> String {
    const WIDTH: usize = 70;
    let mut text = String::new();
    let mut column = 0;
    for part in parts {
        if column > 0 && column + part.len() > WIDTH {
            text.push_str(line_break);
            column = 0;
        } else if column > 0 {
            text.push(' ');
        }
        column += part.len() + 1;
        text.push_str(&part);
    }
    text
}

fn parameter(field: &Field, types: &Types) -> Arg {
    let argument = Arg::new(field.name.clone())
        .long(field.name.clone())
        .value_name(value_name(&field.ty))
        .allow_negative_numbers(true)
        .action(ArgAction::Append)
        .help(help(field, types))
        .help_heading(if field.required { "Required parameters" } else { "Parameters" });
    if field.ty == Type::Bool { argument.num_args(0..=1).default_missing_value("true") } else { argument }
}

fn value_name(ty: &Type) -> &'static str {
    match ty {
        Type::Int64 | Type::Uint64 => "INTEGER",
        Type::Float => "NUMBER",
        Type::Bool => "BOOL",
        Type::Date => "DATE",
        Type::Datetime | Type::DatetimeIso => "TIME",
        Type::Binary => "BASE64",
        Type::Structure(_) => "JSON",
        Type::List(item) => value_name(item),
        Type::String => "TEXT",
    }
}

/// Returns what a parameter means, then its facts: type, unit, range, default and values.
fn help(field: &Field, types: &Types) -> String {
    let mut text = field.doc.clone();
    let mut facts = Vec::new();
    match &field.ty {
        Type::List(_) => facts.push(format!("{}; repeat the option for several", described(&field.ty))),
        Type::String | Type::Bool | Type::Int64 | Type::Uint64 | Type::Float => {}
        ty => facts.push(described(ty)),
    }
    if let Some(unit) = &field.unit {
        facts.push(format!("in {unit}"));
    }
    match (&field.min, &field.max) {
        (Some(min), Some(max)) => facts.push(format!("from {min} to {max}")),
        (Some(min), None) => facts.push(format!("at least {min}")),
        (None, Some(max)) => facts.push(format!("at most {max}")),
        (None, None) => {}
    }
    let names: Vec<&str> = enum_names(field, types).map(|(_, name)| name).collect();
    let values: Vec<&str> = field.values.keys().map(String::as_str).collect();
    for list in [names, values] {
        if !list.is_empty() {
            facts.push(format!("one of {}", list.join(", ")));
        }
    }
    if field.is_secret() {
        facts.push("secret: pass it as @file or @-".to_owned());
    }
    if let Some(default) = &field.default {
        facts.push(format!("default: {default}"));
    }
    if let Some(instead) = &field.deprecated {
        facts.push(format!("deprecated: {instead}"));
    }
    if !facts.is_empty() {
        let _ = write!(text, "{}[{}]", if text.is_empty() { "" } else { " " }, facts.join("; "));
    }
    text
}

fn after_help(target: Target) -> String {
    let Target { version, action } = target;
    let mut text = String::new();
    if let Some(sample) = action.samples.iter().find(|sample| sample.error_code().is_none()) {
        let _ = writeln!(text, "Example: {}", sample.title);
        let call = Call { version, action, region: None, parameters: &sample.request, endpoint: None };
        for line in code::write(&call, Language::Tencloud).lines() {
            let _ = writeln!(text, "  {line}");
        }
    }
    let codes: Vec<&str> = action.errors.iter().flatten().chain(&action.newer_errors).map(String::as_str).collect();
    if !codes.is_empty() {
        let _ = writeln!(text, "\nErrors (tencloud explain CODE):");
        for code in codes {
            let _ = writeln!(text, "  {code}");
        }
    }
    if !action.page.is_empty() {
        let _ = writeln!(text, "\nDocumentation: {}", action.page);
    }
    text
}
