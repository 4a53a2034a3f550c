//! The command line `tencloud`.

use super::call::Call;
use super::literal::{self, Literal, members};
use super::shell::{self, command, option, word};
use super::syntax::JSON;
use crate::spec::{Field, Type, Types};

pub(super) fn write(call: &Call<'_>) -> String {
    let parameters = literal::parameters(call);
    let types = &call.version.types;
    let mut options = Vec::new();
    let mut help = String::new();
    // Arguments end at a NUL.
    if !parameters.has_nul() && fits_object(&parameters, &call.action.parameters, types) {
        for (name, value) in members(&parameters) {
            parameter(name, value, &mut options);
        }
    } else {
        // Flags have types, and other JSON is sent only by force.
        let json = JSON.line(&parameters);
        if parameters.has_variable() {
            help = format!("{}\n", shell::JSON_FUNCTION);
            options.push(format!("--input @<(printf %s {})", shell::json_word(&json)));
        } else {
            options.push(format!("--input {}", shell::json_word(&json)));
        }
        options.push("--force".to_owned());
    }
    options.extend((!call.is_meant()).then(|| format!("--version {}", word(call.number()))));
    options.extend(call.region.map(|region| option("region", &word(region))));
    options.extend(call.endpoint.map(|endpoint| option("endpoint", &word(endpoint))));
    let line = command(&format!("tencloud {} {}", call.product(), call.action_name()), &options);
    format!("{help}{line}")
}

/// Writes a parameter: the items of a list one by one, and parts as JSON, unless they contain a secret.
fn parameter(name: &str, value: &Literal<'_>, options: &mut Vec<String>) {
    match value {
        Literal::Null => {}
        Literal::Variable(_) => options.push(format!("--{name} {}", secret(value))),
        value if value.has_variable() => parts(name, value, options),
        Literal::List(items) if !items.is_empty() && items.iter().all(is_item) => {
            options.extend(items.iter().map(|item| option(name, &argument(item))));
        }
        value => options.push(option(name, &argument(value))),
    }
}

/// Writes the parts of a value, each with its path.
fn parts(path: &str, value: &Literal<'_>, options: &mut Vec<String>) {
    match value {
        Literal::List(items) if value.has_variable() => {
            for (index, item) in items.iter().enumerate() {
                parts(&format!("{path}.{index}"), item, options);
            }
        }
        Literal::Object(fields) if value.has_variable() => {
            for (name, value) in fields {
                parts(&format!("{path}.{name}"), value, options);
            }
        }
        Literal::Variable(_) => options.push(format!("--{path} {}", secret(value))),
        Literal::Null => {}
        value => options.push(option(path, &argument(value))),
    }
}

/// Writes a secret as a file, since arguments are visible to other processes.
fn secret(variable: &Literal<'_>) -> String {
    format!("@<(printf %s {})", shell::value(variable))
}

fn argument(value: &Literal<'_>) -> String {
    match value {
        // An `@` begins the name of a file.
        Literal::Text(text) if text.starts_with('@') => word(&format!("@{text}")),
        value => shell::value(value),
    }
}

/// Returns whether an item of a list can be the value of a repeated option: `[` begins a whole list.
fn is_item(item: &Literal<'_>) -> bool {
    match item {
        Literal::Text(text) => !text.starts_with('['),
        Literal::List(_) | Literal::Null => false,
        _ => true,
    }
}

/// Returns whether options can express an object.
fn fits_object(object: &Literal<'_>, fields: &[Field], types: &Types) -> bool {
    members(object).iter().all(|(name, value)| {
        let field = fields.iter().find(|field| field.name == *name);
        field.is_some_and(|field| fits(value, &field.ty, types))
    })
}

fn fits(value: &Literal<'_>, ty: &Type, types: &Types) -> bool {
    match (value, ty) {
        (Literal::Null, _) => true,
        (Literal::Bool(_), Type::Bool) => true,
        (Literal::Number(number), Type::Int64) => number.parse::<i64>().is_ok(),
        (Literal::Number(number), Type::Uint64) => number.parse::<u64>().is_ok(),
        (Literal::Number(_), Type::Float) => true,
        (Literal::List(items), Type::List(item)) => items.iter().all(|value| fits(value, item, types)),
        (Literal::Object(_), Type::Structure(name)) => {
            types.types.get(name).is_some_and(|structure| fits_object(value, &structure.fields, types))
        }
        (Literal::Text(_) | Literal::Variable(_), ty) => {
            matches!(ty, Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary)
        }
        _ => false,
    }
}
