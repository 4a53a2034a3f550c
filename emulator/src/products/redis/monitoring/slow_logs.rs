//! Slow logs: of the nodes, of the proxy, and of Tendis.

use std::time::Duration;

use serde_json::{Value, json};

use super::observed;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            parameters,
            state::{Account, Command},
            time_range::time_range,
        },
        refusal::Refusal,
    },
};

/// From how many milliseconds on a command is slow, if the engine has no parameter for it.
const SLOW: u64 = 10;

/// More entries than these are counted, but not returned.
const MAX_ENTRIES: usize = 10_000;

/// How far the bounds of a range may be apart.
const MAX_RANGE: Duration = Duration::from_secs(30 * 24 * 3600);

/// Returns the oldest entries first.
pub(super) fn describe_slow_log(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    if let Some(response) = observed::slow_log(account, call, params, "slowlog-log-slower-than")? {
        return Ok(response);
    }
    let role = params.string("Role");
    let has_role = |command: &Command| match role {
        "master" => command.replica == 0,
        "slave" => command.replica > 0,
        _ => true,
    };
    let mut commands = slow_commands(account, call, params, "slowlog-log-slower-than", |command| command.duration)?;
    commands.retain(has_role);
    let workload = account.region(call.region).instance(params.string("InstanceId"))?.workload();
    let mut response = list(call, params, commands, |command| {
        json!({
            "Duration": command.duration,
            // Nodes see only the proxy. In the official sample, the client is empty.
            "Client": "",
            "Command": command.name(),
            "CommandLine": command.line(),
            "ExecuteTime": command.time.to_text(),
            "Node": workload.node_of(&command),
        })
    })?;
    // The older spelling of the name.
    let entries = response.get("InstanceSlowLogDetail").cloned().unwrap_or_default();
    response.insert("InstanceSlowlogDetail", entries);
    Ok(response)
}

/// Returns the oldest entries first.
pub(super) fn describe_proxy_slow_log(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    if let Some(response) = observed::slow_log(account, call, params, "proxy-slowlog-log-slower-than")? {
        return Ok(response);
    }
    let commands = slow_commands(account, call, params, "proxy-slowlog-log-slower-than", Command::proxy_duration)?;
    let proxies = account.region(call.region).instance(params.string("InstanceId"))?.proxies();
    list(call, params, commands, |command| {
        json!({
            "Duration": command.proxy_duration(),
            "Client": command.client_address(),
            "Command": command.name(),
            "CommandLine": command.line(),
            "ExecuteTime": command.time.to_text(),
            "RecvClientEnd": command.receiving,
            "SendClientEnd": command.sending,
            "Node": proxies.get(command.client as usize % proxies.len().max(1)).map_or("", |proxy| &proxy.id),
        })
    })
}

/// The list is empty: no instance has the engine Tendis.
pub(super) fn describe_tendis_slow_log(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    slow_commands(account, call, params, "", |_| 0)?;
    list(call, params, Vec::new(), |_| Value::Null)
}

/// Returns the slow commands that a request selects. They took at least as long as the value that a parameter of the
/// instance had then.
fn slow_commands(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
    parameter: &str,
    duration: fn(&Command) -> u64,
) -> Result<Vec<Command>, Refusal> {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_in_service()?;
    instance.ensure_logs_commands()?;
    let (begin, end) = time_range(params, ["BeginTime", "EndTime"], Some(MAX_RANGE))?;
    let least = params.integer("MinQueryTime").try_into().unwrap_or(0);
    let history = parameters::history(instance, parameter);
    let slow = |time| {
        let later = history.partition_point(|(since, _)| *since <= time);
        let value = later.checked_sub(1).and_then(|last| history.get(last));
        value.and_then(|(_, value)| value.parse().ok()).unwrap_or(SLOW)
    };
    let workload = instance.workload();
    let commands = workload.commands(begin, end.min(call.now));
    Ok(commands.filter(|command| duration(command) >= slow(command.time).max(least)).collect())
}

/// Returns a page, which is empty if there are too many entries.
fn list(call: &Call<'_>, params: Params<'_>, commands: Vec<Command>, describe: impl Fn(Command) -> Value) -> Outcome {
    let is_too_long = commands.len() > MAX_ENTRIES;
    let mut response = call.list(params, commands, describe)?;
    if is_too_long && let Some(pages) = &call.action.pages {
        response.insert(pages.items.clone(), json!([]));
    }
    Ok(response)
}
