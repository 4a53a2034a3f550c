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
    let names = names::fields(fields.iter().map(|field| field.name.as_str()));
    for (index, (field, rust_name)) in fields.iter().zip(names).enumerate() {
        let pointer = join(list, &index.to_string());
        let name_at = join(&pointer, "name");
        if !wire_names.insert(&field.name) {
            let mend =
                if field.name == "RequestId" { "remove it: every reply has it" } else { "remove one of the two" };
            faults.add(file, &name_at, format!("the name `{}` stands twice", field.name), mend);
        } else {
            check_name(file, &name_at, &field.name, rust_name, &mut rust_names, faults);
        }
        let place = Place { context, file, pointer, field };
        place.check_texts(faults);
        place.check_side(side, faults);
        // Where the type is not known, nothing can be said of the values.
        if place.check_type(faults) {
            place.check_secret(faults);
            place.check_bounds(faults);
            place.check_values(faults);
            place.check_enum(faults);
            place.check_default(faults);
        }
    }
}

fn check_name<'s>(
    file: &str,
    at: &str,
    name: &'s str,
    rust_name: String,
    taken: &mut BTreeMap<String, &'s str>,
    faults: &mut Faults,
) {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain || !name.chars().any(|c| c.is_ascii_alphanumeric()) {
        let what = format!("`{name}` cannot be a name");
        faults.add(file, at, what, "write the documentation's name: letters, digits, `_`");
        return;
    }
    if let Some(other) = taken.insert(rust_name.clone(), name) {
        let what = format!("`{name}` and `{other}` are both `{rust_name}` in Rust");
        faults.add(file, at, what, "add one of them to the table in codegen/src/names.rs");
    }
}

/// One field, and where it stands.
struct Place<'a> {
    context: &'a Context<'a>,
    file: &'a str,
    pointer: String,
    field: &'a Field,
}

