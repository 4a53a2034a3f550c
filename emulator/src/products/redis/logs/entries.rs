//! DescribeLogs.

use serde_json::{Map, Value};

use super::conditions::{FIELDS, INTEGERS, conditions, meets, value};
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, AuditLogStatus, Command, Workload},
            time_range::time_range,
        },
        refusal::Refusal,
    },
};

pub(super) fn describe_logs(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let log = instance.logs.audit.as_ref().filter(|log| log.status != AuditLogStatus::Creating);
    let log = log.ok_or_else(|| {
        Reason::WrongLogStatus.because(format!("the audit log of `{}` is off, or is being started", instance.id))
    })?;
    let (begin, end) = time_range(params, ["StartTime", "EndTime"], None)?;
    let conditions = conditions(params)?;
    let workload = instance.workload();
    let entries = log.entries(&workload, begin, end, call.now);
    let mut entries: Vec<Command> = entries.filter(|entry| meets(entry, &conditions, &workload)).collect();
    match params.string("OrderBy") {
        "" | "Timestamp" => {}
        "CommandLatency" => entries.sort_by_key(|entry| entry.duration),
        _ => return Err(Refusal::invalid_value("`OrderBy` must be `Timestamp` or `CommandLatency`")),
    }
    if params.string("Order") != "ASC" {
        entries.reverse();
    }
    call.list(params, entries, |entry| describe(&entry, &workload))
}

fn describe(entry: &Command, workload: &Workload) -> Value {
    let field = |field: &&str| {
        let text = value(entry, field, workload);
        let value = if INTEGERS.contains(field) { text.parse::<i64>().unwrap_or_default().into() } else { text.into() };
        ((*field).to_owned(), value)
    };
    Value::Object(FIELDS.iter().map(field).collect::<Map<_, _>>())
}
