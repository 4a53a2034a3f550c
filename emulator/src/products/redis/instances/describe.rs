//! An instance as DescribeInstances returns it.

use serde_json::{Map, Value, json};

use super::clusters::RedisCluster;
use crate::{
    products::{
        call::{Call, fields},
        redis::{
            networks,
            state::{Instance, InstanceConfig, network_number},
            zones,
        },
    },
    time::{Time, text_or_unset},
};

/// Cloud Monitor records data every five seconds: the service no longer offers another version.
pub(super) const MONITOR_VERSION: &str = "5s";

/// Fields that the emulator does not model. They are the same for every instance; those that are empty are added later.
fn constants() -> Map<String, Value> {
    fields([("MonitorVersion", json!(MONITOR_VERSION)), ("PriceId", json!(1_000_848))])
}

impl Instance {
    /// Returns the instance as DescribeInstances does.
    pub(super) fn describe(&self, call: &Call<'_>) -> Value {
        let mut all = constants();
        all.insert("Appid".to_owned(), call.account.app_id.into());
        all.extend(self.identity(call.region));
        all.extend(self.lifecycle());
        all.extend(self.config.describe());
        all.extend(self.versions());
        all.extend(networks::describe(self));
        Value::Object(all)
    }

    fn identity(&self, region: &str) -> Map<String, Value> {
        let region_id = zones::find_region(region).id;
        let nodes = self.config.nodes.iter().filter(|_| self.is_multi_zone());
        let nodes = nodes.map(|node| {
            json!({
                "NodeId": node.id,
                "NodeType": node.role,
                "ZoneId": node.zone_id,
                "ZoneName": zones::zone_name(region, node.zone_id),
            })
        });
        fields([
            ("InstanceId", json!(self.id)),
            ("InstanceName", json!(self.name())),
            ("Region", json!(region)),
            ("RegionId", json!(region_id)),
            ("NodeSet", nodes.collect()),
            ("DedicatedClusterId", json!(self.dedicated_cluster(region))),
        ])
    }

    fn versions(&self) -> Map<String, Value> {
        let (engine, next_engine) = self.maintenance.engine_versions(self.config.engine.version());
        let (proxy, next_proxy) = self.maintenance.proxy_versions();
        fields([
            ("CurrentRedisVersion", json!(engine)),
            ("UpgradeRedisVersion", json!(next_engine.unwrap_or_default())),
            ("CurrentProxyVersion", json!(proxy)),
            ("UpgradeProxyVersion", json!(next_proxy.unwrap_or_default())),
        ])
    }

    fn dedicated_cluster(&self, region: &str) -> String {
        if self.config.cluster_id.is_empty() { String::new() } else { RedisCluster::of(region).dedicated_id }
    }

    fn lifecycle(&self) -> Map<String, Value> {
        let (status, title) = self.status.number_and_title();
        let (isolated_at, destroyed_at) = self.recycle_bin.unzip();
        fields([
            ("Status", json!(status)),
            ("InstanceTitle", json!(title)),
            ("BackupMode", json!(self.backups.mode())),
            ("Createtime", json!(self.created_at.to_text())),
            ("CloseTime", json!(text_or_unset(isolated_at))),
            ("OfflineTime", json!(destroyed_at.map_or_else(String::new, Time::to_text))),
            ("DeleteProtectionSwitch", json!(i32::from(self.is_protected_from_deletion))),
        ])
    }
}

impl InstanceConfig {
    fn describe(&self) -> Map<String, Value> {
        let tags = self.tags.iter().map(|(key, value)| json!({ "TagKey": key, "TagValue": value }));
        let passwordless = self.password.is_none();
        fields([
            ("Type", json!(self.engine.type_id)),
            ("Engine", json!(self.engine.family())),
            ("ProductType", json!(if self.engine.cluster { "cluster" } else { "standalone" })),
            ("ProductVersion", json!(self.product_version)),
            ("RedisClusterId", json!(self.cluster_id)),
            ("Size", json!((self.shard_mb * self.shards) as f64)),
            ("RedisShardSize", json!(self.shard_mb)),
            ("RedisShardNum", json!(self.shards)),
            ("RedisReplicasNum", json!(self.replicas)),
            ("SlaveReadWeight", json!(if self.replicas_readonly { 100 } else { 0 })),
            ("ZoneId", json!(self.zone_id)),
            ("UniqVpcId", json!(self.vpc)),
            ("UniqSubnetId", json!(self.subnet)),
            ("VpcId", json!(network_number(&self.vpc))),
            ("SubnetId", json!(network_number(&self.subnet))),
            ("ProjectId", json!(self.project)),
            ("InstanceTags", tags.collect()),
            ("NoAuth", json!(passwordless)),
            ("PasswordFree", json!(i32::from(passwordless))),
            ("BillingMode", json!(i32::from(self.deadline.is_some()))),
            ("DeadlineTime", json!(text_or_unset(self.deadline))),
            ("AutoRenewFlag", json!(i32::from(self.auto_renew == 1))),
        ])
    }
}
