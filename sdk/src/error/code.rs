//! Error codes: what the generated enums share.

use std::fmt;

/// A documented error code: a variant of an action's enum, or a [`CommonErrorCode`](crate::CommonErrorCode).
///
/// [`Error::is`](super::Error::is) and [`Error::code_as`](super::Error::code_as) accept it. Only generated code
/// implements this trait.
pub trait DocumentedCode: Clone + PartialEq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    #[doc(hidden)]
    const CODES: &'static [(&'static str, Self)];

    /// Returns the code as the service spells it, such as `ResourceNotFound.InstanceNotExists`.
    fn as_str(&self) -> &str;

    /// Returns the variant for a code. The enum of an action has one for every code.
    #[doc(hidden)]
    fn from_code(code: &str) -> Option<Self>;
}

/// A code that was not documented when this version was generated. Compare it as a string with care: a later version
/// may have a variant for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UnknownCode(Box<str>);

impl UnknownCode {
    pub(crate) fn new(code: &str) -> Self {
        UnknownCode(code.into())
    }

    /// Returns the code as the service spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the documented code with a spelling.
pub(crate) fn find<C: DocumentedCode>(text: &str) -> Option<C> {
    C::CODES.iter().find(|(known, _)| *known == text).map(|(_, code)| code.clone())
}

/// Returns the spelling of a documented code.
pub fn text_of<C: DocumentedCode>(code: &C) -> &'static str {
    C::CODES.iter().find(|(_, known)| known == code).map_or("", |(text, _)| text)
}

/// Returns the variant for a code: a documented one, else a common one, else an unknown one.
pub fn code_of<C, K>(text: &str, common: fn(K) -> C, unknown: fn(UnknownCode) -> C) -> C
where
    C: DocumentedCode,
    K: DocumentedCode,
{
    let other = || find(text).map_or_else(|| unknown(UnknownCode::new(text)), common);
    find(text).unwrap_or_else(other)
}

/// Defines the enum of an action's error codes. A row is a variant and its code:
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
            Common($crate::CommonErrorCode),
            /// A code that the documentation does not list.
            Unknown($crate::rt::UnknownCode),
        }

        // Not derived, since a derive would add a function.
        impl ::core::cmp::Eq for $name {}

        impl $name {
            /// Returns the code as the service spells it.
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

/// Defines the enum of the codes that any action can return, from rows of the same form.
macro_rules! common_error_codes {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $code:literal),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_attribute])* $variant,)*
        }

        impl $name {
            /// Returns the code as the service spells it.
            pub fn as_str(&self) -> &'static str {
                $crate::error::text_of(self)
            }
        }

        impl $crate::error::DocumentedCode for $name {
            const CODES: &[(&str, Self)] = &[$(($code, Self::$variant)),*];

            fn as_str(&self) -> &str {
                self.as_str()
            }

            fn from_code(code: &str) -> Option<Self> {
                $crate::error::find(code)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use common_error_codes;
