//! What happens once to the data of instances.

use super::backup::Backup;

/// What is to happen to the data of an instance: a request to the data plane, if there is one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DataRequest {
    /// A new backup contains the data.
    Save { instance: String, backup: String },
    /// There is no data any more.
    Clear { instance: String },
    /// The data is replaced by that of a backup, which need not exist any more when the request is carried out.
    Restore { instance: String, backup: Box<Backup> },
}
