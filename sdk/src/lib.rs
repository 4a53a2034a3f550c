//! SDK for Tencent Cloud, generated from its documentation.
//!
//! ```no_run
//! # async fn example() -> Result<(), tencloud::Error> {
//! let config = tencloud::Config::builder().region("ap-tokyo").build()?; // credentials: the default chain
//! let redis = tencloud::redis::Client::new(&config);
//!
//! let backup = redis.manual_backup_instance().instance_id("crs-5a4py64p").remark("nightly").send().await?;
//! println!("task {}", backup.task_id);
//! # Ok(())
//! # }
//! ```
//!
//! - Each product is a module behind a cargo feature; `redis` and `sts` are on by default.
//! - A method of the client starts a builder. Leaving out a required parameter does not compile.
//! - Calls are signed with TC3-HMAC-SHA256, or as [`SignatureMethod`] says, and tried again where that is safe: see
//!   [`ExponentialBackoff`].
//! - Calls wait where the documented rate of their action is used up: see [`Pacing`].
//! - [`Options`] differ from client to client, or from call to call: region, times, language, headers.
//! - What has no type yet is called by its name, with JSON: see [`UntypedClient`].
//! - An [`Error`] carries the action's documented code, the request id, and whether the service may have acted.
//! - Spans and events go to `tracing`, under OpenTelemetry's names; numbers to `metrics`, behind the feature of that
//!   name; both, and more, to what you [observe](Observe) with. Secrets go nowhere.
//! - Behind the feature `blocking`, programs that are not async wait for the same calls.

// `redis` has everything that a product can have; others do without waiters, lists or enums.
#![cfg_attr(not(feature = "redis"), allow(dead_code, unused_imports, unused_macros))]

mod action;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod clock;
mod config;
pub mod credentials;
mod endpoint;
mod envelope;
mod environment;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod generated;
#[cfg(feature = "metrics")]
pub mod metrics;
mod observe;
mod options;
mod pacing;
mod paginate;
mod record;
mod region;
mod retry;
#[doc(hidden)]
pub mod rt;
pub mod signing;
mod transport;
mod untyped;
mod wait;

pub use action::{Action, Set, Unset};
pub use call::SendFuture;
pub use config::{Config, ConfigBuilder};
pub use environment::{Environment, EnvironmentError};
pub use error::{Code, DocumentedCode, Error, ErrorCode, ErrorKind, UnknownCode};
pub use generated::*;
pub use observe::{Attempt, AttemptEnd, CallEnd, Observe};
pub use options::{Language, Options};
#[cfg(feature = "pacing-redis")]
pub use pacing::RedisPacer;
pub use pacing::{NextSlotFuture, Pacing, Quota, SharedRateLimiter};
pub use paginate::{Items, Paged, Pages};
pub use record::OtherValue;
pub use region::Region;
pub use retry::{AttemptLimit, ExponentialBackoff, FailedAttempt, RetryBudget, RetryPolicy, TimeLimit};
pub use signing::SignatureMethod;
pub use untyped::{UntypedCall, UntypedClient, UntypedResponse};
pub use wait::Wait;
