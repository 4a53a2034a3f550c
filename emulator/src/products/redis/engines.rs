//! What `TypeId` stands for.

/// An engine in one version and one architecture.
#[derive(Debug, PartialEq)]
pub(super) struct Engine {
    pub(super) type_id: i64,
    /// Engine and version: `Redis 6.2`.
    pub(super) name: &'static str,
    pub(super) cluster: bool,
    /// The version of the RDB format that it writes.
    pub(super) rdb: u32,
}

impl Engine {
    pub(super) fn find(type_id: i64) -> Option<&'static Self> {
        ENGINES.iter().find(|engine| engine.type_id == type_id)
    }

    /// The name without the version.
    pub(super) fn family(&self) -> &'static str {
        self.name.split(' ').next().unwrap_or_default()
    }

    pub(super) fn version(&self) -> &'static str {
        self.name.split(' ').next_back().unwrap_or_default()
    }

    pub(super) fn is_ckv(&self) -> bool {
        self.family() == "CKV"
    }

    /// CKV and the oldest Redis have exactly one replica, which serves no reads.
    pub(super) fn has_single_replica(&self) -> bool {
        self.is_ckv() || self.name == "Redis 2.8"
    }
}

const fn engine(type_id: i64, name: &'static str, cluster: bool, rdb: u32) -> Engine {
    Engine { type_id, name, cluster, rdb }
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
    // Valkey 9 has a format of its own, and reads this one.
    engine(21, "Valkey 9.0", false, 11),
    engine(22, "Valkey 9.0", true, 11),
    engine(200, "Memcached 1.6", true, 9),
];
