//! Samples: do the page's own examples fit the types that the spec gives?

use serde_json::{Map, Value};

use super::Context;
use crate::fault::did_you_mean;
use crate::read::Faults;
use crate::source::join;
use crate::spec::{Action, Field, Type};

pub(super) fn check(context: &Context<'_>, file: &str, action: &Action, faults: &mut Faults) {
    for (index, sample) in action.samples.iter().enumerate() {
        let pointer = join("/samples", &index.to_string());
        super::check_doc(&sample.title, file, &join(&pointer, "title"), faults);
        let request = join(&pointer, "request");
        check_members(context, file, &request, &sample.request, &action.parameters, faults);
        for field in action
            .parameters
            .iter()
            .filter(|field| field.required && !sample.request.contains_key(&field.name))
        {
            let what = format!("the sample leaves out the required parameter `{}`", field.name);
            faults.add(file, &request, what, "complete the sample, or correct `required`");
        }
        let mut reply = sample.response.clone();
        reply.shift_remove("RequestId");
        check_members(
            context,
            file,
            &join(&pointer, "response"),
            &reply,
            &action.results,
            faults,
        );
    }
}

fn check_members(
    context: &Context<'_>,
    file: &str,
    pointer: &str,
    members: &Map<String, Value>,
    fields: &[Field],
    faults: &mut Faults,
) {
    for (name, value) in members {
        let at = join(pointer, name);
        match fields.iter().find(|field| field.name == *name) {
            None => {
                let mend = did_you_mean(
                    name,
                    fields.iter().map(|field| field.name.as_str()),
                    "describe it, or remove it from the sample",
                );
                faults.add(
                    file,
                    &at,
                    format!("the sample has a field `{name}` that the spec does not know"),
                    mend,
                );
            }
            Some(field) => {
                if let Err((steps, what)) = fits(context, value, &field.ty) {
                    let at = steps.iter().rev().fold(at, |at, step| join(&at, step));
                    faults.add(
                        file,
                        &at,
                        format!("the sample does not fit its type: {what}"),
                        "correct the type or the sample",
                    );
                }
            }
        }
    }
}

/// Whether a value fits a type, by the same lenient rules by which the SDK reads: numbers may come as text, text as
/// a number, and anything may be `null`. Gives the steps to the misfit, innermost first, and what it is.
pub(super) fn fits(context: &Context<'_>, value: &Value, ty: &Type) -> Result<(), (Vec<String>, String)> {
    let misfit = || Err((Vec::new(), format!("{value} is no `{ty}`")));
    match (value, ty) {
        (Value::Null, _) => Ok(()),
        (Value::Array(items), Type::List(item)) => {
            for (index, value) in items.iter().enumerate() {
                fits(context, value, item).map_err(|fault| deeper(fault, &index.to_string()))?;
            }
            Ok(())
        }
        (Value::Object(members), Type::Structure(name)) => {
            let Some(structure) = context.types.types.get(name) else {
                return Ok(());
            };
            for (key, value) in members {
                match structure.fields.iter().find(|field| field.name == *key) {
                    Some(field) => fits(context, value, &field.ty).map_err(|fault| deeper(fault, key))?,
                    None => return Err((vec![key.clone()], format!("`{name}` has no field `{key}`"))),
                }
            }
            Ok(())
        }
        (Value::String(text), ty) => text_fits(text, ty).then_some(()).map_or_else(misfit, Ok),
        (Value::Bool(_), Type::Bool) => Ok(()),
        (Value::Number(number), _) => {
            let whole = number.as_f64().is_some_and(|value| value.fract() == 0.0);
            let fits = match ty {
                Type::Float | Type::String => true,
                Type::Int64 => whole,
                Type::Uint64 => whole && number.as_f64().is_some_and(|value| value >= 0.0),
                _ => false,
            };
            fits.then_some(()).map_or_else(misfit, Ok)
        }
        _ => misfit(),
    }
}

fn deeper((mut steps, what): (Vec<String>, String), step: &str) -> (Vec<String>, String) {
    steps.push(step.to_owned());
    (steps, what)
}

/// Whether a text can stand for a value of a scalar type.
pub(super) fn text_fits(text: &str, ty: &Type) -> bool {
    match ty {
        Type::Int64 => text.parse::<i64>().is_ok(),
        Type::Uint64 => text.parse::<u64>().is_ok(),
        Type::Float => text.parse::<f64>().is_ok(),
        Type::Bool => matches!(text, "true" | "false"),
        Type::Structure(_) | Type::List(_) => false,
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => true,
    }
}
