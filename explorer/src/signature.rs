//! Signatures step by step, and why the signature of a request is rejected.
//!
//! [`Steps`] contains each intermediate value of a signature. [`Pasted`] reads the request that someone pastes, and
//! [`diagnose`] compares its signature with the one that the service expects.
//!
//! Everything here is a pure function: no clock, no network, no HTML. Secret keys come in as [`tencloud::Secret`], and
//! what is made with them is shown only if the caller says so with [`KeyVisibility`].

mod authorization;
mod checks;
mod client;
mod client_v1;
mod context;
mod diagnosis;
mod diagnostic;
mod difference;
mod encoding;
mod endpoint;
mod parse;
mod pasted;
mod printable;
mod steps;
mod suspects;

pub use context::{Context, KnownKey, OwnValues};
pub use diagnosis::{ComparedStep, Diagnosis, SignatureResult, diagnose};
pub use diagnostic::{Diagnostic, Part};
pub use difference::{Difference, first_difference};
pub use pasted::{Header, ParseError, Pasted};
pub use steps::{KeyVisibility, Keyed, Step, StepName, Steps, Value};
