//! A worked example for an action's documentation, made from the page's own sample.

use serde_json::{Map, Value};

use crate::model::{Action, Field, Product, Record};
use crate::spec::Type;

/// What a call is written for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Documentation: teaches nothing that one should not do.
    Teach,
    /// A proof: leaves nothing out.
    Prove,
}

/// The first sample's request as a call for the documentation, where every value of it can be written in Rust.
pub(super) fn of(product: &Product<'_>, action: &Action<'_>) -> Option<String> {
    let sample = action.spec.samples.first()?;
    let module = &product.module;
    let setters = Writer { product, purpose: Purpose::Teach }.setters(&action.request, &sample.request, 1)?;
    let call = format!("{module}\n    .{}(){setters}\n    .send()\n    .await?;", action.method);
    Some(format!(
        "```no_run\n# async fn example({module}: tencloud::{module}::Client) -> Result<(), tencloud::Error> {{\n\
         let reply = {call}\nprintln!(\"{{reply:?}}\");\n# Ok(())\n# }}\n```"
    ))
}

/// A sample's request as an expression, where every value of it can be written in Rust.
pub(crate) fn request(product: &Product<'_>, action: &Action<'_>, members: &Map<String, Value>) -> Option<String> {
    let setters = Writer { product, purpose: Purpose::Prove }.setters(&action.request, members, 1)?;
    Some(format!("client.{}(){setters}.into_request()", action.method))
}

/// Writes JSON values as the Rust that builds them.
struct Writer<'a> {
    product: &'a Product<'a>,
    purpose: Purpose,
}

impl Writer<'_> {
    fn setters(&self, record: &Record<'_>, members: &Map<String, Value>, depth: usize) -> Option<String> {
        if record.required().any(|field| !members.contains_key(&field.spec.name)) {
            return None;
        }
        let mut out = String::new();
        for (name, value) in members {
            let field = record.fields.iter().find(|field| field.spec.name == *name)?;
            if self.purpose == Purpose::Teach {
                if field.spec.deprecated.is_some() {
                    return None;
                }
                // Passwords of the page's samples are made up; still, an example should not teach to write one down.
                if field.spec.secret && !field.is_required(record.role) {
                    continue;
                }
            }
            let value = self.expression(field, &field.spec.ty, value, depth)?;
            out.push_str(&format!("\n{}.{}({value})", "    ".repeat(depth), field.ident));
        }
        Some(out)
    }

    fn expression(&self, field: &Field<'_>, ty: &Type, value: &Value, depth: usize) -> Option<String> {
        match (ty, value) {
            (Type::Int64 | Type::Uint64, Value::Number(number)) => Some(number.to_string()),
            (Type::Int64 | Type::Uint64, Value::String(text)) => Some(text.parse::<i64>().ok()?.to_string()),
            (Type::Float, Value::Number(number)) => number.as_f64().map(|number| format!("{number:?}")),
            (Type::Bool, Value::Bool(value)) => Some(value.to_string()),
            (Type::Structure(name), Value::Object(members)) => {
                let record = self.product.record(name)?;
                let setters = self.setters(record, members, depth + 1)?;
                let (module, indent) = (&self.product.module, "    ".repeat(depth + 1));
                Some(format!("tencloud::{module}::types::{}::builder(){setters}\n{indent}.build()", record.name))
            }
            (Type::List(_), Value::Array(items)) if items.is_empty() && self.purpose == Purpose::Prove => {
                Some("Vec::<String>::new()".to_owned())
            }
            (Type::List(item), Value::Array(items)) if !items.is_empty() => {
                let items: Option<Vec<_>> =
                    items.iter().map(|value| self.expression(field, item, value, depth)).collect();
                // The setter takes the outer list as any sequence, inner ones as they are.
                let list = if *ty == field.spec.ty { "" } else { "vec!" };
                Some(format!("{list}[{}]", items?.join(", ")))
            }
            (Type::Structure(_) | Type::List(_) | Type::Float | Type::Bool | Type::Int64 | Type::Uint64, _) => None,
            (_, Value::String(text)) if !field.spec.secret || self.purpose == Purpose::Prove => {
                Some(format!("{text:?}"))
            }
            _ => None,
        }
    }
}
