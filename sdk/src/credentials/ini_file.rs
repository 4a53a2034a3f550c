//! The INI file of the SDKs, with one section per profile.

use super::entry::Entry;
use super::ini;
use super::role::{Role, seconds};
use crate::identity::{Credentials, read};

/// The keys of a role other than `role_arn`.
const OF_ROLE: [&str; 3] = ["role_session_name", "external_id", "duration_seconds"];

/// The other keys that a section with a role may contain.
const OTHERS: [&str; 5] = ["secret_id", "secret_key", "token", "role_arn", "region"];

/// Parses what an INI file contains about a profile. The error starts with the line number.
pub(super) fn parse(text: &str, profile: &str) -> Result<Entry, String> {
    let section = ini::section(text, profile).map_err(|error| format!("{}: {}", error.line, error.what))?;
    let Some(section) = section else { return Ok(Entry::Absent(format!("[{profile}]"))) };
    let get = |key: &str| match section.get(key) {
        Some((value, line)) if !value.is_empty() => {
            read(&format!("{line}: `{key}` of [{profile}]"), value).map(|value| Some((value, *line)))
        }
        _ => Ok(None),
    };
    let half = |line: usize, set, unset| Err(format!("{line}: [{profile}] has `{set}` but no `{unset}`"));
    let role = get("role_arn")?;
    let credentials = match (get("secret_id")?, get("secret_key")?) {
        (Some((id, _)), Some((key, _))) => Credentials::new(id, key),
        (Some((_, line)), None) => return half(line, "secret_id", "secret_key"),
        (None, Some((_, line))) => return half(line, "secret_key", "secret_id"),
        (None, None) => match role {
            Some((_, line)) => return half(line, "role_arn", "secret_id"),
            None => {
                let there = format!("[{profile}] with a `secret_id` (the section exists without it)");
                return Ok(Entry::Absent(there));
            }
        },
    };
    let credentials = match get("token")? {
        Some((token, _)) => credentials.with_token(token),
        None => credentials,
    };
    let Some((arn, _)) = role else {
        return match section.iter().find(|(key, (value, _))| OF_ROLE.contains(key) && !value.is_empty()) {
            Some((key, (_, line))) => half(*line, *key, "role_arn"),
            None => Ok(Entry::Credentials(credentials, None)),
        };
    };
    // Any other key might restrict the role, or mean credentials other than those in this section.
    if let Some((_, (_, line))) = section.iter().find(|(key, _)| !OF_ROLE.contains(key) && !OTHERS.contains(key)) {
        return Err(format!("{line}: with `role_arn`, [{profile}] can have only `{}`", OF_ROLE.join("`, `")));
    }
    let of_role = |key| Ok::<_, String>(get(key)?.map(|(value, _)| value.to_owned()));
    let duration = get("duration_seconds")?;
    let duration = duration.map(|(text, line)| seconds(&format!("{line}: `duration_seconds` of [{profile}]"), text));
    Ok(Entry::Credentials(
        credentials,
        Some(Role {
            named_by: "role_arn".to_owned(),
            arn: arn.to_owned(),
            session_name: of_role("role_session_name")?,
            external_id: of_role("external_id")?,
            duration: duration.transpose()?,
        }),
    ))
}
