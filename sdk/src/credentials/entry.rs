//! What a file contains about a profile.

use super::role::Role;
use crate::identity::Credentials;

/// What a file contains about a profile.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Credentials, and the role to assume with them.
    Credentials(Credentials, Option<Role>),
    /// The profile refers to the role of the cloud server.
    ServerRole,
    /// Nothing. Contains what is missing, to be read after "no".
    Absent(String),
}
