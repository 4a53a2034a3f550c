//! The fields of entries of the audit log, and conditions on them.

use crate::{
    params::Params,
    products::{
        redis::{
            reasons::Reason,
            state::{Command, LogCondition, Workload},
        },
        refusal::Refusal,
    },
};

/// Limits that keep the comparison with all entries short. The documentation has none.
const MAX_CONDITIONS: usize = 10;
const MAX_VALUES: usize = 20;
const MAX_LENGTH: usize = 1000;

/// The fields, in the order of the spec.
pub(super) const FIELDS: [&str; 9] = [
    "DBId",
    "CommandLatency",
    "Timestamp",
    "ClientAddr",
    "UserName",
    "CommandType",
    "CacheCode",
    "CommandDetail",
    "ErrMsg",
];

/// The fields whose values are integers.
pub(super) const INTEGERS: [&str; 2] = ["DBId", "CommandLatency"];

/// Returns the value of a field.
pub(super) fn value(entry: &Command, field: &str, workload: &Workload) -> String {
    match field {
        "DBId" => "0".to_owned(),
        "CommandLatency" => entry.duration.to_string(),
        "Timestamp" => entry.time.to_text_with_millis(),
        "ClientAddr" => format!("{}:{}", entry.client_address(), entry.client_port),
        "UserName" => "default".to_owned(),
        "CommandType" => if entry.is_write { "WRITE" } else { "READ" }.to_owned(),
        "CacheCode" => format!("{:.7}", workload.node_of(entry)),
        "CommandDetail" => entry.line(),
        // No command fails.
        _ => String::new(),
    }
}

/// Reads the conditions of a request.
pub(super) fn conditions(params: Params<'_>) -> Result<Vec<LogCondition>, Refusal> {
    let conditions = params.objects("LogFilter");
    if conditions.len() > MAX_CONDITIONS {
        return Err(
            Reason::ParameterInvalid.because(format!("`LogFilter` must have at most {MAX_CONDITIONS} conditions"))
        );
    }
    conditions.into_iter().map(condition).collect()
}

fn condition(params: Params<'_>) -> Result<LogCondition, Refusal> {
    let condition = LogCondition {
        field: params.string("Type").to_owned(),
        comparison: params.string("Compare").to_owned(),
        values: params.strings("Value").into_iter().map(str::to_owned).collect(),
    };
    if condition.field.is_empty() || condition.comparison.is_empty() || condition.values.is_empty() {
        return Err(Reason::ParameterInvalid.because("a `LogFilter` needs `Type`, `Compare` and `Value`"));
    }
    if condition.values.len() > MAX_VALUES || condition.values.iter().any(|value| value.len() > MAX_LENGTH) {
        let message = format!("a `LogFilter` must have at most {MAX_VALUES} values of at most {MAX_LENGTH} bytes");
        return Err(Reason::ParameterInvalid.because(message));
    }
    let is_integer = INTEGERS.contains(&condition.field.as_str());
    let fits = |value: &String| match condition.comparison.as_str() {
        "RA" => range(value).is_some_and(|[first, last]| {
            condition.field == "Timestamp" || (first.parse::<u64>().is_ok() && last.parse::<u64>().is_ok())
        }),
        _ => !is_integer || value.parse::<u64>().is_ok(),
    };
    if condition.comparison == "RA" && !is_integer && condition.field != "Timestamp" {
        return Err(Reason::ParameterInvalid.because(format!("`{}` has no ranges", condition.field)));
    }
    match condition.values.iter().find(|value| !fits(value)) {
        Some(value) => {
            let message = format!("`{value:.40}` does not fit `{}` `{}`", condition.field, condition.comparison);
            Err(Reason::NotConvertible.because(message))
        }
        None => Ok(condition),
    }
}

/// Splits a range: `1-100`, or two times of the same form. The dash in the middle separates them.
fn range(value: &str) -> Option<[&str; 2]> {
    let dashes: Vec<_> = value.match_indices('-').map(|(at, _)| at).collect();
    let middle = *dashes.get(dashes.len() / 2).filter(|_| dashes.len() % 2 == 1)?;
    let (first, last) = value.split_at_checked(middle)?;
    Some([first.trim(), last.strip_prefix('-')?.trim()])
}

/// Returns whether an entry meets all conditions.
pub(super) fn meets(entry: &Command, conditions: &[LogCondition], workload: &Workload) -> bool {
    conditions.iter().all(|condition| {
        let own = value(entry, &condition.field, workload);
        let mut values = condition.values.iter();
        match condition.comparison.as_str() {
            "INC" => values.any(|value| own.contains(value.as_str())),
            "EXC" => !values.any(|value| own.contains(value.as_str())),
            "EQS" => values.any(|value| own == *value),
            "NEQ" => values.all(|value| own != *value),
            _ => values.any(|value| range(value).is_some_and(|range| is_within(&own, range))),
        }
    })
}

/// Compares numbers as numbers, and times as text.
fn is_within(own: &str, [first, last]: [&str; 2]) -> bool {
    match (own.parse::<u64>(), first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(own), Ok(first), Ok(last)) => (first..=last).contains(&own),
        _ => (first..=last).contains(&own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_dash_separates_a_range() {
        for (value, expect) in [
            ("1-100", Some(["1", "100"])),
            ("2026-03-06 00:00:00-2026-03-07 00:00:00", Some(["2026-03-06 00:00:00", "2026-03-07 00:00:00"])),
            ("5", None),
            ("2026-03-06", None),
            ("", None),
        ] {
            assert_eq!(range(value), expect, "{value}");
        }
    }
}
