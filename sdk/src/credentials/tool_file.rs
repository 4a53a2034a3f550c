//! The files of the command-line tool (tccli): `<profile>.credential` and `<profile>.configure`, both JSON.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::entry::Entry;
use super::json;
use super::role::Role;
use crate::clock::service_time;
use crate::environment::{Environment, is_absent};
use crate::identity::{read, trimmed};

/// The profile to use, unless one is named.
pub(super) const DEFAULT: &str = "default";

/// The variable for the folder of the files, as Terraform spells it. Default: `~/.tccli`.
pub(super) const FOLDER: &str = "TENCENTCLOUD_SHARED_CREDENTIALS_DIR";

/// The variables for the profile, as the command-line tool and Terraform spell them.
const PROFILES: [&str; 2] = ["TCCLI_PROFILE", "TENCENTCLOUD_PROFILE"];

/// The kinds of files.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Credential,
    Configure,
}

/// Returns the profile that the variables of an environment name, if any.
pub(super) fn profile(environment: &Environment) -> Result<Option<String>, String> {
    let mut named: Option<(&str, String)> = None;
    for variable in PROFILES {
        let Some(text) = environment.get(variable).map_err(|error| error.to_string())? else { continue };
        let name = trimmed(&text);
        match &named {
            _ if name.is_empty() => {
                return Err(format!("{variable} contains only white space; set it to a profile, or unset it"));
            }
            Some((other, theirs)) if theirs != name => {
                return Err(format!("{other} and {variable} are set to different profiles; unset one of them"));
            }
            Some(_) => {}
            None => named = Some((variable, name.to_owned())),
        }
    }
    Ok(named.map(|(_, name)| name))
}

/// Returns the path of a file in the tool's folder, if the profile can be part of its name.
pub(super) fn path(folder: &Path, profile: &str, kind: Kind) -> Option<PathBuf> {
    let extension = match kind {
        Kind::Credential => "credential",
        Kind::Configure => "configure",
    };
    let is_name = !profile.contains(['/', '\\', '\0']);
    is_name.then(|| folder.join(format!("{profile}.{extension}")))
}

/// Parses the contents of a credentials file.
pub(super) fn parse(text: &str, profile: &str) -> Result<Entry, String> {
    const NAMES: json::Names =
        json::Names { id: &["secretId"], key: &["secretKey"], token: &["token"], expiry: &["expiresAt"] };
    let file = json::object(text)?;
    let kind = json::string(&file, &["type"])?;
    if kind == Some("cvm-role") {
        return Ok(Entry::ServerRole);
    }
    let text_of = |name: &'static str| match json::string(&file, &[name])? {
        Some(text) => read(&format!("`{name}`"), text).map(|value| Some(value.to_owned())),
        None => Ok(None),
    };
    let (arn, session_name) = (text_of("role-arn")?, text_of("role-session-name")?);
    let is_empty = [NAMES.id, NAMES.key].into_iter().all(|names| json::string(&file, names) == Ok(None));
    if is_empty && arn.is_none() {
        return Ok(Entry::Absent("`secretId`".to_owned()));
    }
    let credentials = json::credentials(&file, &NAMES)?;
    if credentials.expiry().is_some_and(|expiry| expiry <= service_time(0)) {
        let command = if kind == Some("sso") { "tccli sso login" } else { "tccli auth login" };
        let option = if profile == DEFAULT { String::new() } else { format!(" --profile {profile}") };
        return Err(format!("the login of the command-line tool has expired; run `{command}{option}`"));
    }
    match (arn, session_name) {
        (None, Some(_)) => Err("`role-session-name` is set but `role-arn` is not; set both, or neither".to_owned()),
        (None, None) => Ok(Entry::Credentials(credentials, None)),
        (Some(arn), session_name) => {
            let named_by = "role-arn".to_owned();
            let role = Role { named_by, arn, session_name, external_id: None, duration: None };
            Ok(Entry::Credentials(credentials, Some(role)))
        }
    }
}

/// Returns the region in the command-line tool's configuration for the profile in use, if there is one. The file was
/// not requested explicitly, so any problem with it is logged, and it then counts as absent.
pub(super) fn region(environment: &Environment) -> Option<String> {
    let ignored = |what: &str| tracing::warn!("the region of the command-line tool is not used: {what}");
    let settings = profile(environment)
        .and_then(|profile| Ok((profile, environment.get(FOLDER).map_err(|error| error.to_string())?)));
    let (profile, folder) = settings.inspect_err(|what| ignored(what)).ok()?;
    let folder = folder.map(PathBuf::from).or_else(|| environment.home().map(|home| home.join(".tccli")))?;
    let path = path(&folder, profile.as_deref().unwrap_or(DEFAULT), Kind::Configure)?;
    let text = match environment.read(&path) {
        Ok(text) => text,
        Err(error) if is_absent(&error) => return None,
        Err(error) => {
            ignored(&format!("{} could not be read: {error}", path.display()));
            return None;
        }
    };
    let file = json::object(&text).inspect_err(|what| ignored(&format!("{}: {what}", path.display()))).ok()?;
    let region = trimmed(file.pointer("/_sys_param/region").and_then(Value::as_str)?);
    let is_region = region.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !is_region {
        ignored(&format!("{} contains no region written like ap-tokyo", path.display()));
    }
    (is_region && !region.is_empty()).then(|| region.to_owned())
}
