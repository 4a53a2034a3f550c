//! What can be wrong with a request.

/// The part of a request or signature that has to be fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The algorithm.
    Algorithm,
    /// The form of the `Authorization` header.
    Authorization,
    /// The body, or its hash.
    Body,
    /// The form of the canonical request.
    CanonicalRequest,
    /// The timestamp.
    Clock,
    /// The content type.
    ContentType,
    /// The date of the credential scope.
    Date,
    /// The encoding of values or of the signature.
    Encoding,
    /// Headers that are missing, or how they are signed.
    Headers,
    /// The host.
    Host,
    /// The secret key, or the keys derived from it.
    Key,
    /// The HTTP method.
    Method,
    /// The order of signed headers or parameters.
    Order,
    /// Parameters that are missing or not signed.
    Parameters,
    /// The path.
    Path,
    /// The SecretId.
    SecretId,
    /// The service of the credential scope.
    Service,
    /// The list of signed headers.
    SignedHeaders,
    /// The string to sign.
    StringToSign,
}

/// Something that is wrong, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it concerns.
    pub part: Part,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl Diagnostic {
    pub(super) fn new(part: Part, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { part, message: message.into(), help: help.into() }
    }
}
