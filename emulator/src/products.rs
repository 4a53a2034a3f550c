//! The behavior of each product. The form of a call is a fact of the spec; its effect is written here.

mod call;
mod complete;
mod json;
mod redis;
mod refusal;
mod sts;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    params::{Params, Violation},
    state_file::Scan,
    time::Time,
};

pub(crate) use call::{Call, Moment, Tools};
pub(crate) use complete::Content;
pub(crate) use redis::Redis;
#[cfg(test)]
pub(crate) use redis::audit;
#[cfg(feature = "data-plane")]
pub(crate) use redis::servers;

use call::Outcome;
use refusal::Refusal;

/// The state of all products.
#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Products {
    redis: Redis,
}

impl Products {
    /// Returns whether there is something that has happened until now, and has not been applied.
    pub(crate) fn is_due(&self, now: Time) -> bool {
        self.redis.is_due(now)
    }

    /// Visits what the state file keeps.
    pub(crate) fn scan(&self, scan: &mut Scan<'_>) -> serde_json::Result<()> {
        let Self { redis } = self;
        scan.within("redis", |scan| redis.scan(scan))
    }

    /// Executes an action whose parameters have been validated.
    pub(crate) fn execute(&mut self, call: &Call<'_>, params: Params<'_>) -> Outcome {
        let outcome = match call.api.product.product.as_str() {
            "redis" => self.redis.execute(call, params),
            "sts" => sts::execute(call, params),
            _ => None,
        };
        outcome.unwrap_or_else(|| {
            let message = format!("the emulator does not implement `{}` yet", call.action.action);
            Err(Refusal::new(&["UnsupportedOperation"], message))
        })
    }

    /// Adds an instance of Redis that is running. `params` are those of CreateInstances.
    pub(crate) fn add_instance(&mut self, call: &Call<'_>, params: Params<'_>, id: &str) -> Result<(), Refusal> {
        self.redis.add_instance(call, params, id)
    }

    /// Returns the product whose instances can have servers.
    #[cfg(any(feature = "data-plane", test))]
    pub(crate) fn redis(&mut self) -> &mut Redis {
        &mut self.redis
    }

    /// Returns what exists, in short, after everything has been applied that has happened until now.
    pub(crate) fn overview(&mut self, now: Time, tools: Tools<'_>) -> Value {
        self.redis.overview(now, tools)
    }

    /// Forgets on which ports servers of instances listen.
    pub(crate) fn forget_ports(&mut self) {
        self.redis.forget_ports();
    }

    /// Forgets what is to happen to the data of instances, if there is no data plane.
    pub(crate) fn drop_data_requests(&mut self) {
        self.redis.drop_data_requests();
    }

    /// Returns the content of a file that can be downloaded.
    pub(crate) fn file(&mut self, moment: &Moment<'_>, name: &str) -> Option<Vec<u8>> {
        self.redis.file(moment, name)
    }
}

/// Returns the codes that a product's documentation has for a value of a parameter that the spec does not allow, the most
/// specific first.
pub(crate) fn violation_codes(product: &str, parameter: &str, violation: Violation) -> &'static [&'static str] {
    match product {
        "redis" => Redis::violation_codes(parameter, violation),
        "sts" => sts::violation_codes(parameter, violation),
        _ => &[],
    }
}

/// Returns whether the emulator implements an action.
#[cfg(test)]
pub(crate) fn has_behavior(product: &str, action: &str) -> bool {
    match product {
        "redis" => Redis::has_behavior(action),
        "sts" => sts::has_behavior(action),
        _ => false,
    }
}
