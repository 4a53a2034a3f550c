//! JSON values as fields and records, for calls that have no types.

use serde_json::{Map, Value as Json};

use super::{Field, Fill, Record, Shape, Viewer};

/// Any member can arrive, and every one is kept.
impl Record for Map<String, Json> {
    fn shape(&self) -> &'static Shape {
        &Shape { name: "Object", fields: &[], promised: &[] }
    }

    fn show<'a>(&'a self, viewer: &mut dyn Viewer<'a>) {
        self.iter().for_each(|(name, value)| value.show_as(name, viewer));
    }

    fn fill(&mut self, fill: Fill<'_>) {
        fill(&mut []);
    }

    fn members_mut(&mut self) -> Option<&mut Map<String, Json>> {
        Some(self)
    }
}

/// Only written this way: an open record reads its members whole.
impl Field for Json {
    fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn Viewer<'a>) {
        match self {
            Json::Null => viewer.absent(name),
            Json::Bool(value) => viewer.bool(name, *value),
            Json::String(text) => viewer.text(name, text),
            Json::Array(items) => viewer.list(name, items),
            Json::Object(members) => viewer.record(name, members),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => viewer.int(name, number),
                (_, Some(number)) => viewer.uint(name, number),
                _ => viewer.float(name, number.as_f64().unwrap_or(f64::NAN)),
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
    fn what_is_read_is_what_was_there() {
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
        // Left out of an object; in a list, those behind it keep their places.
        let record: &dyn Record = &read;
        assert_eq!(serde_json::to_string(record).unwrap(), r#"{"B":[null,1]}"#);
    }
}
