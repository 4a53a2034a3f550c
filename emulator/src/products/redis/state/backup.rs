//! Backups and their files.

use serde::{Deserialize, Serialize};

use super::engine::Engine;
use crate::time::Time;

/// A backup. It exists from the start of the task that creates it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Backup {
    pub(crate) id: String,
    pub(crate) instance_id: String,
    pub(crate) engine: Engine,
    pub(crate) remark: String,
    pub(crate) started_at: Time,
    /// `None` while the task that creates it is running.
    pub(crate) ended_at: Option<Time>,
    pub(crate) expires_at: Time,
    pub(crate) has_expired: bool,
    /// Whether a workflow reads it.
    pub(crate) in_use: bool,
    pub(crate) files: Vec<BackupFile>,
}

/// The file of one shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct BackupFile {
    pub(crate) name: String,
    pub(crate) content: Vec<u8>,
}

impl Backup {
    /// Returns whether a workflow is creating it or reading it.
    pub(crate) fn is_locked(&self) -> bool {
        self.ended_at.is_none() || self.in_use
    }

    /// Returns the `Status` of responses: 1 if it is locked, -1 if it has expired, otherwise 2.
    pub(crate) fn status(&self) -> i64 {
        match (self.is_locked(), self.has_expired) {
            (true, _) => 1,
            (false, true) => -1,
            (false, false) => 2,
        }
    }
}
