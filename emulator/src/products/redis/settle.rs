//! Effects: what happens because its time has come.

use super::{
    accounts, backups, delivery, instances, logs, maintenance, networks, parameters, replication,
    state::{Account, Change, Due, Effect, Instance, OrderStatus, Status, TaskStatus},
    tasks,
};
use crate::{
    products::call::{Moment, Tools},
    time::Time,
};

impl Account {
    /// Applies everything that has happened until now, in order.
    pub(super) fn settle(&mut self, now: Time, tools: Tools<'_>) {
        while let Some((at, effects)) = self.agenda.next(now) {
            for Due { region, effect } in effects {
                self.apply(&Moment { now: at, region: &region, tools }, effect, now);
            }
        }
    }

    /// `until` is the time up to which effects are applied.
    fn apply(&mut self, moment: &Moment<'_>, effect: Effect, until: Time) {
        match effect {
            Effect::BeginDelivery { order } => {
                if let Some(order) = self.region(moment.region).orders.get_mut(&order) {
                    order.status = OrderStatus::Delivering;
                }
            }
            Effect::EndDelivery { order } => delivery::end(self, moment, &order),
            Effect::Refund { order } => delivery::refund(self, moment, &order),
            Effect::EndTerm { instance } => instances::end_term(self, moment, &instance, until),
            Effect::Start { instance } => {
                let found = self.region(moment.region).instances.get_mut(&instance);
                // In a state that was loaded, it may have been isolated, or locked, before this time.
                let starts = |instance: &&mut Instance| instance.recycle_bin.is_none() && !instance.is_locked();
                if let Some(instance) = found.filter(starts) {
                    instance.status = Status::Running;
                }
                backups::plan_first(self, moment, &instance);
                tasks::schedule_event(self, moment, &instance);
            }
            Effect::Destroy { instance } => instances::destroy(self, moment, &instance),
            Effect::RunTask { task } => self.run_task(moment, task),
            Effect::EndTask { task } => self.end_task(moment, task),
            Effect::BeginEvent { event } => tasks::begin_event(self, moment, event),
            Effect::AutoBackup { instance } => backups::back_up_automatically(self, moment, &instance, until),
            Effect::ExpireBackup { backup } => backups::expire(self, moment, &backup),
            Effect::Forget => backups::forget(self, moment),
            Effect::EndLogChange { instance, failed } => logs::end_change(self, moment, &instance, failed),
            Effect::EndExport { instance, file } => logs::end_export(self, moment, &instance, &file),
            Effect::ReleaseAddresses { instance } => networks::release_addresses(self, moment, &instance),
        }
    }

    fn run_task(&mut self, moment: &Moment<'_>, id: u64) {
        let region = self.region(moment.region);
        let Some(task) = region.tasks.get_mut(&id) else { return };
        task.status = TaskStatus::Running;
        if let Some(order) = task.order.as_ref().and_then(|order| region.orders.get_mut(order)) {
            order.status = OrderStatus::Delivering;
        }
        let instance = region.instances.get_mut(&task.instance_id).filter(|i| i.locked_by == Some(id));
        if let Some((instance, status)) = instance.zip(task.status_when_running) {
            instance.status = status;
        }
    }

    fn end_task(&mut self, moment: &Moment<'_>, id: u64) {
        let region = self.region(moment.region);
        // It may have been switched over before the maintenance window.
        let Some(task) = region.tasks.get_mut(&id).filter(|task| task.ended_at.is_none()) else { return };
        task.ended_at = Some(moment.now);
        let succeeded = task.failure.is_none();
        if let Some(order) = task.order.as_ref().and_then(|order| region.orders.get_mut(order)) {
            order.ended_at = Some(moment.now);
            order.status = task.failure.clone().map_or(OrderStatus::Delivered, OrderStatus::Failed);
        }
        task.status = task.failure.take().map_or(TaskStatus::Succeeded, TaskStatus::Failed);
        let (instance_id, change) = (task.instance_id.clone(), task.change.take());
        if let Some(instance) = region.instances.get_mut(&instance_id).filter(|i| i.locked_by == Some(id)) {
            instance.locked_by = None;
            instance.status = task.status_before;
        }
        match change {
            Some(Change::Instance(change)) if succeeded => instances::apply(self, moment, &instance_id, change),
            Some(Change::Backup(change)) => backups::apply(self, moment, &instance_id, change, succeeded),
            Some(Change::Replication(change)) => replication::apply(self, moment, &instance_id, change, succeeded),
            Some(Change::Maintenance(change)) => maintenance::apply(self, moment, &instance_id, change, succeeded),
            Some(Change::Account(change)) if succeeded => accounts::apply(self, moment, &instance_id, change),
            Some(Change::Network(change)) if succeeded => networks::apply(self, moment, &instance_id, change),
            Some(Change::Parameters(change)) => parameters::apply(self, moment, &instance_id, change, succeeded),
            Some(Change::Task(change)) => tasks::apply(self, moment, change),
            Some(Change::Instance(_) | Change::Account(_) | Change::Network(_)) | None => {}
        }
    }
}
