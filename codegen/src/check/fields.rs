//! Fields: their types, names, bounds, defaults and allowed values.

use std::collections::HashSet;

use serde_json::{Number, Value};

use super::collisions::{Names, TABLE};
use super::context::Fields;
use super::{check_doc, check_texts, samples};
use crate::fault::Faults;
use crate::names;
use crate::spec::{Enumeration, Field, Type, did_you_mean, join};

/// Where fields stand, which decides what may be said of them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Request,
    Reply,
    Either,
}

/// `reserved` are the methods beside which the setters of the fields stand.
pub(super) fn check(fields: &Fields<'_>, side: Side, reserved: &[&str], faults: &mut Faults) {
    check_names(fields, side, reserved, faults);
    for (index, field) in fields.list.iter().enumerate() {
        let place = Place { fields, pointer: fields.pointer_to(index), field };
        place.check_texts(faults);
        place.check_side(side, faults);
        place.check_type(faults);
        // Where the type is not known, nothing can be said of the values.
        if fields.is_typed(index, field, faults) {
            place.check_secret(faults);
            place.check_bounds(faults);
            let before = faults.count();
            place.check_values(faults);
            let is_set_known = place.check_enum(faults);
            place.check_default(is_set_known && faults.count() == before, faults);
        }
    }
}

fn check_names(fields: &Fields<'_>, side: Side, reserved: &[&str], faults: &mut Faults) {
    let mut wire_names = HashSet::new();
    let mut rust_names = Names::new(TABLE).reserve(reserved);
    if side == Side::Reply {
        wire_names.insert("RequestId");
        rust_names.know("RequestId", names::field("RequestId"));
    }
    let rust = names::fields(fields.names());
    for (index, (name, rust)) in fields.names().zip(rust).enumerate() {
        let at = join(&fields.pointer_to(index), "name");
        if !wire_names.insert(name) {
            let mend = if name == "RequestId" { "remove it: every reply has it" } else { "remove one of the two" };
            faults.add(&fields.file, &at, format!("the name `{name}` stands twice"), mend);
        } else if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            || !name.contains(|c: char| c.is_ascii_alphanumeric())
        {
            let what = format!("`{name}` cannot be the name of a field");
            faults.add(&fields.file, &at, what, "write the documentation's name: letters, digits, `_`");
        } else {
            rust_names.take(&fields.file, &at, name, rust, faults);
        }
    }
}

/// One field, and where it stands.
struct Place<'a> {
    fields: &'a Fields<'a>,
    pointer: String,
    field: &'a Field,
}

