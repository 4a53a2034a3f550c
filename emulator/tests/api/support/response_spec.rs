//! Checks responses against the spec.

use std::{fs, path::PathBuf};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tencloud_spec::{Action, Common, Field, Type, Types};

/// The products with behavior, and their versions.
const PRODUCTS: [(&str, &str); 2] = [("redis", "2018-04-12"), ("sts", "2018-08-13")];

/// What the spec contains about the responses of one action.
pub(crate) struct ResponseSpec {
    common: Common,
    types: Types,
    action: Action,
}

/// Returns the product that has an action, and its version; the first product for an action that does not exist.
pub(crate) fn product_of(action: &str) -> (&'static str, &'static str) {
    let has = |(product, version): &(&str, &str)| file(&format!("{product}/{version}/actions/{action}.json")).exists();
    PRODUCTS.into_iter().find(has).unwrap_or(PRODUCTS[0])
}

/// Returns the path of a file of the spec.
fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../spec").join(path)
}

fn read<T: DeserializeOwned>(path: &str) -> T {
    let path = file(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

impl ResponseSpec {
    pub(crate) fn of(action: &str) -> Self {
        let (product, version) = product_of(action);
        Self {
            common: read("common.json"),
            types: read(&format!("{product}/{version}/types.json")),
            action: read(&format!("{product}/{version}/actions/{action}.json")),
        }
    }

    /// Panics if a response violates the spec: an error code that is not listed, a missing field that should always be
    /// present, an unknown field, or a field of another type or value.
    pub(crate) fn check(&self, response: &Value) {
        let mut fields = response.as_object().unwrap().clone();
        assert!(fields.remove("RequestId").is_some_and(|id| id.is_string()));
        if let Some(error) = fields.remove("Error") {
            let code = error["Code"].as_str().unwrap().to_owned();
            let own =
                self.action.errors.iter().flatten().chain(&self.action.newer_errors).any(|listed| *listed == code);
            assert!(own || self.common.errors.contains_key(&code), "{}: `{code}` is not listed", self.action.action);
            assert!(fields.is_empty());
        } else {
            self.object(&fields, &self.action.results, &self.action.action);
        }
    }

    fn object(&self, object: &Map<String, Value>, fields: &[Field], path: &str) {
        if fields.iter().filter(|field| object.contains_key(&field.name)).count() < object.len() {
            let unknown = object.keys().find(|name| !fields.iter().any(|field| field.name == **name));
            panic!("{path}.{unknown:?} is unknown");
        }
        for field in fields {
            let path = format!("{path}.{}", field.name);
            match object.get(&field.name) {
                Some(Value::Null) => assert!(field.nullable, "{path} is null"),
                Some(value) => self.value(value, &field.ty, field, &path),
                None => assert!(!field.output_required, "{path} is missing, but always present in the spec"),
            }
        }
    }

    fn value(&self, value: &Value, ty: &Type, field: &Field, path: &str) {
        let fits = match (ty, value) {
            (Type::List(item), Value::Array(values)) => {
                return values.iter().for_each(|value| self.value(value, item, field, &format!("{path}[]")));
            }
            (Type::Structure(name), Value::Object(object)) => {
                return self.object(object, &self.types.types[name].fields, path);
            }
            (Type::Int64, Value::Number(number)) => number.is_i64(),
            (Type::Uint64, Value::Number(number)) => number.is_u64(),
            // An official sample has an integer in a field of this type.
            (Type::Float, Value::Number(_)) => true,
            (Type::Bool, Value::Bool(_)) => true,
            (Type::Structure(_) | Type::List(_) | Type::Int64 | Type::Uint64 | Type::Float | Type::Bool, _) => false,
            (_, value) => value.is_string(),
        };
        assert!(fits, "{path} is {value}, not of type {ty}");
        // What documentation lists for this field need not include the newest values of its enum.
        let field = Field { only: Vec::new(), ..field.clone() };
        let allowed = self.types.allowed(&field);
        if allowed.is_empty() {
            return;
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        assert!(allowed.iter().any(|(value, _)| *value == text), "{path} is {value}");
    }
}
