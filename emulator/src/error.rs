//! The error that the API returns.

/// An API error: a documented error code, and a message that contains the fix. Messages never contain the values of
/// parameters that may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl ApiError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Returns the error of a missing required parameter or header.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new("MissingParameter", format!("`{name}` is required"))
    }

    /// Returns the error of a bug in the emulator, as opposed to an error of the client.
    pub(crate) fn bug(message: &str) -> Self {
        Self::new("InternalError", format!("bug in the emulator: {message}"))
    }
}
