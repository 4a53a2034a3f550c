//! From the texts of the spec files to the spec's types, with every fault of form on the way.

use std::collections::{BTreeMap, HashMap};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::check::TODO;
use crate::fault::{Fault, did_you_mean, nearest};
use crate::schema::Kind;
use crate::source::{Source, join};
use crate::spec;

/// The whole spec as read, before its meaning has been checked. A file that could not be read is `None`.
#[derive(Default)]
pub(crate) struct Spec {
    pub(crate) common: Option<spec::Common>,
    /// By folder, `redis/2018-04-12`.
    pub(crate) versions: BTreeMap<String, Version>,
}

/// One version of a product.
#[derive(Clone, Default)]
pub(crate) struct Version {
    pub(crate) product: Option<spec::Product>,
    pub(crate) types: Option<spec::Types>,
    /// Where the spec knows better than the official metadata. Few versions need that.
    pub(crate) corrections: Option<spec::Corrections>,
    /// By file name, without its ending.
    pub(crate) actions: BTreeMap<String, spec::Action>,
}

/// Collects faults and knows where in its file each of them stands.
#[derive(Default)]
pub(crate) struct Faults {
    /// Set while a product is checked of which nobody has written docs yet.
    pub(crate) texts_may_be_empty: bool,
    sources: HashMap<String, Source>,
    found: Vec<Fault>,
}

impl Faults {
    /// Reports a fault at a JSON pointer of a file. What lies in a value that is already at fault adds nothing.
    pub(crate) fn add(&mut self, file: &str, pointer: &str, what: impl Into<String>, mend: impl Into<String>) {
        if !pointer.is_empty() && self.covers(file, pointer) {
            return;
        }
        let position = self.sources.get(file).and_then(|source| source.position(pointer));
        self.found.push(Fault {
            file: file.to_owned(),
            position,
            pointer: pointer.to_owned(),
            what: what.into(),
            mend: mend.into(),
        });
    }

    /// Whether a value, or one around it, is at fault already.
    pub(crate) fn covers(&self, file: &str, pointer: &str) -> bool {
        self.found.iter().filter(|fault| fault.file == file).any(|fault| {
            let rest = pointer.strip_prefix(&fault.pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && !fault.pointer.is_empty())
        })
    }

    /// Whether any file of a folder, or of what all products share, is at fault.
    pub(crate) fn touch(&self, folder: &str) -> bool {
        self.found.iter().any(|fault| fault.file.starts_with(folder) || fault.file == "common.json")
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Fault> {
        self.found.sort();
        self.found
    }
}

/// What a path below `spec/` holds.
enum Place<'a> {
    Common,
    Product { folder: &'a str },
    Types { folder: &'a str },
    Corrections { folder: &'a str },
    Action { folder: &'a str, stem: &'a str },
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Option<Place<'a>> {
        if path == "common.json" {
            return Some(Place::Common);
        }
        let second_slash = path.match_indices('/').nth(1)?.0;
        let (folder, rest) = path.split_at(second_slash);
        match rest.trim_start_matches('/') {
            "product.json" => Some(Place::Product { folder }),
            "types.json" => Some(Place::Types { folder }),
            "corrections.json" => Some(Place::Corrections { folder }),
            rest => {
                let stem = rest.strip_prefix("actions/")?.strip_suffix(".json")?;
                (!stem.contains('/')).then_some(Place::Action { folder, stem })
            }
        }
    }
}

/// Reads all files. The spec that comes back is whole enough to go on checking, even where faults were found.
pub(crate) fn read(files: &BTreeMap<String, String>) -> (Spec, Faults) {
    let mut reader = Reader { faults: Faults::default(), validators: HashMap::new() };
    let mut spec = Spec::default();
    for (path, text) in files {
        match Place::of(path) {
            Some(Place::Common) => spec.common = reader.file(Kind::Common, path, text),
            Some(Place::Product { folder }) => {
                version(&mut spec, folder).product = reader.file(Kind::Product, path, text);
            }
            Some(Place::Types { folder }) => version(&mut spec, folder).types = reader.file(Kind::Types, path, text),
            Some(Place::Corrections { folder }) => {
                version(&mut spec, folder).corrections = reader.file(Kind::Corrections, path, text);
            }
            Some(Place::Action { folder, stem }) => {
                if let Some(action) = reader.file(Kind::Action, path, text) {
                    version(&mut spec, folder).actions.insert(stem.to_owned(), action);
                }
            }
            None => reader.faults.add(
                path,
                "",
                "the file has no place in the spec",
                "name it common.json, or <product>/<version>/{product,types,corrections}.json or <product>/<version>/actions/<Action>.json",
            ),
        }
    }
    for needed in needed_files(&spec, files) {
        reader.faults.add(&needed, "", "the file is missing", "write it; spec/schema says what it holds");
    }
    (spec, reader.faults)
}

fn version<'a>(spec: &'a mut Spec, folder: &str) -> &'a mut Version {
    spec.versions.entry(folder.to_owned()).or_default()
}

