//! The JSON of requests and responses of the control plane.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{gateway::Gateway, request_log::RequestLog, time::Time};

/// The clock as the control plane shows it.
pub(super) fn clock(gateway: &Gateway) -> Value {
    json!({ "now": gateway.now().to_rfc3339(), "frozen": gateway.clock.is_frozen() })
}

/// A change of the clock.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockChange {
    frozen: Option<bool>,
    #[serde(default)]
    advance_ms: u64,
}

impl ClockChange {
    pub(super) fn apply(&self, gateway: &Gateway) {
        if let Some(frozen) = self.frozen {
            gateway.clock.freeze(frozen);
        }
        gateway.clock.advance(Duration::from_millis(self.advance_ms));
    }
}

/// Whether rate limits are enforced.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RateLimitSettings {
    pub(super) enforced: bool,
}

/// The log entry of a request.
pub(super) fn describe(log: &RequestLog) -> Value {
    let (code, message) = log.error.clone().unzip();
    json!({
        "time": Time::from(log.time).to_rfc3339(),
        "request_id": log.request_id,
        "region": log.region,
        "action": log.action,
        "code": code,
        "message": message,
        "fault": log.fault,
    })
}
