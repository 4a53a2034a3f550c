//! Turns the entries of a form into parameters.

use serde_json::{Map, Value};
use tencloud_calls::check::Fault;
use tencloud_calls::secrets::MASK;
use tencloud_calls::{Target, values};
use tencloud_spec::{Field, Type, Types};

use crate::form::entries::Entries;
use crate::submitted::{JSON, Submitted};

/// Returns the parameters that a form has sent, as JSON or by its inputs.
pub(crate) fn parameters(submitted: &Submitted, target: Target) -> Result<Map<String, Value>, Vec<Fault>> {
    let entries = Entries::of(submitted);
    let Some(text) = submitted.text(JSON) else { return of_entries(&entries, target) };
    let object = object(text).map_err(|message| vec![Fault::of_value("", message)])?;
    let (kept, _) = read(&entries, target);
    let unmask = |(name, value): (String, Value)| {
        let value = unmasked(value, kept.get(&name));
        (name, value)
    };
    Ok(object.into_iter().map(unmask).collect())
}

/// Returns the parameters that a form has sent, without those that are wrong.
pub(crate) fn lenient(submitted: &Submitted, target: Target) -> Map<String, Value> {
    match submitted.text(JSON) {
        Some(_) => parameters(submitted, target).unwrap_or_default(),
        None => read(&Entries::of(submitted), target).0,
    }
}

/// Puts what the inputs keep into JSON in which it is masked. In a list, this concerns only items that are otherwise the
/// same, and if their number has changed, only those like no other: another item may have taken the place.
fn unmasked(value: Value, kept: Option<&Value>) -> Value {
    match value {
        Value::String(text) if text == MASK => kept.cloned().unwrap_or(Value::String(text)),
        Value::Array(items) => {
            let kept = kept.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let is_in_place = items.len() == kept.len();
            let is_only = |item: &Value| kept.iter().filter(|kept| is_same(item, kept)).count() == 1;
            let kept = |index: usize, item: &Value| {
                kept.get(index).filter(|kept| is_same(item, kept) && (is_in_place || is_only(item)))
            };
            let items = items.into_iter().enumerate();
            let unmask = |(index, item)| {
                let kept = kept(index, &item);
                unmasked(item, kept)
            };
            items.map(unmask).collect()
        }
        Value::Object(object) => {
            let kept = |name: &str| kept.and_then(|kept| kept.get(name));
            let members = object.into_iter().map(|(name, value)| {
                let value = unmasked(value, kept(&name));
                (name, value)
            });
            Value::Object(members.collect())
        }
        other => other,
    }
}

/// Returns whether a value is another one but for what is masked in it.
fn is_same(masked: &Value, kept: &Value) -> bool {
    match (masked, kept) {
        (Value::String(text), _) if text == MASK => true,
        (Value::Array(items), Value::Array(kept)) => {
            items.len() == kept.len() && items.iter().zip(kept).all(|(item, kept)| is_same(item, kept))
        }
        (Value::Object(object), Value::Object(kept)) => {
            let is_member = |(name, value): (&String, &Value)| kept.get(name).is_some_and(|kept| is_same(value, kept));
            object.len() == kept.len() && object.iter().all(is_member)
        }
        _ => masked == kept,
    }
}

/// Returns whether something is masked whose value the explorer does not have.
pub(crate) fn is_masked(value: &Value) -> bool {
    match value {
        Value::String(text) => text == MASK,
        Value::Array(items) => items.iter().any(is_masked),
        Value::Object(object) => object.values().any(is_masked),
        _ => false,
    }
}

/// Returns the parameters of the inputs.
pub(crate) fn of_entries(entries: &Entries, target: Target) -> Result<Map<String, Value>, Vec<Fault>> {
    let (parameters, faults) = read(entries, target);
    if faults.is_empty() { Ok(parameters) } else { Err(faults) }
}

/// Returns the parameters of the inputs that are right, and what is wrong with the others.
fn read(entries: &Entries, target: Target) -> (Map<String, Value>, Vec<Fault>) {
    let mut reader = Reader { entries, types: &target.version.types, faults: Vec::new() };
    let mut parameters = reader.object("", &target.action.parameters);
    let mut faults = reader.faults;
    if !entries.others.trim().is_empty() {
        match object(&entries.others) {
            Ok(others) => parameters.extend(others),
            Err(message) => faults.push(Fault::of_value("other parameters", message)),
        }
    }
    (parameters, faults)
}

