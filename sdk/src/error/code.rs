//! Error codes: what the generated enums share.

use std::fmt;

use crate::CommonErrorCode;
use crate::sealed::Sealed;

/// An error code that is documented: a value of an action's enum, or a [`CommonErrorCode`]. Sealed.
///
/// [`Error::is`](super::Error::is) and [`Error::code_as`](super::Error::code_as) accept it.
pub trait DocumentedCode: Sealed + Clone + PartialEq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    #[doc(hidden)]
    const CODES: &'static [(&'static str, Self)];

    /// The code as the service spells it, such as `ResourceNotFound.InstanceNotExists`.
    fn as_str(&self) -> &str;

    /// The value of a code. The enum of an action has one for every code.
    #[doc(hidden)]
    fn from_code(code: &str) -> Option<Self>;
}

/// A code that was not documented when this version was released. Compare it as a string with care: a later version
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

impl CommonErrorCode {
    /// The code as the service spells it.
    pub fn as_str(&self) -> &'static str {
        text_of(self)
    }
}

impl Sealed for CommonErrorCode {}

impl DocumentedCode for CommonErrorCode {
    const CODES: &'static [(&'static str, Self)] = Self::CODES;

    fn as_str(&self) -> &str {
        self.as_str()
    }

    fn from_code(code: &str) -> Option<Self> {
        find(code)
    }
}

impl fmt::Display for CommonErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The documented code with a spelling.
fn find<C: DocumentedCode>(text: &str) -> Option<C> {
    C::CODES.iter().find(|(known, _)| *known == text).map(|(_, code)| code.clone())
}

/// How a documented code is spelled.
pub(crate) fn text_of<C: DocumentedCode>(code: &C) -> &'static str {
    C::CODES.iter().find(|(_, known)| known == code).map_or("", |(text, _)| text)
}

/// The value of a code: a documented one, else a common one, else an unknown one.
pub(crate) fn code_of<C: DocumentedCode>(
    text: &str,
    common: fn(CommonErrorCode) -> C,
    unknown: fn(UnknownCode) -> C,
) -> C {
    let other = || find(text).map_or_else(|| unknown(UnknownCode::new(text)), common);
    find(text).unwrap_or_else(other)
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

        impl $crate::sealed::Sealed for $name {}

        impl $crate::error::DocumentedCode for $name {
            const CODES: &[(&str, Self)] = Self::CODES;

            #[inline]
            fn as_str(&self) -> &str {
                self.as_str()
            }

            #[inline]
            fn from_code(code: &str) -> Option<Self> {
                Some($crate::error::code_of(code, Self::Common, Self::Unknown))
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
