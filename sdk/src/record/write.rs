//! How serde writes records and fields.

use serde::ser::{Error, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::traits::{List, Record, Visit};
use crate::secret::Secret;

/// Writes a record as an object, without the fields that are `None`.
pub fn serialize<S: Serializer>(record: &dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    let mut members = Writer { sink: Members(serializer.serialize_map(None)?), error: None };
    record.visit(&mut members);
    members.error.map_or(Ok(()), Err)?;
    members.sink.0.end()
}

/// Writes what it visits to its sink, up to the first error.
struct Writer<S: Sink> {
    sink: S,
    error: Option<S::Error>,
}

trait Sink {
    type Error;

    /// Whether `None` is written as null instead of being omitted.
    const KEEPS_NONE: bool;

    fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Self::Error>;
}

/// The members of an object.
struct Members<M>(M);

impl<M: SerializeMap> Sink for Members<M> {
    type Error = M::Error;

    const KEEPS_NONE: bool = false;

    #[inline]
    fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), M::Error> {
        self.0.serialize_key(name)?;
        self.0.serialize_value(value)
    }
}

/// The items of a list.
struct Items<S>(S);

impl<S: SerializeSeq> Sink for Items<S> {
    type Error = S::Error;

    const KEEPS_NONE: bool = true;

    #[inline]
    fn put<T: Serialize + ?Sized>(&mut self, _: &str, value: &T) -> Result<(), S::Error> {
        self.0.serialize_element(value)
    }
}

impl<S: Sink> Writer<S> {
    #[inline(always)]
    fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if self.error.is_none()
            && let Err(error) = self.sink.put(name, value)
        {
            self.error = Some(error);
        }
    }
}

impl<'a, S: Sink> Visit<'a> for Writer<S> {
    fn visit_none(&mut self, name: &'a str) {
        if S::KEEPS_NONE {
            self.put(name, &None::<()>);
        }
    }

    fn visit_str(&mut self, name: &'a str, text: &'a str) {
        self.put(name, text);
    }

    fn visit_secret(&mut self, name: &'a str, secret: &'a Secret) {
        self.put(name, secret.expose());
    }

    fn visit_i64(&mut self, name: &'a str, number: i64) {
        self.put(name, &number);
    }

    fn visit_u64(&mut self, name: &'a str, number: u64) {
        self.put(name, &number);
    }

    fn visit_f64(&mut self, name: &'a str, number: f64) {
        self.put(name, &Finite(number));
    }

    fn visit_bool(&mut self, name: &'a str, value: bool) {
        self.put(name, &value);
    }

    fn visit_list(&mut self, name: &'a str, list: &'a dyn List) {
        self.put(name, list);
    }

    fn visit_record(&mut self, name: &'a str, record: &'a dyn Record) {
        self.put(name, record);
    }
}

/// A finite number. JSON has no other numbers, and `null` would mean something else to the service.
struct Finite(f64);

impl Serialize for Finite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Finite(number) = self;
        if number.is_finite() {
            serializer.serialize_f64(*number)
        } else {
            Err(S::Error::custom(format_args!("{number} is not a JSON number")))
        }
    }
}

impl Serialize for dyn Record + '_ {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl Serialize for dyn List + '_ {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = Writer { sink: Items(serializer.serialize_seq(Some(self.count()))?), error: None };
        self.visit_items(&mut items);
        items.error.map_or(Ok(()), Err)?;
        items.sink.0.end()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use crate::envelope::ApiError;

    /// Accepts `room` bytes and then fails, and counts its failures.
    struct Full {
        room: usize,
        failures: usize,
    }

    impl io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if let Some(left) = self.room.checked_sub(bytes.len()) {
                self.room = left;
                return Ok(bytes.len());
            }
            self.failures += 1;
            Err(io::Error::other("full"))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn after_an_error_nothing_is_written() {
        let error = ApiError { code: "A.B".into(), message: "what happened".into() };
        let length = serde_json::to_string(&error).unwrap().len();
        for room in 0..length {
            let mut full = Full { room, failures: 0 };
            serde_json::to_writer(&mut full, &error).unwrap_err();
            assert_eq!(full.failures, 1, "with room for {room} bytes");
        }
        serde_json::to_writer(Full { room: length, failures: 0 }, &error).unwrap();
    }
}
