//! Samples: do the page's own examples fit the types that the spec gives?

use serde_json::{Map, Value};

use super::Context;
use crate::fault::did_you_mean;
use crate::read::Faults;
use crate::source::join;
use crate::spec::{Action, Field, Type};

/// `known` says of parameters and results whether their lists could be read; the other samples cannot be checked.
pub(super) fn check(context: &Context<'_>, file: &str, action: &Action, known: (bool, bool), faults: &mut Faults) {
    for (index, sample) in action.samples.iter().enumerate() {
        let pointer = join("/samples", &index.to_string());
        super::check_doc(&sample.title, file, &join(&pointer, "title"), faults);
        if known.0 {
            let request = join(&pointer, "request");
            check_members(context, file, &request, &sample.request, &action.parameters, faults);
            for field in action.parameters.iter().filter(|field| field.required) {
                if !sample.request.contains_key(&field.name) {
                    let what = format!("the sample leaves out the required parameter `{}`", field.name);
                    faults.add(file, &join(&request, &field.name), what, "complete the sample, or correct `required`");
                }
            }
        }
        if known.1 {
            let mut reply = sample.response.clone();
            reply.shift_remove("RequestId");
            check_members(context, file, &join(&pointer, "response"), &reply, &action.results, faults);
        }
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
    let mut misfits = Vec::new();
    compare(context, members, fields, pointer, &mut misfits);
    for misfit in misfits {
        faults.add(file, &misfit.pointer, misfit.what, misfit.mend);
    }
}

/// Where a value does not fit its type, and why.
pub(super) struct Misfit {
    pointer: String,
    pub(super) what: String,
    mend: String,
}

/// Every place at which a value does not fit a type, by the same lenient rules by which the SDK reads: numbers may
/// come as text, text as a number, and anything may be `null`.
pub(super) fn misfits(context: &Context<'_>, value: &Value, ty: &Type) -> Vec<Misfit> {
    let mut found = Vec::new();
    compare_value(context, value, ty, "", &mut found);
    found
}

fn compare(
    context: &Context<'_>,
    members: &Map<String, Value>,
    fields: &[Field],
    pointer: &str,
    found: &mut Vec<Misfit>,
) {
    for (name, value) in members {
        let pointer = join(pointer, name);
        match fields.iter().find(|field| field.name == *name) {
            Some(field) => compare_value(context, value, &field.ty, &pointer, found),
            None => {
                let known = fields.iter().map(|field| field.name.as_str());
                let mend = did_you_mean(name, known, "describe it, or remove it from the sample");
                let what = format!("the sample has a field `{name}` that the spec does not know");
                found.push(Misfit { pointer, what, mend });
            }
        }
    }
}

fn compare_value(context: &Context<'_>, value: &Value, ty: &Type, pointer: &str, found: &mut Vec<Misfit>) {
    let structure = |name: &str| context.types.types.get(name);
    let fits = match (value, ty) {
        (Value::Null, _) => true,
        // A type that does not exist has been reported where it stands.
        (_, Type::Structure(name)) if structure(name).is_none() => true,
        (Value::Array(items), Type::List(item)) => {
            for (index, value) in items.iter().enumerate() {
                compare_value(context, value, item, &join(pointer, &index.to_string()), found);
            }
            true
        }
        (Value::Object(members), Type::Structure(name)) => {
            let fields = structure(name).map_or(&[][..], |structure| &structure.fields);
            compare(context, members, fields, pointer, found);
            true
        }
        (Value::String(text), ty) => text_fits(text, ty),
        (Value::Bool(_), ty) => *ty == Type::Bool,
        (Value::Number(number), ty) => {
            let whole = number.as_f64().is_some_and(|value| value.fract() == 0.0);
            match ty {
                Type::Float | Type::String => true,
                Type::Int64 => whole,
                Type::Uint64 => whole && number.as_f64().is_some_and(|value| value >= 0.0),
                _ => false,
            }
        }
        _ => false,
    };
    if !fits {
        let what = format!("{value} is no `{ty}`");
        found.push(Misfit { pointer: pointer.to_owned(), what, mend: "correct the type or the sample".to_owned() });
    }
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