impl Place<'_> {
    fn add(&self, faults: &mut Faults, key: &str, what: impl Into<String>, mend: impl Into<String>) {
        faults.add(&self.fields.file, &join(&self.pointer, key), what, mend);
    }

    fn check_texts(&self, faults: &mut Faults) {
        let (field, file) = (self.field, &self.fields.file);
        let texts =
            [("doc", Some(&field.doc)), ("deprecated", field.deprecated.as_ref()), ("unit", field.unit.as_ref())];
        for (key, text) in texts {
            text.into_iter().for_each(|text| check_doc(text, file, &join(&self.pointer, key), faults));
        }
        check_texts(&field.values, file, &join(&self.pointer, "values"), faults);
    }

    fn check_side(&self, side: Side, faults: &mut Faults) {
        let field = self.field;
        for (key, set, wrong_side, where_it_belongs) in [
            ("required", field.required, Side::Reply, "results are `output_required`, not `required`"),
            (
                "output_required",
                field.output_required,
                Side::Request,
                "parameters are `required`, not `output_required`",
            ),
            ("nullable", field.nullable, Side::Request, "only results are `null`"),
        ] {
            if set && side == wrong_side {
                self.add(faults, key, format!("`{key}` says nothing here"), where_it_belongs);
            }
        }
    }

    fn check_type(&self, faults: &mut Faults) {
        let context = self.fields.context;
        let structures = &context.types.types;
        // Where all structures are at fault, one that is missing among them says nothing new.
        if let Some(name) = self.field.ty.structure()
            && !structures.contains_key(name)
            && !faults.covers(&context.types_file, "/types")
        {
            let scalars = Type::scalar_names().map(|name| -> &str { name });
            let known = structures.keys().map(String::as_str).chain(scalars);
            let mend = did_you_mean(name, known, "describe the structure in types.json");
            self.add(faults, "type", format!("unknown type `{name}`"), mend);
        }
    }

    fn check_secret(&self, faults: &mut Faults) {
        let Field { secret, enumeration, ty, .. } = self.field;
        if *secret && (*ty.item() != Type::String || enumeration.is_some()) {
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
        for value in self.field.values.keys().filter(|value| !item.accepts_text(value)) {
            let what = format!("the allowed value `{value}` is no `{item}`");
            let pointer = join(&join(&self.pointer, "values"), value);
            faults.add(&self.fields.file, &pointer, what, "correct the value or the type");
        }
    }

    /// Whether the set that the field names, if it names one, is known.
    fn check_enum(&self, faults: &mut Faults) -> bool {
        let Field { enumeration, only, values, .. } = self.field;
        let context = self.fields.context;
        let Some(name) = enumeration else {
            if !only.is_empty() {
                self.add(faults, "only", "there is no enum to choose from", "name the enum, or remove `only`");
            }
            return true;
        };
        if !values.is_empty() {
            self.add(faults, "values", "the enum names the values already", "remove `values`");
        }
        match context.types.enums.get(name) {
            Some(set) => {
                let is_known = context.is_enum_known(name, set, faults);
                if is_known {
                    self.check_set(name, set, faults);
                }
                is_known
            }
            None => {
                if !faults.covers(&context.types_file, "/enums") {
                    let known = context.types.enums.keys().map(String::as_str);
                    let mend = did_you_mean(name, known, "describe it under `enums` in types.json");
                    self.add(faults, "enum", format!("unknown enum `{name}`"), mend);
                }
                false
            }
        }
    }

    fn check_set(&self, name: &str, set: &Enumeration, faults: &mut Faults) {
        let item = self.field.ty.item();
        if !set.fits(item) {
            let what = format!("the values of `{name}` are no `{item}`");
            self.add(faults, "enum", what, "choose the enum that fits the type, or remove it");
        }
        let only = self.field.only.iter().enumerate();
        for (index, value) in only.filter(|(_, value)| !set.values.contains_key(*value)) {
            let mend = did_you_mean(value, set.values.keys().map(String::as_str), "add it to the enum");
            let pointer = join(&join(&self.pointer, "only"), &index.to_string());
            faults.add(&self.fields.file, &pointer, format!("`{name}` has no value `{value}`"), mend);
        }
    }

    fn check_default(&self, are_values_known: bool, faults: &mut Faults) {
        let Field { default, ty, min, max, .. } = self.field;
        let (context, Some(default)) = (self.fields.context, default) else { return };
        if let Some(misfit) = samples::misfits(context, default, ty, faults).first() {
            let what = format!("the default does not fit the type: {}", misfit.what);
            self.add(faults, "default", what, "correct the default or the type");
            return;
        }
        if are_values_known {
            self.check_default_value(default, faults);
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
            let what = format!("the default {default} lies outside its range {} to {}", bound(min), bound(max));
            self.add(faults, "default", what, "correct the default or the range");
        }
    }

    fn check_default_value(&self, default: &Value, faults: &mut Faults) {
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
                let what = format!("the default {item} is not among the allowed values");
                self.add(faults, "default", what, format!("add the value to {place}, or correct the default"));
            }
        }
    }
}

fn number(bound: &Option<Number>) -> Option<f64> {
    bound.as_ref().and_then(Number::as_f64)
}
