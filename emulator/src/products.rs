//! The behavior of each product. The form of a call is a fact of the spec; its effect is written here.

mod call;
mod complete;
mod redis;
mod refusal;

use crate::{params::Params, products::redis::Redis};

pub(crate) use call::{AccountId, Call, Moment, Tools};
pub(crate) use complete::complete;

use call::Outcome;
use refusal::Refusal;

/// The state of all products.
#[derive(Default)]
pub(crate) struct Products {
    redis: Redis,
}

impl Products {
    /// Executes an action whose parameters have been validated.
    pub(crate) fn execute(&mut self, call: &Call<'_>, params: Params<'_>) -> Outcome {
        let outcome = match call.api.product.product.as_str() {
            "redis" => self.redis.execute(call, params),
            _ => None,
        };
        outcome.unwrap_or_else(|| {
            let message = format!("the emulator does not implement `{}` yet", call.action.action);
            Err(Refusal::new(&["UnsupportedOperation"], message))
        })
    }

    /// Returns the content of a file in a folder.
    pub(crate) fn file(&mut self, moment: &Moment<'_>, folder: &str, name: &str) -> Option<Vec<u8>> {
        self.redis.file(moment, folder, name)
    }
}

/// Returns whether the emulator implements an action.
#[cfg(test)]
pub(crate) fn has_behavior(product: &str, action: &str) -> bool {
    product == "redis" && Redis::has_behavior(action)
}
