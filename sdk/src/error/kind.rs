//! The kinds of failure.

/// The kind of failure that an [`Error`](super::Error) reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The configuration or the request is invalid; nothing was sent.
    Config,
    /// No credentials could be obtained; nothing was sent.
    Credentials,
    /// No connection could be made; nothing was sent.
    Connect,
    /// The connection broke after sending had begun.
    ConnectionLost,
    /// The attempt or the whole call exceeded its time limit.
    Timeout,
    /// The response is not one of the API, but for example a gateway's page, or a truncated or oversized body.
    MalformedResponse,
    /// The service rejected the request: see [`Error::code`](super::Error::code).
    Api,
    /// The asynchronous operation that was waited for failed.
    WaitFailed,
    /// The asynchronous operation that was waited for did not end within the time limit.
    WaitTimeout,
}
