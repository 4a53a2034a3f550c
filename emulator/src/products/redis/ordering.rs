//! Orders: how they are placed, and what their delivery changes.

use super::state::{Account, Effect, Instance, InstanceConfig, Order, OrderChange, OrderStatus, Status};
use crate::products::call::{Call, Moment};

/// Places and pays an order for new instances.
pub(super) fn place_for_new(
    account: &mut Account,
    call: &Call<'_>,
    config: &InstanceConfig,
    count: i64,
    price: i64,
) -> Order {
    let ids = call.tools.ids;
    let new = |_| Instance::new(format!("crs-{}", ids.suffix()), ids.serial(), config.clone(), call.now);
    let instances: Vec<_> = (0..count).map(new).collect();
    let instance_ids = instances.iter().map(|instance| instance.id.clone()).collect();
    let region = account.region(call.region);
    instances.into_iter().for_each(|instance| region.add_instance(instance));
    place(account, call, OrderChange::Create, instance_ids, config.zone_id, price)
}

/// Places and pays an order. Its change happens when it has been delivered.
pub(super) fn place(
    account: &mut Account,
    call: &Call<'_>,
    change: OrderChange,
    instance_ids: Vec<String>,
    zone_id: i64,
    price: i64,
) -> Order {
    let order = Order {
        name: deal_name(call),
        change,
        zone_id,
        instance_ids,
        price,
        placed_at: call.now,
        status: OrderStatus::Paid,
        ended_at: None,
        failure: call.failure.map(str::to_owned),
    };
    account.region(call.region).orders.insert(order.name.clone(), order.clone());
    let phase = call.tools.durations.phase();
    account.plan(call, call.now + phase, Effect::BeginDelivery { order: order.name.clone() });
    account.plan(call, call.now + phase + phase, Effect::EndDelivery { order: order.name.clone() });
    order
}

/// Ends the delivery of an order, whether it succeeds or fails.
pub(super) fn end_delivery(account: &mut Account, moment: &Moment<'_>, order: &str) {
    let region = account.region(moment.region);
    let Some(order) = region.orders.get_mut(order) else { return };
    order.ended_at = Some(moment.now);
    let failure = order.failure.take();
    let is_success = failure.is_none();
    order.status = failure.map_or(OrderStatus::Delivered, OrderStatus::Failed);
    let (instances, change) = (order.instance_ids.clone(), order.change.clone());
    match change {
        OrderChange::Create if is_success => instances.iter().for_each(|instance| start(account, moment, instance)),
        OrderChange::Create => instances.iter().for_each(|instance| region.remove_instance(instance)),
    }
}

/// Starts a new instance, which is running one phase later.
fn start(account: &mut Account, moment: &Moment<'_>, id: &str) {
    let Some(instance) = account.region(moment.region).instances.get_mut(id) else { return };
    instance.status = Status::InProcess;
    account.plan(moment, moment.now + moment.tools.durations.phase(), Effect::Start { instance: id.to_owned() });
}

/// Returns the date and fifteen random digits.
fn deal_name(call: &Call<'_>) -> String {
    let day: String = call.now.to_text().chars().filter(char::is_ascii_digit).take(8).collect();
    format!("{day}{:015}", call.tools.ids.random() % 1_000_000_000_000_000)
}
