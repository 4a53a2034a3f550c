//! What happens once to the data of instances.

/// What is to happen to the data of an instance: a request to the data plane, if there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DataRequest {
    /// A new backup contains the data.
    Save { instance: String, backup: String },
    /// There is no data any more.
    Clear { instance: String },
    /// The data is replaced by that of a backup.
    Restore { instance: String, backup: String },
}
