//! The enums of the error codes of an action.

use crate::CommonErrorCode;
use crate::code::{DocumentedCode, find};

/// A code that was not documented when this version was generated. Compare it as a string with care: a later version
/// may have a variant for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownCode(Box<str>);

impl UnknownCode {
    pub(crate) fn new(code: &str) -> Self {
        UnknownCode(code.into())
    }

    /// The code as the service spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The value of a code: a documented one, else a common one, else an unknown one.
pub fn code_of<C: DocumentedCode>(text: &str, common: fn(CommonErrorCode) -> C, unknown: fn(UnknownCode) -> C) -> C {
    let other = || find(text).map_or_else(|| unknown(UnknownCode::new(text)), common);
    find(text).unwrap_or_else(other)
}

/// Defines the enum of an action's error codes. A row is a variant with its code:
///
/// ```text
/// error_codes! {
///     /// The error codes of the action.
///     pub enum DescribeTaskInfoErrorCode {
///         /// There is no task with that id.
///         ResourceNotFoundTask = "ResourceNotFound.Task",
///     }
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __error_codes {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $code:literal),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_attribute])* $variant,)*
            /// A code that any action can return.
            Common($crate::rt::CommonErrorCode),
            /// A code that the documentation does not list.
            Unknown($crate::rt::UnknownCode),
        }

        // Not derived: that would be one more function.
        impl ::core::cmp::Eq for $name {}

        impl $name {
            /// The code as the service spells it.
            #[inline]
            pub fn as_str(&self) -> &str {
                if let Self::Common(code) = self {
                    return code.as_str();
                }
                if let Self::Unknown(code) = self {
                    return code.as_str();
                }
                $crate::rt::text_of(self)
            }
        }

        impl $crate::rt::DocumentedCode for $name {
            const CODES: &[(&str, Self)] = &[$(($code, Self::$variant)),*];

            #[inline]
            fn as_str(&self) -> &str {
                self.as_str()
            }

            #[inline]
            fn from_code(code: &str) -> ::core::option::Option<Self> {
                ::core::option::Option::Some($crate::rt::code_of(code, Self::Common, Self::Unknown))
            }
        }

        impl ::core::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
