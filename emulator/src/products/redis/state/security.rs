//! Security groups, and which of them instances have.

use serde::{Deserialize, Serialize};

use crate::{digest::sha256_hex, time::Time};

/// 2018-01-30 15:58:00, when the default groups were created.
const LONG_AGO: u64 = 1_517_299_080;

/// A security group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SecurityGroup {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) remark: String,
    pub(crate) project: i64,
    pub(crate) created_at: Time,
}

impl SecurityGroup {
    /// Returns the group that a region has from the start.
    pub(crate) fn default_of(region: &str) -> Self {
        Self {
            id: format!("sg-{:.8}", sha256_hex(region.as_bytes())),
            name: "default".to_owned(),
            remark: "The default group of the region".to_owned(),
            project: 0,
            created_at: Time::from_seconds(LONG_AGO),
        }
    }
}

/// The security groups of an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BoundGroups {
    /// Their ids, in the order in which they were bound.
    pub(crate) ids: Vec<String>,
    pub(crate) has_had_any: bool,
}
