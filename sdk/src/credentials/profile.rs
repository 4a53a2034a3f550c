//! Credentials from the files of the SDKs and of the command-line tool, by profile.
//!
//! There are two kinds of places: those that a variable or the program names, and default locations. An unreadable file
//! in a default location counts as absent, and the reason becomes part of the final error: on a server with a role, a
//! home folder that this user may not enter is no reason to fail. A place that was named explicitly must exist.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::entry::Entry;
use super::role::Role;
use super::{ini_file, tool_file as tool};
use crate::config::{Config, ConfigBuilder};
use crate::environment::{Environment, is_absent};
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture, trimmed};

const FILE: &str = "TENCENTCLOUD_CREDENTIALS_FILE";

/// Reads a profile from the first of these files that contains it:
///
/// 1. the INI file that `TENCENTCLOUD_CREDENTIALS_FILE` names: the section is the profile, its keys are `secret_id`,
///    `secret_key`, `token`, and for a role to assume `role_arn`, `role_session_name`, `external_id` and
///    `duration_seconds`;
/// 2. `<profile>.credential`, the JSON file of the command-line tool (tccli), in the folder that
///    `TENCENTCLOUD_SHARED_CREDENTIALS_DIR` names;
/// 3. `~/.tencentcloud/credentials` and `/etc/tencentcloud/credentials`, INI files;
/// 4. `~/.tccli/<profile>.credential`.
///
/// The profile is the one that is [set](Self::profile), or else the value of `TCCLI_PROFILE` or `TENCENTCLOUD_PROFILE`,
/// or else `default`. If a profile is named and no file contains it, that is an error. If only a file or folder is
/// named, the default locations (3 and 4) are not read, and it is an error if it contains no credentials.
///
/// If the profile names a role, the role is assumed with the credentials of the profile, which requires the feature
/// `sts`. A role that variables name (see [`EnvironmentCredentials`](super::EnvironmentCredentials)) replaces it,
/// unless the program sets the profile. If the group or others have access to a file, a warning is logged once.
#[derive(Clone, Debug)]
pub struct ProfileCredentials {
    environment: Environment,
    profile: Option<String>,
    sts: ConfigBuilder,
}

/// A file that may contain a profile.
struct Place {
    path: PathBuf,
    is_ini: bool,
    /// The variable that names the file.
    named_by: Option<&'static str>,
}

impl ProfileCredentials {
    /// Creates a provider that reads the files and variables of the given environment.
    pub fn new(environment: Environment) -> Self {
        let sts = Config::builder().environment(environment.clone());
        ProfileCredentials { environment, profile: None, sts }
    }

    /// Sets the profile, which overrides the variables.
    #[must_use]
    pub fn profile(self, name: impl Into<String>) -> Self {
        ProfileCredentials { profile: Some(name.into()), ..self }
    }

    /// Sets how STS is called to assume a role: endpoint, region, HTTP client, timeouts, retries. Default: a
    /// configuration of the same environment, with `ap-guangzhou` if that has no region.
    #[must_use]
    pub fn sts(self, config: ConfigBuilder) -> Self {
        ProfileCredentials { sts: config, ..self }
    }

    async fn find(&self) -> Result<Credentials, CredentialsError> {
        let named = match &self.profile {
            Some(name) => Some(name.clone()),
            None => tool::profile(&self.environment).map_err(CredentialsError::new)?,
        };
        let profile = named.as_deref().unwrap_or(tool::DEFAULT);
        let is_named = named.is_some();
        let mut lacking = Vec::new();
        let home = self.environment.home();
        let places = self.places(profile, is_named, home.as_deref())?;
        let variable = places.iter().find_map(|place| place.named_by);
        if home.is_none() && places.iter().any(|place| place.named_by.is_none()) {
            lacking.push(format!("{} is not set", Environment::HOME));
        }
        for place in &places {
            match self.look(place, profile)? {
                Entry::Credentials(credentials, role) => return self.with_role(credentials, role).await,
                Entry::ServerRole if is_named || place.named_by.is_some() => return server_role(&place.path).await,
                Entry::ServerRole => {
                    lacking.push(format!("{} refers to the role of the machine", place.path.display()))
                }
                Entry::Absent(why) => lacking.push(why),
            }
        }
        let lacking = lacking.join(", ");
        Err(match variable {
            _ if is_named => CredentialsError::new(format!("profile `{profile}` not found: {lacking}")),
            Some(variable) => {
                CredentialsError::new(format!("{variable} is set, but there are no credentials: {lacking}"))
            }
            None => CredentialsError::not_set_up(format!("profile: {lacking}")),
        })
    }

