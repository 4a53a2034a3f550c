//! The values that parameters of an instance had.

use super::catalog;
use crate::{
    products::redis::state::{Instance, ParameterRecord},
    time::Time,
};

/// Returns the values that a parameter has had, and since when, the oldest first. Returns nothing if the engine does not
/// have the parameter.
pub(crate) fn history<'a>(instance: &'a Instance, name: &str) -> Vec<(Time, &'a str)> {
    let Some(parameter) = catalog::parameters(instance.config.engine).find(|parameter| parameter.name == name) else {
        return Vec::new();
    };
    let records = instance.parameter_records.iter();
    let changes: Vec<_> = records.filter(|record| record.name == name && record.succeeded == Some(true)).collect();
    let first =
        changes.first().map_or_else(|| parameter.value_in(&instance.config.parameters), |record| &record.before);
    let mut values = vec![(instance.created_at, first)];
    let since = |record: &ParameterRecord| record.ended_at.unwrap_or(record.changed_at);
    values.extend(changes.iter().map(|record| (since(record), record.after.as_str())));
    values
}
