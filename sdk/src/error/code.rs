//! Error codes: the general one, and what the generated enums share.

use std::fmt;

use crate::CommonErrorCode;

/// The enum of an action's documented error codes.
///
/// Implemented by generated code only.
pub trait DocumentedCode: Clone + PartialEq + fmt::Debug + fmt::Display + Send + Sync + Sized + 'static {
    /// The code as the service spells it, such as `ResourceNotFound.InstanceNotExists`.
    fn as_str(&self) -> &str;

    /// The action's own codes with their variants.
    #[doc(hidden)]
    const CODES: &'static [(&'static str, Self)];

    /// The variant of a code. Every code has one: `Common` and `Unknown` hold those that are not the action's own.
    fn from_code(code: &str) -> Self;
}

/// A code of the service, in one of its forms: an action's enum, or the general [`ErrorCode`].
pub trait Code: fmt::Debug + fmt::Display + Send + Sync + Sized + 'static {
    /// The code as the service spells it, such as `ResourceNotFound.InstanceNotExists`.
    fn as_str(&self) -> &str;

    /// The common code that this is, where it is one.
    fn common(&self) -> Option<CommonErrorCode> {
        CommonErrorCode::find(self.as_str())
    }

    #[doc(hidden)]
    fn from_code(code: &str) -> Self;
}

impl<C: DocumentedCode> Code for C {
    fn as_str(&self) -> &str {
        DocumentedCode::as_str(self)
    }

    fn from_code(code: &str) -> Self {
        DocumentedCode::from_code(code)
    }
}

/// Any code of any action.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ErrorCode(Box<str>);

impl ErrorCode {
    /// The code as the service spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The common code that this is, where it is one.
    pub fn common(&self) -> Option<CommonErrorCode> {
        CommonErrorCode::find(&self.0)
    }
}

impl Code for ErrorCode {
    fn as_str(&self) -> &str {
        self.as_str()
    }

    fn from_code(code: &str) -> Self {
        ErrorCode(code.into())
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A code that was not documented when this version was generated. Compare its string with care: a later version may
/// have a variant for it.
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

impl fmt::Display for CommonErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The string of a documented code.
pub fn text_of<C: DocumentedCode>(code: &C) -> &'static str {
    C::CODES.iter().find(|(_, known)| known == code).map_or("", |(text, _)| text)
}

/// The variant of a code: a documented one, else a common one, else an unknown one.
pub fn code_of<C: DocumentedCode>(text: &str, common: fn(CommonErrorCode) -> C, unknown: fn(UnknownCode) -> C) -> C {
    match C::CODES.iter().find(|(known, _)| *known == text) {
        Some((_, documented)) => documented.clone(),
        None => CommonErrorCode::find(text).map_or_else(|| unknown(UnknownCode::new(text)), common),
    }
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
            fn from_code(code: &str) -> Self {
                $crate::rt::code_of(code, Self::Common, Self::Unknown)
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

/// Defines the enum of the codes that any action can return, from the same rows.
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
            /// The code as the service spells it.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            pub(crate) fn find(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use common_error_codes;
