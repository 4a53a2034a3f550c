//! The random numbers from which other secrets are derived.

use serde::{Deserialize, Serialize};

use crate::{ids::Ids, time::Time};

/// What makes temporary credentials and download links unpredictable. With it, those of an earlier process are valid.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MasterKeys {
    temporary_keys: [u64; 4],
    urls: [u64; 2],
    /// When the permanent key pairs were created.
    pub(crate) created_at: Time,
}

impl MasterKeys {
    pub(crate) fn new(ids: &Ids, created_at: Time) -> Self {
        let [[a, b], [c, d], urls] = [(); 3].map(|()| halves(ids.random()));
        Self { temporary_keys: [a, b, c, d], urls, created_at }
    }

    pub(crate) fn temporary_keys(&self) -> [u128; 2] {
        let [a, b, c, d] = self.temporary_keys;
        [whole([a, b]), whole([c, d])]
    }

    pub(crate) fn urls(&self) -> u128 {
        whole(self.urls)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
fn halves(number: u128) -> [u64; 2] {
    [(number >> 64) as u64, number as u64]
}

fn whole([high, low]: [u64; 2]) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}
