//! Backups and their files.

use serde::{Deserialize, Serialize};

use super::{engine::Engine, instance::InstanceConfig};
use crate::{base64_bytes, time::Time};

/// A backup. It exists from the start of the task that creates it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Backup {
    pub(crate) id: String,
    pub(crate) instance_id: String,
    pub(crate) engine: Engine,
    pub(crate) kind: BackupKind,
    /// The memory of a shard, the number of shards and the number of replicas of the instance.
    pub(crate) size: (i64, i64, i64),
    pub(crate) remark: String,
    pub(crate) started_at: Time,
    /// `None` while the task that creates it is running.
    pub(crate) ended_at: Option<Time>,
    pub(crate) expires_at: Time,
    pub(crate) has_expired: bool,
    /// Whether a workflow reads it.
    pub(crate) in_use: bool,
    /// Empty once it has expired.
    pub(crate) files: Vec<BackupFile>,
    /// `None` if the files are not encrypted.
    pub(crate) encryption: Option<Encryption>,
}

/// What started a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BackupKind {
    Manual,
    Automatic,
}

/// How the files of a backup are encrypted: with AES-256 in CBC mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Encryption {
    pub(crate) kms_key_id: String,
    /// The key that decrypts the files.
    #[serde(with = "base64_bytes")]
    pub(crate) data_key: Vec<u8>,
}

/// The file of one shard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct BackupFile {
    pub(crate) name: String,
    #[serde(with = "base64_bytes")]
    pub(crate) content: Vec<u8>,
}

impl BackupKind {
    /// Returns the number of responses, as DescribeInstanceBackups documents it. DescribeBackupDetail documents the
    /// opposite, but its sample is a manual backup with this number.
    pub(crate) fn number(self) -> &'static str {
        match self {
            BackupKind::Manual => "0",
            BackupKind::Automatic => "1",
        }
    }
}

impl InstanceConfig {
    /// Returns the size as a backup remembers it.
    pub(crate) fn backup_size(&self) -> (i64, i64, i64) {
        (self.shard_mb, self.shards, self.replicas)
    }
}

impl Backup {
    /// Returns the bytes of all files.
    pub(crate) fn bytes(&self) -> usize {
        self.files.iter().map(|file| file.content.len()).sum()
    }

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
