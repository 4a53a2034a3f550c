//! From the texts of the spec files to the spec's types, with every fault of form on the way.

use std::collections::{BTreeMap, HashMap};

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fault::{Fault, did_you_mean};
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
#[derive(Default)]
pub(crate) struct Version {
    pub(crate) product: Option<spec::Product>,
    pub(crate) types: Option<spec::Types>,
    /// By file name, without its ending.
    pub(crate) actions: BTreeMap<String, spec::Action>,
}

/// Collects faults and knows where in its file each of them stands.
#[derive(Default)]
pub(crate) struct Faults {
    sources: HashMap<String, Source>,
    found: Vec<Fault>,
}

impl Faults {
    /// Reports a fault at a JSON pointer of a file. What lies in a value that is already at fault adds nothing.
    pub(crate) fn add(&mut self, file: &str, pointer: &str, what: impl Into<String>, mend: impl Into<String>) {
        let covered = |known: &str| pointer == known || pointer.starts_with(&format!("{known}/"));
        if !pointer.is_empty()
            && self
                .found
                .iter()
                .any(|f| f.file == file && !f.pointer.is_empty() && covered(&f.pointer))
        {
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
            rest => {
                let stem = rest.strip_prefix("actions/")?.strip_suffix(".json")?;
                (!stem.contains('/')).then_some(Place::Action { folder, stem })
            }
        }
    }
}

/// Reads all files. The spec that comes back is whole enough to go on checking, even where faults were found.
pub(crate) fn read(files: &BTreeMap<String, String>) -> (Spec, Faults) {
    let mut reader = Reader {
        faults: Faults::default(),
        validators: HashMap::new(),
    };
    let mut spec = Spec::default();
    for (path, text) in files {
        match Place::of(path) {
            Some(Place::Common) => spec.common = reader.file(Kind::Common, path, text),
            Some(Place::Product { folder }) => {
                version(&mut spec, folder).product = reader.file(Kind::Product, path, text);
            }
            Some(Place::Types { folder }) => version(&mut spec, folder).types = reader.file(Kind::Types, path, text),
            Some(Place::Action { folder, stem }) => {
                if let Some(action) = reader.file(Kind::Action, path, text) {
                    version(&mut spec, folder).actions.insert(stem.to_owned(), action);
                }
            }
            None => reader.faults.add(
                path,
                "",
                "the file has no place in the spec",
                "name it common.json, or <product>/<version>/{product,types}.json or <product>/<version>/actions/<Action>.json",
            ),
        }
    }
    for needed in needed_files(&spec, files) {
        reader.faults.add(
            &needed,
            "",
            "the file is missing",
            "write it; spec/schema says what it holds",
        );
    }
    (spec, reader.faults)
}

fn version<'a>(spec: &'a mut Spec, folder: &str) -> &'a mut Version {
    spec.versions.entry(folder.to_owned()).or_default()
}

