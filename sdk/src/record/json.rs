//! JSON values as fields and records, for untyped calls.

use serde_json::{Map, Value as Json};

use super::traits::{Field, FieldsFn, Record, Schema, Visit};

/// An open record keeps every member.
impl Record for Map<String, Json> {
    fn schema(&self) -> &'static Schema {
        &Schema { name: "Object", fields: &[], output_required: &[] }
    }

    fn visit_fields<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        self.iter().for_each(|(name, value)| value.visit(name, visit));
    }

    fn with_fields_mut(&mut self, read: FieldsFn<'_>) {
        read(&mut []);
    }

    fn members_mut(&mut self) -> Option<&mut Map<String, Json>> {
        Some(self)
    }
}

/// For writing only: an open record reads each of its members as a whole.
impl Field for Json {
    fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn Visit<'a>) {
        match self {
            Json::Null => visit.visit_none(name),
            Json::Bool(value) => visit.visit_bool(name, *value),
            Json::String(text) => visit.visit_str(name, text),
            Json::Array(items) => visit.visit_list(name, items),
            Json::Object(members) => visit.visit_record(name, members),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => visit.visit_i64(name, number),
                (_, Some(number)) => visit.visit_u64(name, number),
                _ => visit.visit_f64(name, number.as_f64().unwrap_or(f64::NAN)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::read::{Order, RecordVisitor};
    use serde::Deserializer;

    #[test]
    fn what_is_read_is_written_unchanged() {
        for text in [
            "{}",
            r#"{"A":"text","B":-1,"C":18446744073709551615,"D":0.5,"E":true,"F":[],"G":{}}"#,
            r#"{"A":[1,"2",[3.25],{"B":[false]}],"C":{"D":{"E":{}}}}"#,
        ] {
            let mut read = Map::new();
            serde_json::Deserializer::from_str(text)
                .deserialize_map(RecordVisitor(&mut read, &mut Order::default()))
                .unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            let record: &dyn Record = &read;
            assert_eq!(serde_json::to_string(record).unwrap(), text);
        }
    }

    #[test]
    fn null_stays_null_and_is_not_sent() {
        let mut read = Map::new();
        let text = r#"{"A":null,"B":[null,1]}"#;
        serde_json::Deserializer::from_str(text)
            .deserialize_map(RecordVisitor(&mut read, &mut Order::default()))
            .unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        // In an object, it is omitted; in a list, it is kept, so that the items after it keep their index.
        let record: &dyn Record = &read;
        assert_eq!(serde_json::to_string(record).unwrap(), r#"{"B":[null,1]}"#);
    }
}
