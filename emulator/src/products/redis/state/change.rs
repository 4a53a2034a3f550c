//! What a task changes when it has succeeded.

use serde::{Deserialize, Serialize};

/// What a task changes when it has succeeded, by topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Change {
    Instance(InstanceChange),
    Backup(BackupChange),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InstanceChange {
    /// Moves the instance to the recycle bin.
    Isolate,
    /// Deletes the instance permanently.
    Delete,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BackupChange {
    /// The backup is complete. If the task fails, it is removed.
    Complete { backup: String },
    /// The data of the instance is that of the backup.
    Restore { backup: String },
}
