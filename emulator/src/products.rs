//! What each product does. The spec says what a call looks like; behaviour is written here.

mod redis;

use serde_json::{Map, Value};

use crate::{
    durations::Durations, error::ApiError, ids::Ids, links::Links, params::Params, products::redis::Redis, time::Time,
};

/// A call that has passed all checks which products share.
pub(crate) struct Call<'a> {
    pub(crate) now: Time,
    /// Empty where the product is not regional.
    pub(crate) region: &'a str,
    pub(crate) durations: &'a Durations,
    pub(crate) ids: &'a Ids,
    pub(crate) links: &'a Links,
    /// Set where the workflow that the call starts is to fail: the message of the failure.
    pub(crate) failure: Option<&'a str>,
}

/// The fields of a reply, or a refusal.
pub(crate) type Reply = Result<Map<String, Value>, ApiError>;

/// The state of all products.
#[derive(Default)]
pub(crate) struct Products {
    redis: Redis,
}

impl Products {
    pub(crate) fn act(&mut self, product: &str, action: &str, call: &Call<'_>, params: Params<'_>) -> Reply {
        let reply = match product {
            "redis" => self.redis.act(action, call, params),
            _ => None,
        };
        reply.unwrap_or_else(|| {
            let message = format!("the emulator has no behaviour for `{action}` yet");
            Err(ApiError::new("UnsupportedOperation", message))
        })
    }

    /// The content of a backup file.
    pub(crate) fn file(&mut self, region: &str, name: &str, now: Time) -> Option<Vec<u8>> {
        self.redis.file(region, name, now)
    }
}

/// A reply of these fields.
pub(crate) fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_written_is_refused_honestly() {
        let (ids, durations) = (Ids::new(), Durations::instant());
        let links = Links::new("http://host", 1);
        let now = Time::from_seconds(0);
        let call = Call { now, region: "ap-tokyo", durations: &durations, ids: &ids, links: &links, failure: None };
        let none = Map::new();
        for (product, action) in [("redis", "UpgradeInstance"), ("cvm", "DescribeInstances")] {
            let error = Products::default().act(product, action, &call, Params::new(&none)).unwrap_err();
            assert_eq!(error.code, "UnsupportedOperation");
            assert!(error.message.contains(action), "{}", error.message);
        }
    }
}
