//! Records: requests, responses and data types as objects that know their fields by wire name.
//!
//! Generated code lists which name is which field. Everything else is here, once: what each field type accepts
//! (`field`), how a value reaches its field (`read`), how a record is visited (`visit`), and how it is written
//! (`write`). Nothing here is generic over records, which keeps the compile time of hundreds of structs low.

mod define;
mod field;
mod json;
mod open_enum;
mod read;
mod secrets;
mod visit;
mod write;

use serde_json::{Map, Value as Json};

pub use field::{Field, Scalar, integer, string};
pub use open_enum::OtherValue;
pub use read::deserialize;
pub(crate) use read::{Fields, Order, ReadOutcome, read_value};
pub(crate) use secrets::secrets_of;
pub use visit::{List, Value, Visit, debug, equal};
pub use write::serialize;

pub(crate) use crate::__record as record;

/// What [`Record::with_fields_mut`] calls, once, with all fields in order.
pub type FieldsFn<'a> = &'a mut dyn FnMut(&mut [&mut dyn Field]);

/// What all records of a type have in common.
#[derive(Debug)]
pub struct Schema {
    /// The name of the type.
    pub name: &'static str,
    /// The wire names of the fields, in the documentation's order.
    pub fields: &'static [&'static str],
    /// The names of the fields that a response always contains and that are never null, in the same order.
    pub output_required: &'static [&'static str],
}

/// An object whose fields have wire names.
pub trait Record {
    /// The names of the fields.
    fn schema(&self) -> &'static Schema;

    /// Visits the fields, in the documentation's order.
    fn visit_fields<'a>(&'a self, visit: &mut dyn Visit<'a>);

    /// Lends the fields to be read into, in the order of [`Schema::fields`].
    fn with_fields_mut(&mut self, read: FieldsFn<'_>);

    /// The members of an open record, which has whatever fields arrive.
    fn members_mut(&mut self) -> Option<&mut Map<String, Json>> {
        None
    }
}

/// A struct that contains itself contains a box.
impl<T: Record> Record for Box<T> {
    fn schema(&self) -> &'static Schema {
        (**self).schema()
    }

    fn visit_fields<'a>(&'a self, visit: &mut dyn Visit<'a>) {
        (**self).visit_fields(visit);
    }

    fn with_fields_mut(&mut self, read: FieldsFn<'_>) {
        (**self).with_fields_mut(read);
    }
}

/// What a response is read into. Every attempt starts with an empty one.
pub(crate) trait ResponseSlot: Send {
    fn reset(&mut self) -> &mut dyn Record;
}

impl<T: Record + Default + Send> ResponseSlot for T {
    fn reset(&mut self) -> &mut dyn Record {
        *self = T::default();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::record;

    record! {
        /// A struct that contains itself.
        pub(crate) struct Ring {
            inner: Option<Box<Ring>> = "Inner",
        }
    }

    #[test]
    fn boxed_records_are_read_and_written_as_what_is_in_them() {
        for text in ["{}", r#"{"Inner":{}}"#, r#"{"Inner":{"Inner":{"Inner":{}}}}"#] {
            let ring: Ring = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&ring).unwrap(), text);
            assert!(ring == ring.clone());
        }
    }

    #[test]
    fn records_are_equal_if_all_their_fields_are() {
        let rings = ["{}", r#"{"Inner":{}}"#, r#"{"Inner":{"Inner":{}}}"#];
        let rings: Vec<Ring> = rings.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        for (i, one) in rings.iter().enumerate() {
            for (j, other) in rings.iter().enumerate() {
                assert_eq!(one == other, i == j, "{one:?} and {other:?}");
            }
        }
    }
}
