//! TencentDB for Redis: orders, instances, tasks and backups.
//!
//! Nothing runs in the background. When a workflow starts, its times are computed; whenever a call asks for a status,
//! it is derived from those times and the clock. The files here contain the actions; `state` contains what they read
//! and change.

mod backups;
mod create;
mod describe;
mod download_urls;
mod instances;
mod list;
mod orders;
mod paging;
mod passwords;
mod restore;
mod state;
mod tasks;
mod zones;

use std::collections::HashMap;

use self::state::Region;
use crate::{
    params::Params,
    products::call::{ActionResult, Call},
    time::Time,
};

type Handler = fn(&mut Region, &Call<'_>, Params<'_>) -> ActionResult;

const ACTIONS: [(&str, Handler); 10] = [
    ("CreateInstances", create::create_instances),
    ("DescribeInstanceDealDetail", orders::describe_instance_deal_detail),
    ("DescribeInstances", list::describe_instances),
    ("DestroyPostpaidInstance", instances::destroy_postpaid_instance),
    ("CleanUpInstance", instances::clean_up_instance),
    ("DescribeTaskInfo", tasks::describe_task_info),
    ("ManualBackupInstance", backups::manual_backup_instance),
    ("DescribeInstanceBackups", backups::describe_instance_backups),
    ("DescribeBackupUrl", download_urls::describe_backup_url),
    ("RestoreInstance", restore::restore_instance),
];

/// The state of the product. Regions share no state.
#[derive(Default)]
pub(crate) struct Redis {
    regions: HashMap<String, Region>,
}

impl Redis {
    /// Executes an action. Returns `None` if the action is not implemented.
    pub(super) fn execute(&mut self, action: &str, call: &Call<'_>, params: Params<'_>) -> Option<ActionResult> {
        let (_, handler) = ACTIONS.iter().find(|(name, _)| *name == action)?;
        let region = self.regions.entry(call.region.to_owned()).or_default();
        // Prune before every access, so that no action has to check whether something still exists.
        region.prune(call.now);
        Some(handler(region, call, params))
    }

    /// Returns the content of a backup file.
    pub(super) fn file(&mut self, region: &str, name: &str, now: Time) -> Option<Vec<u8>> {
        let region = self.regions.get_mut(region)?;
        region.prune(now);
        let backups = region.backups.iter().filter(|backup| !backup.has_expired(now));
        backups.flat_map(|backup| &backup.files).find(|file| file.name == name).map(|file| file.content.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_action_of_the_table_is_in_the_spec() {
        let catalog = Catalog::embedded().unwrap();
        let api = catalog.versions("redis").next().unwrap();
        for (action, _) in ACTIONS {
            assert!(api.actions.contains_key(action), "{action}");
        }
    }
}
