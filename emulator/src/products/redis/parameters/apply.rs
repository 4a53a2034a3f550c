//! What tasks change.

use super::catalog;
use crate::products::{
    call::Moment,
    redis::state::{Account, ParameterChange},
};

/// Applies what a task has changed.
pub(crate) fn apply(
    account: &mut Account,
    moment: &Moment<'_>,
    instance_id: &str,
    ParameterChange::Set(values): ParameterChange,
    succeeded: bool,
) {
    let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) else { return };
    // The task has locked the instance, so that no other is changing parameters.
    for record in instance.parameter_records.iter_mut().filter(|record| record.succeeded.is_none()) {
        record.succeeded = Some(succeeded);
        record.ended_at = Some(moment.now);
    }
    if succeeded {
        let config = &mut instance.config;
        config.parameters.extend(values);
        let is_default = |name: &str, value: &str| {
            catalog::parameters(config.engine).any(|parameter| parameter.name == name && parameter.default == value)
        };
        config.parameters.retain(|name, value| !is_default(name, value));
    }
}
