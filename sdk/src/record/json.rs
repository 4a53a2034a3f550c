//! JSON values as fields and records, for untyped calls.

use std::fmt;
use std::mem::size_of;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};

use super::kind::Kind;
use super::misfit::{Report, found};
use super::traits::{Field, FieldsFn, Header, Record, Visit};
use crate::json::{Special, special};

/// An open record keeps every member.
impl Record for Map<String, Json> {
    fn describe<'a>(&'a self, visit: Option<&mut dyn Visit<'a>>) -> Header<'a> {
        if let Some(visit) = visit {
            self.iter().for_each(|(name, value)| value.visit(name, visit));
        }
        Header::OPEN
    }

    fn with_fields_mut(&mut self, read: FieldsFn<'_>) {
        read(&mut []);
    }

    fn members_mut(&mut self) -> Option<&mut Map<String, Json>> {
        Some(self)
    }
}

/// For writing only: an open record reads its members as [`JsonSeed`] does.
impl Field for Json {
    fn kind(&self) -> Kind {
        Kind::Any
    }

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

/// Reads any value. A value that `Value` cannot represent, such as `1e999`, becomes null and is reported.
pub(super) struct JsonSeed<'r>(pub(super) &'r mut Report);

/// Reads the members of an object.
pub(super) fn read_members<'de, A: MapAccess<'de>>(
    members: &mut Map<String, Json>,
    map: &mut A,
    report: &mut Report,
) -> Result<(), A::Error> {
    while let Some(name) = map.next_key::<String>()? {
        read_member(members, name, map, report)?;
    }
    Ok(())
}

/// Reads the value that follows a name.
pub(super) fn read_member<'de, A: MapAccess<'de>>(
    members: &mut Map<String, Json>,
    name: String,
    map: &mut A,
    report: &mut Report,
) -> Result<(), A::Error> {
    report.take(size_of::<(String, Json)>())?;
    let mark = report.mark();
    let value = map.next_value_seed(JsonSeed(report))?;
    report.nest(mark, || name.clone());
    members.insert(name, value);
    Ok(())
}

impl<'de> DeserializeSeed<'de> for JsonSeed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonSeed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        let (number, found) = match special(deserializer)? {
            // `serde_json` parses it, and keeps all digits if the program has enabled that feature.
            Special::Number(text) => (text.parse::<Number>().ok(), found::NUMBER),
            Special::TooDeep => (None, found::TOO_DEEP),
        };
        if number.is_none() {
            let expected = if found == found::NUMBER { Kind::F64 } else { Kind::Any };
            // Names that can be anything are no fields: the first misfit stands for all of them.
            let is_first = self.0.is_empty();
            self.0.add("", expected, found, is_first);
        }
        Ok(number.map_or(Json::Null, Json::Number))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let JsonSeed(report) = self;
        let mut items = Vec::new();
        loop {
            let mark = report.mark();
            let Some(item) = seq.next_element_seed(JsonSeed(report))? else { return Ok(Json::Array(items)) };
            report.take(size_of::<Json>())?;
            report.nest(mark, || format!("[{}]", items.len()));
            items.push(item);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members = Map::new();
        read_members(&mut members, &mut map, self.0)?;
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Reader;

    fn read(text: &str) -> (Json, Vec<String>) {
        let mut report = Report::for_text(text.len());
        let value = JsonSeed(&mut report).deserialize(&mut Reader::new(text)).unwrap();
        (value, report.into_misfits().iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_is_read_is_written_unchanged() {
        for text in [
            "{}",
            r#"{"A":"text","B":-1,"C":18446744073709551615,"D":0.5,"E":true,"F":[],"G":{}}"#,
            r#"{"A":[1,"2",[3.25],{"B":[false]}],"C":{"D":{"E":{}}}}"#,
        ] {
            let (Json::Object(read), misfits) = read(text) else { panic!("{text} is an object") };
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
            let record: &dyn Record = &read;
            assert_eq!(serde_json::to_string(record).unwrap(), text);
            assert!(misfits.is_empty(), "{misfits:?}");
        }
    }

    #[test]
    fn null_stays_null_and_is_not_sent() {
        let text = r#"{"A":null,"B":[null,1]}"#;
        let (Json::Object(read), _) = read(text) else { panic!("{text} is an object") };
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        // In an object, it is omitted; in a list, it is kept, so that the items after it keep their index.
        let record: &dyn Record = &read;
        assert_eq!(serde_json::to_string(record).unwrap(), r#"{"B":[null,1]}"#);
    }

    #[test]
    fn what_a_value_cannot_be_is_null_and_reported() {
        let deep = format!("{}1{}", "[".repeat(1_000), "]".repeat(1_000));
        let (value, misfits) = read(&format!(r#"{{"A":[1e999,1.5],"B":{{"C":-1e999}},"D":{deep}}}"#));
        assert_eq!((&value["A"], &value["B"]), (&serde_json::json!([null, 1.5]), &serde_json::json!({"C": null})));
        assert!(value["D"][0][0][0].is_array());
        assert_eq!(misfits.len(), 3, "{misfits:?}");
        assert_eq!(misfits[0], "A[0]: expected a finite number, found a number");
        assert_eq!(misfits[1], "B.C: expected a finite number, found a number");
        assert!(misfits[2].starts_with("D[0][0]") && misfits[2].ends_with("nested too deeply"), "{}", misfits[2]);
    }
}
