//! Maintenance: upgrade versions, set the maintenance window.

mod addresses;
mod engine;
mod small_versions;
mod switch;
mod window;

use super::{
    handler::Handler,
    state::{Account, MaintenanceChange},
};
use crate::products::call::Moment;

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("DescribeMaintenanceWindow", window::describe_maintenance_window),
    ("ModifyMaintenanceWindow", window::modify_maintenance_window),
    ("SwitchAccessNewInstance", switch::switch_access_new_instance),
    ("SwitchInstanceVip", addresses::switch_instance_vip),
    ("SwitchProxy", switch::switch_proxy),
    ("UpgradeInstanceProductVersion", engine::upgrade_instance_product_version),
    ("UpgradeInstanceVersion", engine::upgrade_instance_version),
    ("UpgradeProxyVersion", small_versions::upgrade_proxy_version),
    ("UpgradeSmallVersion", small_versions::upgrade_small_version),
];

/// Applies what a task has changed.
pub(super) fn apply(
    account: &mut Account,
    moment: &Moment<'_>,
    instance_id: &str,
    change: MaintenanceChange,
    succeeded: bool,
) {
    match change {
        MaintenanceChange::ExchangeAddresses { other } => {
            addresses::exchange(account.region(moment.region), instance_id, &other, succeeded);
        }
        _ if !succeeded => {}
        MaintenanceChange::UpgradeEngine => small_versions::upgrade_engine(account, moment, instance_id),
        MaintenanceChange::UpgradeProxy => {
            if let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) {
                instance.maintenance.upgrade_proxy();
            }
        }
        MaintenanceChange::Engine(engine) => {
            if let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) {
                instance.config.engine = engine;
                instance.maintenance.upgrade_engine();
            }
        }
        MaintenanceChange::ProductVersion(version) => {
            if let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) {
                instance.config.product_version = version;
            }
        }
    }
}
