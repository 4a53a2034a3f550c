//! Transport: one exchange over HTTP, with a response of limited size.
//!
//! `exchange` sends a request over the connections of a `client`. `connect` makes these connections, with `tls`, and
//! through a `proxy` if there is one. `body` tracks how much of a request has been sent. `events` reads a response that is
//! a stream of events, and `retry_after` the header of that name.

mod body;
mod client;
mod connect;
mod error;
mod events;
mod exchange;
mod io;
mod loopback;
mod program;
mod proxy;
mod request;
#[cfg(feature = "reqwest")]
mod reqwest;
mod retry_after;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "transport/no_tls.rs"]
mod tls;

pub(crate) use body::SendState;
pub(crate) use client::{ClientSettings, HttpClient};
pub(crate) use error::{SendError, innermost};
#[cfg(fuzzing)]
pub(crate) use events::events_of;
pub(crate) use events::{EventError, Events};
#[cfg(feature = "credentials-cvm")]
pub(crate) use exchange::get;
pub(crate) use exchange::{RawResponse, send};
pub(crate) use loopback::is_loopback;
pub(crate) use proxy::{Proxies, Schemes};
pub(crate) use request::SignedRequest;
pub(crate) use retry_after::retry_after;
pub(crate) use tls::check as check_tls;
