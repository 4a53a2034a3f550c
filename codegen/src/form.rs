//! Errors of form: finds everything in a file that its schema does not allow, in one pass.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::diagnostics::Diagnostics;
use crate::schema::Kind;
use crate::spec::{TODO, advise, did_you_mean, join, nearest, shown, unescape};

/// What one kind of file may contain.
pub(crate) struct Form {
    schema: Value,
    validator: Validator,
}

impl Form {
    pub(crate) fn of(kind: Kind) -> Form {
        let schema = kind.schema();
        match jsonschema::validator_for(&schema) {
            Ok(validator) => Form { schema, validator },
            Err(error) => unreachable!("schemars wrote an invalid schema for {}: {error}", kind.name()),
        }
    }

    /// Reports each error in a value and repairs it, so that the rest can still be read and checked.
    pub(crate) fn check(&self, file: &str, value: &mut Value, diagnostics: &mut Diagnostics) {
        // A repair can uncover the next error: a value of the wrong type hides its contents.
        for _ in 0..4 {
            let repairs = self.invalid_places(file, value, diagnostics);
            if repairs.is_empty() {
                break;
            }
            for (pointer, repair) in repairs {
                repair.apply(value, &pointer);
            }
        }
    }

    /// Reports the errors in a value, and returns the repairs that make it readable.
    fn invalid_places(&self, file: &str, value: &Value, diagnostics: &mut Diagnostics) -> Vec<(String, Repair)> {
        let mut repairs = Vec::new();
        let mut missing = Vec::new();
        for error in self.validator.iter_errors(value) {
            let pointer = error.instance_path().as_str();
            let rules = rules_at(&self.schema, error.schema_path().as_str());
            match error.kind() {
                ValidationErrorKind::AdditionalProperties { unexpected } => {
                    for key in unexpected {
                        // A key that already exists is not the intended one.
                        let meant = nearest(key, keys(rules).filter(|known| error.instance().get(known).is_none()));
                        let misspelt = join(pointer, key);
                        diagnostics.add(file, &misspelt, format!("unknown key `{key}`"), advise(meant, "remove it"));
                        let repair = meant.map_or(Repair::Remove, |meant| {
                            diagnostics.moved(file, &misspelt, &join(pointer, meant));
                            Repair::MoveTo(meant.to_owned())
                        });
                        repairs.push((misspelt, repair));
                    }
                }
                ValidationErrorKind::Required { property } => {
                    let key = property.as_str().unwrap_or_default().to_owned();
                    missing.push((pointer.to_owned(), self.placeholder(rules, &key), key));
                }
                _ => {
                    let (message, help) = describe(&error, rules);
                    diagnostics.add(file, pointer, message, help);
                    repairs.push((pointer.to_owned(), Repair::Replace(self.stand_in(rules))));
                }
            }
        }
        for (object, placeholder, key) in missing {
            let pointer = join(&object, &key);
            // A misspelled key has already been reported as such.
            let is_meant = |(at, repair): &(String, Repair)| {
                matches!(repair, Repair::MoveTo(meant) if *meant == key)
                    && at.rsplit_once('/').is_some_and(|(parent, _)| parent == object)
            };
            if !repairs.iter().any(is_meant) {
                diagnostics.add(file, &pointer, format!("the key `{key}` is missing"), "add it");
                repairs.push((pointer, Repair::Replace(placeholder)));
            }
        }
        repairs
    }

    /// Returns a value that fits the type of a missing key.
    fn placeholder(&self, rules: &Value, key: &str) -> Value {
        rules.pointer(&join("/properties", key)).map_or(Value::Null, |rules| self.stand_in(rules))
    }

    /// Returns the smallest value that a schema allows.
    fn stand_in(&self, rules: &Value) -> Value {
        let rules = resolve(&self.schema, rules);
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
                keys.map(|key| (key.to_owned(), self.placeholder(rules, key))).collect::<serde_json::Map<_, _>>().into()
            }
            (None, Some("integer" | "number")) => Value::from(0),
            (None, Some("boolean")) => Value::Bool(false),
            _ => Value::String(String::new()),
        }
    }
}

/// A change that makes an invalid value readable.
enum Repair {
    Remove,
    /// The key was misspelled: move its value to the intended key.
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

/// Returns the message and the help for a value that breaks a rule of a schema.
fn describe(error: &ValidationError<'_>, rules: &Value) -> (String, String) {
    let instance = error.instance();
    if let Some(text) = instance.as_str().filter(|text| text.contains(TODO)) {
        return (format!("left to fill in: {text}"), "replace it from the documentation page".to_owned());
    }
    let constants = rules.get("oneOf").or_else(|| rules.get("enum")).and_then(Value::as_array);
    let allowed: Vec<&str> =
        constants.into_iter().flatten().filter_map(|rule| rule.get("const").unwrap_or(rule).as_str()).collect();
    let shown = shown(instance);
    if allowed.is_empty() {
        let message = error.masked_with(shown.as_str()).to_string();
        return (message, "see the schema in spec/schema".to_owned());
    }
    let help = format!("write one of `{}`", allowed.join("`, `"));
    (format!("{shown} is not allowed here"), did_you_mean(instance.as_str().unwrap_or_default(), allowed, &help))
}

/// Returns the keys that an object may have according to its schema.
fn keys(rules: &Value) -> impl Iterator<Item = &str> {
    let properties = rules.get("properties").and_then(Value::as_object);
    properties.into_iter().flat_map(|known| known.keys().map(String::as_str))
}

/// Returns the part of a schema that contains a rule, by the rule's path: `/properties/x/$ref/additionalProperties`.
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

/// Resolves a schema's `$ref`, if it has one.
fn resolve<'a>(schema: &'a Value, here: &'a Value) -> &'a Value {
    let target = here.get("$ref").and_then(Value::as_str).and_then(|r| schema.pointer(r.trim_start_matches('#')));
    target.unwrap_or(here)
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