fn needed_files(spec: &Spec, files: &BTreeMap<String, String>) -> Vec<String> {
    let of_versions =
        spec.versions.keys().flat_map(|folder| ["product", "types"].map(|name| format!("{folder}/{name}.json")));
    std::iter::once("common.json".to_owned()).chain(of_versions).filter(|path| !files.contains_key(path)).collect()
}

struct Reader {
    faults: Faults,
    validators: HashMap<&'static str, (Value, Validator)>,
}

impl Reader {
    /// Reads one file; nothing comes back where it is too broken to go on with.
    fn file<T: DeserializeOwned>(&mut self, kind: Kind, path: &str, text: &str) -> Option<T> {
        let mut value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => {
                self.faults.found.push(Fault {
                    file: path.to_owned(),
                    // At the end of a text serde_json names the column before the first.
                    position: Some((error.line(), error.column().max(1))),
                    pointer: String::new(),
                    what: format!("this is not JSON: {error}"),
                    mend: "correct the text there".to_owned(),
                });
                return None;
            }
        };
        let source = Source::new(text);
        let duplicates = source.duplicates.clone();
        self.faults.sources.insert(path.to_owned(), source);
        for pointer in duplicates {
            self.faults.add(
                path,
                &pointer,
                "this key stands twice, and only the last one counts",
                "remove one of the two",
            );
        }
        self.check_form(kind, path, &mut value);
        let read = serde_json::from_value(value);
        if let Err(error) = &read
            && !self.faults.covers(path, "")
            && !self.faults.found.iter().any(|fault| fault.file == path)
        {
            self.faults.add(
                path,
                "",
                format!("unreadable: {error}"),
                "the schema in spec/schema says what stands here",
            );
        }
        read.ok()
    }

    /// Holds a value against its schema, reports each fault and repairs it, so that the rest can still be checked.
    fn check_form(&mut self, kind: Kind, path: &str, value: &mut Value) {
        let (schema, validator) = self.validators.entry(kind.name()).or_insert_with(|| compile(kind));
        // A repair can uncover the next fault (a value of the wrong type hides what is in it). What lies in a place
        // already reported is not reported again.
        for _ in 0..4 {
            let mut repairs: Vec<(String, Repair)> = Vec::new();
            let mut missing = Vec::new();
            for error in validator.iter_errors(value) {
                let pointer = error.instance_path().as_str();
                let rules = rules_at(schema, error.schema_path().as_str());
                match error.kind() {
                    ValidationErrorKind::AdditionalProperties { unexpected } => {
                        for key in unexpected {
                            let known = rules.get("properties").and_then(Value::as_object);
                            let names = || known.into_iter().flat_map(|known| known.keys().map(String::as_str));
                            let mend = did_you_mean(key, names(), "remove it");
                            self.faults.add(path, &join(pointer, key), format!("unknown key `{key}`"), mend);
                            let meant = nearest(key, names()).map(|meant| join(pointer, meant));
                            repairs.push((join(pointer, key), meant.map_or(Repair::Remove, Repair::MoveTo)));
                        }
                    }
                    ValidationErrorKind::Required { property } => {
                        let key = property.as_str().unwrap_or_default();
                        missing.push((join(pointer, key), key.to_owned(), placeholder(schema, rules, key)));
                    }
                    _ => {
                        let (what, mend) = describe(&error, rules);
                        self.faults.add(path, pointer, what, mend);
                        repairs.push((pointer.to_owned(), Repair::Replace(stand_in(schema, rules))));
                    }
                }
            }
            for (pointer, key, replacement) in missing {
                // A misspelt key has been reported as what it is.
                let misspelt =
                    repairs.iter().any(|(_, repair)| matches!(repair, Repair::MoveTo(meant) if *meant == pointer));
                if !misspelt {
                    self.faults.add(path, &pointer, format!("the key `{key}` is missing"), "add it");
                    repairs.push((pointer, Repair::Replace(replacement)));
                }
            }
            if repairs.is_empty() {
                break;
            }
            for (pointer, repair) in repairs {
                repair.apply(value, &pointer);
            }
        }
    }
}

