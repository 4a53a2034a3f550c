//! Documented error codes. Public as part of [`error`](crate::error).

use std::fmt;

/// An error code that is documented: a value of an action's enum, or a
/// [`CommonErrorCode`](crate::CommonErrorCode).
///
/// [`Error::is`](crate::Error::is) and [`Error::code_as`](crate::Error::code_as) accept it. Implemented by generated code
/// only.
pub trait DocumentedCode: Clone + PartialEq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    #[doc(hidden)]
    const CODES: &'static [(&'static str, Self)];

    /// The code as the service spells it, such as `ResourceNotFound.InstanceNotExists`.
    fn as_str(&self) -> &str;

    /// The value of a code. The enum of an action has one for every code.
    #[doc(hidden)]
    fn from_code(code: &str) -> Option<Self>;
}

/// The documented code with a spelling.
pub(crate) fn find<C: DocumentedCode>(text: &str) -> Option<C> {
    C::CODES.iter().find(|(known, _)| *known == text).map(|(_, code)| code.clone())
}

/// How a documented code is spelled.
pub fn text_of<C: DocumentedCode>(code: &C) -> &'static str {
    C::CODES.iter().find(|(_, known)| known == code).map_or("", |(text, _)| text)
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
                $crate::code::text_of(self)
            }
        }

        impl $crate::code::DocumentedCode for $name {
            const CODES: &[(&str, Self)] = &[$(($code, Self::$variant)),*];

            fn as_str(&self) -> &str {
                self.as_str()
            }

            fn from_code(code: &str) -> Option<Self> {
                $crate::code::find(code)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use common_error_codes;
