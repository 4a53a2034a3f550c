//! Keys in a JSON object, under the names that their source gives them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::Credentials;

/// What the members of an object are called; of several names, the first that is there counts.
pub(super) struct Names {
    pub(super) id: &'static [&'static str],
    pub(super) key: &'static [&'static str],
    pub(super) token: &'static [&'static str],
    /// Unix seconds.
    pub(super) expiry: &'static [&'static str],
}

/// Reads a JSON object. Says of a text that is none where it fails, and nothing of what stands there.
pub(super) fn object(text: &str) -> Result<Value, String> {
    // `serde_json` quotes no content in errors of syntax, and any JSON is a `Value`.
    let value: Value = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    if value.is_object() { Ok(value) } else { Err("not a JSON object".to_owned()) }
}

/// The keys in an object.
pub(super) fn keys(object: &Value, names: &Names) -> Result<Credentials, String> {
    let required = |names| text(object, names)?.ok_or_else(|| format!("`{}` is missing", list(names)));
    let keys = Credentials::new(required(names.id)?, required(names.key)?);
    let keys = match text(object, names.token)? {
        Some(token) => keys.with_token(token),
        None => keys,
    };
    Ok(match seconds(object, names.expiry)? {
        Some(seconds) => keys.with_expiry(unix_time(seconds).ok_or("the time at which the keys end is out of range")?),
        None => keys,
    })
}

/// A member that is a text. `null` and the empty text count as absent.
pub(super) fn text<'v>(object: &'v Value, names: &[&str]) -> Result<Option<&'v str>, String> {
    match member(object, names) {
        None => Ok(None),
        Some((_, Value::String(text))) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some((name, _)) => Err(format!("`{name}` is not a text")),
    }
}

/// A member that is a whole number, or a text with one.
fn seconds(object: &Value, names: &[&str]) -> Result<Option<u64>, String> {
    let Some((name, value)) = member(object, names) else { return Ok(None) };
    let number = value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    number.map(Some).ok_or_else(|| format!("`{name}` is no time in Unix seconds"))
}

fn member<'v, 'n>(object: &'v Value, names: &[&'n str]) -> Option<(&'n str, &'v Value)> {
    names.iter().find_map(|name| object.get(name).filter(|value| !value.is_null()).map(|value| (*name, value)))
}

fn list(names: &[&str]) -> String {
    names.join("` or `")
}

/// The time of Unix seconds, where the machine can express it.
pub(super) fn unix_time(seconds: u64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}
