//! A worked example for an action's documentation, made from the page's own sample.

use serde_json::{Map, Value};

use super::builder::converts;
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

/// What a setter takes for a value.
fn expression(product: &Product<'_>, field: &Field<'_>, ty: &Type, value: &Value, depth: usize) -> Option<String> {
    match (ty, value) {
        (Type::Int64 | Type::Uint64, Value::Number(number)) if !number.is_f64() => Some(number.to_string()),
        (Type::Int64 | Type::Uint64, Value::String(text)) => text.parse::<i64>().ok().map(|number| number.to_string()),
        (Type::Float, Value::Number(number)) => number.as_f64().map(|number| format!("{number:?}")),
        (Type::Bool, Value::Bool(value)) => Some(value.to_string()),
        (Type::Structure(name), Value::Object(members)) => {
            let record = product.record(name)?;
            let setters = setters(product, record, members, depth + 1)?;
            let (module, indent) = (&product.module, "    ".repeat(depth + 1));
            Some(format!("tencloud::{module}::types::{}::builder(){setters}\n{indent}.build()", record.name))
        }
        (Type::List(item), Value::Array(items)) if !items.is_empty() => {
            // A setter converts a list's items, but not what is in them.
            let item = |value| match **item {
                Type::List(_) => inner_list(product, field, item, value, depth),
                _ => expression(product, field, item, value, depth),
            };
            let items: Option<Vec<_>> = items.iter().map(item).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        (Type::Structure(_) | Type::List(_) | Type::Float | Type::Bool | Type::Int64 | Type::Uint64, _) => None,
        (_, Value::String(text)) if !field.spec.secret => Some(format!("{text:?}")),
        _ => None,
    }
}

/// A list in a list, in the type that the field holds.
fn inner_list(product: &Product<'_>, field: &Field<'_>, ty: &Type, value: &Value, depth: usize) -> Option<String> {
    let (Type::List(item), Value::Array(items)) = (ty, value) else {
        let plain = expression(product, field, ty, value, depth)?;
        return Some(if converts(field.spec, ty) { format!("{plain}.into()") } else { plain });
    };
    let items: Option<Vec<_>> = items.iter().map(|value| inner_list(product, field, item, value, depth)).collect();
    Some(format!("vec![{}]", items?.join(", ")))
}
