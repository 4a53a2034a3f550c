//! Credentials, and where they come from.
//!
//! A provider returns credentials or an error. The error is either "not set up here", in which case the default chain
//! asks the next provider, or it means that the source is set up but broken, which ends the search.
//!
//! A [`Config`](crate::Config) caches the credentials of its provider for all of its clones and clients. Temporary
//! credentials are refreshed before they expire, by one refresh however many calls are in progress. If it fails, they
//! remain in use while they are valid, and the refresh is retried with growing waits. Permanent credentials are looked
//! up again every 15 minutes, so that changed files are noticed.
//!
//! | provider | source | feature |
//! |---|---|---|
//! | [`Credentials`] | the key pair itself | |
//! | [`EnvironmentCredentials`] | environment variables, and a role that they name | |
//! | `ProfileCredentials` | files of the SDKs and of the command-line tool | `credentials-profile` (default) |
//! | `TkeOidcCredentials` | the role of the pod in a container cluster (TKE) that the program runs in | `sts` (default) |
//! | `CvmRoleCredentials` | the role of the cloud server (CVM) that the program runs on | `credentials-cvm` (default) |
//! | `AssumeRoleCredentials` | a role, assumed with other credentials | `sts` (default) |
//! | `CommandCredentials` | the output of a program | `credentials-command` |
//! | [`Chain`] | the first of several that is set up | |

#[cfg(feature = "sts")]
mod assume_role;
mod chain;
#[cfg(feature = "credentials-command")]
mod command;
#[cfg(feature = "credentials-cvm")]
mod cvm_role;
#[cfg(feature = "credentials-profile")]
mod entry;
mod environment;
#[cfg(feature = "credentials-profile")]
mod ini;
#[cfg(feature = "credentials-profile")]
mod ini_file;
#[cfg(any(feature = "credentials-command", feature = "credentials-cvm", feature = "credentials-profile"))]
mod json;
#[cfg(feature = "credentials-profile")]
mod profile;
mod role;
#[cfg(feature = "sts")]
mod tke_oidc;
#[cfg(feature = "credentials-profile")]
mod tool_file;

/// The parsers of files and responses that contain credentials, for the fuzz targets.
#[cfg(fuzzing)]
pub(crate) mod parsing {
    use super::entry::Entry;
    use super::{Credentials, ini_file, tool_file};

    pub(crate) use super::cvm_role::{parse_credentials, parse_role};

    pub(crate) fn parse_ini(text: &str, profile: &str) -> Result<Option<Credentials>, String> {
        ini_file::parse(text, profile).map(credentials)
    }

    pub(crate) fn parse_tccli(text: &str) -> Result<Option<Credentials>, String> {
        tool_file::parse(text, tool_file::DEFAULT).map(credentials)
    }

    fn credentials(entry: Entry) -> Option<Credentials> {
        match entry {
            Entry::Credentials(credentials, _) => Some(credentials),
            Entry::ServerRole | Entry::Absent(_) => None,
        }
    }
}

#[cfg(feature = "sts")]
pub use assume_role::AssumeRoleCredentials;
pub use chain::Chain;
#[cfg(feature = "credentials-command")]
pub use command::CommandCredentials;
#[cfg(feature = "credentials-cvm")]
pub use cvm_role::CvmRoleCredentials;
pub use environment::EnvironmentCredentials;
#[cfg(feature = "credentials-profile")]
pub use profile::ProfileCredentials;
#[cfg(feature = "sts")]
pub use tke_oidc::TkeOidcCredentials;

pub use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};
