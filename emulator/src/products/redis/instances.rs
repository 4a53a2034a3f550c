//! Instances: buy, isolate, delete, list.

mod create;
mod describe;
mod lifecycle;
mod list;

use super::{
    handler::Handler,
    state::{Account, Effect, InstanceChange, Status},
};
use crate::products::call::Moment;

pub(super) use create::{add, clone_config, price};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("CleanUpInstance", lifecycle::clean_up_instance),
    ("CreateInstances", create::create_instances),
    ("DescribeInstances", list::describe_instances),
    ("DestroyPostpaidInstance", lifecycle::destroy_postpaid_instance),
];

/// Applies what a task has changed.
pub(super) fn apply(account: &mut Account, moment: &Moment<'_>, instance_id: &str, change: InstanceChange) {
    let region = account.region(moment.region);
    match change {
        InstanceChange::Isolate => {
            let Some(instance) = region.instances.get_mut(instance_id) else { return };
            let destroyed_at = moment.now + lifecycle::recycle_bin(instance);
            instance.status = Status::Isolated;
            instance.recycle_bin = Some((moment.now, destroyed_at));
            account.plan(moment, destroyed_at, Effect::Destroy { instance: instance_id.to_owned() });
        }
        InstanceChange::Delete => account.remove_instance(moment, instance_id),
    }
}

/// Removes an instance whose time in the recycle bin is over.
pub(super) fn destroy(account: &mut Account, moment: &Moment<'_>, instance_id: &str) {
    let region = account.region(moment.region);
    // It may have been started up again, or isolated again since then.
    let is_over = |(_, until)| until <= moment.now;
    if region.instances.get(instance_id).is_some_and(|instance| instance.recycle_bin.is_some_and(is_over)) {
        account.remove_instance(moment, instance_id);
    }
}
