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
//! - Each product is a module behind a cargo feature; `redis` is on by default.
//! - A method of the client starts a builder. Leaving out a required parameter does not compile.
//! - Calls are signed with TC3-HMAC-SHA256, and tried again where that is safe: see [`RetryPolicy`].
//! - An [`Error`] carries the action's documented code, the request id, and whether the service may have acted.
//! - Spans and events go to `tracing`, under OpenTelemetry's names. Secrets go nowhere.

mod action;
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
#[rustfmt::skip]
mod generated;
mod paginate;
mod record;
mod region;
mod retry;
pub mod signing;
mod transport;
mod wait;

pub use action::{Action, IsSet, Set};
pub use call::Sending;
pub use config::{Config, ConfigBuilder, Language};
pub use environment::Environment;
pub use error::{Code, DocumentedCode, Error, ErrorCode, ErrorKind, UnknownCode};
pub use generated::*;
pub use paginate::{Items, Paged, Pages};
pub use record::OtherValue;
pub use region::Region;
pub use retry::RetryPolicy;
pub use wait::Wait;
