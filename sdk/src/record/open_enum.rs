//! Enums over documented values, open to values that are not.

/// A value that an enum does not know. Opaque, since a later version may give it a variant of its own; the enum's
/// `value` or `as_str` gives it in plain form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OtherValue<T>(pub(crate) T);

/// Gives an enum over integers its conversions, from its documented values.
macro_rules! integer_enum {
    ($name:ident, $(($value:literal, $variant:ident)),* $(,)?) => {
        // Not derived: that would be a function more.
        impl Eq for $name {}

        impl $name {
            /// The value as it travels.
            #[inline]
            pub fn value(&self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(other) => other.0,
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Other(OtherValue(other)),
                }
            }
        }

        impl From<$name> for i64 {
            #[inline]
            fn from(named: $name) -> i64 {
                named.value()
            }
        }

        impl Default for $name {
            #[inline]
            fn default() -> Self {
                Self::from(0)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::record::Field for $name {
            #[inline]
            fn scalar(&mut self, value: $crate::record::Scalar<'_>) -> bool {
                $crate::record::integer(value).map(|number: i64| *self = Self::from(number)).is_some()
            }

            #[inline]
            fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn $crate::record::Viewer<'a>) {
                viewer.int(name, self.value());
            }
        }
    };
}

/// Gives an enum over texts its conversions, from its documented values.
macro_rules! text_enum {
    ($name:ident, $(($value:literal, $variant:ident)),* $(,)?) => {
        // Not derived: that would be a function more.
        impl Eq for $name {}

        impl $name {
            /// The value as it travels.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(other) => &other.0,
                }
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Other(OtherValue(other.into())),
                }
            }
        }

        impl From<String> for $name {
            #[inline]
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl Default for $name {
            #[inline]
            fn default() -> Self {
                Self::from("")
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::record::Field for $name {
            #[inline]
            fn scalar(&mut self, value: $crate::record::Scalar<'_>) -> bool {
                $crate::record::text(value).map(|text| *self = Self::from(&*text)).is_some()
            }

            #[inline]
            fn show_as<'a>(&'a self, name: &'a str, viewer: &mut dyn $crate::record::Viewer<'a>) {
                viewer.text(name, self.as_str());
            }
        }
    };
}
pub(crate) use {integer_enum, text_enum};
