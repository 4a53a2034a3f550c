//! Credentials from the files of the SDKs and of the command-line tool, by profile.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;
use zeroize::Zeroizing;

use super::{ini, json};
use crate::environment::Environment;
use crate::identity::{Credentials, CredentialsError, ProvideCredentials, ProvideFuture};

const FILE: &str = "TENCENTCLOUD_CREDENTIALS_FILE";
const PROFILE: &str = "TCCLI_PROFILE";
const DEFAULT: &str = "default";

/// Reads a profile from the first of these files that contains it:
///
/// the INI file that `TENCENTCLOUD_CREDENTIALS_FILE` names, or else `~/.tencentcloud/credentials`: the section is the
///    profile, and its keys are `secret_id`, `secret_key` and `token`;
/// 2. `/etc/tencentcloud/credentials`, in the same format;
/// 3. `~/.tccli/<profile>.credential`, the JSON file of the command-line tool.
///
/// The profile is the one that is [set](Self::profile), or else the value of `TCCLI_PROFILE`, or else `default`. If a
/// profile is named and none of the files contains it, that is an error. If the group or others have access to a file,
/// a warning is logged once.
#[derive(Clone, Debug)]
pub struct ProfileCredentials {
    environment: Environment,
    profile: Option<String>,
}

impl ProfileCredentials {
    /// Creates a provider that reads the files and variables of the given environment.
    pub fn new(environment: Environment) -> Self {
        ProfileCredentials { environment, profile: None }
    }

    /// Sets the profile, which overrides `TCCLI_PROFILE`.
    #[must_use]
    pub fn profile(self, name: impl Into<String>) -> Self {
        ProfileCredentials { profile: Some(name.into()), ..self }
    }

    fn read(&self) -> Result<Credentials, CredentialsError> {
        let environment = &self.environment;
        let by_name = self.profile.clone().map_or_else(|| environment.get(PROFILE), |name| Ok(Some(name)))?;
        let profile = by_name.as_deref().unwrap_or(DEFAULT);
        let home = environment.home()?;
        let named = environment.get(FILE)?.map(PathBuf::from);
        let own = named.clone().or_else(|| home.as_ref().map(|home| home.join(".tencentcloud/credentials")));
        let mut seen = Vec::new();
        for path in own.into_iter().chain([PathBuf::from("/etc/tencentcloud/credentials")]) {
            let Some(text) = self.text(&path)? else {
                if named.as_ref() == Some(&path) {
                    return Err(CredentialsError::new(format!(
                        "{FILE} is set to {}, which does not exist",
                        path.display()
                    )));
                }
                seen.push(format!("no file {}", path.display()));
                continue;
            };
            let read = parse_ini(&text, profile);
            match read.map_err(|what| CredentialsError::new(format!("{}:{what}", path.display())))? {
                Some(credentials) => return Ok(credentials),
                None => seen.push(format!("no [{profile}] in {}", path.display())),
            }
        }
        if let Some(path) = home.as_deref().and_then(|home| tool_file(home, profile, "credential")) {
            match self.text(&path)? {
                None => seen.push(format!("no file {}", path.display())),
                Some(text) => match parse_tccli(&text) {
                    Ok(Some(credentials)) => return Ok(credentials),
                    Ok(None) => seen.push(format!("{} refers to the role of the machine", path.display())),
                    Err(what) => return Err(CredentialsError::new(format!("{}: {what}", path.display()))),
                },
            }
        }
        let seen = seen.join(", ");
        Err(match by_name.filter(|name| name != DEFAULT) {
            Some(name) => CredentialsError::new(format!("profile `{name}` not found: {seen}")),
            None => CredentialsError::not_set_up(format!("profile: {seen}")),
        })
    }

    /// Returns the text of a file if it exists; logs a warning if others have access to it.
    fn text(&self, path: &Path) -> Result<Option<Zeroizing<String>>, CredentialsError> {
        match self.environment.read(path) {
            Ok(text) => {
                #[cfg(unix)]
                warn_of_access(&self.environment, path);
                Ok(Some(text))
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => Err(CredentialsError::new(format!("{} could not be read: {error}", path.display()))),
        }
    }
}

impl ProvideCredentials for ProfileCredentials {
    fn provide(&self) -> ProvideFuture<'_> {
        Box::pin(std::future::ready(self.read()))
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Returns the path of a file of the command-line tool, if the profile can be part of its name.
fn tool_file(home: &Path, profile: &str, kind: &str) -> Option<PathBuf> {
    let is_name = !profile.contains(['/', '\\']);
    is_name.then(|| home.join(".tccli").join(format!("{profile}.{kind}")))
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

/// Parses the credentials of a profile in an INI file. The error starts with the line number.
pub(crate) fn parse_ini(text: &str, profile: &str) -> Result<Option<Credentials>, String> {
    let section = ini::section(text, profile).map_err(|error| format!("{}: {}", error.line, error.what))?;
    let Some(section) = section else { return Ok(None) };
    let get = |key| section.get(key).filter(|(value, _)| !value.is_empty());
    let half = |line: &usize, set, unset| Err(format!("{line}: [{profile}] has `{set}` but no `{unset}`"));
    let credentials = match (get("secret_id"), get("secret_key")) {
        (Some((id, _)), Some((key, _))) => Credentials::new(*id, *key),
        (None, None) => return Ok(None),
        (Some((_, line)), None) => return half(line, "secret_id", "secret_key"),
        (None, Some((_, line))) => return half(line, "secret_key", "secret_id"),
    };
    Ok(Some(match get("token") {
        Some((token, _)) => credentials.with_token(*token),
        None => credentials,
    }))
}

/// Parses the credentials in a JSON file of the command-line tool; returns `None` if the file refers to the role of the
/// machine.
pub(crate) fn parse_tccli(text: &str) -> Result<Option<Credentials>, String> {
    const NAMES: json::Names =
        json::Names { id: &["secretId"], key: &["secretKey"], token: &["token"], expiry: &["expiresAt"] };
    let file = json::object(text.trim_start_matches('\u{feff}'))?;
    if json::string(&file, &["type"])? == Some("cvm-role") {
        return Ok(None);
    }
    if json::string(&file, &["role-arn"])?.is_some() {
        return Err("`role-arn` is not supported here; assume the role with AssumeRoleCredentials".to_owned());
    }
    json::credentials(&file, &NAMES).map(Some)
}

/// Returns the region in the command-line tool's configuration for the profile in use, if there is one.
pub(crate) fn region_of_profile(environment: &Environment) -> Result<Option<String>, String> {
    let profile = environment.get(PROFILE).map_err(|error| error.to_string())?;
    let home = environment.home().map_err(|error| error.to_string())?;
    let profile = profile.as_deref().unwrap_or(DEFAULT);
    let Some(path) = home.and_then(|home| tool_file(&home, profile, "configure")) else { return Ok(None) };
    let text = match environment.read(&path) {
        Ok(text) => text,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(format!("{} could not be read: {error}", path.display())),
    };
    let file =
        json::object(text.trim_start_matches('\u{feff}')).map_err(|what| format!("{}: {what}", path.display()))?;
    Ok(file
        .pointer("/_sys_param/region")
        .and_then(Value::as_str)
        .filter(|region| !region.is_empty())
        .map(str::to_owned))
}
