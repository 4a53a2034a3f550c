//! Records: requests, replies and structures as objects that know their fields by wire name.
//!
//! Generated code says only which name is which field. Everything else is here, once: how a value reaches its field
//! (`read`), how a field is written (`write`), and what each field type accepts (`field`). That keeps compile times
//! of hundreds of structures low, since nothing here is generic over them.

mod field;
mod json;
mod open_enum;
mod read;
mod write;

pub(crate) use field::{Field, Scalar, Value};
pub use open_enum::OtherValue;
pub(crate) use open_enum::{integer_enum, text_enum};
pub(crate) use read::{Arrived, Promises, RecordVisitor, read_field};
pub(crate) use write::debug;

/// What `Record::each` calls for every field: its wire name and the field.
pub(crate) type Visit<'a> = &'a mut dyn FnMut(&str, &dyn Field);

/// An object whose fields can be found by wire name.
pub(crate) trait Record {
    /// The names of the fields that always arrive and are never null, in the order of [`Slot::promised`].
    fn promised(&self) -> &'static [&'static str] {
        &[]
    }

    /// The field of a wire name, to be read into.
    fn field(&mut self, name: &str) -> Option<Slot<'_>>;

    /// Shows every field, in the documentation's order.
    fn each(&self, visit: Visit<'_>);
}

/// A structure that holds itself holds a box.
impl<T: Record> Record for Box<T> {
    fn promised(&self) -> &'static [&'static str] {
        (**self).promised()
    }

    fn field(&mut self, name: &str) -> Option<Slot<'_>> {
        (**self).field(name)
    }

    fn each(&self, visit: Visit<'_>) {
        (**self).each(visit);
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

/// A field to be read into, and whether the documentation promises it.
pub(crate) struct Slot<'a> {
    field: &'a mut dyn Field,
    promise: Option<usize>,
}

impl<'a> Slot<'a> {
    /// A field that may be missing or null.
    pub(crate) fn optional(field: &'a mut dyn Field) -> Self {
        Slot { field, promise: None }
    }

    /// A field whose absence is worth a warning; `index` is its place in [`Record::promised`].
    pub(crate) fn promised(index: usize, field: &'a mut dyn Field) -> Self {
        Slot { field, promise: Some(index) }
    }
}

/// Gives a record what users expect of a struct: `Debug` without secrets, and serde both ways.
macro_rules! record {
    ($name:ident) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::record::debug(stringify!($name), self, f)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let record: &dyn $crate::record::Record = self;
                record.serialize(serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut record = Self::default();
                deserializer.deserialize_map($crate::record::RecordVisitor(&mut record))?;
                Ok(record)
            }
        }
    };
}
pub(crate) use record;

#[cfg(test)]
mod tests {
    use super::{Record, Slot, Visit};

    /// As generated for a structure that holds itself.
    #[derive(Clone, Default, PartialEq)]
    struct Ring {
        inner: Option<Box<Ring>>,
    }

    impl Record for Ring {
        fn field(&mut self, name: &str) -> Option<Slot<'_>> {
            (name == "Inner").then(|| Slot::optional(&mut self.inner))
        }

        fn each(&self, visit: Visit<'_>) {
            visit("Inner", &self.inner);
        }
    }

    record!(Ring);

    #[test]
    fn boxed_records_are_read_and_written_as_what_is_in_them() {
        for text in ["{}", r#"{"Inner":{}}"#, r#"{"Inner":{"Inner":{"Inner":{}}}}"#] {
            let ring: Ring = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&ring).unwrap(), text);
        }
    }
}
