//! What the tests share: a loopback server that answers as the test says.
//!
//! It speaks just enough HTTP/1.1 over a real socket, with TLS or without, that every fault of a network can be played:
//! no answer, half an answer, a wrong length, a reset, a certificate that nobody should trust. Connections are kept
//! alive. What arrives is recorded as it came.

mod certificate;
mod reply;
mod request;
mod server;

pub use certificate::{Authority, Certificate};
pub use reply::{Ending, Reply};
pub use request::Request;
pub use server::{Door, Manner, Server};
