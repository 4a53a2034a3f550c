//! An instance as DescribeInstances returns it.

use super::clusters::RedisCluster;
use crate::{
    products::{
        call::{Call, Field, Object},
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

/// The emulator does not model it. It is the same for every instance.
const PRICE_ID: i64 = 1_000_848;

impl Instance {
    /// Returns the instance as DescribeInstances does. Fields that the emulator does not model and that are empty are added
    /// later.
    pub(super) fn describe<'a>(&'a self, call: &Call<'a>) -> Object<'a> {
        let state = self.identity(call).into_iter().chain(self.lifecycle()).chain(self.versions());
        state.chain(self.config.describe()).chain(networks::describe(self)).collect()
    }

    fn identity<'a>(&'a self, call: &Call<'a>) -> [Field<'a>; 9] {
        let region = call.region;
        let nodes = self.config.nodes.iter().filter(|_| self.is_multi_zone());
        let nodes = nodes.map(|node| {
            Object::from([
                ("NodeId", node.id.into()),
                ("NodeType", node.role.into()),
                ("ZoneId", node.zone_id.into()),
                ("ZoneName", zones::zone_name(region, node.zone_id).into()),
            ])
        });
        [
            ("InstanceId", (&self.id).into()),
            ("InstanceName", self.name().into()),
            ("Appid", call.account.app_id.into()),
            ("Region", region.into()),
            ("RegionId", zones::find_region(region).id.into()),
            ("NodeSet", nodes.collect()),
            ("DedicatedClusterId", self.dedicated_cluster(region).into()),
            ("MonitorVersion", MONITOR_VERSION.into()),
            ("PriceId", PRICE_ID.into()),
        ]
    }

    fn versions(&self) -> [Field<'_>; 4] {
        let (engine, next_engine) = self.maintenance.engine_versions(self.config.engine.version());
        let (proxy, next_proxy) = self.proxy_versions().unwrap_or_default();
        [
            ("CurrentRedisVersion", engine.into()),
            ("UpgradeRedisVersion", next_engine.unwrap_or_default().into()),
            ("CurrentProxyVersion", proxy.into()),
            ("UpgradeProxyVersion", next_proxy.unwrap_or_default().into()),
        ]
    }

    fn dedicated_cluster(&self, region: &str) -> String {
        if self.config.cluster_id.is_empty() { String::new() } else { RedisCluster::of(region).dedicated_id }
    }

    fn lifecycle(&self) -> [Field<'_>; 7] {
        let (status, title) = self.status.number_and_title();
        let (isolated_at, destroyed_at) = self.recycle_bin.unzip();
        [
            ("Status", status.into()),
            ("InstanceTitle", title.into()),
            ("BackupMode", self.backups.mode().into()),
            ("Createtime", self.created_at.to_text().into()),
            ("CloseTime", text_or_unset(isolated_at).into()),
            ("OfflineTime", destroyed_at.map_or_else(String::new, Time::to_text).into()),
            ("DeleteProtectionSwitch", i64::from(self.is_protected_from_deletion).into()),
        ]
    }
}

impl InstanceConfig {
    fn describe(&self) -> [Field<'_>; 22] {
        let tags = self.tags.iter();
        let tags = tags.map(|(key, value)| Object::from([("TagKey", key.into()), ("TagValue", value.into())]));
        let passwordless = self.password.is_none();
        [
            ("Type", self.engine.type_id.into()),
            ("Engine", self.engine.family().into()),
            ("ProductType", if self.engine.cluster { "cluster" } else { "standalone" }.into()),
            ("ProductVersion", (&self.product_version).into()),
            ("RedisClusterId", (&self.cluster_id).into()),
            ("Size", ((self.shard_mb * self.shards) as f64).into()),
            ("RedisShardSize", self.shard_mb.into()),
            ("RedisShardNum", self.shards.into()),
            ("RedisReplicasNum", self.replicas.into()),
            ("SlaveReadWeight", if self.replicas_readonly { 100_i64 } else { 0 }.into()),
            ("ZoneId", self.zone_id.into()),
            ("UniqVpcId", (&self.vpc).into()),
            ("UniqSubnetId", (&self.subnet).into()),
            ("VpcId", network_number(&self.vpc).into()),
            ("SubnetId", network_number(&self.subnet).into()),
            ("ProjectId", self.project.into()),
            ("InstanceTags", tags.collect()),
            ("NoAuth", passwordless.into()),
            ("PasswordFree", i64::from(passwordless).into()),
            ("BillingMode", i64::from(self.deadline.is_some()).into()),
            ("DeadlineTime", text_or_unset(self.deadline).into()),
            ("AutoRenewFlag", i64::from(self.auto_renew == 1).into()),
        ]
    }
}
