//! What the reports of several actions have in common.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    products::{
        call::{Object, fields},
        redis::reasons::Reason,
        refusal::Refusal,
    },
    time::Time,
};

/// Parses a day in one of the two documented formats. Returns when it begins.
pub(super) fn day(text: &str) -> Result<Time, Refusal> {
    let digits = text.replace('-', "");
    let part = |range| digits.get(range).unwrap_or_default();
    let dashed = format!("{}-{}-{}", part(0..4), part(4..6), part(6..8));
    let time = Time::parse(&format!("{dashed} 00:00:00")).filter(|_| text == digits || text == dashed);
    time.filter(|_| digits.len() == 8)
        .ok_or_else(|| Reason::ParameterInvalid.because("`Date` must have the format `20191101` or `2019-11-07`"))
}

/// Returns a report that counts values by their size. Empty buckets are omitted.
pub(super) fn distribution(values: impl Iterator<Item = u64>, time: Time) -> Object<'static> {
    let mut buckets: BTreeMap<i64, u64> = BTreeMap::new();
    for value in values {
        *buckets.entry(bucket(value)).or_default() += 1;
    }
    let bucket = |(bound, count)| json!({ "Ladder": bound, "Size": count, "Updatetime": time.seconds() });
    data(buckets.into_iter().map(bucket))
}

/// Returns the upper bound of the bucket of a value, which is exclusive. The last bucket has none, and is -1.
fn bucket(value: u64) -> i64 {
    [1, 5, 10, 50, 200].into_iter().find(|bound| value < *bound).map_or(-1, |bound| bound as i64)
}

pub(super) fn data(items: impl Iterator<Item = Value>) -> Object<'static> {
    fields([("Data", items.collect())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_below_the_bound_of_its_bucket() {
        for (value, expect) in [(0, 1), (1, 5), (4, 5), (5, 10), (49, 50), (50, 200), (199, 200), (200, -1)] {
            assert_eq!(bucket(value), expect, "{value}");
        }
    }
}
