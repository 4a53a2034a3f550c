//! Signatures step by step, and why the signature of a request is rejected.
//!
//! [`Steps`] contains each intermediate value of a signature. [`Pasted`] reads the request that someone pastes, and
//! [`diagnose`] compares its signature with the one that the service expects.
//!
//! Everything here is a pure function: no clock, no network, no HTML. Secret keys come in as [`tencloud::Secret`], and
//! the keys derived from them are shown only if the caller says so with [`KeyVisibility`].

mod authorization;
mod checks;
mod client;
mod client_v1;
mod diagnosis;
mod difference;
mod digest;
mod encoding;
mod pasted;
mod steps;
mod suspects;

pub use diagnosis::{
    ComparedStep, Context, Diagnosis, Diagnostic, KnownKey, OwnValues, Part, SignatureResult, diagnose,
};
pub use difference::{Difference, first_difference};
pub use pasted::{Header, ParseError, Pasted};
pub use steps::{KeyVisibility, Step, StepName, Steps, Value};
