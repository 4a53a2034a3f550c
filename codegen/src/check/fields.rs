//! Fields: their types, names, bounds, defaults and allowed values.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Number, Value};

use super::{Context, check_doc, check_texts, samples};
use crate::fault::did_you_mean;
use crate::names;
use crate::read::Faults;
use crate::source::join;
use crate::spec::{Field, Type};

/// Where fields stand, which decides what may be said of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Reply,
    Either,
}

pub(super) fn check(context: &Context<'_>, file: &str, list: &str, fields: &[Field], side: Side, faults: &mut Faults) {
    let mut wire_names = HashSet::new();
    let mut rust_names = BTreeMap::new();
    if side == Side::Reply {
        rust_names.insert("request_id".to_owned(), "RequestId");
        wire_names.insert("RequestId");
    }
    for (index, field) in fields.iter().enumerate() {
        let pointer = join(list, &index.to_string());
        let name_at = join(&pointer, "name");
        if !wire_names.insert(&field.name) {
            let mend = if field.name == "RequestId" {
                "remove it: every reply has it"
            } else {
                "remove one of the two"
            };
            faults.add(file, &name_at, format!("the name `{}` stands twice", field.name), mend);
        } else {
            check_name(file, &name_at, &field.name, &mut rust_names, faults);
        }
        check_doc(&field.doc, file, &join(&pointer, "doc"), faults);
        check_flags(file, &pointer, field, side, faults);
        check_type(context, file, &join(&pointer, "type"), &field.ty, faults);
        check_texts(&field.values, file, &join(&pointer, "values"), faults);
        check_bounds(file, &pointer, field, faults);
        check_values(file, &pointer, field, faults);
        check_enum(context, file, &pointer, field, faults);
        check_default(context, file, &pointer, field, faults);
    }
}

fn check_name<'s>(file: &str, at: &str, name: &'s str, taken: &mut BTreeMap<String, &'s str>, faults: &mut Faults) {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain || !name.chars().any(|c| c.is_ascii_alphanumeric()) {
        faults.add(
            file,
            at,
            format!("`{name}` cannot be a name"),
            "write the documentation's name: letters, digits, `_`",
        );
        return;
    }
    let rust_name = names::field(name);
    if let Some(other) = taken.insert(rust_name.clone(), name) {
        let what = format!("`{name}` and `{other}` are both `{rust_name}` in Rust");
        faults.add(file, at, what, "add one of them to the table in codegen/src/names.rs");
    }
}

fn check_flags(file: &str, pointer: &str, field: &Field, side: Side, faults: &mut Faults) {
    for (key, set, wrong_side, where_it_belongs) in [
        (
            "required",
            field.required,
            Side::Reply,
            "results are `promised`, not `required`",
        ),
        (
            "promised",
            field.promised,
            Side::Request,
            "parameters are `required`, not `promised`",
        ),
        ("nullable", field.nullable, Side::Request, "only results are `null`"),
    ] {
        if set && side == wrong_side {
            faults.add(
                file,
                &join(pointer, key),
                format!("`{key}` says nothing here"),
                where_it_belongs,
            );
        }
    }
    if field.secret && *field.ty.item() != Type::String {
        faults.add(
            file,
            &join(pointer, "secret"),
            "only a text can be a secret",
            "remove `secret`",
        );
    }
    if let Some(text) = &field.deprecated {
        check_doc(text, file, &join(pointer, "deprecated"), faults);
    }
}

fn check_type(context: &Context<'_>, file: &str, at: &str, ty: &Type, faults: &mut Faults) {
    if let Some(name) = ty.structure().filter(|name| !context.types.types.contains_key(*name)) {
        let mut known: Vec<&str> = context.types.types.keys().map(String::as_str).collect();
        known.extend(Type::scalar_names().map(|name| -> &str { name }));
        let mend = did_you_mean(name, known, "describe the structure in types.json");
        faults.add(file, at, format!("unknown type `{name}`"), mend);
    }
}

