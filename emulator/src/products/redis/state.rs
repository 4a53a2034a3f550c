//! The state of a region: what the actions read and change.

mod backup;
mod engine;
mod instance;
mod order;
mod rdb;
mod task;

use std::collections::BTreeMap;

use crate::products::call::{ActionResult, fields};
use crate::{error::ApiError, time::Time};

use self::task::Task;
pub(super) use self::{
    backup::Backup,
    engine::Engine,
    instance::{Instance, InstanceConfig, Node, Status},
    order::Order,
    task::TaskKind,
};

/// The state of a region.
#[derive(Default)]
pub(super) struct Region {
    /// In the order in which they were created, like all lists here.
    pub(super) instances: Vec<Instance>,
    pub(super) orders: Vec<Order>,
    pub(super) backups: Vec<Backup>,
    pub(super) tasks: BTreeMap<u64, Task>,
}

impl Region {
    /// Removes what no longer exists. Orders and tasks stay.
    pub(super) fn prune(&mut self, now: Time) {
        let before = self.instances.len();
        self.instances.retain(|instance| instance.destroyed_at.is_none_or(|destroyed_at| now < destroyed_at));
        if self.instances.len() < before {
            let instances = &self.instances;
            self.backups.retain(|backup| instances.iter().any(|instance| instance.id == backup.instance_id));
        }
        self.backups.retain(|backup| !backup.has_failed(now));
    }

    /// Finds an instance.
    pub(super) fn instance(&mut self, id: &str) -> Result<&mut Instance, ApiError> {
        let instance = self.instances.iter_mut().find(|instance| instance.id == id);
        instance
            .ok_or_else(|| ApiError::new("ResourceNotFound.InstanceNotExists", format!("instance `{id}` not found")))
    }

    /// Finds a backup of an instance.
    pub(super) fn backup(&mut self, instance_id: &str, id: &str) -> Result<&mut Backup, ApiError> {
        let backup = self.backups.iter_mut().find(|backup| backup.id == id && backup.instance_id == instance_id);
        backup.ok_or_else(|| {
            ApiError::new("InvalidParameterValue.BackupNotExists", format!("`{instance_id}` has no backup `{id}`"))
        })
    }

    /// Adds a task that has started. Returns the response that contains its id.
    pub(super) fn add_task(&mut self, task: Task) -> ActionResult {
        let id = task.id;
        self.tasks.insert(id, task);
        Ok(fields([("TaskId", id.into())]))
    }
}
