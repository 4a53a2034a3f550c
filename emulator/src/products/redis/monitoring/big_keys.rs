//! Big keys: reports of a day. The service has removed these actions; their reports are made once a day.

use std::{collections::BTreeMap, time::Duration};

use serde_json::json;

use super::observed;
use super::report::{data, day, distribution};
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::state::{Account, DataType, KEYS, mix},
        refusal::Refusal,
    },
    time::Time,
};

/// When in a day the report is made.
const REPORTED_AT: Duration = Duration::from_secs(4 * 3600);

const KB: u64 = 1024;

struct BigKey {
    name: &'static str,
    data_type: DataType,
    /// In bytes.
    size: u64,
}

/// Returns the largest keys first.
pub(super) fn describe_instance_monitor_big_key(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    if let Some(response) = observed::big_keys(account, call, params)? {
        return Ok(response);
    }
    let (time, mut keys) = report(account, call, params)?;
    // 1 selects strings, 2 all types.
    keys.retain(|key| params.integer("ReqType") != 1 || key.data_type == DataType::String);
    Ok(data(keys.iter().map(|key| {
        json!({
            "DB": 0,
            "Key": key.name,
            "Type": key.data_type.word(),
            "Size": key.size,
            "Updatetime": time.seconds(),
        })
    })))
}

/// The bounds of the buckets are megabytes.
pub(super) fn describe_instance_monitor_big_key_size_dist(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let (time, keys) = report(account, call, params)?;
    Ok(distribution(keys.iter().map(|key| key.size / (KB * KB)), time))
}

/// Returns the number and the total size of the keys of each type.
pub(super) fn describe_instance_monitor_big_key_type_dist(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let (time, keys) = report(account, call, params)?;
    let mut types: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for key in &keys {
        let (count, size) = types.entry(key.data_type.word()).or_default();
        *count += 1;
        *size += key.size;
    }
    Ok(data(types.into_iter().map(|(data_type, (count, size))| {
        json!({ "Type": data_type, "Count": count, "Size": size, "Updatetime": time.seconds() })
    })))
}

/// Returns the report of a day, and when it was made. It is empty if the instance did not run then.
fn report(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Result<(Time, Vec<BigKey>), Refusal> {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let time = day(params.string("Date"))? + REPORTED_AT;
    let workload = instance.workload();
    let has_run = time <= call.now && workload.runs_at(time);
    let seed = workload.instance_id.bytes().fold(time.seconds(), |seed, byte| mix(seed ^ u64::from(byte)));
    let key = |(at, (name, data_type))| {
        // From 256 KB to 64 MB, evenly distributed among the powers of two.
        let random = mix(seed ^ at);
        let size = ((256 * KB) << (random % 8)) + (random >> 8) % (256 * KB);
        BigKey { name, data_type, size }
    };
    let mut keys: Vec<_> = (0..).zip(KEYS).filter(|_| has_run).map(key).collect();
    keys.sort_by_key(|key| std::cmp::Reverse(key.size));
    Ok((time, keys))
}
