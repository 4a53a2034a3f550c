//! TencentDB for Redis: instances, the orders they come from, and their backups.
//!
//! Nothing happens in the background. Each workflow is given its times when it starts, and what state a thing is in
//! follows from them and the clock whenever somebody asks.

mod backups;
mod create;
mod describe;
mod engines;
mod instances;
mod links;
mod list;
mod orders;
mod paging;
mod passwords;
mod rdb;
mod restore;
mod tasks;
mod zones;

use std::collections::{BTreeMap, HashMap};

use crate::{
    error::ApiError,
    params::Params,
    products::{Call, Reply},
    time::Time,
};

type Handler = fn(&mut Region, &Call<'_>, Params<'_>) -> Reply;

const ACTIONS: [(&str, Handler); 10] = [
    ("CreateInstances", create::create_instances),
    ("DescribeInstanceDealDetail", orders::describe_deal_detail),
    ("DescribeInstances", list::describe_instances),
    ("DestroyPostpaidInstance", instances::destroy_postpaid),
    ("CleanUpInstance", instances::clean_up),
    ("DescribeTaskInfo", tasks::describe_task_info),
    ("ManualBackupInstance", backups::manual_backup),
    ("DescribeInstanceBackups", backups::describe_instance_backups),
    ("DescribeBackupUrl", links::describe_backup_url),
    ("RestoreInstance", restore::restore_instance),
];

/// The state of the product: regions know nothing of each other.
#[derive(Default)]
pub(crate) struct Redis {
    regions: HashMap<String, Region>,
}

impl Redis {
    /// `None` where nobody has written what the action does.
    pub(super) fn act(&mut self, action: &str, call: &Call<'_>, params: Params<'_>) -> Option<Reply> {
        let (_, handler) = ACTIONS.iter().find(|(name, _)| *name == action)?;
        let region = self.regions.entry(call.region.to_owned()).or_default();
        region.forget(call.now);
        Some(handler(region, call, params))
    }

    /// The content of a backup file.
    pub(super) fn file(&mut self, region: &str, name: &str, now: Time) -> Option<Vec<u8>> {
        let region = self.regions.get_mut(region)?;
        region.forget(now);
        let backups = region.backups.iter().filter(|backup| !backup.has_expired(now));
        backups.flat_map(|backup| &backup.files).find(|file| file.name == name).map(|file| file.content.clone())
    }
}

/// The state of a region.
#[derive(Default)]
struct Region {
    instances: Vec<instances::Instance>,
    orders: Vec<orders::Order>,
    backups: Vec<backups::Backup>,
    tasks: BTreeMap<u64, tasks::Task>,
}

impl Region {
    /// Drops what exists no longer.
    fn forget(&mut self, now: Time) {
        let before = self.instances.len();
        self.instances.retain(|instance| instance.leaves.is_none_or(|leaves| now < leaves));
        if self.instances.len() < before {
            let instances = &self.instances;
            self.backups.retain(|backup| instances.iter().any(|instance| instance.id == backup.instance_id));
        }
        self.backups.retain(|backup| !backup.has_failed(now));
    }

    fn instance(&mut self, id: &str) -> Result<&mut instances::Instance, ApiError> {
        let found = self.instances.iter_mut().find(|instance| instance.id == id);
        found.ok_or_else(|| ApiError::new("ResourceNotFound.InstanceNotExists", format!("there is no instance `{id}`")))
    }

    /// A backup of an instance.
    fn backup(&mut self, instance_id: &str, id: &str) -> Result<&mut backups::Backup, ApiError> {
        let found = self.backups.iter_mut().find(|backup| backup.id == id && backup.instance_id == instance_id);
        found.ok_or_else(|| {
            ApiError::new("InvalidParameterValue.BackupNotExists", format!("`{instance_id}` has no backup `{id}`"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn behaviour_is_written_for_actions_of_the_spec() {
        let catalog = Catalog::embedded().unwrap();
        let api = catalog.versions("redis").next().unwrap();
        for (action, _) in ACTIONS {
            assert!(api.actions.contains_key(action), "{action}");
        }
    }
}
