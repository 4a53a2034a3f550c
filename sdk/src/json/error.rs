//! The reason why a text is not valid JSON.

use std::borrow::Cow;
use std::fmt;
use std::io;

use serde::de::{Error, Expected, Unexpected};

/// The reason why a text is not JSON, or not what was expected. It contains no part of the text, since any part can be
/// a secret.
#[derive(Debug)]
pub(crate) struct JsonError(Box<Parts>);

#[derive(Debug)]
struct Parts {
    reason: Cow<'static, str>,
    kind: io::ErrorKind,
}

impl JsonError {
    /// Creates the error of a place in a text; at the end of the text, the text is truncated.
    #[cold]
    pub(super) fn at(text: &str, at: usize, reason: &'static str) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = at - before.rfind('\n').map_or(0, |newline| newline + 1) + 1;
        if at < text.len() {
            let reason = format!("{reason} at line {line} column {column}").into();
            return JsonError(Box::new(Parts { reason, kind: io::ErrorKind::InvalidData }));
        }
        let reason = format!("the JSON ends too early, at line {line} column {column}").into();
        JsonError(Box::new(Parts { reason, kind: io::ErrorKind::UnexpectedEof }))
    }

    /// Returns `UnexpectedEof` if the text is truncated, otherwise `InvalidData`.
    pub(crate) fn kind(&self) -> io::ErrorKind {
        self.0.kind
    }
}

impl Error for JsonError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        JsonError(Box::new(Parts { reason: message.to_string().into(), kind: io::ErrorKind::InvalidData }))
    }

    /// Omits the value that was found, which may be a secret.
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("not {expected}"))
    }
}

impl std::error::Error for JsonError {}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.reason)
    }
}
