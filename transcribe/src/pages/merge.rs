//! Facts of pages into files of the spec: what people wrote stays, and what is new is marked to be filled in.

use serde_json::{Map, Value, json};
use tencloud_spec::TODO;

use super::action::ActionFacts;
use super::errors::Code;
use super::fields::FieldFact;
use super::fit::same_type;
use super::object::{self, ACTION, FIELD, PRODUCT};
use super::sample;
use super::structures::StructureFact;

/// A remark about the file that is written, with the page's line it comes from.
pub(super) type Remark = (usize, String);

fn todo(what: &str) -> Value {
    Value::from(format!("{TODO}: {what}"))
}

/// Where fields stand, which decides what a page can say of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Reply,
    /// A structure whose table has a column "required".
    Both,
}

/// The file of an action.
pub(super) fn action(existing: Option<&Value>, facts: &ActionFacts, remarks: &mut Vec<Remark>) -> Value {
    let mut file = existing.and_then(Value::as_object).cloned().unwrap_or_else(|| {
        let skeleton = json!({
            "$schema": "../../../schema/action.json",
            "action": facts.identity.action.value,
            "summary": todo("what it does, in one sentence"),
            "doc": todo("what to call before and after, limits, dangers; remove where there is nothing to say"),
            "page": todo("the address of the documentation page"),
            "topic": todo("one of the topics in product.json"),
            "effect": todo("`read` where it changes nothing, else `write`"),
            "parameters": [],
            "results": [],
            "errors": null,
        });
        skeleton.as_object().cloned().unwrap_or_default()
    });
    let old = Value::Object(file.clone());
    if let Some(rate) = &facts.rate {
        set(&mut file, "rate", json!({ "per_second": rate.value, "documented": true }));
    } else if let Some(rate) = file.get_mut("rate").and_then(Value::as_object_mut)
        && rate.insert("documented".to_owned(), Value::Bool(false)) == Some(Value::Bool(true))
    {
        remarks.push((1, "the page names no rate; the spec's is marked as not documented".to_owned()));
    }
    for (key, fields, side) in
        [("parameters", &facts.parameters, Side::Request), ("results", &facts.results, Side::Reply)]
    {
        let merged = self::fields(object::list(&old, key), fields, side, facts.results_line, remarks);
        set(&mut file, key, Value::Array(merged));
    }
    errors(&mut file, &old, facts, remarks);
    let samples = sample::merge(object::list(&old, "samples"), &facts.samples, remarks);
    if !samples.is_empty() {
        set(&mut file, "samples", Value::Array(samples));
    }
    Value::Object(file)
}

fn set(file: &mut Map<String, Value>, key: &str, value: Value) {
    object::set(file, &ACTION, key, value);
}

/// The list of the page. Codes that only the spec has are from newer sources.
fn errors(file: &mut Map<String, Value>, old: &Value, facts: &ActionFacts, remarks: &mut Vec<Remark>) {
    let Some(codes) = &facts.errors else { return };
    let is_listed = |code: &Value| codes.iter().any(|listed| Some(listed.code.as_str()) == code.as_str());
    let mut newer = object::list(old, "newer_errors").to_vec();
    for code in object::list(old, "errors").iter().filter(|code| !is_listed(code)) {
        remarks.push((1, format!("the page does not list {code}, which now stands in `newer_errors`")));
        newer.push(code.clone());
    }
    newer.retain(|code| !is_listed(code));
    set(file, "errors", codes.iter().map(|code| Value::from(code.code.as_str())).collect());
    if newer.is_empty() {
        file.shift_remove("newer_errors");
    } else {
        set(file, "newer_errors", Value::Array(newer));
    }
}

fn fields(old: &[Value], facts: &[FieldFact], side: Side, line: usize, remarks: &mut Vec<Remark>) -> Vec<Value> {
    let is_described = |field: &Value| facts.iter().any(|fact| fact.name == object::text(field, "name"));
    let mut merged: Vec<Value> = Vec::new();
    for fact in facts {
        let known = old.iter().find(|field| object::text(field, "name") == fact.name);
        merged.push(known.map_or_else(|| new_field(fact, side), |field| updated(field, fact, side)));
    }
    // What the page does not describe keeps its place behind the field that it followed.
    for (index, field) in old.iter().enumerate().filter(|(_, field)| !is_described(field)) {
        let mut field = field.clone();
        if let Some(object) = field.as_object_mut().filter(|field| !field.contains_key("newer")) {
            object::flag(object, &FIELD, "newer", true);
            let name = object::text(&field, "name");
            remarks.push((line, format!("the page does not describe `{name}`, which is now marked as newer")));
        }
        let before = old.iter().take(index).next_back().map(|field| object::text(field, "name"));
        let at = before.and_then(|name| merged.iter().position(|field| object::text(field, "name") == name));
        merged.insert(at.map_or(0, |at| at + 1), field);
    }
    merged
}

