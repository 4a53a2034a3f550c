//! Engines: the meaning of `TypeId`.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A version of an engine, in one architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Engine {
    pub(crate) type_id: i64,
    /// Engine and version: `Redis 6.2`.
    pub(crate) name: &'static str,
    /// Whether it has the cluster architecture, with several shards.
    pub(crate) cluster: bool,
    /// The version of the RDB format that it writes.
    pub(crate) rdb_version: u32,
}

impl Engine {
    /// Finds the engine of a `TypeId`.
    pub(crate) fn find(type_id: i64) -> Option<Self> {
        ENGINES.into_iter().find(|engine| engine.type_id == type_id)
    }

    /// Returns all engines.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        ENGINES.into_iter()
    }

    /// Returns the name without the version, such as `Redis`.
    pub(crate) fn family(self) -> &'static str {
        self.name.split(' ').next().unwrap_or_default()
    }

    /// Returns the version without the name, such as `6.2`.
    pub(crate) fn version(self) -> &'static str {
        self.name.split(' ').next_back().unwrap_or_default()
    }

    pub(crate) fn is_ckv(self) -> bool {
        self.family() == "CKV"
    }

    /// Returns whether it is Redis from 4.0 on, or Valkey. Only these have accounts and TLS.
    pub(crate) fn is_redis_4_or_later(self) -> bool {
        !self.has_single_replica() && self.family() != "Memcached"
    }

    pub(crate) fn is_memcached(self) -> bool {
        self.family() == "Memcached"
    }

    /// Returns whether instances have exactly one replica, which is not readable. This is the case for CKV and Redis
    /// 2.8.
    pub(crate) fn has_single_replica(self) -> bool {
        self.is_ckv() || self.name == "Redis 2.8"
    }
}

impl Serialize for Engine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.type_id.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Engine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let type_id = i64::deserialize(deserializer)?;
        Self::find(type_id).ok_or_else(|| D::Error::custom(format!("there is no engine {type_id}")))
    }
}

const fn engine(type_id: i64, name: &'static str, cluster: bool, rdb_version: u32) -> Engine {
    Engine { type_id, name, cluster, rdb_version }
}

const ENGINES: [Engine; 16] = [
    engine(2, "Redis 2.8", false, 6),
    engine(3, "CKV 3.2", false, 7),
    engine(4, "CKV 3.2", true, 7),
    engine(6, "Redis 4.0", false, 8),
    engine(7, "Redis 4.0", true, 8),
    engine(8, "Redis 5.0", false, 9),
    engine(9, "Redis 5.0", true, 9),
    engine(15, "Redis 6.2", false, 9),
    engine(16, "Redis 6.2", true, 9),
    engine(17, "Redis 7.0", false, 10),
    engine(18, "Redis 7.0", true, 10),
    engine(19, "Valkey 8.0", false, 11),
    engine(20, "Valkey 8.0", true, 11),
    // Valkey 9 has its own format, but also reads this one.
    engine(21, "Valkey 9.0", false, 11),
    engine(22, "Valkey 9.0", true, 11),
    engine(200, "Memcached 1.6", true, 9),
];
