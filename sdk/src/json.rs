//! Reads JSON text as serde data. Responses are read with this module.
//!
//! It accepts what `serde_json` accepts, and also what would make `serde_json` reject a whole response because of one
//! odd value:
//!
//! - A number that is not a plain 64-bit integer is passed on as it is written ([`Special::Number`]), so that a string
//!   field keeps every digit of `1.10`, and `1e999` is a value that does not fit instead of an error.
//! - Half of a surrogate pair, such as a single `\ud83d`, becomes U+FFFD.
//! - A value that is nested more deeply than [`reader::MAX_DEPTH`] is skipped ([`Special::TooDeep`]).
//! - A byte order mark before the text is skipped.
//!
//! It also does not depend on the features of `serde_json`, which any crate of a program can enable for all of them.
//!
//! Invariant: `Reader::at` is a character boundary of the text, since it moves only past ASCII characters and to the
//! ends of strings. Visitors read their lists and objects to the end.

mod error;
mod reader;
mod skip;
mod special;
mod string;

#[cfg(test)]
mod tests;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

pub(crate) use error::JsonError;
use reader::Number;
pub(crate) use reader::Reader;
pub(crate) use special::{Special, special};
use string::Text;

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self.value_start()? {
            b'"' => match self.string()? {
                Text::Borrowed(text) => visitor.visit_borrowed_str(text),
                Text::Unescaped => visitor.visit_str(self.unescaped()),
            },
            b'[' => match self.enter() {
                true => {
                    let value = visitor.visit_seq(Members { reader: &mut *self, close: b']', first: true })?;
                    self.leave();
                    Ok(value)
                }
                false => self.too_deep(visitor),
            },
            b'{' => match self.enter() {
                true => {
                    let value = visitor.visit_map(Members { reader: &mut *self, close: b'}', first: true })?;
                    self.leave();
                    Ok(value)
                }
                false => self.too_deep(visitor),
            },
            b'n' => self.literal("null").and_then(|()| visitor.visit_unit()),
            b't' => self.literal("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.literal("false").and_then(|()| visitor.visit_bool(false)),
            _ => match self.number()? {
                Number::U64(number) => visitor.visit_u64(number),
                Number::I64(number) => visitor.visit_i64(number),
                Number::Literal(text) => visitor.visit_newtype_struct(Special::Number(text)),
            },
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.skip_value()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}

impl<'de> Reader<'de> {
    #[cold]
    fn too_deep<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, JsonError> {
        self.skip_value()?;
        visitor.visit_newtype_struct(Special::TooDeep)
    }
}

/// What is between two brackets.
struct Members<'r, 'de> {
    reader: &'r mut Reader<'de>,
    close: u8,
    first: bool,
}

impl Members<'_, '_> {
    /// Moves to the next item or name. Returns `false` after the closing bracket.
    #[inline]
    fn advance(&mut self) -> Result<bool, JsonError> {
        let first = std::mem::replace(&mut self.first, false);
        self.reader.advance(self.close, first)
    }
}

impl<'de> SeqAccess<'de> for Members<'_, 'de> {
    type Error = JsonError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, JsonError> {
        if self.advance()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = JsonError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        if self.advance()? {
            self.reader.name_start()?;
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, JsonError> {
        self.reader.colon()?;
        seed.deserialize(&mut *self.reader)
    }
}
