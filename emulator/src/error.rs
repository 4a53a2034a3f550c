//! What the API answers when it refuses.

/// A refusal: an error code of the documentation, and a message that names the mend. Messages never show values of
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

    pub(crate) fn missing(what: &str) -> Self {
        Self::new("MissingParameter", format!("`{what}` is required and was not sent"))
    }
}
