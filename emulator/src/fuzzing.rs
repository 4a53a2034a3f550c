//! The entry point of the fuzz target; this module exists only when it is built.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::{clock::ManualClock, gateway::Gateway, instance::Instance, oddities::Oddities, request::HttpRequest};

/// The only key pair.
pub const KEY_PAIR: (&str, &str) = ("AKIDtest", "key");

/// An instance that is running in `ap-tokyo` from the start.
pub const INSTANCE: &str = "crs-5a4py64p";

/// An emulator without a server, whose ids are always the same.
#[expect(missing_debug_implementations, reason = "it is not published")]
pub struct Unserved {
    gateway: Gateway,
    clock: ManualClock,
}

impl Unserved {
    /// Creates an emulator at this time, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// If the instance could not be added.
    pub fn new(now: u64) -> Result<Self, String> {
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(now));
        let gateway = Gateway { oddities: Some(Oddities::new(1)), ..Gateway::for_tests(&clock, 1) };
        gateway.add_instance(&Instance::new(INSTANCE, "ap-tokyo")).map_err(|error| error.to_string())?;
        Ok(Self { gateway, clock })
    }

    /// Advances the clock.
    pub fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
    }

    /// Returns the body of the response to a request, or `None` if the HTTP library would reject it.
    pub fn respond(&self, method: &str, query: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Option<Vec<u8>> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::try_from(*name).ok()?, HeaderValue::from_bytes(value).ok()?);
        }
        let method = Method::from_bytes(method.as_bytes()).ok()?;
        let request = HttpRequest { method, query: query.to_owned(), headers: map, body: Some(body.to_vec()) };
        Some(self.gateway.respond(&request).body)
    }
}
