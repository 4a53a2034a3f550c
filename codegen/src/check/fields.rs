//! Fields: their types, names, bounds, defaults and allowed values.

use std::collections::HashSet;

use serde_json::{Number, Value};

use super::collisions::{Names, TABLE};
use super::context::Fields;
use super::samples;
use super::values::{check_doc, check_texts};
use crate::diagnostics::Diagnostics;
use crate::names;
use crate::spec::{Enumeration, Field, Type, did_you_mean, join, names_secret};

/// The kind of fields, which decides which keys they may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Response,
    Either,
}

/// Checks a list of fields. `reserved` are the other methods of the builder that has the setters of the fields.
pub(super) fn check(fields: &Fields<'_>, side: Side, reserved: &[&str], diagnostics: &mut Diagnostics) {
    check_names(fields, side, reserved, diagnostics);
    for (index, field) in fields.list.iter().enumerate() {
        let place = Place { fields, pointer: fields.pointer_to(index), field };
        place.check_texts(diagnostics);
        place.check_side(side, diagnostics);
        place.check_type(diagnostics);
        // Without a known type, the values cannot be checked.
        if fields.is_typed(index, field, diagnostics) {
            place.check_secret(diagnostics);
            place.check_bounds(diagnostics);
            let before = diagnostics.count();
            place.check_values(diagnostics);
            let is_set_known = place.check_enum(diagnostics);
            place.check_default(is_set_known && diagnostics.count() == before, diagnostics);
        }
    }
}

fn check_names(fields: &Fields<'_>, side: Side, reserved: &[&str], diagnostics: &mut Diagnostics) {
    let mut wire_names = HashSet::new();
    let mut rust_names = Names::new(TABLE).reserve(reserved);
    let implicit = match side {
        Side::Response => Some(names::REQUEST_ID),
        Side::Request => Some(names::EXTRA_PARAMETERS),
        Side::Either => None,
    };
    if let Some(name) = implicit {
        // A parameter can have the name of the field for others, and gets a number then.
        if side == Side::Response {
            wire_names.insert(name);
        }
        rust_names.know(name, names::field(name));
    }
    let rust = names::fields(implicit, fields.names());
    for (index, (name, rust)) in fields.names().zip(rust).enumerate() {
        let at = join(&fields.pointer_to(index), "name");
        if !wire_names.insert(name) {
            let help = if name == "RequestId" { "remove it: every response has it" } else { "remove one of the two" };
            diagnostics.add(&fields.file, &at, format!("the name `{name}` appears twice"), help);
        } else if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            || !name.contains(|c: char| c.is_ascii_alphanumeric())
        {
            let message = format!("`{name}` cannot be the name of a field");
            diagnostics.add(&fields.file, &at, message, "write the documentation's name: letters, digits, `_`");
        } else {
            rust_names.take(&fields.file, &at, name, rust, diagnostics);
        }
    }
}

/// One field, and its place.
struct Place<'a> {
    fields: &'a Fields<'a>,
    pointer: String,
    field: &'a Field,
}

