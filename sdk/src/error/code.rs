//! Error codes: the general one, and what the generated enums share.

use std::fmt;

use crate::CommonErrorCode;
use crate::action::Sealed;

/// A code of the service, in one of its forms: an action's enum, or the general [`ErrorCode`].
pub trait Code: Sealed + fmt::Debug + fmt::Display + Send + Sync + Sized + 'static {
    /// The code as the service spells it, such as `ResourceNotFound.InstanceNotExists`.
    fn as_str(&self) -> &str;

    /// The common code that this is, where it is one.
    fn common(&self) -> Option<CommonErrorCode> {
        CommonErrorCode::find(self.as_str())
    }

    #[doc(hidden)]
    fn from_code(code: &str) -> Self;
}

/// The documented codes of one action.
pub trait DocumentedCode: Code {
    #[doc(hidden)]
    const CODES: &'static [(&'static str, Self)];
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

impl Sealed for ErrorCode {}

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

/// A code that was not documented when this version was made. Compare its text with care: a later version may give it
/// a variant of its own.
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

impl CommonErrorCode {
    pub(crate) fn find(code: &str) -> Option<CommonErrorCode> {
        Self::CODES.iter().find(|(name, _)| *name == code).map(|(_, common)| *common)
    }

    /// The code as the service spells it.
    pub fn as_str(&self) -> &'static str {
        Self::CODES.iter().find(|(_, common)| common == self).map_or("", |(name, _)| name)
    }
}

impl fmt::Display for CommonErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text of a documented code.
pub(crate) fn text_of<C: DocumentedCode + PartialEq>(code: &C) -> &'static str {
    C::CODES.iter().find(|(_, known)| known == code).map_or("", |(text, _)| text)
}

/// The code of a text: a documented one, else a common one, else an unknown one.
pub(crate) fn code_of<C: DocumentedCode + Clone>(
    text: &str,
    common: fn(CommonErrorCode) -> C,
    unknown: fn(UnknownCode) -> C,
) -> C {
    match C::CODES.iter().find(|(known, _)| *known == text) {
        Some((_, documented)) => documented.clone(),
        None => CommonErrorCode::find(text).map_or_else(|| unknown(UnknownCode::new(text)), common),
    }
}

/// Gives an action's enum its texts, from its table of documented codes.
macro_rules! error_code {
    ($name:ident) => {
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
                $crate::error::text_of(self)
            }
        }

        // Not derived: that would be a function more.
        impl Eq for $name {}

        impl $crate::action::Sealed for $name {}

        impl $crate::error::Code for $name {
            #[inline]
            fn as_str(&self) -> &str {
                self.as_str()
            }

            #[inline]
            fn from_code(code: &str) -> Self {
                $crate::error::code_of(code, Self::Common, Self::Unknown)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use error_code;
