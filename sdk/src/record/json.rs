//! JSON values as fields and records, for calls that have no types.

use serde_json::{Map, Number, Value as Json};

use super::{Field, Record, Scalar, Slot, Value, Visit};
use crate::record::field::List;

/// Any member can arrive, and every one is kept.
impl Record for Map<String, Json> {
    fn field(&mut self, name: &str) -> Option<Slot<'_>> {
        Some(Slot::optional(self.entry(name).or_insert(Json::Null)))
    }

    fn each(&self, visit: Visit<'_>) {
        self.iter().for_each(|(name, value)| visit(name, value));
    }
}

/// Takes everything as it comes.
impl Field for Json {
    fn scalar(&mut self, value: Scalar<'_>) -> bool {
        *self = match value {
            Scalar::Text(text) => Json::from(text),
            Scalar::Int(number) => Number::from_i128(number).map_or(Json::Null, Json::Number),
            Scalar::Float(number) => Json::from(number),
            Scalar::Bool(value) => Json::from(value),
        };
        true
    }

    fn list(&mut self) -> bool {
        *self = Json::Array(Vec::new());
        true
    }

    fn push(&mut self) -> Option<&mut dyn Field> {
        let items = self.as_array_mut()?;
        items.push(Json::Null);
        items.last_mut().map(|item| item as &mut dyn Field)
    }

    fn record(&mut self) -> Option<&mut dyn Record> {
        *self = Json::Object(Map::new());
        self.as_object_mut().map(|members| members as &mut dyn Record)
    }

    fn value(&self) -> Value<'_> {
        match self {
            Json::Null => Value::Absent,
            Json::Bool(value) => Value::Bool(*value),
            Json::String(text) => Value::Text(text),
            Json::Array(items) => Value::List(items as &dyn List),
            Json::Object(members) => Value::Record(members),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Value::Int(number),
                (_, Some(number)) => Value::Uint(number),
                _ => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordVisitor;
    use serde::Deserializer;

    #[test]
    fn what_is_read_is_what_was_there() {
        for text in [
            "{}",
            r#"{"A":"text","B":-1,"C":18446744073709551615,"D":0.5,"E":true,"F":[],"G":{}}"#,
            r#"{"A":[1,"2",[3.25],{"B":[false]}],"C":{"D":{"E":{}}}}"#,
        ] {
            let mut read = Map::new();
            serde_json::Deserializer::from_str(text).deserialize_map(RecordVisitor(&mut read)).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            let record: &dyn Record = &read;
            assert_eq!(serde_json::to_string(record).unwrap(), text);
        }
    }

    #[test]
    fn null_stays_null_and_is_not_sent() {
        let mut read = Map::new();
        let text = r#"{"A":null,"B":[null,1]}"#;
        serde_json::Deserializer::from_str(text).deserialize_map(RecordVisitor(&mut read)).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}
