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
use tencloud_spec::{Action, ApiVersion, ReadError, Source, join};

/// The lists of fields, which are found by name.
const FIELDS: [&str; 3] = ["parameters", "results", "fields"];

/// The form of an overlay. Its parts are partial.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Overlay {
    product: Map<String, Value>,
    types: Types,
    actions: Map<String, Value>,
}

/// The part about shared types. Facts contain no enums.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Types {
    types: Map<String, Value>,
}

/// Replaces facts by those of an overlay.
///
/// # Errors
///
/// If the overlay cannot be read, or names what does not exist. The path of the error is empty.
pub fn overlay(version: &mut ApiVersion, text: &str) -> Result<(), ReadError> {
    let overlay = serde_json::from_str(text).map_err(|error| ReadError {
        path: String::new(),
        line: error.line(),
        column: error.column(),
        message: error.to_string(),
    })?;
    apply(version, overlay).map_err(|misfit| located(text, misfit))
}

fn apply(version: &mut ApiVersion, overlay: Overlay) -> Result<(), Misfit> {
    let before = version.clone();
    if !overlay.product.is_empty() {
        replace(&mut version.product, Value::Object(overlay.product), "product", "/product")?;
    }
    for (name, with) in overlay.types.types {
        let pointer = join("/types/types", &name);
        let structure = version.types.types.get_mut(&name).ok_or_else(|| unknown("types", &name, &pointer))?;
        replace(structure, with, &name, &pointer)?;
    }
    for (name, with) in overlay.actions {
        let pointer = join("/actions", &name);
        let corrects_impact = with.get("impact").is_some();
        let action = version.actions.get_mut(&name).ok_or_else(|| unknown("actions", &name, &pointer))?;
        replace(action, with, &name, &pointer)?;
        if corrects_impact {
            check_impact(action, &join(&pointer, "impact"))?;
        }
    }
    if *version == before {
        return Err(Misfit { pointer: String::new(), message: "it changes nothing; remove it".to_owned() });
    }
    Ok(())
}

/// What is wrong in an overlay.
struct Misfit {
    /// The JSON pointer to the part that is wrong.
    pointer: String,
    message: String,
}

/// Returns the error at the place of a misfit in the text of an overlay.
fn located(text: &str, misfit: Misfit) -> ReadError {
    let (line, column) = Source::new(text).position(&misfit.pointer).unwrap_or((1, 1));
    let message = format!("{} at line {line} column {column}", misfit.message);
    ReadError { path: String::new(), line, column, message }
}

/// Merges a value into a part of the spec that has the name and the pointer.
fn replace<T: Serialize + DeserializeOwned>(
    part: &mut T,
    with: Value,
    name: &str,
    pointer: &str,
) -> Result<(), Misfit> {
    let unreadable =
        |error: serde_json::Error| Misfit { pointer: pointer.to_owned(), message: format!("`{name}`: {error}") };
    let mut value = serde_json::to_value(&*part).map_err(unreadable)?;
    let in_part = |misfit: Misfit| Misfit { message: format!("`{name}`: {}", misfit.message), ..misfit };
    merge(&mut value, with, "", pointer).map_err(in_part)?;
    *part = serde_json::from_value(value).map_err(unreadable)?;
    Ok(())
}

/// Merges a value, which the overlay has at the pointer, into the one under a key.
fn merge(old: &mut Value, new: Value, key: &str, pointer: &str) -> Result<(), Misfit> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in new {
                match old.get_mut(&name) {
                    Some(old) => merge(old, value, &name, &join(pointer, &name))?,
                    None => _ = old.insert(name, value),
                }
            }
            Ok(())
        }
        (Value::Array(old), Value::Array(new)) if FIELDS.contains(&key) => {
            for (index, field) in new.into_iter().enumerate() {
                let pointer = join(pointer, &index.to_string());
                let name = field.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
                let known = old.iter_mut().find(|known| known.get("name").and_then(Value::as_str) == Some(&name));
                merge(known.ok_or_else(|| unknown(key, &name, &pointer))?, field, "", &pointer)?;
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
fn check_impact(action: &Action, pointer: &str) -> Result<(), Misfit> {
    let name = &action.action;
    let misfit = |message: String| Err(Misfit { pointer: pointer.to_owned(), message });
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

fn unknown(key: &str, name: &str, pointer: &str) -> Misfit {
    let message = format!("`{name}` is not among the {key} of the facts; correct the name");
    Misfit { pointer: pointer.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use tencloud_spec::facts::{read, write};
    use tencloud_spec::{Effect, Impact};

    use super::*;

    const FACTS: &str = "product demo\nversion 2019-01-01\nmodule demo\naction Open Key -> Code\naction Shut -> Key\ntype Box Key A:int64\n";

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

    /// Each mistake is reported at the part that contains it, even if an earlier part contains the same name.
    #[test]
    fn mistakes_are_errors() {
        for (text, place, message) in [
            ("{}", (1, 1), "it changes nothing; remove it"),
            ("{\n\"actions\": { \"Opn\": {} } }", (2, 14), "`Opn` is not among the actions"),
            (
                "{\n\n\"actions\": { \"Open\": { \"results\": [{ \"name\": \"X\" }] } } }",
                (3, 36),
                "`Open`: `X` is not among the results",
            ),
            (
                r#"{ "actions": {
                "Shut": { "results": [{ "name": "Key", "nullable": true }] },
                "Open": { "results": [{ "name": "Key" }] } } }"#,
                (3, 39),
                "`Open`: `Key` is not among the results",
            ),
            ("{ \"types\": { \"types\": { \"Bx\": {} } } }", (1, 25), "`Bx` is not among the types"),
            (
                r#"{ "types": { "types": {
                "Box": { "fields": [{ "name": "A", "secrt": true }] } } } }"#,
                (2, 17),
                "`Box`: unknown field `secrt`",
            ),
            (
                "{ \"actions\": {\n\"Shut\": { \"effect\": \"read\" },\n\"Open\": { \"efect\": \"read\" } } }",
                (3, 1),
                "`Open`: unknown field `efect`",
            ),
            ("{ \"actions\": {\n\"Open\":\n{ \"impact\": [\"bad\"] } } }", (2, 1), "`Open`: unknown variant `bad`"),
            ("{ \"product\": { \"finanse\": true } }", (1, 3), "`product`: unknown field `finanse`"),
            ("{ \"actions\": {\n\"Open\": { \"impact\": [] } } }", (2, 11), "show its impact; remove"),
            (
                "{ \"actions\": {\n\"Open\": { \"effect\": \"read\", \"impact\": [\"billable\"] } } }",
                (2, 29),
                "does not write",
            ),
            ("{ \"action\": {} }", (1, 10), "unknown field `action`"),
            ("{ \"types\": { \"enums\": {} } }", (1, 20), "unknown field `enums`, expected `types`"),
            ("no JSON", (1, 2), "expected"),
        ] {
            let error = overlay(&mut read(FACTS).unwrap(), text).unwrap_err();
            assert_eq!((error.line, error.column), place, "{error}");
            assert!(error.message.contains(message), "{error}");
        }
    }
}
