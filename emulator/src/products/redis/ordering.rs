//! Orders: how they are placed. `delivery` delivers them.

use super::{
    prices::Price,
    state::{Account, Change, Effect, Instance, InstanceConfig, Order, OrderChange, OrderStatus},
    workflows::{self, Timing},
};
use crate::{
    products::call::{Call, Moment, Outcome, fields},
    time::Time,
};

/// An order for instances that exist.
pub(super) struct Purchase<'a> {
    pub(super) instance: &'a str,
    pub(super) change: OrderChange,
    /// `None` if nothing is paid now.
    pub(super) price: Option<Price>,
}

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
    let instance_ids: Vec<_> = instances.iter().map(|instance| instance.id.clone()).collect();
    if let Some(deadline) = config.deadline {
        let ends = instance_ids.iter().map(|instance| Effect::EndTerm { instance: instance.clone() });
        ends.for_each(|end| account.plan(call, deadline, end));
    }
    let region = account.region(call.region);
    instances.into_iter().for_each(|instance| region.add_instance(instance));
    let order = Order::new(deal_name(call), OrderChange::Create, config.zone_id, instance_ids, price, call.now);
    place(account, call, order, call.failure)
}

/// Places and pays an order that changes an instance, and locks the instance until it has been delivered.
pub(super) fn place_for(
    account: &mut Account,
    moment: &Moment<'_>,
    purchase: Purchase<'_>,
    failure: Option<&str>,
) -> Order {
    let Purchase { instance: id, change, price } = purchase;
    let name = deal_name(moment);
    let mut zone_id = 0;
    if let Some(instance) = account.region(moment.region).instances.get_mut(id) {
        zone_id = instance.config.zone_id;
        instance.order = Some(name.clone());
    }
    let price = price.map_or(0, Price::fen);
    let order = Order::new(name, change, zone_id, vec![id.to_owned()], price, moment.now);
    place(account, moment, order, failure)
}

/// Places and pays an order that changes an instance, and that a task of a kind delivers. Nothing is paid.
pub(super) fn place_for_task(
    account: &mut Account,
    call: &Call<'_>,
    instance_id: &str,
    delivery: (&str, Change, Timing),
) -> Order {
    let instance = account.region(call.region).instances.get(instance_id);
    let zone_id = instance.map_or(0, |instance| instance.config.zone_id);
    let order = Order::new(deal_name(call), OrderChange::ByTask, zone_id, vec![instance_id.to_owned()], 0, call.now);
    account.region(call.region).orders.insert(order.name.clone(), order.clone());
    workflows::start_delivery(account, call, instance_id, &order.name, delivery);
    order
}

/// Places an order of a call, and returns the response that contains its name.
pub(super) fn buy(account: &mut Account, call: &Call<'_>, purchase: Purchase<'_>) -> Outcome {
    let order = place_for(account, call, purchase, call.failure);
    // There are two fields for historical reasons; the service returns the same value in both.
    Ok(fields([("DealId", order.name.as_str().into()), ("DealName", order.name.as_str().into())]))
}

fn place(account: &mut Account, moment: &Moment<'_>, mut order: Order, failure: Option<&str>) -> Order {
    order.failure = failure.map(str::to_owned);
    account.region(moment.region).orders.insert(order.name.clone(), order.clone());
    let phase = moment.tools.durations.phase();
    account.plan(moment, moment.now + phase, Effect::BeginDelivery { order: order.name.clone() });
    account.plan(moment, moment.now + phase + phase, Effect::EndDelivery { order: order.name.clone() });
    order
}

impl Order {
    fn new(
        name: String,
        change: OrderChange,
        zone_id: i64,
        instance_ids: Vec<String>,
        price: i64,
        placed_at: Time,
    ) -> Self {
        let status = OrderStatus::Paid;
        Self { name, change, zone_id, instance_ids, price, placed_at, status, ended_at: None, failure: None }
    }
}

/// Returns the date and fifteen random digits.
fn deal_name(moment: &Moment<'_>) -> String {
    let day: String = moment.now.to_text().chars().filter(char::is_ascii_digit).take(8).collect();
    format!("{day}{:015}", moment.tools.ids.random() % 1_000_000_000_000_000)
}
