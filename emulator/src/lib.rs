//! The Tencent Cloud API on loopback, driven by the tencloud spec.
//!
//! An emulator speaks the real protocol: it checks signatures, parameters and request rates, answers with the
//! documentation's error codes, and keeps the state that calls change. It shares no code with the SDK, so that it can
//! prove the SDK wrong, and works with any client that can be pointed at a URL.
//!
//! ```
//! use tencloud_emulator::{Durations, Emulator};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), tencloud_emulator::StartError> {
//! let emulator = Emulator::builder().durations(Durations::instant()).rate_limits(false).start().await?;
//! println!("{} takes requests signed by {}", emulator.url(), emulator.secret_id());
//! emulator.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! Work that goes on after a reply takes the time that [`Durations`] give it, by the system's clock or by a
//! [`ManualClock`] that a test moves. [`Emulator::fail_next`] makes such work fail. [`Builder::observer`] tells what was
//! called, in which order and with which outcome.
//!
//! # What it does not do
//!
//! It holds no data: there is no Redis behind its instances, and what a backup contains describes the backup. It
//! charges nothing, knows no networks, quotas or permissions, and takes any zone and any VPC id of the right shape.

mod auth;
mod builder;
mod catalog;
mod clock;
mod digest;
mod durations;
mod emulator;
mod error;
mod faults;
mod form;
mod gateway;
mod http;
mod ids;
mod links;
mod params;
mod products;
mod rate;
mod secret;
mod served;
mod time;

pub use builder::{Builder, StartError};
pub use clock::ManualClock;
pub use durations::Durations;
pub use emulator::Emulator;
pub use served::Served;