impl Place<'_> {
    fn add(&self, diagnostics: &mut Diagnostics, key: &str, message: impl Into<String>, help: impl Into<String>) {
        diagnostics.add(&self.fields.file, &join(&self.pointer, key), message, help);
    }

    fn check_texts(&self, diagnostics: &mut Diagnostics) {
        let (field, file) = (self.field, &self.fields.file);
        let texts =
            [("doc", Some(&field.doc)), ("deprecated", field.deprecated.as_ref()), ("unit", field.unit.as_ref())];
        for (key, text) in texts {
            text.into_iter().for_each(|text| check_doc(text, file, &join(&self.pointer, key), diagnostics));
        }
        check_texts(&field.values, file, &join(&self.pointer, "values"), diagnostics);
    }

    fn check_side(&self, side: Side, diagnostics: &mut Diagnostics) {
        let field = self.field;
        for (key, set, wrong_side, where_it_belongs) in [
            ("required", field.required, Side::Response, "results are `output_required`, not `required`"),
            (
                "output_required",
                field.output_required,
                Side::Request,
                "parameters are `required`, not `output_required`",
            ),
            ("nullable", field.nullable, Side::Request, "only results can be `null`"),
        ] {
            if set && side == wrong_side {
                self.add(diagnostics, key, format!("`{key}` has no meaning here"), where_it_belongs);
            }
        }
    }

    fn check_type(&self, diagnostics: &mut Diagnostics) {
        let context = self.fields.context;
        let structures = &context.types.types;
        // If the structs could not be read, a missing one is not reported again.
        if let Some(name) = self.field.ty.structure()
            && !structures.contains_key(name)
            && !diagnostics.covers(&context.types_file, "/types")
        {
            let scalars = Type::scalar_names().map(|name| -> &str { name });
            let known = structures.keys().map(String::as_str).chain(scalars);
            let help = match documented_type(name) {
                Some(ty) => format!("write {ty}"),
                None => did_you_mean(name, known, "describe the struct in types.json"),
            };
            self.add(diagnostics, "type", format!("unknown type `{name}`"), help);
        }
    }

    fn check_secret(&self, diagnostics: &mut Diagnostics) {
        let Field { name, secret, presigned, enumeration, ty, .. } = self.field;
        let can_be_secret = *ty.item() == Type::String && enumeration.is_none();
        if *presigned && !can_be_secret {
            self.add(diagnostics, "presigned", "only a string can be a link", "remove `presigned`");
        }
        if self.field.is_secret() && !can_be_secret {
            self.add(diagnostics, "secret", "only a string can be a secret", "remove `secret`");
        } else if can_be_secret && secret.is_none() && names_secret(name) {
            let message = format!("`{name}` sounds like a secret, but the spec does not state whether it is one");
            let help = "add `\"secret\": true` if it must never be logged, otherwise `\"secret\": false`";
            self.add(diagnostics, "secret", message, help);
        }
    }

    fn check_bounds(&self, diagnostics: &mut Diagnostics) {
        let Field { min, max, ty, .. } = self.field;
        let key = if min.is_some() { "min" } else { "max" };
        if (min.is_some() || max.is_some()) && matches!(ty, Type::Bool | Type::Structure(_)) {
            self.add(diagnostics, key, format!("a `{ty}` has no range"), "remove `min` and `max`");
        } else if let (Some(min), Some(max)) = (number(min), number(max))
            && min > max
        {
            self.add(diagnostics, "max", format!("the range from {min} to {max} is empty"), "swap or correct the two");
        }
    }

    fn check_values(&self, diagnostics: &mut Diagnostics) {
        let item = self.field.ty.item();
        for value in self.field.values.keys().filter(|value| !item.accepts_text(value)) {
            let message = format!("the allowed value `{value}` is not of type `{item}`");
            let pointer = join(&join(&self.pointer, "values"), value);
            diagnostics.add(&self.fields.file, &pointer, message, "correct the value or the type");
        }
    }

    /// Returns whether the enum that the field refers to, if any, is known.
    fn check_enum(&self, diagnostics: &mut Diagnostics) -> bool {
        let Field { enumeration, only, values, .. } = self.field;
        let context = self.fields.context;
        let Some(name) = enumeration else {
            if !only.is_empty() {
                self.add(diagnostics, "only", "there is no enum to choose from", "name the enum, or remove `only`");
            }
            return true;
        };
        if !values.is_empty() {
            self.add(diagnostics, "values", "the enum already names the values", "remove `values`");
        }
        match context.types.enums.get(name) {
            Some(set) => {
                let is_known = context.is_enum_known(name, set, diagnostics);
                if is_known {
                    self.check_set(name, set, diagnostics);
                }
                is_known
            }
            None => {
                if !diagnostics.covers(&context.types_file, "/enums") {
                    let known = context.types.enums.keys().map(String::as_str);
                    let help = did_you_mean(name, known, "describe it under `enums` in types.json");
                    self.add(diagnostics, "enum", format!("unknown enum `{name}`"), help);
                }
                false
            }
        }
    }

    fn check_set(&self, name: &str, set: &Enumeration, diagnostics: &mut Diagnostics) {
        let item = self.field.ty.item();
        if !set.fits(item) {
            let message = format!("the values of `{name}` are not of type `{item}`");
            self.add(diagnostics, "enum", message, "choose the enum that fits the type, or remove it");
        }
        let only = self.field.only.iter().enumerate();
        for (index, value) in only.filter(|(_, value)| !set.values.contains_key(*value)) {
            let help = did_you_mean(value, set.values.keys().map(String::as_str), "add it to the enum");
            let pointer = join(&join(&self.pointer, "only"), &index.to_string());
            diagnostics.add(&self.fields.file, &pointer, format!("`{name}` has no value `{value}`"), help);
        }
    }

    fn check_default(&self, are_values_known: bool, diagnostics: &mut Diagnostics) {
        let Field { default, ty, min, max, .. } = self.field;
        let (context, Some(default)) = (self.fields.context, default) else { return };
        if let Some(misfit) = samples::misfits(context, default, ty, diagnostics).first() {
            let message = format!("the default does not fit the type: {}", misfit.message);
            self.add(diagnostics, "default", message, "correct the default or the type");
            return;
        }
        if are_values_known {
            self.check_default_value(default, diagnostics);
        }
        let size = match default {
            Value::String(text) => Some(text.chars().count() as f64),
            Value::Array(items) => Some(items.len() as f64),
            other => other.as_f64(),
        };
        let below = size.zip(number(min)).is_some_and(|(size, min)| size < min);
        let above = size.zip(number(max)).is_some_and(|(size, max)| size > max);
        if below || above {
            let bound = |bound: &Option<Number>| bound.as_ref().map_or_else(|| "…".to_owned(), Number::to_string);
            let message = format!("the default {default} is outside its range {} to {}", bound(min), bound(max));
            self.add(diagnostics, "default", message, "correct the default or the range");
        }
    }

    fn check_default_value(&self, default: &Value, diagnostics: &mut Diagnostics) {
        let Field { enumeration, only, .. } = self.field;
        let allowed = self.fields.context.types.allowed(self.field);
        let items = default.as_array().map_or(std::slice::from_ref(default), Vec::as_slice);
        for item in items {
            let text = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            if !allowed.is_empty() && !allowed.iter().any(|(value, _)| *value == text) {
                let place = match enumeration {
                    None => "`values`".to_owned(),
                    Some(_) if !only.is_empty() => "`only`".to_owned(),
                    Some(name) => format!("the enum `{name}`"),
                };
                let message = format!("the default {item} is not among the allowed values");
                self.add(diagnostics, "default", message, format!("add the value to {place}, or correct the default"));
            }
        }
    }
}

fn number(bound: &Option<Number>) -> Option<f64> {
    bound.as_ref().and_then(Number::as_f64)
}

/// Returns the spec's types for a name that the documentation uses for a type, which is not similar to them.
fn documented_type(name: &str) -> Option<&'static str> {
    match name.to_ascii_lowercase().as_str() {
        "integer" => Some("`int64` or `uint64`"),
        "boolean" => Some("`bool`"),
        "timestamp" => Some("`datetime` or `datetime_iso`"),
        "double" => Some("`float`"),
        _ => None,
    }
}
