//! Error codes: what the generated enums share.

use std::fmt;

/// A documented error code: a variant of an action's enum, or a [`CommonErrorCode`](crate::CommonErrorCode).
///
/// [`Error::is`](super::Error::is) and [`Error::code_as`](super::Error::code_as) accept it. Only generated code
/// implements this trait.
pub trait DocumentedCode: Clone + PartialEq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// The codes that any action can return.
    #[doc(hidden)]
    type Common: DocumentedCode;
    #[doc(hidden)]
    const CODES: CodeTable<Self>;

    /// Returns the code as the service spells it, such as `ResourceNotFound.InstanceNotExists`.
    fn as_str(&self) -> &str {
        (Self::CODES.text)(self)
    }

    /// Returns the variant for a code. The enum of an action has one for every code.
    #[doc(hidden)]
    fn from_code(code: &str) -> Option<Self> {
        find(code).or_else(|| {
            let (common, unknown) = Self::CODES.open?;
            Some(find(code).map_or_else(|| unknown(UnknownCode::new(code)), common))
        })
    }
}

/// What the trait's methods need of an enum. One constant, since each function of hundreds of enums costs compile time.
pub struct CodeTable<C: DocumentedCode> {
    known: &'static [(&'static str, C)],
    text: fn(&C) -> &str,
    /// The variants for common and unknown codes.
    open: Option<Open<C>>,
}

type Open<C> = (fn(<C as DocumentedCode>::Common) -> C, fn(UnknownCode) -> C);

impl<C: DocumentedCode> CodeTable<C> {
    /// Creates the table of an enum of exactly these codes, from the function that returns the code of a variant.
    pub const fn new(known: &'static [(&'static str, C)], text: fn(&C) -> &str) -> Self {
        CodeTable { known, text, open: None }
    }

    /// Adds the variants for common and unknown codes.
    pub const fn open(self, common: fn(C::Common) -> C, unknown: fn(UnknownCode) -> C) -> Self {
        CodeTable { open: Some((common, unknown)), ..self }
    }
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
fn find<C: DocumentedCode>(text: &str) -> Option<C> {
    C::CODES.known.iter().find(|(known, _)| *known == text).map(|(_, code)| code.clone())
}

/// Returns the spelling of a documented code.
pub fn text_of<C: DocumentedCode>(code: &C) -> &'static str {
    C::CODES.known.iter().find(|(_, known)| known == code).map_or("", |(text, _)| text)
}

/// Formats a code as its variant, given the names of the documented ones, as a derive would.
pub fn debug_code<C: DocumentedCode>(code: &C, names: &[&str], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some((name, _)) = names.iter().zip(C::CODES.known).find(|(_, (_, known))| known == code) {
        return f.write_str(name);
    }
    // An unknown code is never the spelling of a common one, since only `from_code` creates it.
    match C::Common::from_code(code.as_str()) {
        Some(common) => f.debug_tuple("Common").field(&common).finish(),
        None => f.debug_tuple("Unknown").field(&UnknownCode::new(code.as_str())).finish(),
    }
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
        #[derive(Clone, PartialEq)]
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

        // Not derived, since a derive calls the formatter for each variant, which takes several times as long to compile.
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::rt::debug_code(self, &[$(stringify!($variant)),*], f)
            }
        }

        impl $name {
            /// Returns the code as the service spells it.
            #[inline]
            pub fn as_str(&self) -> &str {
                // Not a `match`, whose last arm would be unreachable in an enum without documented codes.
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
            type Common = $crate::CommonErrorCode;

            const CODES: $crate::rt::CodeTable<Self> =
                $crate::rt::CodeTable::new(&[$(($code, Self::$variant)),*], Self::as_str)
                    .open(Self::Common, Self::Unknown);
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
            type Common = Self;

            const CODES: $crate::error::CodeTable<Self> =
                $crate::error::CodeTable::new(&[$(($code, Self::$variant)),*], Self::as_str);
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use common_error_codes;