fn new_field(fact: &FieldFact, side: Side) -> Value {
    let mut field = Map::new();
    field.insert("name".to_owned(), Value::from(fact.name.as_str()));
    field.insert("type".to_owned(), Value::from(fact.ty.ty.to_string()));
    object::flag(&mut field, &FIELD, "required", fact.required == Some(true));
    // What a table of results lists is always present, unless it may be null.
    object::flag(&mut field, &FIELD, "output_required", side == Side::Reply && !fact.nullable);
    object::flag(&mut field, &FIELD, "nullable", fact.nullable);
    let what = "what it means; add unit, min, max, default, values where the page names them";
    field.insert("doc".to_owned(), todo(what));
    Value::Object(field)
}

fn updated(field: &Value, fact: &FieldFact, side: Side) -> Value {
    let Some(mut field) = field.as_object().cloned() else {
        return new_field(fact, side);
    };
    let known = field.get("type").and_then(Value::as_str).and_then(|ty| ty.parse().ok());
    if !known.is_some_and(|known| same_type(&fact.ty.ty, &known)) {
        object::set(&mut field, &FIELD, "type", Value::from(fact.ty.ty.to_string()));
    }
    if let Some(required) = fact.required {
        object::flag(&mut field, &FIELD, "required", required);
    }
    if fact.nullable {
        object::flag(&mut field, &FIELD, "nullable", true);
    }
    field.shift_remove("newer");
    Value::Object(field)
}

/// The file of a product.
pub(super) fn product(existing: Option<&Value>, facts: &ActionFacts) -> Value {
    let identity = &facts.identity;
    let mut file = existing.and_then(Value::as_object).cloned().unwrap_or_else(|| {
        let mut skeleton = Map::new();
        let regional = facts.regional.as_ref().is_some_and(|regional| regional.value);
        for (key, value) in [
            ("$schema", Value::from("../../schema/product.json")),
            ("product", Value::from(identity.product.value.as_str())),
            ("version", Value::from(identity.version.value.as_str())),
            ("title", todo("the name that people use")),
            ("doc", todo("what it is for, in one or two sentences")),
            ("page", todo("the address of the documentation's entry page")),
            ("default_rate", Value::from(20)),
            ("regional", Value::Bool(regional)),
            ("topics", Value::Object(Map::new())),
            ("errors", Value::Object(Map::new())),
        ] {
            if value != Value::Bool(false) {
                skeleton.insert(key.to_owned(), value);
            }
        }
        skeleton
    });
    if facts.finance.is_some() {
        object::flag(&mut file, &PRODUCT, "finance", true);
    }
    Value::Object(file)
}

/// Adds the codes that a file's `errors` lack and that are known nowhere else.
pub(super) fn error_meanings(file: &mut Value, codes: &[Code], known: impl Fn(&str) -> bool) {
    let Some(file) = file.as_object_mut() else { return };
    if !file.get("errors").is_some_and(Value::is_object) {
        object::set(file, &PRODUCT, "errors", Value::Object(Map::new()));
    }
    let Some(errors) = file.get_mut("errors").and_then(Value::as_object_mut) else {
        return;
    };
    for code in codes.iter().filter(|code| !known(&code.code)) {
        insert_sorted(errors, &code.code, || todo("what it means"));
    }
}

/// The file of the shared structures.
pub(super) fn types(existing: Option<&Value>, facts: &[StructureFact], remarks: &mut Vec<Remark>) -> Value {
    let mut file = existing.cloned().unwrap_or_else(|| {
        json!({
            "$schema": "../../schema/types.json",
            "page": todo("the address of the page \"data types\""),
            "types": {},
        })
    });
    let Some(types) = file.get_mut("types").and_then(Value::as_object_mut) else {
        return file;
    };
    for fact in facts {
        insert_sorted(types, &fact.name, || json!({ "doc": todo("what it describes"), "fields": [] }));
        let side = if fact.in_requests { Side::Both } else { Side::Reply };
        let Some(structure) = types.get_mut(&fact.name) else {
            continue;
        };
        let merged = fields(object::list(structure, "fields"), &fact.fields, side, fact.line, remarks);
        if let Some(structure) = structure.as_object_mut() {
            structure.insert("fields".to_owned(), Value::Array(merged));
        }
    }
    file
}

/// Inserts a key that is missing, at its place where the keys are sorted, else at the end.
fn insert_sorted(object: &mut Map<String, Value>, key: &str, value: impl Fn() -> Value) {
    if object.contains_key(key) {
        return;
    }
    let at = if object.keys().is_sorted() { object.keys().position(|other| other.as_str() > key) } else { None };
    object.shift_insert(at.unwrap_or(object.len()), key.to_owned(), value());
}
