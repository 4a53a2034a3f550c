//! The user's own eyes on calls.

use std::fmt;
use std::time::Duration;

use crate::error::Error;

/// Is told of every call and every attempt. Set by [`ConfigBuilder::observer`](crate::ConfigBuilder::observer).
///
/// Gets facts and sizes, never bodies, keys or headers. Called on the task that makes the call, so it should be quick
/// and must not block. A call that is dropped midway ends without a further word.
///
/// ```
/// use tencloud::{Attempt, AttemptEnd, Observe};
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
    /// An attempt is about to be sent: it has keys and is signed.
    fn before_sending(&self, attempt: &Attempt<'_>) {
        let _ = attempt;
    }

    /// An attempt that was sent has ended, by a reply or without one.
    fn after_attempt(&self, attempt: &Attempt<'_>, end: &AttemptEnd<'_>) {
        let _ = (attempt, end);
    }

    /// A call has ended, also one that ended before anything was sent.
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
    /// The region that is called, where there is one.
    pub region: Option<&'a str>,
    /// The host that is called, with its port where the endpoint names one.
    pub host: &'a str,
    /// Which attempt of its call this is, from 1.
    pub number: u32,
    /// Bytes of the request's body and query, without headers.
    pub bytes_sent: usize,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptEnd<'a> {
    /// From sending to the end of the reply.
    pub duration: Duration,
    /// The HTTP status, where a reply came.
    pub status: Option<u16>,
    /// The id under which the service knows the attempt, where a reply carried one.
    pub request_id: Option<&'a str>,
    /// Bytes of the reply's body; 0 where it did not come in full.
    pub bytes_received: usize,
    /// Why the attempt failed. It holds no secrets.
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
    /// The region that is called, where there is one.
    pub region: Option<&'a str>,
    /// From the call's start to its end, with all attempts and the waits between them.
    pub duration: Duration,
    /// How many attempts there were.
    pub attempts: u32,
    /// Why the call failed. It holds no secrets.
    pub error: Option<&'a Error>,
}
