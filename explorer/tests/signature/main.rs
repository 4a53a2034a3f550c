//! Signatures step by step, and the mistakes that `diagnose` finds.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod client;
mod mistakes;
mod mistakes_v1;
mod pastes;
mod vectors;

const EXAMPLE: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
