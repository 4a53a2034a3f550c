//! An unofficial emulator of the Tencent Cloud API that runs on 127.0.0.1, for tests and for trying out clients without
//! an account.
//!
//! It implements the real protocol: it verifies signatures, validates parameters, enforces request rates, returns the
//! documented error codes, and keeps the state that calls change. It works with any client whose endpoint can be set,
//! over http or https. It shares no code with the `tencloud` SDK, so that a bug in the SDK cannot hide behind the same
//! bug here.
//!
//! ```
//! use tencloud_emulator::{Durations, Emulator};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tencloud_emulator::StartError> {
//! let emulator = Emulator::builder().durations(Durations::instant()).rate_limits(false).start().await?;
//! println!("{} accepts requests signed by {}", emulator.url(), emulator.secret_id());
//! emulator.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Start here
//!
//! | to | use |
//! |---|---|
//! | start an emulator in a test | [`Emulator::builder`] |
//! | complete asynchronous operations immediately, or faster | [`Durations`] |
//! | control the time in a test | [`ManualClock`] |
//! | make calls and asynchronous operations fail | [`Emulator::inject`], [`Fault`] |
//! | start with instances, or with a saved state | [`Builder::instance`], [`Emulator::state`], [`Emulator::load`] |
//! | keep the state when the process ends | [`Builder::state_file`] |
//! | test with several accounts, or with roles | [`Builder::account`], [`Account`] |
//! | see which calls arrived, and their outcome | [`Emulator::requests`], [`Builder::observer`], [`RequestLog`] |
//! | run a real Redis server for each instance | `Builder::data_plane` (feature `data-plane`, on by default) |
//! | serve https | `Builder::tls` (feature `tls`, on by default), [`Emulator::ca_certificate`] |
//! | do all of this from another language | the control plane under `/_emulator/`; see the README |
//! | run it as a program | `cargo run -p tencloud-emulator`; see the README |
//!
//! # What it does not do
//!
//! Without a data plane, it stores no data: no Redis server runs behind its instances, and the RDB file of a backup only
//! describes the backup. It does not bill, and it has no networks, quotas or permissions: it accepts any
//! well-formed VPC id, and lets anyone assume any role. Its state is lost when it stops, unless it has a
//! [state file](Builder::state_file) or has been saved.

mod auth;
mod base64_bytes;
mod body;
mod builder;
mod catalog;
mod changes;
mod clock;
// For the binary, and for `tencloud emulator`.
#[cfg(all(feature = "data-plane", feature = "tls"))]
#[doc(hidden)]
pub mod command_line;
mod control;
#[cfg(feature = "data-plane")]
mod data_plane;
#[cfg(not(feature = "data-plane"))]
#[path = "data_plane/absent.rs"]
mod data_plane;
mod digest;
mod durations;
mod emulator;
mod error;
mod faults;
mod format;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod gateway;
mod history;
mod http;
mod ids;
mod instance;
mod master_keys;
mod oddities;
mod params;
#[cfg(test)]
mod play;
mod presign;
#[cfg(all(feature = "data-plane", feature = "tls"))]
mod printer;
mod products;
mod rate_limits;
mod request;
mod request_log;
mod saving;
mod secret;
mod server;
mod state_file;
mod time;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "tls/absent.rs"]
mod tls;
mod truncated;
mod url;

pub use auth::Account;
pub use builder::{Builder, StartError};
pub use clock::ManualClock;
pub use durations::Durations;
pub use emulator::{Emulator, StateError};
pub use faults::{Fault, FaultError};
pub use instance::{Instance, InstanceError};
pub use request_log::RequestLog;
pub use state_file::StateFileError;

/// Compiles and runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
