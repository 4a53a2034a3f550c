//! Reads a JSON object with a bounded number of values: each takes up to a hundred bytes of memory, even if it took two in
//! the body.

use std::{cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Error, Map, Value};

/// How many values a body may contain, including those in others.
const LIMIT: usize = 110_000;

/// Why a body has not been read.
#[derive(Debug)]
pub(crate) enum JsonError {
    /// It is not a JSON object.
    Malformed(Error),
    /// It contains more values than this.
    TooManyValues(usize),
}

/// Reads an object.
pub(crate) fn read(json: &[u8]) -> Result<Map<String, Value>, JsonError> {
    let left = Cell::new(LIMIT);
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let read = deserializer.deserialize_map(Object(&left)).and_then(|object| deserializer.end().map(|()| object));
    read.map_err(|error| if left.get() == 0 { JsonError::TooManyValues(LIMIT) } else { JsonError::Malformed(error) })
}

/// Reads any value, if some are left.
#[derive(Clone, Copy)]
struct Bounded<'a>(&'a Cell<usize>);

/// Reads an object, without counting it.
struct Object<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.0.get().saturating_sub(1);
        self.0.set(left);
        if left == 0 {
            return Err(D::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        Object(self.0).visit_map(map).map(Value::Object)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = map.next_key()? {
            object.insert(name, map.next_value_seed(Bounded(self.0))?);
        }
        Ok(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_as_serde_json_reads_them() {
        for json in [
            "{}",
            r#" {"a":[1,-2,0.5,true,null,"\u00e4\n",{"b":[]}],"c":18446744073709551615,"a":1} "#,
            "[]",
            "1",
            "{\"a\":}",
            "{} {}",
            "",
            &format!("{{\"a\":{}", "[".repeat(200)),
        ] {
            let expect: Result<Map<String, Value>, Error> = serde_json::from_str(json);
            match (read(json.as_bytes()), expect) {
                (Ok(read), Ok(expect)) => assert_eq!(read, expect, "{json}"),
                (Err(JsonError::Malformed(read)), Err(expect)) => {
                    assert_eq!((read.line(), read.column()), (expect.line(), expect.column()), "{json}");
                }
                (read, expect) => panic!("{json}: {read:?}, {expect:?}"),
            }
        }
    }

    #[test]
    fn the_number_of_values_is_bounded() {
        let list = |count: usize| format!("{{\"a\":[0{}]}}", ",0".repeat(count - 1));
        assert!(read(list(LIMIT - 2).as_bytes()).is_ok());
        assert!(matches!(read(list(LIMIT).as_bytes()), Err(JsonError::TooManyValues(LIMIT))));
    }
}
