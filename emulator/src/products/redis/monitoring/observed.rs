//! What is shown of an instance that has a server: what was seen there.

use std::time::Duration;

use serde_json::json;

use super::report::{data, day};
use crate::{
    params::Params,
    products::{
        call::{Call, Object},
        redis::{
            parameters,
            state::{Account, observed::Observed},
            time_range::time_range,
        },
        refusal::Refusal,
    },
};

/// How far the bounds of a range may be apart.
const MAX_RANGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// How many keys are listed.
const KEYS: usize = 100;

/// Returns the response of a slow log, if the instance has a server. Commands took at least as long as a parameter says.
pub(super) fn slow_log(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
    parameter: &str,
) -> Result<Option<Object<'static>>, Refusal> {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let Some(observed) = &instance.observed else { return Ok(None) };
    instance.ensure_in_service()?;
    let (begin, end) = time_range(params, ["BeginTime", "EndTime"], Some(MAX_RANGE))?;
    let limit = parameters::history(instance, parameter).last().and_then(|(_, value)| value.parse::<u64>().ok());
    let least = limit.unwrap_or_default().max(params.integer("MinQueryTime").try_into().unwrap_or_default());
    let commands = observed.slow_commands.iter();
    let commands = commands.filter(|it| begin <= it.time && it.time <= end && it.duration >= least);
    let mut response = call.list(params, commands, |command| {
        json!({
            "Duration": command.duration,
            "Client": command.client,
            "Command": command.arguments.first().map_or(String::new(), |name| name.to_lowercase()),
            "CommandLine": command.arguments.join(" "),
            "ExecuteTime": command.time.to_text(),
        })
    })?;
    // The older spelling of the name.
    if let Some(entries) = response.get("InstanceSlowLogDetail").cloned() {
        response.insert("InstanceSlowlogDetail", entries);
    }
    Ok(Some(response))
}

/// Returns the keys that are accessed most, if the instance has a server.
pub(super) fn hot_keys(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Result<Option<Object<'static>>, Refusal> {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let Some(observed) = &instance.observed else { return Ok(None) };
    let mut keys: Vec<_> = observed.keys.iter().filter(|key| key.frequency > 0).collect();
    keys.sort_by_key(|key| std::cmp::Reverse(key.frequency));
    let keys = keys.into_iter().take(KEYS);
    let keys = keys.map(|key| json!({ "Key": key.name, "Type": key.kind, "Count": key.frequency }));
    Ok(Some(data(keys)))
}

/// Returns the largest keys, if the instance has a server. They are those of now, so that other days have none.
pub(super) fn big_keys(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Result<Option<Object<'static>>, Refusal> {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let is_today = day(params.string("Date"))? == call.now.midnight();
    let only_strings = params.integer("ReqType") == 1;
    let Some(Observed { keys, .. }) = &instance.observed else { return Ok(None) };
    let keys = keys.iter().filter(|key| is_today && (!only_strings || key.kind == "string")).take(KEYS);
    let keys = keys.map(|key| {
        json!({
            "DB": key.database,
            "Key": key.name,
            "Type": key.kind,
            "Size": key.size,
            "Updatetime": call.now.seconds(),
        })
    });
    Ok(Some(data(keys)))
}
