//! Exceptions from the rules by which facts are derived, and facts that no source contains: a JSON file beside the
//! facts of a version, in the form of the spec. It is applied before the facts are written.
//!
//! ```json
//! {
//!   "product": { "finance": true },
//!   "types": { "types": { "Box": { "fields": [{ "name": "Key", "secret": true }] } } },
//!   "actions": { "OpenBox": { "effect": "read", "results": [{ "name": "Code", "nullable": true }] } }
//! }
//! ```
//!
//! What the file contains replaces the fact. Fields are found by name. An action, a struct or a field that does not
//! exist is an error, and so is an overlay that changes nothing, or an impact that needs no correction.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tencloud_spec::{Action, ApiVersion, ReadError};

/// The lists of fields, which are found by name.
const FIELDS: [&str; 3] = ["parameters", "results", "fields"];

/// The objects whose keys are names that must exist.
const NAMED: [&str; 2] = ["actions", "types"];

/// The form of an overlay. Its parts are partial.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Overlay {
    #[serde(default)]
    product: Map<String, Value>,
    #[serde(default)]
    types: Map<String, Value>,
    #[serde(default)]
    actions: Map<String, Value>,
}

/// Replaces facts by those of an overlay.
///
/// # Errors
///
/// If the overlay cannot be read, or names what does not exist. The path of the error is empty.
pub fn overlay(version: &mut ApiVersion, text: &str) -> Result<(), ReadError> {
    let overlay: Overlay = serde_json::from_str(text).map_err(|error| ReadError {
        path: String::new(),
        line: error.line(),
        column: error.column(),
        message: error.to_string(),
    })?;
    let before = version.clone();
    let at = |message| located(text, message);
    let has_impact = |(_, action): &(&String, &Value)| action.get("impact").is_some();
    let with_impact: Vec<String> = overlay.actions.iter().filter(has_impact).map(|(name, _)| name.clone()).collect();
    replace(&mut version.product, overlay.product, "product").map_err(at)?;
    replace(&mut version.types, overlay.types, "types").map_err(at)?;
    replace(&mut version.actions, overlay.actions, "actions").map_err(at)?;
    let with_impact = with_impact.iter().filter_map(|name| version.actions.get(name));
    with_impact.into_iter().try_for_each(check_impact).map_err(at)?;
    if *version == before {
        return Err(located(text, Misfit { name: String::new(), message: "it changes nothing; remove it".to_owned() }));
    }
    Ok(())
}

/// What is wrong in an overlay.
struct Misfit {
    /// The name at which it is wrong.
    name: String,
    message: String,
}

/// Returns the error at the first place at which an overlay contains the name.
fn located(text: &str, misfit: Misfit) -> ReadError {
    let before = text.find(&format!("{:?}", misfit.name)).and_then(|at| text.get(..at)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    ReadError {
        path: String::new(),
        line,
        column,
        message: format!("{} at line {line} column {column}", misfit.message),
    }
}

fn replace<T: Serialize + DeserializeOwned>(part: &mut T, with: Map<String, Value>, key: &str) -> Result<(), Misfit> {
    if with.is_empty() {
        return Ok(());
    }
    let unreadable = |error: serde_json::Error| Misfit { name: key.to_owned(), message: format!("`{key}`: {error}") };
    let mut value = serde_json::to_value(&*part).map_err(unreadable)?;
    merge(&mut value, Value::Object(with), key)?;
    *part = serde_json::from_value(value).map_err(unreadable)?;
    Ok(())
}

/// Merges a value into the one under a key.
fn merge(old: &mut Value, new: Value, key: &str) -> Result<(), Misfit> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in new {
                match old.get_mut(&name) {
                    Some(old) => merge(old, value, &name)?,
                    None if NAMED.contains(&key) && name != "enums" => return Err(unknown(key, &name)),
                    None => _ = old.insert(name, value),
                }
            }
            Ok(())
        }
        (Value::Array(old), Value::Array(new)) if FIELDS.contains(&key) => {
            for field in new {
                let name = field.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
                let known = old.iter_mut().find(|known| known.get("name").and_then(Value::as_str) == Some(&name));
                merge(known.ok_or_else(|| unknown(key, &name))?, field, "")?;
            }
            Ok(())
        }
        (old, new) => {
            *old = new;
            Ok(())
        }
    }
}

