//! Which failed calls are retried, and after how long.
//!
//! A [`RetryPolicy`], by default an [`ExponentialBackoff`], decides when to retry; a [`RetryBudget`] limits the retries
//! of all calls together. Neither decides what may be retried at all: a write that may have been executed never is.

mod backoff;
mod budget;
mod policy;

pub use backoff::ExponentialBackoff;
pub use budget::RetryBudget;
pub use policy::{AttemptLimit, FailedAttempt, RetryPolicy, TimeLimit};
