//! What is sold: the sizes of each engine.

use super::{
    reasons::Reason,
    state::{Engine, InstanceConfig},
};
use crate::{params::Params, products::refusal::Refusal};

/// The largest number of instances in an order. The documentation of CreateInstances refers to DescribeProductInfo.
pub(super) const MAX_GOODS: i64 = 100;

const SHARD_GB: &[i64] = &[1, 2, 4, 8, 12, 16, 20, 24, 32, 40, 48, 60, 64];
const CKV_SHARD_GB: &[i64] = &[1, 4, 8, 16, 24, 32, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384];
const CLUSTER_SHARDS: &[i64] = &[1, 3, 5, 8, 12, 16, 24, 32, 40, 48, 64, 80, 96, 128];

/// What determines the price of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) shard_mb: i64,
    pub(super) shards: i64,
    pub(super) replicas: i64,
}

/// Returns the sizes of a shard, in GB.
pub(super) fn shard_sizes(engine: Engine) -> &'static [i64] {
    if engine.is_ckv() { CKV_SHARD_GB } else { SHARD_GB }
}

/// Returns the numbers of shards.
pub(super) fn shard_counts(engine: Engine) -> &'static [i64] {
    if engine.cluster { CLUSTER_SHARDS } else { &[1] }
}

/// Returns the numbers of replicas of each primary.
pub(super) fn replica_counts(engine: Engine) -> &'static [i64] {
    if engine.has_single_replica() { &[1] } else { &[1, 2, 3, 4, 5] }
}

impl From<&InstanceConfig> for Size {
    fn from(config: &InstanceConfig) -> Self {
        Self { shard_mb: config.shard_mb, shards: config.shards, replicas: config.replicas }
    }
}

impl Size {
    /// Returns the memory of a shard in an order, in MB.
    pub(super) fn shard_mb(engine: Engine, params: Params<'_>) -> Result<i64, Refusal> {
        let shard_mb = params.integer("MemSize");
        if shard_mb % 1024 == 0 && shard_sizes(engine).contains(&(shard_mb / 1024)) {
            return Ok(shard_mb);
        }
        let message = format!("`MemSize` must be 1024 times one of {:?}", shard_sizes(engine));
        Err(Reason::MemSize.because(message))
    }

    /// Checks that it is sold. `shard_mb` has been checked.
    pub(super) fn check(self, engine: Engine) -> Result<Self, Refusal> {
        let (shards, replicas) = (shard_counts(engine), replica_counts(engine));
        if !shards.contains(&self.shards) {
            return Err(Reason::SpecUnknown.because(format!("the number of shards must be one of {shards:?}")));
        }
        if !replicas.contains(&self.replicas) {
            return Err(Reason::SpecUnknown.because(format!("the number of replicas must be one of {replicas:?}")));
        }
        Ok(self)
    }

    /// Returns the size in an order for new instances, in which 0 shards and replicas stand for the least.
    pub(super) fn of_new(engine: Engine, params: Params<'_>) -> Result<Self, Refusal> {
        if engine.has_single_replica() && params.boolean("ReplicasReadonly") {
            return Err(Reason::SpecUnknown.because("this engine has exactly one replica, which is not readable"));
        }
        let shard_mb = Self::shard_mb(engine, params)?;
        let [shards, replicas] = ["RedisShardNum", "RedisReplicasNum"].map(|name| params.integer(name).max(1));
        Self { shard_mb, shards, replicas }.check(engine)
    }

    /// Returns the memory of all nodes, in GB.
    pub(super) fn node_gb(self) -> i64 {
        self.shard_mb / 1024 * self.shards * (1 + self.replicas)
    }
}

/// Returns the engine of an order for new instances.
pub(super) fn engine(params: Params<'_>) -> Result<Engine, Refusal> {
    Engine::find(params.integer("TypeId")).ok_or_else(|| Reason::EngineUnknown.because("no such `TypeId` is sold"))
}

/// Checks the number of instances in an order.
pub(super) fn goods(params: Params<'_>) -> Result<i64, Refusal> {
    let count = params.integer("GoodsNum");
    let is_sold = (1..=MAX_GOODS).contains(&count);
    is_sold.then_some(count).ok_or_else(|| Reason::GoodsNum.because(format!("`GoodsNum` must be 1 to {MAX_GOODS}")))
}