fn check_bounds(file: &str, pointer: &str, field: &Field, faults: &mut Faults) {
    let has_bounds = field.min.is_some() || field.max.is_some();
    if has_bounds && matches!(field.ty, Type::Bool | Type::Structure(_)) {
        faults.add(
            file,
            &join(pointer, "min"),
            format!("a `{}` has no range", field.ty),
            "remove `min` and `max`",
        );
    }
    if let (Some(min), Some(max)) = (number(&field.min), number(&field.max))
        && min > max
    {
        faults.add(
            file,
            &join(pointer, "max"),
            format!("the range from {min} to {max} is empty"),
            "swap or correct the two",
        );
    }
}

fn check_values(file: &str, pointer: &str, field: &Field, faults: &mut Faults) {
    for key in field.values.keys() {
        if !samples::text_fits(key, field.ty.item()) {
            let what = format!("the allowed value `{key}` is no `{}`", field.ty.item());
            faults.add(
                file,
                &join(&join(pointer, "values"), key),
                what,
                "correct the value or the type",
            );
        }
    }
}

fn check_enum(context: &Context<'_>, file: &str, pointer: &str, field: &Field, faults: &mut Faults) {
    let at = join(pointer, "enum");
    let Some(name) = &field.enumeration else {
        if !field.only.is_empty() {
            faults.add(
                file,
                &join(pointer, "only"),
                "there is no enum to choose from",
                "name the enum, or remove `only`",
            );
        }
        return;
    };
    let Some(set) = context.types.enums.get(name) else {
        let mend = did_you_mean(
            name,
            context.types.enums.keys().map(String::as_str),
            "describe it under `enums` in types.json",
        );
        faults.add(file, &at, format!("unknown enum `{name}`"), mend);
        return;
    };
    if !field.values.is_empty() {
        faults.add(
            file,
            &join(pointer, "values"),
            "the enum names the values already",
            "remove `values`",
        );
    }
    for (index, value) in field
        .only
        .iter()
        .enumerate()
        .filter(|(_, value)| !set.values.contains_key(*value))
    {
        let mend = did_you_mean(value, set.values.keys().map(String::as_str), "add it to the enum");
        faults.add(
            file,
            &join(&join(pointer, "only"), &index.to_string()),
            format!("`{name}` has no value `{value}`"),
            mend,
        );
    }
    if !set.fits(field.ty.item()) {
        let what = format!("the values of `{name}` are no `{}`", field.ty.item());
        faults.add(file, &at, what, "choose the enum that fits the type, or remove it");
    }
}

fn check_default(context: &Context<'_>, file: &str, pointer: &str, field: &Field, faults: &mut Faults) {
    let Some(default) = &field.default else { return };
    let at = join(pointer, "default");
    if let Err((_, what)) = samples::fits(context, default, &field.ty) {
        faults.add(
            file,
            &at,
            format!("the default does not fit the type: {what}"),
            "correct the default or the type",
        );
        return;
    }
    let items: &[Value] = default.as_array().map_or(std::slice::from_ref(default), Vec::as_slice);
    for item in items {
        let text = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
        let allowed = context.types.allowed(field);
        if !allowed.is_empty() && !allowed.iter().any(|(value, _)| *value == text) {
            let mend = "add the value to `values`, or correct the default";
            faults.add(
                file,
                &at,
                format!("the default {item} is not among the allowed values"),
                mend,
            );
        }
    }
    let size = match default {
        Value::String(text) => Some(text.chars().count() as f64),
        Value::Array(items) => Some(items.len() as f64),
        other => other.as_f64(),
    };
    let below = size.zip(number(&field.min)).is_some_and(|(size, min)| size < min);
    let above = size.zip(number(&field.max)).is_some_and(|(size, max)| size > max);
    if below || above {
        let bound = |bound: &Option<Number>| bound.as_ref().map_or_else(|| "…".to_owned(), Number::to_string);
        let what = format!(
            "the default {default} lies outside its range {} to {}",
            bound(&field.min),
            bound(&field.max)
        );
        faults.add(file, &at, what, "correct the default or the range");
    }
}

fn number(bound: &Option<Number>) -> Option<f64> {
    bound.as_ref().and_then(Number::as_f64)
}