fn needed_files(spec: &Spec, files: &BTreeMap<String, String>) -> Vec<String> {
    let of_versions = spec
        .versions
        .keys()
        .flat_map(|folder| ["product", "types"].map(|name| format!("{folder}/{name}.json")));
    std::iter::once("common.json".to_owned())
        .chain(of_versions)
        .filter(|path| !files.contains_key(path))
        .collect()
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
                    position: Some((error.line(), error.column())),
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
        serde_json::from_value(value)
            .map_err(|error| {
                self.faults.add(
                    path,
                    "",
                    format!("unreadable: {error}"),
                    "correct the faults above first",
                )
            })
            .ok()
    }

    /// Holds a value against its schema, reports each fault and repairs it, so that the rest can still be checked.
    fn check_form(&mut self, kind: Kind, path: &str, value: &mut Value) {
        let (schema, validator) = self.validators.entry(kind.name()).or_insert_with(|| compile(kind));
        // A repair can uncover the next fault (a value of the wrong type goes, its key is now missing). What lies in
        // a place already reported is not reported again.
        for _ in 0..4 {
            let mut repairs: Vec<(String, Value)> = Vec::new();
            for error in validator.iter_errors(value) {
                let pointer = error.instance_path().as_str();
                let rules = rules_at(schema, error.schema_path().as_str());
                match error.kind() {
                    ValidationErrorKind::AdditionalProperties { unexpected } => {
                        let known = rules.get("properties").and_then(Value::as_object);
                        for key in unexpected {
                            let names = known.into_iter().flat_map(|known| known.keys().map(String::as_str));
                            let pointer = join(pointer, key);
                            let mend = did_you_mean(key, names, "remove it");
                            self.faults.add(path, &pointer, format!("unknown key `{key}`"), mend);
                            repairs.push((pointer, Value::Null));
                        }
                    }
                    ValidationErrorKind::Required { property } => {
                        let key = property.as_str().unwrap_or_default();
                        let pointer = join(pointer, key);
                        self.faults
                            .add(path, &pointer, format!("the key `{key}` is missing"), "add it");
                        repairs.push((pointer, placeholder(schema, rules, key)));
                    }
                    _ => {
                        let mend = "the schema in spec/schema says what stands here";
                        self.faults.add(path, pointer, error.to_string(), mend);
                        repairs.push((pointer.to_owned(), Value::Null));
                    }
                }
            }
            if repairs.is_empty() {
                break;
            }
            for (pointer, replacement) in repairs {
                repair(value, &pointer, replacement);
            }
        }
    }
}

fn compile(kind: Kind) -> (Value, Validator) {
    let schema = kind.schema();
    match jsonschema::validator_for(&schema) {
        Ok(validator) => (schema, validator),
        Err(error) => unreachable!("schemars wrote an invalid schema for {}: {error}", kind.name()),
    }
}

/// Puts a replacement where a faulty value stands; `null` takes the key out.
fn repair(value: &mut Value, pointer: &str, replacement: Value) {
    let Some((parent, step)) = pointer.rsplit_once('/') else {
        return;
    };
    let step = step.replace("~1", "/").replace("~0", "~");
    match value.pointer_mut(parent) {
        Some(Value::Object(object)) if replacement.is_null() => {
            object.shift_remove(&step);
        }
        Some(Value::Object(object)) => {
            object.insert(step, replacement);
        }
        // The other elements keep their places, which pointers name.
        Some(Value::Array(array)) => {
            if let Some(element) = step.parse().ok().and_then(|index: usize| array.get_mut(index)) {
                *element = Value::String(String::new());
            }
        }
        _ => {}
    }
}

/// The part of a schema in which a rule stands, by the rule's path: `/properties/x/$ref/additionalProperties`.
fn rules_at<'a>(schema: &'a Value, path: &str) -> &'a Value {
    let mut here = schema;
    let steps: Vec<String> = path
        .split('/')
        .skip(1)
        .map(|step| step.replace("~1", "/").replace("~0", "~"))
        .collect();
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
    let target = here
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|r| schema.pointer(r.trim_start_matches('#')));
    target.unwrap_or(here)
}

/// A value that fits a missing key's type, so that the rest of the file can be read.
fn placeholder(schema: &Value, rules: &Value, key: &str) -> Value {
    let rules = rules
        .pointer(&join("/properties", key))
        .map_or(&Value::Null, |property| resolve(schema, property));
    let type_name = match rules.get("type") {
        Some(Value::Array(names)) => names.first().and_then(Value::as_str),
        name => name.and_then(Value::as_str),
    };
    match type_name {
        Some("array") => Value::Array(Vec::new()),
        Some("object") => Value::Object(serde_json::Map::new()),
        Some("integer" | "number") => Value::from(0),
        Some("boolean") => Value::Bool(false),
        _ => rules
            .pointer("/oneOf/0/const")
            .or_else(|| rules.pointer("/enum/0"))
            .cloned()
            .unwrap_or_else(|| Value::String(String::new())),
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
