//! What is found of a profile.

use super::role::Role;
use crate::identity::Credentials;

/// What a file contains of a profile.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Credentials, and the role to assume with them.
    Credentials(Credentials, Option<Role>),
    /// The profile is the role of the cloud server.
    ServerRole,
    /// Nothing; what is missing, to be read after "no".
    Absent(String),
}
