//! Gaps in the spec that people still have to fill.

use serde::de::Deserializer;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};

/// Marks a string that a tool left for people to fill in.
pub const TODO: &str = "TODO";

/// A value that is written as a string, or a note about what is left to fill in, which contains [`TODO`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum OrTodo<T> {
    /// The value.
    Value(T),
    /// What is left to fill in.
    Todo(String),
}

impl<T> OrTodo<T> {
    /// Returns the value, if it has been filled in.
    pub fn value(&self) -> Option<&T> {
        match self {
            OrTodo::Value(value) => Some(value),
            OrTodo::Todo(_) => None,
        }
    }
}

impl<T: Default> Default for OrTodo<T> {
    fn default() -> Self {
        OrTodo::Value(T::default())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OrTodo<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.contains(TODO) {
            return Ok(OrTodo::Todo(text));
        }
        let value = StrDeserializer::<D::Error>::new(&text);
        T::deserialize(value).map(OrTodo::Value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Effect;

    #[test]
    fn values_and_notes_come_back_as_they_were() {
        for (text, expect) in [
            ("\"read\"", OrTodo::Value(Effect::Read)),
            ("\"TODO: read or write\"", OrTodo::Todo("TODO: read or write".into())),
        ] {
            let read: OrTodo<Effect> = serde_json::from_str(text).unwrap();
            assert_eq!(read, expect);
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
        let error = serde_json::from_str::<OrTodo<Effect>>("\"reed\"").unwrap_err().to_string();
        assert!(error.contains("unknown variant `reed`"), "{error}");
    }
}