/// What a schema's rule says of a value that breaks it, and the mend.
fn describe(error: &ValidationError<'_>, rules: &Value) -> (String, String) {
    let instance = error.instance();
    if let Some(text) = instance.as_str().filter(|text| text.contains(TODO)) {
        return (format!("left to fill in: {text}"), "replace it from the documentation page".to_owned());
    }
    let constants = rules.get("oneOf").or_else(|| rules.get("enum")).and_then(Value::as_array);
    let allowed: Vec<&str> =
        constants.into_iter().flatten().filter_map(|rule| rule.get("const").unwrap_or(rule).as_str()).collect();
    if allowed.is_empty() {
        return (error.to_string(), "the schema in spec/schema says what stands here".to_owned());
    }
    let mend = format!("write one of {}", allowed.join(", "));
    (format!("{instance} is not allowed here"), did_you_mean(instance.as_str().unwrap_or_default(), allowed, &mend))
}

fn compile(kind: Kind) -> (Value, Validator) {
    let schema = kind.schema();
    match jsonschema::validator_for(&schema) {
        Ok(validator) => (schema, validator),
        Err(error) => unreachable!("schemars wrote an invalid schema for {}: {error}", kind.name()),
    }
}

/// What makes a faulty place readable.
enum Repair {
    Remove,
    /// The key was misspelt: its value moves to where it was meant to stand.
    MoveTo(String),
    Replace(Value),
}

impl Repair {
    fn apply(self, value: &mut Value, pointer: &str) {
        let Some((parent, step)) = pointer.rsplit_once('/') else { return };
        let step = unescape(step);
        match (self, value.pointer_mut(parent)) {
            (Repair::Remove, Some(Value::Object(object))) => {
                object.shift_remove(&step);
            }
            (Repair::MoveTo(meant), Some(Value::Object(object))) => {
                let meant = unescape(meant.rsplit('/').next().unwrap_or_default());
                if let Some(moved) = object.shift_remove(&step) {
                    object.entry(meant).or_insert(moved);
                }
            }
            (Repair::Replace(replacement), Some(Value::Object(object))) => {
                object.insert(step, replacement);
            }
            (Repair::Replace(replacement), Some(Value::Array(array))) => {
                if let Some(element) = step.parse().ok().and_then(|index: usize| array.get_mut(index)) {
                    *element = replacement;
                }
            }
            _ => {}
        }
    }
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The part of a schema in which a rule stands, by the rule's path: `/properties/x/$ref/additionalProperties`.
fn rules_at<'a>(schema: &'a Value, path: &str) -> &'a Value {
    let mut here = schema;
    let steps: Vec<String> = path.split('/').skip(1).map(unescape).collect();
    for step in steps.iter().take(steps.len().saturating_sub(1)) {
        let next = match step.as_str() {
            "$ref" => Some(resolve(schema, here)),
            step => here.get(step).or_else(|| here.get(step.parse::<usize>().ok()?)),
        };
        here = next.unwrap_or(here);
    }
    here
}

/// Follows a schema's `$ref`, where it has one.
fn resolve<'a>(schema: &'a Value, here: &'a Value) -> &'a Value {
    let target = here.get("$ref").and_then(Value::as_str).and_then(|r| schema.pointer(r.trim_start_matches('#')));
    target.unwrap_or(here)
}

/// A value that fits the type of a missing key.
fn placeholder(schema: &Value, rules: &Value, key: &str) -> Value {
    rules.pointer(&join("/properties", key)).map_or(Value::Null, |rules| stand_in(schema, rules))
}

/// The least value that keeps a schema's rules, so that the rest of a file can be read.
fn stand_in(schema: &Value, rules: &Value) -> Value {
    let rules = resolve(schema, rules);
    let type_name = match rules.get("type") {
        Some(Value::Array(names)) => names.first().and_then(Value::as_str),
        name => name.and_then(Value::as_str),
    };
    let given = ["/examples/0", "/oneOf/0/const", "/enum/0"].iter().find_map(|path| rules.pointer(path));
    match (given, type_name) {
        (Some(given), _) => given.clone(),
        (None, Some("array")) => Value::Array(Vec::new()),
        (None, Some("object")) => {
            let required = rules.get("required").and_then(Value::as_array).into_iter().flatten();
            let keys = required.filter_map(Value::as_str);
            keys.map(|key| (key.to_owned(), placeholder(schema, rules, key))).collect::<serde_json::Map<_, _>>().into()
        }
        (None, Some("integer" | "number")) => Value::from(0),
        (None, Some("boolean")) => Value::Bool(false),
        _ => Value::String(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_valid() {
        for kind in Kind::ALL {
            assert!(jsonschema::meta::is_valid(&kind.schema()), "{}", kind.name());
        }
    }
}
