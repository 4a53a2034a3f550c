//! Which failed calls are retried, and after how long.
//!
//! A [`RetryPolicy`] decides, by default an [`ExponentialBackoff`]; a [`RetryBudget`] limits the retries of all calls
//! together. What may be retried at all is not up to them: a write that may have been executed never is.

mod backoff;
mod budget;
mod policy;

pub use backoff::ExponentialBackoff;
pub use budget::RetryBudget;
pub use policy::{AttemptLimit, FailedAttempt, RetryPolicy, TimeLimit};