/// How many values JSON may have. A value takes more memory than its text.
const MOST_VALUES: usize = 100_000;

fn object(text: &str) -> Result<Map<String, Value>, String> {
    if text.bytes().filter(|byte| *byte == b',').count() >= MOST_VALUES {
        return Err(format!("it has more than {MOST_VALUES} values"));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("it is not a JSON object".to_owned()),
        Err(error) => Err(format!("it is not JSON: {error}")),
    }
}

struct Reader<'e> {
    entries: &'e Entries,
    types: &'e Types,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn object(&mut self, path: &str, fields: &[Field]) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields {
            let path = if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
            if let Some(value) = self.value(&path, field, &field.ty) {
                object.insert(field.name.clone(), value);
            }
        }
        object
    }

    /// Returns the value at a path, or `None` if nothing is entered for it.
    fn value(&mut self, path: &str, field: &Field, ty: &Type) -> Option<Value> {
        if !self.entries.has_value(path) {
            return None;
        }
        match ty {
            Type::Structure(name) => {
                let types = self.types;
                let fields = types.types.get(name).map(|structure| structure.fields.as_slice()).unwrap_or_default();
                Some(Value::Object(self.object(path, fields)))
            }
            Type::List(item) => {
                let items = (0..self.entries.count(path)).map(|index| format!("{path}.{index}"));
                let items: Vec<String> = items.collect();
                Some(items.iter().filter_map(|path| self.value(path, field, item)).collect())
            }
            ty => self.scalar(path, field, ty),
        }
    }

    fn scalar(&mut self, path: &str, field: &Field, ty: &Type) -> Option<Value> {
        let text = self.entries.text(path);
        if text.is_empty() {
            return Some(Value::from(""));
        }
        match values::read_text(text, field, ty, self.types) {
            Ok(value) => Some(value),
            Err(message) => {
                self.faults.push(Fault::of_value(path, message));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::submitted::OTHERS;

    #[test]
    fn masked_values_of_json_are_those_of_the_inputs() {
        let target = Target::find("redis", None, "CreateInstances").unwrap();
        for (json, expected) in [
            (json!({ "Password": MASK }), json!({ "Password": "own" })),
            (json!({ "Password": "other" }), json!({ "Password": "other" })),
            (json!({ "Newer": MASK, "Zone": MASK }), json!({ "Newer": [1], "Zone": MASK })),
        ] {
            let fields = [("Password", "own"), (OTHERS, r#"{"Newer":[1]}"#), (JSON, &json.to_string())];
            let submitted = fields.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec();
            let submitted = Submitted::new(submitted).unwrap();
            assert_eq!(Value::Object(parameters(&submitted, target).unwrap()), expected);
        }
    }

    #[test]
    fn a_secret_stays_with_its_item() {
        let target = Target::find("cls", None, "CreateConsole").unwrap();
        let item = |name: &str, password: &str| json!({ "UserName": name, "Password": password });
        let inputs = [("Accounts.0", "a", "pw-a"), ("Accounts.1", "b", "pw-b")];
        let inputs = inputs.iter().flat_map(|(path, name, password)| {
            [(format!("{path}.UserName"), name.to_string()), (format!("{path}.Password"), password.to_string())]
        });
        let inputs: Vec<_> = inputs.collect();
        for (items, expected) in [
            (json!([item("a", MASK), item("b", MASK)]), json!([item("a", "pw-a"), item("b", "pw-b")])),
            (json!([item("b", MASK)]), json!([item("b", MASK)])),
            (json!([item("b", MASK), item("a", MASK)]), json!([item("b", MASK), item("a", MASK)])),
            (json!([item("a", MASK), item("c", "pw-c")]), json!([item("a", "pw-a"), item("c", "pw-c")])),
            (json!(MASK), json!([item("a", "pw-a"), item("b", "pw-b")])),
        ] {
            let json = json!({ "Accounts": items }).to_string();
            let submitted = Submitted::new([&*inputs, &[(JSON.to_owned(), json)]].concat()).unwrap();
            assert_eq!(parameters(&submitted, target).unwrap().get("Accounts"), Some(&expected));
        }
    }
}
