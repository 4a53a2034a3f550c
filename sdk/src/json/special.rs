//! What serde's data model cannot represent: numbers as they are written, and values that were skipped.
//!
//! A [`Reader`](super::Reader) passes them to `Visitor::visit_newtype_struct`, which nothing else calls for a visitor
//! that asks for any value.

use std::fmt;

use serde::de::{Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

use super::error::JsonError;

/// A value that serde's data model cannot represent.
#[derive(Clone, Copy)]
pub(crate) enum Special<'de> {
    /// A number that is not a plain 64-bit integer, as it is written.
    Number(&'de str),
    /// A value that was skipped because it is nested too deeply.
    TooDeep,
}

/// Reads the special value that was passed to a visitor.
pub(crate) fn special<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Special<'de>, D::Error> {
    deserializer.deserialize_any(SpecialVisitor)
}

impl<'de> Deserializer<'de> for Special<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self {
            Special::Number(text) => visitor.visit_borrowed_str(text),
            Special::TooDeep => visitor.visit_unit(),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct SpecialVisitor;

impl<'de> Visitor<'de> for SpecialVisitor {
    type Value = Special<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Special<'de>, E> {
        Ok(Special::Number(text))
    }

    fn visit_unit<E: Error>(self) -> Result<Special<'de>, E> {
        Ok(Special::TooDeep)
    }
}
