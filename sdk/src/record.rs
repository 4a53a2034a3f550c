//! Records: requests, replies and structures as objects that know their fields by wire name.
//!
//! Generated code says only which name is which field. Everything else is here, once: what each field type accepts
//! (`field`), how a value reaches its field (`read`), how a record shows its fields (`view`), and how they are written
//! (`write`). That keeps compile times of hundreds of structures low, since nothing here is generic over them.

mod field;
mod json;
mod open_enum;
mod read;
mod secrets;
mod view;
mod write;

use serde_json::{Map, Value as Json};

pub(crate) use field::{Field, Scalar, integer, text};
pub use open_enum::OtherValue;
pub(crate) use open_enum::{integer_enum, text_enum};
pub(crate) use read::{Arrived, Fields, Order, deserialize, read_value};
pub(crate) use secrets::secrets_of;
pub(crate) use view::{List, Value, Viewer, debug, equal};
pub(crate) use write::serialize;

/// What [`Record::fill`] calls, once, with all fields in order.
pub(crate) type Fill<'a> = &'a mut dyn FnMut(&mut [&mut dyn Field]);

/// What all records of a type have in common.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    /// The wire names of the fields, in the documentation's order.
    pub(crate) fields: &'static [&'static str],
    /// The names of those that always arrive and are never null, in the same order.
    pub(crate) promised: &'static [&'static str],
}

/// An object whose fields have wire names.
pub(crate) trait Record {
    fn shape(&self) -> &'static Shape;

    /// Shows the fields, in the documentation's order.
    fn show<'a>(&'a self, viewer: &mut dyn Viewer<'a>);

    /// Gives the fields to be read into, in the order of [`Shape::fields`].
    fn fill(&mut self, fill: Fill<'_>);

    /// The members of an open record, which has whatever fields arrive.
    fn members_mut(&mut self) -> Option<&mut Map<String, Json>> {
        None
    }
}

/// A structure that holds itself holds a box.
impl<T: Record> Record for Box<T> {
    fn shape(&self) -> &'static Shape {
        (**self).shape()
    }

    fn show<'a>(&'a self, viewer: &mut dyn Viewer<'a>) {
        (**self).show(viewer);
    }

    fn fill(&mut self, fill: Fill<'_>) {
        (**self).fill(fill);
    }
}

/// Where a reply is read into: a record that starts anew with every attempt.
pub(crate) trait Target: Send {
    fn fresh(&mut self) -> &mut dyn Record;
}

impl<T: Record + Default + Send> Target for T {
    fn fresh(&mut self) -> &mut dyn Record {
        *self = T::default();
        self
    }
}

/// Gives a record what users expect of a struct: equality, `Debug` without secrets, and serde both ways.
macro_rules! record {
    ($name:ident) => {
        impl ::std::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::record::equal(self, other)
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::record::debug(self, f)
            }
        }

        impl ::serde::Serialize for $name {
            #[inline]
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::record::serialize(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::record::deserialize(deserializer)
            }
        }
    };
}
pub(crate) use record;

#[cfg(test)]
mod tests {
    use super::{Field, Fill, Record, Shape, Viewer};

    /// As generated for a structure that holds itself.
    #[derive(Clone, Default)]
    struct Ring {
        inner: Option<Box<Ring>>,
    }

    impl Record for Ring {
        fn shape(&self) -> &'static Shape {
            &Shape { name: "Ring", fields: &["Inner"], promised: &[] }
        }

        fn show<'a>(&'a self, viewer: &mut dyn Viewer<'a>) {
            self.inner.show_as("Inner", viewer);
        }

        fn fill(&mut self, fill: Fill<'_>) {
            fill(&mut [&mut self.inner]);
        }
    }

    record!(Ring);

    #[test]
    fn boxed_records_are_read_and_written_as_what_is_in_them() {
        for text in ["{}", r#"{"Inner":{}}"#, r#"{"Inner":{"Inner":{"Inner":{}}}}"#] {
            let ring: Ring = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&ring).unwrap(), text);
            assert!(ring == ring.clone());
        }
    }

    #[test]
    fn records_are_equal_where_all_that_is_in_them_is() {
        let rings = ["{}", r#"{"Inner":{}}"#, r#"{"Inner":{"Inner":{}}}"#];
        let rings: Vec<Ring> = rings.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        for (i, one) in rings.iter().enumerate() {
            for (j, other) in rings.iter().enumerate() {
                assert_eq!(one == other, i == j, "{one:?} and {other:?}");
            }
        }
    }
}
