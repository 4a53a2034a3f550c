//! Which columns matter most, so that a narrow terminal shows them.

use std::collections::HashSet;

use serde_json::Value;

/// How much a column matters; smaller is more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// What identifies an item.
    Id,
    /// What people call it.
    Name,
    /// How it is.
    Status,
    /// Everything else, in the documented order.
    Plain,
    /// Numeric ids of other things, and what is zero or false in all items.
    Minor,
    /// Lists and objects, which are only summarized.
    Nested,
}

/// A column of a list.
pub(crate) struct Candidate<'a> {
    /// The name of the field.
    pub(crate) name: &'a str,
    /// The values of all items.
    pub(crate) values: Vec<&'a Value>,
}

/// The ranks of a list's columns, in their order. The name of the list, such as `BackupSet`, helps to find the item's own
/// id, `BackupId`, among others.
pub(crate) fn ranks(list: &str, columns: &[Candidate<'_>]) -> Vec<Rank> {
    let id = best(columns, |column| id_score(list, column));
    let stem = id.and_then(|id| columns.get(id)).and_then(|column| stem(column.name)).unwrap_or_default();
    let name = best(columns, |column| name_score(list, stem, column));
    let status = best(columns, |column| status_score(column.name));
    let rank = |(index, column): (usize, &Candidate<'_>)| {
        if id == Some(index) {
            Rank::Id
        } else if name == Some(index) {
            Rank::Name
        } else if status == Some(index) {
            Rank::Status
        } else if column.values.iter().any(|value| value.is_array() || value.is_object()) {
            Rank::Nested
        } else if is_internal_id(column) || column.values.iter().all(|value| is_unset(value)) {
            Rank::Minor
        } else {
            Rank::Plain
        }
    };
    columns.iter().enumerate().map(rank).collect()
}

/// The first column with the highest score; 0 is none.
fn best(columns: &[Candidate<'_>], score: impl Fn(&Candidate<'_>) -> u32) -> Option<usize> {
    let scores = columns.iter().map(score).enumerate().filter(|(_, score)| *score > 0);
    scores.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(index, _)| index)
}

fn id_score(list: &str, column: &Candidate<'_>) -> u32 {
    let Some(stem) = stem(column.name) else { return 0 };
    if !are_distinct(&column.values) {
        return 0;
    }
    let strings = u32::from(column.values.iter().all(|value| value.is_string()));
    match stem {
        "" => 5,
        _ if is_own(list, stem) => 3 + strings,
        _ => 1 + strings,
    }
}

/// The name of something else, such as the instance of a backup, is like any other column.
fn name_score(list: &str, stem: &str, column: &Candidate<'_>) -> u32 {
    let Some(prefix) = column.name.strip_suffix("Name") else { return 0 };
    let are_strings = column.values.iter().all(|value| value.is_string() || value.is_null());
    u32::from(are_strings && (prefix == stem || is_own(list, prefix)))
}

/// Whether a prefix means the items themselves: `Backup` in a `BackupSet`, or none.
fn is_own(list: &str, prefix: &str) -> bool {
    list.to_ascii_lowercase().contains(&prefix.to_ascii_lowercase())
}

fn status_score(name: &str) -> u32 {
    match name {
        "Status" | "State" => 2,
        _ => u32::from(name.ends_with("Status") || name.ends_with("State")),
    }
}

/// `Instance` of `InstanceId`; empty for `Id`.
fn stem(name: &str) -> Option<&str> {
    name.strip_suffix("Id").or_else(|| name.strip_suffix("ID"))
}

/// Numbers such as those of VPCs, zones and accounts; people know strings such as `vpc-b6fsjaxt`.
fn is_internal_id(column: &Candidate<'_>) -> bool {
    let is_id = stem(column.name).is_some() || matches!(column.name, "Appid" | "Uin" | "OwnerUin" | "SubAccountUin");
    is_id && column.values.iter().all(|value| value.is_number() || value.is_null())
}

fn are_distinct(values: &[&Value]) -> bool {
    let mut seen = HashSet::new();
    values.iter().all(|value| match value {
        Value::String(text) => !text.is_empty() && seen.insert(text.clone()),
        Value::Number(number) => seen.insert(number.to_string()),
        _ => false,
    })
}

fn is_unset(value: &Value) -> bool {
    match value {
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        other => other.is_null(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_names_and_statuses_come_first() {
        use Rank::{Id, Minor, Name, Nested, Plain, Status};
        for (list, item, expected) in [
            (
                "InstanceSet",
                json!({"Appid": 1, "InstanceName": "a", "InstanceId": "b", "ProjectName": "p", "VpcId": 7, "SubStatus": 1, "Status": 2, "Size": 4, "ReadOnly": 0, "Tags": []}),
                vec![Minor, Name, Id, Plain, Minor, Plain, Status, Plain, Minor, Nested],
            ),
            ("BackupSet", json!({"InstanceId": "i", "BackupId": "b", "InstanceName": "n"}), vec![Plain, Id, Plain]),
            ("InstanceEvents", json!({"ID": 10, "InstanceId": "i", "InstanceName": "n"}), vec![Id, Plain, Name]),
            ("Accounts", json!({"InstanceId": "i", "AccountName": "n", "Status": 1}), vec![Id, Name, Status]),
            ("Items", json!({"Id": "i", "Name": "n", "State": "s", "RegionId": 4}), vec![Id, Name, Status, Minor]),
            ("Detail", json!({"Duration": 3, "Command": "get"}), vec![Plain, Plain]),
        ] {
            let object = item.as_object().unwrap();
            let columns: Vec<_> =
                object.iter().map(|(name, value)| Candidate { name: name.as_str(), values: vec![value] }).collect();
            assert_eq!(ranks(list, &columns), expected, "{item}");
        }
    }
}