    /// Returns the files that may contain a profile, in the order in which they are read.
    fn places(&self, profile: &str, is_named: bool, home: Option<&Path>) -> Result<Vec<Place>, CredentialsError> {
        let ini = |path: PathBuf, named_by| Place { path, is_ini: true, named_by };
        let tool = |path: PathBuf, named_by| Place { path, is_ini: false, named_by };
        let mut places = Vec::new();
        if let Some(path) = self.named_path(FILE)? {
            places.push(ini(path, Some(FILE)));
        }
        if let Some(folder) = self.named_path(tool::FOLDER)? {
            places.extend(
                tool::path(&folder, profile, tool::Kind::Credential).map(|path| tool(path, Some(tool::FOLDER))),
            );
        }
        if places.is_empty() || is_named {
            places.extend(home.map(|home| ini(home.join(".tencentcloud/credentials"), None)));
            places.push(ini("/etc/tencentcloud/credentials".into(), None));
            let own = home.and_then(|home| tool::path(&home.join(".tccli"), profile, tool::Kind::Credential));
            places.extend(own.map(|path| tool(path, None)));
        }
        Ok(places)
    }

    /// Returns the path that a variable names.
    fn named_path(&self, variable: &str) -> Result<Option<PathBuf>, CredentialsError> {
        let Some(text) = self.environment.get(variable)? else { return Ok(None) };
        match trimmed(&text) {
            "" => Err(CredentialsError::new(format!(
                "{variable} contains only white space; set it to a path, or unset it"
            ))),
            path => Ok(Some(path.into())),
        }
    }

    /// Returns what a file contains about a profile.
    fn look(&self, place: &Place, profile: &str) -> Result<Entry, CredentialsError> {
        let path = place.path.display();
        let text = match (self.text(&place.path), place.named_by) {
            (Ok(text), _) => text,
            (Err(error), None) if is_absent(&error) => return Ok(Entry::Absent(format!("no file {path}"))),
            (Err(error), None) => return Ok(Entry::Absent(format!("{path} could not be read: {error}"))),
            // The variable names the folder; it is not an error if the folder contains only other profiles.
            (Err(error), Some(tool::FOLDER)) if is_absent(&error) => {
                return Ok(Entry::Absent(format!("no file {path}")));
            }
            (Err(error), Some(variable)) => {
                let what = if is_absent(&error) {
                    "which does not exist".to_owned()
                } else {
                    format!("which could not be read: {error}")
                };
                return Err(CredentialsError::new(format!("{variable} is set to {path}, {what}")));
            }
        };
        if text.trim().is_empty() {
            return Ok(Entry::Absent(format!("{path} is empty")));
        }
        let parsed = if place.is_ini { ini_file::parse(&text, profile) } else { tool::parse(&text, profile) };
        // An error in an INI file begins with the line number.
        let blank = if place.is_ini { "" } else { " " };
        match parsed.map_err(|what| CredentialsError::new(format!("{path}:{blank}{what}")))? {
            Entry::Absent(what) => Ok(Entry::Absent(format!("no {what} in {path}"))),
            Entry::Credentials(credentials, role) => {
                let role = role.map(|role| Role { named_by: format!("{path}: `{}`", role.named_by), ..role });
                Ok(Entry::Credentials(credentials, role))
            }
            Entry::ServerRole => Ok(Entry::ServerRole),
        }
    }

    /// Reads the text of a file; logs a warning if others have access to it.
    fn text(&self, path: &Path) -> io::Result<Zeroizing<String>> {
        let text = self.environment.read(path)?;
        #[cfg(unix)]
        warn_of_access(&self.environment, path);
        Ok(text)
    }

    async fn with_role(&self, own: Credentials, role: Option<Role>) -> Result<Credentials, CredentialsError> {
        let role = match &self.profile {
            Some(_) => role,
            None => Role::of_environment(&self.environment)?.or(role),
        };
        match role {
            Some(role) => role.assume(own, &self.sts).await,
            None => Ok(own),
        }
    }
}

impl ProvideCredentials for ProfileCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(self.find())
    }
}

#[cfg(unix)]
fn warn_of_access(environment: &Environment, path: &Path) {
    use std::collections::BTreeSet;
    use std::sync::{Mutex, PoisonError};

    static WARNED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

    let is_open = environment.permissions_of_others(path).is_ok_and(|permissions| permissions != 0);
    if is_open && WARNED.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned()) {
        let path = path.display();
        tracing::warn!(%path, "other users have access to this file, which contains secrets; run `chmod 600` on it");
    }
}

/// Returns the credentials for a profile that was named and that refers to the role of the cloud server.
#[cfg(feature = "credentials-cvm")]
async fn server_role(path: &Path) -> Result<Credentials, CredentialsError> {
    let path = path.display();
    super::cvm_role::CvmRoleCredentials::new().provide().await.map_err(|error| {
        CredentialsError::new(format!("{path} refers to the role of the machine: {error}")).with_source(error)
    })
}

#[cfg(not(feature = "credentials-cvm"))]
async fn server_role(path: &Path) -> Result<Credentials, CredentialsError> {
    let path = path.display();
    let help = "enable the feature `credentials-cvm` of tencloud";
    Err(CredentialsError::new(format!("{path} refers to the role of the machine; {help}")))
}
