//! What the random play reads from the state, to compare responses with it.

use std::collections::BTreeMap;

use super::{
    Redis,
    state::{Account, OrderChange, OrderStatus},
};
use crate::time::Time;

/// What is paid for, at some time.
#[derive(Default)]
pub(crate) struct Bills {
    /// The size and the end of the prepaid term of each instance, by its id.
    pub(crate) instances: BTreeMap<String, ([i64; 3], Option<Time>)>,
    /// By name.
    pub(crate) orders: BTreeMap<String, Bill>,
}

/// An order.
pub(crate) struct Bill {
    pub(crate) instances: Vec<String>,
    /// In fen.
    pub(crate) price: i64,
    /// When it was delivered, if it has been.
    pub(crate) delivered_at: Option<Time>,
    /// Whether it can be placed without a call that returns its name: a renewal, or a change of the billing mode.
    pub(crate) is_unnamed: bool,
    /// Whether what it changes can cost anything.
    pub(crate) may_cost: bool,
}

impl Redis {
    fn account(&self, uin: u64) -> impl Iterator<Item = &Account> {
        self.accounts.get(&uin).into_iter()
    }

    /// Returns whether an instance exists, in a region or in any.
    pub(crate) fn has_instance(&self, uin: u64, region: Option<&str>, id: &str) -> bool {
        let mut regions = self.account(uin).flat_map(|account| &account.regions);
        regions.any(|(name, content)| region.is_none_or(|region| region == name) && content.instances.contains_key(id))
    }

    pub(crate) fn has_group(&self, uin: u64, id: &str) -> bool {
        self.account(uin).any(|account| account.replication_groups.contains_key(id))
    }

    pub(crate) fn has_backup(&self, uin: u64, id: &str) -> bool {
        self.account(uin).flat_map(|account| account.regions.values()).any(|region| region.backups.contains_key(id))
    }

    pub(crate) fn has_template(&self, uin: u64, id: &str) -> bool {
        self.account(uin).flat_map(|account| account.regions.values()).any(|region| region.templates.contains_key(id))
    }

    /// Returns whether an instance exists and is prepaid.
    pub(crate) fn is_prepaid(&self, uin: u64, id: &str) -> bool {
        let mut instances = self
            .account(uin)
            .flat_map(|account| account.regions.values())
            .filter_map(|region| region.instances.get(id));
        instances.any(|instance| instance.config.deadline.is_some())
    }

    /// Returns the price of an order in fen.
    pub(crate) fn price(&self, uin: u64, order: &str) -> Option<i64> {
        let mut orders = self
            .account(uin)
            .flat_map(|account| account.regions.values())
            .filter_map(|region| region.orders.get(order));
        orders.next().map(|order| order.price)
    }

    pub(crate) fn bills(&self, uin: u64) -> Bills {
        let mut bills = Bills::default();
        for region in self.account(uin).flat_map(|account| account.regions.values()) {
            bills.instances.extend(region.instances.values().map(|instance| {
                let config = &instance.config;
                (instance.id.clone(), ([config.shard_mb, config.shards, config.replicas], config.deadline))
            }));
            bills.orders.extend(region.orders.values().map(|order| {
                let bill = Bill {
                    instances: order.instance_ids.clone(),
                    price: order.price,
                    delivered_at: order.ended_at.filter(|_| order.status == OrderStatus::Delivered),
                    is_unnamed: matches!(order.change, OrderChange::Renew { .. } | OrderChange::ChangeCharge { .. }),
                    may_cost: !matches!(order.change, OrderChange::Return | OrderChange::ByTask),
                };
                (order.name.clone(), bill)
            }));
        }
        bills
    }
}
