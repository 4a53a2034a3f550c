//! The command of one action: an option for each parameter, with help from the spec.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command};
use heck::ToKebabCase as _;
use tencloud_calls::Target;
use tencloud_calls::times::TimeFormat;
use tencloud_calls::values::described;
use tencloud_codegen::code::{self, Call, Language};
use tencloud_spec::{Field, Type, Types};

use crate::failure::Failure;
use crate::{facts, options, parse, terminal, values};

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
    // Help and completion list them in this order.
    let (required, others): (Vec<&Field>, Vec<&Field>) = action.parameters.iter().partition(|field| field.required);
    let parameters = required.into_iter().chain(others).map(|field| {
        let kebab = field.name.to_kebab_case();
        let argument = parameter(field, &version.types);
        if is_taken(&kebab, &options) { argument } else { argument.alias(kebab) }
    });
    let parameters: Vec<Arg> = parameters.collect();
    Command::new(name.clone())
        .bin_name(name)
        .no_binary_name(true)
        .disable_help_flag(true)
        .override_usage(usage(target))
        .args(parameters)
        // Help lists them otherwise.
        .args(options.into_iter().chain(own()).map(|option| option.hide_short_help(true).hide_long_help(true)))
}

/// Returns the options that only follow an action.
fn own() -> [Arg; 2] {
    let number = Arg::new("version").long("version").value_name("VERSION");
    [
        number.help("Version of the API, such as 2018-04-12").help_heading(options::HEADING),
        Arg::new("help")
            .long("help")
            .short('h')
            .action(ArgAction::Help)
            .help("Show this help")
            .help_heading(options::HEADING),
    ]
}

/// Adds what the action does, its options, an example, its errors and its page.
pub(crate) fn describe(command: Command, target: Target) -> Command {
    let listed: Vec<Arg> = options::arguments().into_iter().chain(own()).collect();
    let listing = options::listing(&listed, terminal::help_width());
    let after = after_help(target);
    let command = command.about(about(target)).after_long_help(format!("{listing}\n{after}"));
    let command = command.after_help(format!("--help also lists the call options.\n\n{after}"));
    if !target.version.product.facts_only {
        return command;
    }
    // Parameters that have no docs are lines, as in the short help.
    let after = format!("{listing}\n{}", after_help(target));
    command.after_help(after).mut_arg("help", |help| help.action(ArgAction::HelpShort))
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
    let options = required.map(|field| format!("--{} <{}>", field.name, value_name(field)));
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
        .value_name(value_name(field))
        .allow_negative_numbers(true)
        // `-1d` is a time.
        .allow_hyphen_values(time_format(field).is_some())
        .action(ArgAction::Append)
        .help(help(field, types))
        .help_heading(if field.required { "Required parameters" } else { "Parameters" });
    if field.ty == Type::Bool { argument.num_args(0..=1).default_missing_value("true") } else { argument }
}

/// Refuses an option behind a parameter that takes a time, but has none: times can begin with a minus, so that the option
/// would be taken for one.
pub(crate) fn check_times(target: Target, arguments: &[OsString]) -> Result<(), Failure> {
    for (argument, next) in arguments.iter().zip(arguments.iter().skip(1)) {
        let name = argument.to_str().and_then(|text| text.strip_prefix("--")).unwrap_or_default();
        let field = values::field_named(name, &target.action.parameters);
        if field.is_some_and(|field| time_format(field).is_some()) && next.to_string_lossy().starts_with("--") {
            let failure = Failure::usage(format!("--{name} needs a value before {}", next.display()));
            return Err(failure.help(format!("--{name}=VALUE if it begins with --")));
        }
    }
    Ok(())
}

/// Returns how a parameter, or each item of its list, takes a time.
fn time_format(field: &Field) -> Option<TimeFormat> {
    TimeFormat::of(field, item_type(&field.ty))
}

/// Returns the type of one value of a parameter, which may be a list.
fn item_type(ty: &Type) -> &Type {
    if let Type::List(item) = ty { item } else { ty }
}

fn value_name(field: &Field) -> &'static str {
    match item_type(&field.ty) {
        Type::Date => "DATE",
        Type::Datetime | Type::DatetimeIso => "TIME",
        _ if time_format(field).is_some() => "TIME",
        Type::Int64 | Type::Uint64 => "INTEGER",
        Type::Float => "NUMBER",
        Type::Bool => "BOOL",
        Type::Binary => "BASE64",
        Type::Structure(_) | Type::List(_) => "JSON",
        Type::String => "TEXT",
    }
}

/// Returns what a parameter means, then its facts; its type if nothing else is known.
fn help(field: &Field, types: &Types) -> String {
    let mut facts = facts::of(field, types);
    if field.is_secret() {
        let before = if facts.is_empty() { "" } else { "; " };
        facts.push_str(&format!("{before}secret: pass it as @file or @-"));
    }
    match (field.doc.as_str(), facts.as_str()) {
        ("", "") => format!("[{}]", described(&field.ty)),
        ("", facts) => format!("[{facts}]"),
        (doc, "") => doc.to_owned(),
        (doc, facts) => format!("{doc} [{facts}]"),
    }
}

fn after_help(target: Target) -> String {
    let Target { version, action } = target;
    let mut text = String::new();
    if action.parameters.iter().any(|field| time_format(field).is_some_and(TimeFormat::converts)) {
        let _ = writeln!(
            text,
            "Times can also be written with an offset (2026-11-20T08:00:00+08:00), relative\nto now (-1d, -2h30m), or as now.\n"
        );
    }
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
