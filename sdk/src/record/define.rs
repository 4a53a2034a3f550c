//! The macro that defines a record from its rows.

/// Defines a struct and makes it a [`Record`](crate::rt::Record), with what users expect of a struct: equality, `Debug`
/// without secrets, and serialization and deserialization with serde.
///
/// A row is a field and its wire name; `always` marks the fields that a response always contains. `with` names a field
/// for parameters without a row:
///
/// ```text
/// record! {
///     /// What it is.
///     pub struct Task {
///         /// The id.
///         pub task_id: i64 = always "TaskId",
///         /// A note.
///         pub remark: Option<String> = "Remark",
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident $(with $parameters:ident)? {
            $(
                $(#[$field_attribute:meta])*
                $field_visibility:vis $field:ident: $type:ty = $($wire:literal)? $(always $always:literal)?
            ),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Default)]
        #[non_exhaustive]
        $visibility struct $name {
            $(
                $(#[$field_attribute])*
                $field_visibility $field: $type,
            )*
            $(pub(crate) $parameters: $crate::rt::Parameters,)?
        }

        impl $crate::rt::Record for $name {
            #[inline]
            #[allow(unused_variables, reason = "a record can have no fields")]
            fn describe<'a>(
                &'a self,
                visit: ::core::option::Option<&mut dyn $crate::rt::Visit<'a>>,
            ) -> $crate::rt::Header<'a> {
                if let ::core::option::Option::Some(visit) = visit {
                    $($crate::rt::Field::visit(&self.$field, $($wire)? $($always)?, visit);)*
                }
                $crate::rt::Header::new(&$crate::rt::Schema {
                    name: stringify!($name),
                    fields: &[$($($wire)? $($always)?),*],
                    output_required: &[$($($always,)?)*],
                })
                $(.with(&self.$parameters))?
            }

            #[inline]
            fn with_fields_mut(&mut self, read: $crate::rt::FieldsFn<'_>) {
                read(&mut [$(&mut self.$field),*]);
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::rt::equal(self, other)
            }
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::rt::debug(self, f)
            }
        }

        impl $crate::rt::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::rt::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::rt::serialize(self, serializer)
            }
        }

        impl<'de> $crate::rt::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::rt::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::rt::deserialize(deserializer)
            }
        }
    };
}
