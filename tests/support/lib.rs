//! What the tests share: a loopback server with scripted responses.
//!
//! It speaks just enough HTTP/1.1 over a real socket, with or without TLS, to produce every fault of a network: no
//! response, half a response, a wrong length, a reset, a certificate that must not be trusted. Connections are kept
//! alive. Requests are recorded as they arrive.

mod certificate;
mod request;
mod response;
mod server;

pub use certificate::{Authority, Certificate};
pub use request::Request;
pub use response::{Ending, Response};
pub use server::{AcceptMode, Server, ServerConfig};
