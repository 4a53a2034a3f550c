//! A worked example for an action's documentation, made from the page's own sample.

use serde_json::{Map, Value};

use crate::model::{Action, Field, Product, Record};
use crate::spec::Type;

/// The first sample's request as a call, where every value of it can be written in Rust.
pub(super) fn of(product: &Product<'_>, action: &Action<'_>) -> Option<String> {
    let sample = action.spec.samples.first()?;
    let module = &product.module;
    let setters = setters(product, &action.request, &sample.request, 1)?;
    let call = format!("{module}\n    .{}(){setters}\n    .send()\n    .await?;", action.method);
    Some(format!(
        "```no_run\n# async fn example({module}: tencloud::{module}::Client) -> Result<(), tencloud::Error> {{\n\
         let reply = {call}\nprintln!(\"{{reply:?}}\");\n# Ok(())\n# }}\n```"
    ))
}

fn setters(product: &Product<'_>, record: &Record<'_>, members: &Map<String, Value>, depth: usize) -> Option<String> {
    if record.required().any(|field| !members.contains_key(&field.spec.name)) {
        return None;
    }
    let mut out = String::new();
    for (name, value) in members {
        let field = record.fields.iter().find(|field| field.spec.name == *name)?;
        if field.spec.deprecated.is_some() {
            return None;
        }
        // Passwords of the page's samples are made up; still, an example should not teach to write one down.
        if field.spec.secret && !field.is_required(record.role) {
            continue;
        }
        let value = expression(product, field, &field.spec.ty, value, depth)?;
        out.push_str(&format!("\n{}.{}({value})", "    ".repeat(depth), field.ident));
    }
    Some(out)
}

fn expression(product: &Product<'_>, field: &Field<'_>, ty: &Type, value: &Value, depth: usize) -> Option<String> {
    match (ty, value) {
        (Type::Int64 | Type::Uint64, Value::Number(number)) => Some(number.to_string()),
        (Type::Int64 | Type::Uint64, Value::String(text)) => text.parse::<i64>().ok().map(|number| number.to_string()),
        (Type::Float, Value::Number(number)) => number.as_f64().map(|number| format!("{number:?}")),
        (Type::Bool, Value::Bool(value)) => Some(value.to_string()),
        (Type::Structure(name), Value::Object(members)) => {
            let setters = setters(product, product.record(name)?, members, depth + 1)?;
            let indent = "    ".repeat(depth + 1);
            let module = &product.module;
            let name = &product.record(name)?.name;
            Some(format!("tencloud::{module}::types::{name}::builder(){setters}\n{indent}.build()"))
        }
        (Type::List(item), Value::Array(items)) if !items.is_empty() => {
            let items: Option<Vec<_>> =
                items.iter().map(|value| expression(product, field, item, value, depth)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        (Type::Structure(_) | Type::List(_) | Type::Float | Type::Bool | Type::Int64 | Type::Uint64, _) => None,
        (_, Value::String(text)) if !field.spec.secret => Some(format!("{text:?}")),
        _ => None,
    }
}
