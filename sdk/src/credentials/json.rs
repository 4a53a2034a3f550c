//! Credentials in a JSON object whose member names depend on the source.

use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::identity::{Credentials, read};

/// The names of the members of an object. If there are several names, the first one that exists is used.
pub(super) struct Names {
    pub(super) id: &'static [&'static str],
    pub(super) key: &'static [&'static str],
    pub(super) token: &'static [&'static str],
    /// The expiry, in Unix seconds.
    pub(super) expiry: &'static [&'static str],
}

/// Parses a JSON object. The error contains the position, but nothing of the text.
pub(super) fn object(text: &str) -> Result<Value, String> {
    // `serde_json` quotes nothing in syntax errors, and a `Value` accepts any JSON.
    let value: Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| format!("not JSON: {error}"))?;
    if value.is_object() { Ok(value) } else { Err("not a JSON object".to_owned()) }
}

/// Returns the credentials in an object.
pub(super) fn credentials(object: &Value, names: &Names) -> Result<Credentials, String> {
    let optional = |names| string(object, names)?.map(|text| read(&format!("`{}`", list(names)), text)).transpose();
    let required = |names| optional(names)?.ok_or_else(|| format!("`{}` is missing", list(names)));
    let credentials = Credentials::new(required(names.id)?, required(names.key)?);
    let credentials = match optional(names.token)? {
        Some(token) => credentials.with_token(token),
        None => credentials,
    };
    Ok(match seconds(object, names.expiry)? {
        Some(seconds) => {
            let expiry = UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).ok_or("the expiry is out of range")?;
            credentials.with_expiry(expiry)
        }
        None => credentials,
    })
}

/// Returns a member that is a string. `null` and the empty string count as absent.
pub(super) fn string<'v>(object: &'v Value, names: &[&str]) -> Result<Option<&'v str>, String> {
    match member(object, names) {
        None => Ok(None),
        Some((_, Value::String(text))) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some((name, _)) => Err(format!("`{name}` is not a string")),
    }
}

/// Returns a member that is an integer or a string that contains one.
fn seconds(object: &Value, names: &[&str]) -> Result<Option<u64>, String> {
    let Some((name, value)) = member(object, names) else { return Ok(None) };
    let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    number.map(Some).ok_or_else(|| format!("`{name}` is not a time in Unix seconds"))
}

fn member<'v, 'n>(object: &'v Value, names: &[&'n str]) -> Option<(&'n str, &'v Value)> {
    names.iter().find_map(|name| object.get(name).filter(|value| !value.is_null()).map(|value| (*name, value)))
}

fn list(names: &[&str]) -> String {
    names.join("` or `")
}
