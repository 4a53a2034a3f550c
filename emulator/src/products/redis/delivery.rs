//! What the delivery of orders changes.

use super::{
    instances,
    state::{Account, Change, Effect, InstanceChange, OrderChange, OrderStatus, Resize, Status},
    workflows::{self, Timing, Work},
};
use crate::products::call::Moment;

/// Ends the delivery of an order, whether it succeeds or fails.
pub(super) fn end(account: &mut Account, moment: &Moment<'_>, name: &str) {
    let region = account.region(moment.region);
    let Some(order) = region.orders.get_mut(name) else { return };
    order.ended_at = Some(moment.now);
    let failure = order.failure.take();
    let (is_success, is_paid) = (failure.is_none(), order.price > 0);
    order.status = failure.map_or(OrderStatus::Delivered, OrderStatus::Failed);
    let (instances, change) = (order.instance_ids.clone(), order.change.clone());
    for id in &instances {
        let region = account.region(moment.region);
        if let Some(instance) = region.instances.get_mut(id).filter(|instance| instance.order.as_deref() == Some(name))
        {
            instance.order = None;
        }
        if !is_success && change == OrderChange::Create {
            account.remove_instance(moment, id);
        }
    }
    if is_success {
        instances.iter().for_each(|instance| apply(account, moment, instance, change.clone()));
    } else if is_paid {
        let at = moment.now + moment.tools.durations.phase();
        account.plan(moment, at, Effect::Refund { order: name.to_owned() });
    }
}

/// Returns what was paid for an order whose delivery failed.
pub(super) fn refund(account: &mut Account, moment: &Moment<'_>, name: &str) {
    let Some(order) = account.region(moment.region).orders.get_mut(name) else { return };
    if let OrderStatus::Failed(message) = &order.status {
        order.status = OrderStatus::Refunded(message.clone());
    }
}

fn apply(account: &mut Account, moment: &Moment<'_>, id: &str, change: OrderChange) {
    match change {
        OrderChange::Create => start(account, moment, id),
        OrderChange::Renew { months } => instances::renew(account, moment, id, months),
        OrderChange::ChangeCharge { months } => instances::change_term(account, moment, id, months),
        OrderChange::Return => instances::isolate(account, moment, id),
        OrderChange::ByTask => {}
        OrderChange::Resize { size, in_window } => resize(account, moment, id, size, in_window),
    }
}

/// Starts a new instance, which is running one phase later.
fn start(account: &mut Account, moment: &Moment<'_>, id: &str) {
    let Some(instance) = account.region(moment.region).instances.get_mut(id) else { return };
    instance.status = Status::InProcess;
    account.plan(moment, moment.now + moment.tools.durations.phase(), Effect::Start { instance: id.to_owned() });
}

fn resize(account: &mut Account, moment: &Moment<'_>, id: &str, size: Resize, in_window: bool) {
    let Some(instance) = account.region(moment.region).instances.get(id) else { return };
    let is_scaled = size.shards != instance.config.shards;
    let kind = match (is_scaled, size.added.is_empty() && size.removed.is_empty()) {
        (true, _) => "028",
        (false, false) => "029",
        (false, true) => "002",
    };
    let change = Some(Change::Instance(InstanceChange::Resize(size)));
    let work = Work { action: "UpgradeInstance", kind, status: Status::InProcess, change, failure: None };
    workflows::start_work_at(account, moment, id, work, Timing::now_if(!in_window));
}
