//! What a task changes when it has succeeded.

use serde::{Deserialize, Serialize};

use super::parameters::Values;

/// What a task changes when it has succeeded, by topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Change {
    Instance(InstanceChange),
    Backup(BackupChange),
    Parameters(ParameterChange),
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
    /// Second-level backup is turned on or off. If it is turned on, the backup is complete, too.
    SetMode { instance: String, is_second_level: bool, backup: Option<String> },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ParameterChange {
    /// Parameters of the engine have these values.
    Set(Values),
}