/// Checks that a corrected impact differs from the guess, so that no correction becomes stale.
fn check_impact(action: &Action) -> Result<(), Misfit> {
    let name = &action.action;
    let misfit = |message: String| Err(Misfit { name: name.clone(), message });
    if action.effect.value().is_some_and(|effect| effect.is_repeatable()) {
        return misfit(format!("`{name}` does not write; remove its impact"));
    }
    let (mut corrected, mut guessed) = (action.impacts(), Action { impact: None, ..action.clone() }.impacts());
    corrected.sort_unstable();
    guessed.sort_unstable();
    if corrected == guessed {
        return misfit(format!("the name and the parameters of `{name}` show its impact; remove the impact"));
    }
    Ok(())
}

fn unknown(key: &str, name: &str) -> Misfit {
    Misfit { name: name.to_owned(), message: format!("`{name}` is not among the {key} of the facts; correct the name") }
}

#[cfg(test)]
mod tests {
    use tencloud_spec::facts::{read, write};
    use tencloud_spec::{Effect, Impact};

    use super::*;

    const FACTS: &str =
        "product demo\nversion 2019-01-01\nmodule demo\naction Open Key -> Code\ntype Box Key A:int64\n";

    #[test]
    fn facts_are_replaced() {
        let mut version = read(FACTS).unwrap();
        let text = r#"{ "product": { "finance": true },
            "types": { "types": { "Box": { "fields": [{ "name": "Key", "secret": true }] } } },
            "actions": { "Open": { "effect": "read", "results": [{ "name": "Code", "nullable": true }] } } }"#;
        overlay(&mut version, text).unwrap();
        let open = &version.actions["Open"];
        assert_eq!((open.effect.value(), open.results[0].nullable), (Some(&Effect::Read), true));
        assert!(version.product.finance && version.types.types["Box"].fields[0].is_secret());
        assert!(!open.parameters[0].is_secret());
    }

    #[test]
    fn impacts_are_corrected() {
        let mut version = read(FACTS).unwrap();
        overlay(&mut version, r#"{ "actions": { "Open": { "impact": ["billable", "disruptive"] } } }"#).unwrap();
        assert_eq!(version.actions["Open"].impacts(), [Impact::Billable, Impact::Disruptive]);
        let text = write(&version);
        assert!(text.contains("action Open Key -> Code ; impact=billable,disruptive\n"), "{text}");
        assert_eq!(read(&text), Ok(version));
    }

    #[test]
    fn mistakes_are_errors() {
        for (text, line, message) in [
            ("{}", 1, "it changes nothing"),
            ("{\n\"actions\": { \"Opn\": {} } }", 2, "`Opn` is not among the actions"),
            (
                "{\n\n\"actions\": { \"Open\": { \"results\": [{ \"name\": \"X\" }] } } }",
                3,
                "`X` is not among the results",
            ),
            ("{ \"types\": { \"types\": { \"Bx\": {} } } }", 1, "`Bx` is not among the types"),
            ("{ \"actions\": { \"Open\": { \"efect\": \"read\" } } }", 1, "`actions`: unknown field `efect`"),
            ("{ \"actions\": { \"Open\":\n{ \"impact\": [\"bad\"] } } }", 1, "`actions`: unknown variant `bad`"),
            ("{ \"actions\": {\n\"Open\": { \"impact\": [] } } }", 2, "show its impact; remove"),
            (
                "{ \"actions\": {\n\"Open\": { \"effect\": \"read\", \"impact\": [\"billable\"] } } }",
                2,
                "does not write",
            ),
            ("{ \"action\": {} }", 1, "unknown field `action`"),
            ("no JSON", 1, "expected"),
        ] {
            let error = overlay(&mut read(FACTS).unwrap(), text).unwrap_err();
            assert_eq!(error.line, line, "{error}");
            assert!(error.message.contains(message), "{error}");
        }
    }
}
