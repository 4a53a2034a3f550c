//! An unofficial Rust SDK for Tencent Cloud, generated from its API documentation.
//!
//! ```toml
//! [dependencies]
//! tencloud = "0.1"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
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
//! Each product is a module with a client, behind a feature of the same name. A method of the client starts a builder;
//! omitting a required parameter is a compile error that names it.
//!
//! # Start here
//!
//! | task | see |
//! |---|---|
//! | set region, credentials, timeouts, endpoint | [`Config`], [`ConfigBuilder`] |
//! | change options for one client or one call | [`Options`] |
//! | choose where credentials come from | [`credentials`] |
//! | call an action | `redis::Client`, `sts::Client` |
//! | handle errors | [`Error`], [`ErrorKind`] |
//! | read long lists | [`pagination`] |
//! | wait for an asynchronous operation | [`wait`] |
//! | reject responses that differ from the documentation | [`Decoding`] |
//! | see the status, headers and JSON of a response | [`product::RawResponse`] |
//! | call an action or a product without types | [`UntypedClient`] |
//! | read a list, or wait, without types | [`UntypedCall::pages`], [`UntypedCall::wait`] |
//! | read a response that is a stream of events | [`event_stream`] |
//! | send bytes or files | [`UntypedCall::octet_stream`], [`UntypedCall::file`] |
//! | change when calls are retried | [`retry`] |
//! | stay below the documented rates | `pacing` |
//! | watch calls: logs, traces, metrics | [`observe`], `metrics` |
//! | call from a program that is not async | `blocking` |
//! | sign requests of your own | [`signing`] |
//! | write functions over any action | [`product`] |
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `redis` | yes | TencentDB for Redis |
//! | `sts` | yes | Security Token Service, and the credentials of roles |
//! | `vpc` | | the actions of Virtual Private Cloud that list VPCs, subnets and security groups |
//! | `monitor` | | the actions of Tencent Cloud Observability Platform that list and read metrics |
//! | `sms` | | Short Message Service |
//! | `tmt` | | Tencent Machine Translation |
//! | `ses` | | Simple Email Service |
//! | `tls-aws-lc-rs` | yes | TLS with the cryptography that rustls and reqwest use by default |
//! | `tls-ring` | | TLS with ring, which builds faster; use it without `tls-aws-lc-rs` |
//! | `tls` | | TLS with the process-wide rustls provider that the program installs |
//! | `credentials-profile` | yes | credentials and region from the files of the SDKs and of the command-line tool |
//! | `credentials-cvm` | yes | credentials of the role of a cloud server |
//! | `credentials-command` | | credentials that a program prints |
//! | `signature-v1` | yes | the signature methods HmacSHA1 and HmacSHA256 |
//! | `pacing` | yes | client-side rate limiting |
//! | `pacing-redis` | | rate limits that programs share through a Redis server |
//! | `reqwest` | yes | a `reqwest::Client` of the program as the HTTP client |
//! | `blocking` | | calls from programs that are not async |
//! | `metrics` | | durations, bytes and errors through the `metrics` facade |
//!
//! # Runtime
//!
//! Calls run on tokio, whose time and I/O drivers must be enabled; otherwise, they fail with [`ErrorKind::Config`].
//! Spans and events go to `tracing`, with OpenTelemetry's names. Credentials and passwords are never logged.
//!
//! Tests can pause tokio's clock (`#[tokio::test(start_paused = true)]`): pauses between attempts, between the polls of
//! a waiter and in the rate limiter then take no time, while calls wait for servers in real time, up to their timeouts.
//! If the server itself sleeps, it must not share the paused clock: run it in a separate runtime or thread, as
//! `tencloud-emulator` does. The SDK does not notice a clock that is paused after the first call in a runtime.

#![cfg_attr(docsrs, feature(doc_cfg))]

// Layers, lowest first. A module uses only modules of its own line and of the lines above it.
//
//   clock, environment, printable, region, retry_class,   what everything else builds on
//   secret, transport
//   common                                                what all products share, generated
//   error, json, record, signing, endpoint, identity      the parts of requests, responses and errors
//   action, envelope, response, observe, retry, pacing,   what a call consists of
//   options
//   metrics, config                                       what all calls of a program share
//   call                                                  the call loop
//   event_stream, pagination, untyped, wait               what is built on calls
//   rt, generated                                         the products
//   credentials, blocking, fuzzing                        what is built on products

mod action;
#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod clock;
mod common;
mod config;
pub mod credentials;
mod endpoint;
mod envelope;
mod environment;
pub mod error;
pub mod event_stream;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod generated;
mod identity;
mod json;
#[cfg(feature = "metrics")]
pub mod metrics;
pub mod observe;
mod options;
#[cfg(feature = "pacing")]
pub mod pacing;
pub mod pagination;
mod printable;
mod record;
mod region;
mod response;
pub mod retry;
mod retry_class;
#[doc(hidden)]
pub mod rt;
mod secret;
pub mod signing;
mod transport;
pub mod untyped;
pub mod wait;

pub use common::{CommonErrorCode, Site};
pub use config::{Config, ConfigBuilder};
pub use environment::{Environment, EnvironmentError};
#[doc(inline)]
pub use error::{Error, ErrorKind};
#[doc(inline)]
pub use event_stream::EventStream;
#[allow(unused_imports, unreachable_pub, reason = "empty without a product")]
pub use generated::*;
pub use options::{Decoding, Language, Options};
pub use region::Region;
pub use secret::Secret;
#[doc(inline)]
pub use untyped::{
    Paging, Polling, UntypedCall, UntypedClient, UntypedItems, UntypedPages, UntypedResponse, UntypedWait,
};

/// The traits and types that the modules of all products share.
///
/// ```
/// use tencloud::product::Action;
///
/// fn describe<A: Action + std::fmt::Debug>(request: &A) -> String {
///     format!("{request:?}")
/// }
/// ```
pub mod product {
    pub use crate::action::{Action, Set, Unset};
    pub use crate::call::CallFuture;
    pub use crate::event_stream::{Event, Streaming};
    pub use crate::record::{Misfit, OtherValue};
    pub use crate::response::RawResponse;
}
