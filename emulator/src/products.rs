//! The behavior of each product. The form of a call is a fact of the spec; its effect is written here.

mod call;
mod redis;

use crate::{error::ApiError, params::Params, products::redis::Redis, time::Time};

use call::ActionResult;
pub(crate) use call::Call;

/// The state of all products.
#[derive(Default)]
pub(crate) struct Products {
    redis: Redis,
}

impl Products {
    /// Executes an action whose parameters have been validated.
    pub(crate) fn execute(&mut self, product: &str, action: &str, call: &Call<'_>, params: Params<'_>) -> ActionResult {
        let result = match product {
            "redis" => self.redis.execute(action, call, params),
            _ => None,
        };
        result.unwrap_or_else(|| {
            let message = format!("the emulator does not implement `{action}` yet");
            Err(ApiError::new("UnsupportedOperation", message))
        })
    }

    /// Returns the content of a backup file.
    pub(crate) fn file(&mut self, region: &str, name: &str, now: Time) -> Option<Vec<u8>> {
        self.redis.file(region, name, now)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::{durations::Durations, ids::Ids, presign::UrlSigner};

    #[test]
    fn actions_without_behavior_are_unsupported() {
        let (ids, durations) = (Ids::new(), Durations::instant());
        let urls = UrlSigner::new("http://host", 1);
        let now = Time::from_seconds(0);
        let call = Call { now, region: "ap-tokyo", durations: &durations, ids: &ids, urls: &urls, failure: None };
        let no_params = Map::new();
        for (product, action) in [("redis", "UpgradeInstance"), ("cvm", "DescribeInstances")] {
            let error = Products::default().execute(product, action, &call, Params::new(&no_params)).unwrap_err();
            assert_eq!(error.code, "UnsupportedOperation");
            assert!(error.message.contains(action), "{}", error.message);
        }
    }
}
