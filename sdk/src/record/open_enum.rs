//! Enums of documented values that also hold undocumented ones.

/// A value that an enum does not know. It is opaque, since a later version may have a variant for the value. The enum's
/// `value` or `as_str` returns the plain value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OtherValue<T>(T);

impl<T> OtherValue<T> {
    #[doc(hidden)]
    #[inline]
    pub fn new(value: impl Into<T>) -> Self {
        OtherValue(value.into())
    }

    #[doc(hidden)]
    #[inline]
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// Defines an open enum over integers. A row is a variant and its value:
///
/// ```text
/// integer_enum! {
///     /// The status of a task.
///     pub enum TaskStatus {
///         /// The task is running.
///         Running = 1,
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $value:literal),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_attribute])* $variant,)*
            /// A value that was not documented when this version was generated.
            Other($crate::rt::OtherValue<i64>),
        }

        // Not derived, since a derive would add a function.
        impl ::core::cmp::Eq for $name {}

        impl $name {
            /// Returns the value as it is sent.
            #[inline]
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(other) => *other.get(),
                }
            }
        }

        impl ::core::convert::From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Other($crate::rt::OtherValue::new(other)),
                }
            }
        }

        impl ::core::convert::From<$name> for i64 {
            #[inline]
            fn from(named: $name) -> i64 {
                named.value()
            }
        }

        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::from(0)
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::rt::Field for $name {
            #[inline]
            fn kind(&self) -> $crate::rt::Kind {
                $crate::rt::Kind::I64
            }

            #[inline]
            fn scalar(&mut self, value: $crate::rt::Scalar<'_>) -> bool {
                $crate::rt::set(self, $crate::rt::integer::<i64>(value))
            }

            #[inline]
            fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn $crate::rt::Visit<'a>) {
                visit.visit_i64(name, self.value());
            }
        }
    };
}

/// Defines an open enum over strings, from rows of the same form.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $value:literal),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_attribute])* $variant,)*
            /// A value that was not documented when this version was generated.
            Other($crate::rt::OtherValue<::std::boxed::Box<str>>),
        }

        // Not derived, since a derive would add a function.
        impl ::core::cmp::Eq for $name {}

        impl $name {
            /// Returns the value as it is sent.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(other) => other.get(),
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Other($crate::rt::OtherValue::new(other)),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self::from("")
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::rt::Field for $name {
            #[inline]
            fn kind(&self) -> $crate::rt::Kind {
                $crate::rt::Kind::Str
            }

            #[inline]
            fn scalar(&mut self, value: $crate::rt::Scalar<'_>) -> bool {
                $crate::rt::set(self, $crate::rt::string(value).as_deref())
            }

            #[inline]
            fn visit<'a>(&'a self, name: &'a str, visit: &mut dyn $crate::rt::Visit<'a>) {
                visit.visit_str(name, self.as_str());
            }
        }
    };
}
