//! What exists, in short: for people who look at an emulator, and not for clients of the API.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::{
    Redis,
    state::{Backup, BackupKind, Instance, Order, Region, Task},
};
use crate::{products::call::Tools, time::Time};

/// How many items of a list are described.
const LISTED: usize = 200;

/// The account and the region of an item.
type Place<'a> = (u64, &'a str);

impl Redis {
    /// Returns the latest instances, tasks, orders and backups of all accounts and regions, after everything has been
    /// applied that has happened until now. Passwords, keys and data are not part of it.
    pub(crate) fn overview(&mut self, now: Time, tools: Tools<'_>) -> Value {
        self.accounts.values_mut().for_each(|account| account.settle(now, tools));
        json!({
            "instances": self.latest(|region| region.instances.values(), |instance| instance.created_at, instance),
            "tasks": self.latest(|region| region.tasks.values(), |task| task.started_at, task),
            "orders": self.latest(|region| region.orders.values(), |order| order.placed_at, order),
            "backups": self.latest(|region| region.backups.values(), |backup| backup.started_at, backup),
        })
    }

    fn latest<'a, T: 'a, I: Iterator<Item = &'a T>>(
        &'a self,
        items: impl Fn(&'a Region) -> I,
        time: impl Fn(&T) -> Time,
        describe: impl Fn(Place<'a>, &T) -> Value,
    ) -> Value {
        let mut all: Vec<(Place<'a>, &T)> = Vec::new();
        for (uin, account) in &self.accounts {
            for (name, region) in &account.regions {
                all.extend(items(region).map(|item| ((*uin, name.as_str()), item)));
            }
        }
        // So that of one region, of the same time, the latest is the first, too.
        all.reverse();
        all.sort_by_key(|(_, item)| Reverse(time(item)));
        let listed: Vec<Value> = all.iter().take(LISTED).map(|(place, item)| describe(*place, item)).collect();
        json!({ "total": all.len(), "latest": listed })
    }
}

fn instance((account, region): Place<'_>, instance: &Instance) -> Value {
    let config = &instance.config;
    json!({
        "account": account,
        "region": region,
        "id": instance.id,
        "name": instance.name(),
        "status": instance.status.number_and_title().1,
        "engine": config.engine.name,
        "memory_mb": config.shard_mb.saturating_mul(config.shards),
        "address": format!("{}:{}", instance.address(), config.port),
        "created_at": instance.created_at.to_rfc3339(),
    })
}

fn task((account, region): Place<'_>, task: &Task) -> Value {
    let (status, message) = task.status.word_and_message();
    json!({
        "account": account,
        "region": region,
        "id": task.id,
        "type": task.kind,
        "instance": task.instance_id,
        "status": status,
        "message": message,
        "started_at": task.started_at.to_rfc3339(),
        "ended_at": task.ended_at.map(Time::to_rfc3339),
    })
}

fn order((account, region): Place<'_>, order: &Order) -> Value {
    json!({
        "account": account,
        "region": region,
        "id": order.name,
        "instances": order.instance_ids,
        "status": order.status.number_and_description().1,
        "price": order.price,
        "placed_at": order.placed_at.to_rfc3339(),
        "ended_at": order.ended_at.map(Time::to_rfc3339),
    })
}

fn backup((account, region): Place<'_>, backup: &Backup) -> Value {
    let status = match backup.status() {
        -1 => "expired",
        1 if backup.ended_at.is_none() => "being created",
        1 => "in use",
        _ => "ready",
    };
    json!({
        "account": account,
        "region": region,
        "id": backup.id,
        "instance": backup.instance_id,
        "is_automatic": backup.kind == BackupKind::Automatic,
        "remark": backup.remark,
        "status": status,
        "bytes": backup.bytes(),
        "started_at": backup.started_at.to_rfc3339(),
        "expires_at": backup.expires_at.to_rfc3339(),
    })
}
