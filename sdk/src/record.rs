//! Records: requests, responses and data types as objects that know their fields by wire name.
//!
//! Generated code only maps names to fields. Everything else is here, once: what each field type accepts (`field`), how
//! a value reaches its field (`read`), what did not fit (`misfit`), how a record is visited (`visit`) and how it is
//! written (`write`). Nothing here is generic over records, which keeps the compile time of hundreds of structs low.

mod define;
mod field;
mod json;
mod kind;
mod misfit;
mod number;
mod open_enum;
mod order;
mod parameter;
mod read;
mod secrets;
mod traits;
mod visit;
mod write;

pub use field::{integer, list, set, string};
pub use kind::Kind;
pub use misfit::Misfit;
pub(crate) use misfit::{Report, found};
pub use open_enum::OtherValue;
pub(crate) use order::Order;
pub use parameter::Parameters;
pub(crate) use read::{Fields, ReadOutcome, read_value};
pub use read::{deserialize, read_into, read_json};
pub(crate) use secrets::secrets_of;
pub use traits::{Field, FieldsFn, Header, Record, Scalar, Schema, Visit};
pub(crate) use visit::Value;
pub use visit::{debug, equal};
pub use write::serialize;

pub(crate) use crate::__record as record;

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
