//! Statistics of the commands that an instance ran: by command, key, client and duration.

use std::{cmp::Reverse, collections::BTreeMap, time::Duration};

use serde_json::json;

use super::observed;
use super::report::{data, day, distribution};
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::state::{Account, Command},
        refusal::Refusal,
    },
    time::Time,
};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The number of connections of each client.
const CONNECTIONS: u64 = 4;

pub(super) fn describe_instance_monitor_hot_key(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    if let Some(response) = observed::hot_keys(account, call, params)? {
        return Ok(response);
    }
    let commands = commands(account, call, params, span(params), call.now)?;
    let keys = sums(&commands, |command| (command.key, command.data_type.word()), |_| 1);
    Ok(data(keys.into_iter().map(|((key, data_type), count)| json!({ "Key": key, "Type": data_type, "Count": count }))))
}

pub(super) fn describe_instance_monitor_top_n_cmd(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let commands = commands(account, call, params, span(params), call.now)?;
    let names = sums(&commands, Command::name, |_| 1);
    Ok(data(names.into_iter().map(|(name, count)| json!({ "Cmd": name, "Count": count }))))
}

pub(super) fn describe_instance_monitor_top_n_cmd_took(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let commands = commands(account, call, params, span(params), call.now)?;
    let names = sums(&commands, Command::name, |command| command.duration);
    Ok(data(names.into_iter().map(|(name, took)| json!({ "Cmd": name, "Took": took }))))
}

/// Returns the clients of the last 24 hours.
pub(super) fn describe_instance_monitor_sip(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let commands = commands(account, call, params, DAY, call.now)?;
    let clients = sums(&commands, Command::client_address, |_| 1);
    Ok(data(clients.into_iter().map(|(ip, count)| json!({ "Ip": ip, "Conn": CONNECTIONS, "Cmd": count }))))
}

/// Counts up to now if the date is today, and otherwise up to the end of the day. Buckets without commands are omitted.
pub(super) fn describe_instance_monitor_took_dist(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let begin = day(params.string("Date"))?;
    let end = (begin + DAY - Duration::from_millis(1)).min(call.now);
    let commands = if end < begin { Vec::new() } else { commands(account, call, params, span(params), end)? };
    Ok(distribution(commands.iter().map(|command| command.duration), end))
}

fn span(params: Params<'_>) -> Duration {
    match params.integer("SpanType") {
        1 => MINUTE,
        2 => 30 * MINUTE,
        3 => 360 * MINUTE,
        _ => DAY,
    }
}

/// Returns the commands of a span of time up to its end.
fn commands(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
    span: Duration,
    end: Time,
) -> Result<Vec<Command>, Refusal> {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    // The bounds are inclusive.
    Ok(instance.workload().commands(end - span + Duration::from_millis(1), end).collect())
}

/// Adds up a number of each command, by what they have in common. Returns the largest sums first.
fn sums<K: Ord>(commands: &[Command], key: impl Fn(&Command) -> K, number: fn(&Command) -> u64) -> Vec<(K, u64)> {
    let mut sums: BTreeMap<K, u64> = BTreeMap::new();
    for command in commands {
        *sums.entry(key(command)).or_default() += number(command);
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, sum)| Reverse(*sum));
    sums
}
