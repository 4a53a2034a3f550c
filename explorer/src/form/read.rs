//! Turns the entries of a form into parameters.

use serde_json::{Map, Value};
use tencloud_calls::secrets::MASK;
use tencloud_calls::{Target, values};
use tencloud_spec::{Field, Type, Types};

use crate::form::{Entries, JSON};
use crate::submitted::Submitted;

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The path of the parameter, or of a part of it. Empty for the JSON as a whole.
    pub(crate) path: String,
    /// What is wrong, without the path.
    pub(crate) message: String,
}

/// Returns the parameters that a form has sent, as JSON or by its inputs.
pub(crate) fn parameters(submitted: &Submitted, target: Target) -> Result<Map<String, Value>, Vec<Fault>> {
    let entries = Entries::of(submitted);
    let Some(text) = submitted.text(JSON) else { return of_entries(&entries, target) };
    let mut object = object(text).map_err(|message| vec![Fault { path: String::new(), message }])?;
    unmask("", &mut object, &target.action.parameters, &target.version.types, &entries);
    Ok(object)
}

/// Puts the secrets of the inputs into JSON in which they are masked.
fn unmask(above: &str, object: &mut Map<String, Value>, fields: &[Field], types: &Types, entries: &Entries) {
    for (name, value) in object {
        let Some(field) = fields.iter().find(|field| field.name == *name) else { continue };
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        unmask_value(&path, value, field, types, entries);
    }
}

fn unmask_value(path: &str, value: &mut Value, field: &Field, types: &Types, entries: &Entries) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                unmask_value(&format!("{path}.{index}"), item, field, types, entries);
            }
        }
        Value::Object(object) => {
            let structure = field.ty.structure().and_then(|name| types.types.get(name));
            let fields = structure.map(|structure| structure.fields.as_slice()).unwrap_or_default();
            unmask(path, object, fields, types, entries);
        }
        value if field.is_secret() && *value == MASK => *value = Value::from(entries.text(path)),
        _ => {}
    }
}

/// Returns the parameters of the inputs.
pub(crate) fn of_entries(entries: &Entries, target: Target) -> Result<Map<String, Value>, Vec<Fault>> {
    let mut reader = Reader { entries, types: &target.version.types, faults: Vec::new() };
    let mut parameters = reader.object("", &target.action.parameters);
    let mut faults = reader.faults;
    if !entries.others.trim().is_empty() {
        match object(&entries.others) {
            Ok(others) => parameters.extend(others),
            Err(message) => faults.push(Fault { path: "other parameters".to_owned(), message }),
        }
    }
    if faults.is_empty() { Ok(parameters) } else { Err(faults) }
}

fn object(text: &str) -> Result<Map<String, Value>, String> {
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
                self.faults.push(Fault { path: path.to_owned(), message });
                None
            }
        }
    }
}
