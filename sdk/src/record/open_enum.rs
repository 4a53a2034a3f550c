//! Enums over documented values, open to values that are not.

/// A value that an enum does not know. Opaque, since a later version may give it a variant of its own; the enum's
/// `value` or `as_str` gives it in plain form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OtherValue<T>(pub(crate) T);

/// Gives an enum over integers its conversions, from its table of documented values.
macro_rules! integer_enum {
    ($name:ident) => {
        impl $name {
            /// The value as it travels.
            pub fn value(&self) -> i64 {
                match self {
                    Self::Other(other) => other.0,
                    documented => {
                        Self::VALUES.iter().find(|(_, known)| known == documented).map_or(0, |(value, _)| *value)
                    }
                }
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                let known = Self::VALUES.iter().find(|(known, _)| *known == value);
                known.map_or(Self::Other(OtherValue(value)), |(_, documented)| documented.clone())
            }
        }

        impl From<$name> for i64 {
            fn from(named: $name) -> i64 {
                named.value()
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::from(0)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), f)
            }
        }

        impl $crate::record::Field for $name {
            fn scalar(&mut self, value: $crate::record::Scalar<'_>) -> bool {
                let mut number = 0_i64;
                let taken = number.scalar(value);
                if taken {
                    *self = Self::from(number);
                }
                taken
            }

            fn value(&self) -> $crate::record::Value<'_> {
                $crate::record::Value::Int(self.value())
            }
        }
    };
}

/// Gives an enum over texts its conversions, from its table of documented values.
macro_rules! text_enum {
    ($name:ident) => {
        impl $name {
            /// The value as it travels.
            pub fn as_str(&self) -> &str {
                match self {
                    Self::Other(other) => &other.0,
                    documented => {
                        Self::VALUES.iter().find(|(_, known)| known == documented).map_or("", |(value, _)| value)
                    }
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                let known = Self::VALUES.iter().find(|(known, _)| *known == value);
                known.map_or_else(|| Self::Other(OtherValue(value.into())), |(_, documented)| documented.clone())
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::from("")
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::record::Field for $name {
            fn scalar(&mut self, value: $crate::record::Scalar<'_>) -> bool {
                let mut text = String::new();
                let taken = text.scalar(value);
                if taken {
                    *self = Self::from(text);
                }
                taken
            }

            fn value(&self) -> $crate::record::Value<'_> {
                $crate::record::Value::Text(self.as_str())
            }
        }
    };
}
pub(crate) use {integer_enum, text_enum};
