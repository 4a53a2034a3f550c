//! Signatures: pure functions of request, key and time. No clock, no environment, no network.

pub mod tc3;
