//! Hooks for observing calls.

use std::fmt;
use std::time::Duration;

use crate::error::Error;

/// Hooks for every call and every attempt. Register them with
/// [`ConfigBuilder::observer`](crate::ConfigBuilder::observer).
///
/// An observer receives facts and sizes, never bodies, credentials or headers. It runs on the task that makes the call,
/// so it should be fast and must not block. A call that is dropped before it ends is not reported as ended.
///
/// ```
/// use tencloud::observe::{Attempt, AttemptEnd, Observe};
///
/// #[derive(Debug)]
/// struct Slow;
///
/// impl Observe for Slow {
///     fn after_attempt(&self, attempt: &Attempt<'_>, end: &AttemptEnd<'_>) {
///         if end.duration.as_secs() >= 1 {
///             eprintln!("{} took {:?} at {}", attempt.action, end.duration, attempt.host);
///         }
///     }
/// }
/// ```
pub trait Observe: fmt::Debug + Send + Sync {
    /// Called after an attempt has been signed, just before it is sent.
    fn before_sending(&self, attempt: &Attempt<'_>) {
        let _ = attempt;
    }

    /// Called when an attempt that was sent has ended, with or without a response.
    fn after_attempt(&self, attempt: &Attempt<'_>, end: &AttemptEnd<'_>) {
        let _ = (attempt, end);
    }

    /// Called when a call has ended, even if nothing was sent.
    fn after_call(&self, call: &CallEnd<'_>) {
        let _ = call;
    }
}

/// An attempt of a call.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempt<'a> {
    /// The product's short name, such as `redis`.
    pub service: &'a str,
    /// The action's name, such as `DescribeInstances`.
    pub action: &'a str,
    /// The region of the call, if there is one.
    pub region: Option<&'a str>,
    /// The host of the endpoint, with its port if the endpoint has one.
    pub host: &'a str,
    /// The number of the attempt within its call, counted from 1.
    pub number: u32,
    /// The size of the request's body and query in bytes, without headers.
    pub bytes_sent: usize,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptEnd<'a> {
    /// The time from sending to the end of the response.
    pub duration: Duration,
    /// The HTTP status, if there was a response.
    pub status: Option<u16>,
    /// The id under which the service knows the attempt, if a response contained one.
    pub request_id: Option<&'a str>,
    /// The size of the response body in bytes; 0 if the body is incomplete.
    pub bytes_received: usize,
    /// The error if the attempt failed. It contains no secrets.
    pub error: Option<&'a Error>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CallEnd<'a> {
    /// The product's short name, such as `redis`.
    pub service: &'a str,
    /// The action's name, such as `DescribeInstances`.
    pub action: &'a str,
    /// The region of the call, if there is one.
    pub region: Option<&'a str>,
    /// The duration of the whole call, including all attempts and the waits between them.
    pub duration: Duration,
    /// The number of attempts.
    pub attempts: u32,
    /// The error if the call failed. It contains no secrets.
    pub error: Option<&'a Error>,
}
