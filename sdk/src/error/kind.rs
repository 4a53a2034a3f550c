//! The kinds of failure.

/// What kind of failure an [`Error`](super::Error) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration or the request cannot work; nothing was sent.
    Config,
    /// No credentials could be obtained; nothing was sent.
    Credentials,
    /// No connection could be made; nothing was sent.
    Connect,
    /// The connection broke after sending had begun.
    ConnectionLost,
    /// The time limit of the attempt or of the whole call was reached.
    Timeout,
    /// The response is not one of the API: a gateway's page, a truncated or oversized body.
    MalformedResponse,
    /// The service rejected the request: see [`Error::code`](super::Error::code).
    Api,
    /// The asynchronous operation that was waited for has failed.
    WaitFailed,
    /// The asynchronous operation that was waited for had not ended within the time limit.
    WaitTimeout,
}
