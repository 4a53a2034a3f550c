//! The secrets of a record.

use super::traits::Record;
use super::visit::Value;
use crate::secret::Secret;

/// Collects the secrets of a record and of everything in it.
pub(crate) fn secrets_of(record: &dyn Record, secrets: &mut Vec<Secret>) {
    record.visit(&mut |_, field| collect(field, secrets));
}

fn collect(value: Value<'_>, secrets: &mut Vec<Secret>) {
    match value {
        Value::Secret(secret) => secrets.push(secret.clone()),
        Value::Record(inner) => secrets_of(inner, secrets),
        Value::List(list) => list.items().into_iter().for_each(|item| collect(item, secrets)),
        _ => {}
    }
}