impl Place<'_> {
    fn add(&self, faults: &mut Faults, key: &str, what: impl Into<String>, mend: impl Into<String>) {
        faults.add(self.file, &join(&self.pointer, key), what, mend);
    }

    fn check_texts(&self, faults: &mut Faults) {
        let field = self.field;
        let texts =
            [("doc", Some(&field.doc)), ("deprecated", field.deprecated.as_ref()), ("unit", field.unit.as_ref())];
        for (key, text) in texts {
            text.into_iter().for_each(|text| check_doc(text, self.file, &join(&self.pointer, key), faults));
        }
        check_texts(&field.values, self.file, &join(&self.pointer, "values"), faults);
    }

    fn check_side(&self, side: Side, faults: &mut Faults) {
        let field = self.field;
        for (key, set, wrong_side, where_it_belongs) in [
            ("required", field.required, Side::Reply, "results are `promised`, not `required`"),
            ("promised", field.promised, Side::Request, "parameters are `required`, not `promised`"),
            ("nullable", field.nullable, Side::Request, "only results are `null`"),
        ] {
            if set && side == wrong_side {
                self.add(faults, key, format!("`{key}` says nothing here"), where_it_belongs);
            }
        }
    }

    /// Whether the type exists.
    fn check_type(&self, faults: &mut Faults) -> bool {
        let types = &self.context.types.types;
        let Some(name) = self.field.ty.structure().filter(|name| !types.contains_key(*name)) else { return true };
        let mut known: Vec<&str> = types.keys().map(String::as_str).collect();
        known.extend(Type::scalar_names().map(|name| -> &str { name }));
        // Where all structures are at fault, one that is missing among them says nothing new.
        if !faults.covers(&self.context.types_file(), "/types") {
            let mend = did_you_mean(name, known, "describe the structure in types.json");
            self.add(faults, "type", format!("unknown type `{name}`"), mend);
        }
        false
    }

    fn check_secret(&self, faults: &mut Faults) {
        if self.field.secret && *self.field.ty.item() != Type::String {
            self.add(faults, "secret", "only a text can be a secret", "remove `secret`");
        }
    }

    fn check_bounds(&self, faults: &mut Faults) {
        let Field { min, max, ty, .. } = self.field;
        let key = if min.is_some() { "min" } else { "max" };
        if (min.is_some() || max.is_some()) && matches!(ty, Type::Bool | Type::Structure(_)) {
            self.add(faults, key, format!("a `{ty}` has no range"), "remove `min` and `max`");
        } else if let (Some(min), Some(max)) = (number(min), number(max))
            && min > max
        {
            self.add(faults, "max", format!("the range from {min} to {max} is empty"), "swap or correct the two");
        }
    }

    fn check_values(&self, faults: &mut Faults) {
        let item = self.field.ty.item();
        for value in self.field.values.keys().filter(|value| !samples::text_fits(value, item)) {
            let what = format!("the allowed value `{value}` is no `{item}`");
            self.add(faults, &format!("values/{}", escape(value)), what, "correct the value or the type");
        }
    }

    fn check_enum(&self, faults: &mut Faults) {
        let Field { enumeration, only, values, ty, .. } = self.field;
        let enums = &self.context.types.enums;
        let Some(name) = enumeration else {
            if !only.is_empty() {
                self.add(faults, "only", "there is no enum to choose from", "name the enum, or remove `only`");
            }
            return;
        };
        let Some(set) = enums.get(name) else {
            let known = enums.keys().map(String::as_str);
            let mend = did_you_mean(name, known, "describe it under `enums` in types.json");
            self.add(faults, "enum", format!("unknown enum `{name}`"), mend);
            return;
        };
        if !values.is_empty() {
            self.add(faults, "values", "the enum names the values already", "remove `values`");
        }
        for (index, value) in only.iter().enumerate().filter(|(_, value)| !set.values.contains_key(*value)) {
            let mend = did_you_mean(value, set.values.keys().map(String::as_str), "add it to the enum");
            self.add(faults, &format!("only/{index}"), format!("`{name}` has no value `{value}`"), mend);
        }
        if !set.fits(ty.item()) {
            let what = format!("the values of `{name}` are no `{}`", ty.item());
            self.add(faults, "enum", what, "choose the enum that fits the type, or remove it");
        }
    }

    fn check_default(&self, faults: &mut Faults) {
        let Some(default) = &self.field.default else { return };
        if let Some(misfit) = samples::misfits(self.context, default, &self.field.ty).first() {
            let what = format!("the default does not fit the type: {}", misfit.what);
            self.add(faults, "default", what, "correct the default or the type");
            return;
        }
        let allowed = self.context.types.allowed(self.field);
        let items = default.as_array().map_or(std::slice::from_ref(default), Vec::as_slice);
        for item in items {
            let text = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            if !allowed.is_empty() && !allowed.iter().any(|(value, _)| *value == text) {
                let what = format!("the default {item} is not among the allowed values");
                self.add(faults, "default", what, "add the value to `values`, or correct the default");
            }
        }
        let size = match default {
            Value::String(text) => Some(text.chars().count() as f64),
            Value::Array(items) => Some(items.len() as f64),
            other => other.as_f64(),
        };
        let Field { min, max, .. } = self.field;
        let below = size.zip(number(min)).is_some_and(|(size, min)| size < min);
        let above = size.zip(number(max)).is_some_and(|(size, max)| size > max);
        if below || above {
            let bound = |bound: &Option<Number>| bound.as_ref().map_or_else(|| "…".to_owned(), Number::to_string);
            let what = format!("the default {default} lies outside its range {} to {}", bound(min), bound(max));
            self.add(faults, "default", what, "correct the default or the range");
        }
    }
}

/// A key as a step of a JSON pointer.
fn escape(key: &str) -> String {
    join("", key).trim_start_matches('/').to_owned()
}

fn number(bound: &Option<Number>) -> Option<f64> {
    bound.as_ref().and_then(Number::as_f64)
}
