//! An instance as DescribeInstances returns it.

use serde_json::{Map, Value, json};

use super::{
    state::{Instance, InstanceConfig},
    zones,
};
use crate::{
    products::call::fields,
    time::{Time, UNSET},
};

/// Fields that the emulator does not model. They are the same for every instance.
fn constants() -> Map<String, Value> {
    fields([
        ("Appid", json!(1_250_000_000)),
        ("BackupMode", json!("NormalLevelBackup")),
        ("ClientLimit", json!(10_000)),
        ("ClientLimitMax", json!(40_000)),
        ("ClientLimitMin", json!(10_000)),
        ("CurrentProxyVersion", json!("5.8.0")),
        ("DedicatedClusterId", json!("")),
        ("DeleteProtectionSwitch", json!(0)),
        ("DiskSize", json!(0)),
        ("DtsStatus", json!(0)),
        ("IPv6", json!("")),
        ("InstanceNode", json!([])),
        ("MonitorVersion", json!("5s")),
        ("NetLimit", json!(96)),
        ("PolarisServer", json!("")),
        ("PriceId", json!(1_000_848)),
        ("ProjectName", json!("")),
        ("ReadOnly", json!(0)),
        ("RemainBandwidthDuration", json!("")),
        ("SizeUsed", json!(0.0)),
        ("SubStatus", json!(0)),
        ("Tags", json!([])),
        ("UpgradeProxyVersion", json!("")),
        ("UpgradeRedisVersion", json!("")),
        ("Vip6", json!("")),
        ("WanAddress", json!("")),
    ])
}

fn time_or_unset(time: Option<Time>) -> String {
    time.map_or_else(|| UNSET.to_owned(), Time::to_text)
}

/// Returns a numeric id of a network, which the API still returns in addition to the string id. Any stable function
/// will do.
pub(super) fn network_number(id: &str) -> u32 {
    id.bytes().fold(0, |number, byte| (number * 31 + u32::from(byte)) % 10_000_000)
}

impl Instance {
    /// Returns the instance as DescribeInstances does.
    pub(super) fn describe(&self, region: &str, now: Time) -> Value {
        let mut all = constants();
        all.extend(self.identity(region));
        all.extend(self.lifecycle(now));
        all.extend(self.config.describe());
        Value::Object(all)
    }

    fn identity(&self, region: &str) -> Map<String, Value> {
        let (region_id, _) = zones::region_and_first_zone(region);
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
            ("WanIp", json!(self.address())),
            ("NodeSet", nodes.collect()),
        ])
    }

    fn lifecycle(&self, now: Time) -> Map<String, Value> {
        let (status, title) = self.status(now).number_and_title();
        let isolated_at = self.isolated_at.filter(|isolated_at| *isolated_at <= now);
        fields([
            ("Status", json!(status)),
            ("InstanceTitle", json!(title)),
            ("Createtime", json!(self.created_at.to_text())),
            ("CloseTime", json!(time_or_unset(isolated_at))),
            ("OfflineTime", json!(time_or_unset(isolated_at.and(self.destroyed_at)))),
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
            ("CurrentRedisVersion", json!(format!("{}.0", self.engine.version()))),
            ("ProductVersion", json!(self.product_version)),
            ("RedisClusterId", json!(self.cluster_id)),
            ("Size", json!((self.shard_mb * self.shards) as f64)),
            ("RedisShardSize", json!(self.shard_mb)),
            ("RedisShardNum", json!(self.shards)),
            ("RedisReplicasNum", json!(self.replicas)),
            ("SlaveReadWeight", json!(if self.replicas_readonly { 100 } else { 0 })),
            ("ZoneId", json!(self.zone_id)),
            ("Port", json!(self.port)),
            ("UniqVpcId", json!(self.vpc)),
            ("UniqSubnetId", json!(self.subnet)),
            ("VpcId", json!(network_number(&self.vpc))),
            ("SubnetId", json!(network_number(&self.subnet))),
            ("ProjectId", json!(self.project)),
            ("InstanceTags", tags.collect()),
            ("NoAuth", json!(passwordless)),
            ("PasswordFree", json!(i32::from(passwordless))),
            ("BillingMode", json!(i32::from(self.deadline.is_some()))),
            ("DeadlineTime", json!(time_or_unset(self.deadline))),
            ("AutoRenewFlag", json!(i32::from(self.auto_renew == 1))),
        ])
    }
}
