//! Consent to calls that change something in the cloud. An emulator needs none.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use tencloud_calls::values::plain;
use tencloud_calls::{Target, impact};
use tencloud_spec::Impact;

/// What a person must agree to before a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// What the call does.
    pub(crate) effect: String,
    /// What must be typed: the id of the resource that the call destroys.
    pub(crate) typed: Option<String>,
    /// Stands for the call, so that no other one is sent with the same consent.
    pub(crate) digest: String,
}

/// Returns what to ask before a call to the cloud, or `None` if it changes nothing.
pub(crate) fn question(target: Target, region: Option<&str>, parameters: &Map<String, Value>) -> Option<Question> {
    if target.is_repeatable() {
        return None;
    }
    let impacts = target.action.impacts();
    let effect = if impacts.is_empty() { "changes something".to_owned() } else { impact::described(&impacts) };
    let typed = impacts.contains(&Impact::Destructive).then(|| resource(target, parameters));
    Some(Question { effect, typed, digest: digest(target, region, parameters) })
}

impl Question {
    /// Returns whether a form agrees: to this call, and with the id of what it destroys.
    pub(crate) fn is_answered(&self, digest: Option<&str>, typed: Option<&str>) -> bool {
        let is_typed = self.typed.as_deref().is_none_or(|wanted| typed.map(str::trim) == Some(wanted));
        digest == Some(&self.digest) && is_typed
    }
}

/// Returns the id that a call names, the required one first; without one, the name of the action.
fn resource(target: Target, parameters: &Map<String, Value>) -> String {
    let mut fields: Vec<_> = target.action.parameters.iter().filter(|field| !field.is_secret()).collect();
    fields.sort_by_key(|field| !field.required);
    let is_id = |name: &str| name.ends_with("Id") || name.ends_with("Ids");
    let values = fields.iter().filter(|field| is_id(&field.name)).filter_map(|field| parameters.get(&field.name));
    let mut ids = values.filter_map(|value| match value {
        Value::Array(items) => items.first(),
        Value::Null => None,
        one => Some(one),
    });
    ids.next().map(plain).filter(|id| !id.trim().is_empty()).unwrap_or_else(|| target.action.action.clone())
}

fn digest(target: Target, region: Option<&str>, parameters: &Map<String, Value>) -> String {
    let product = &target.version.product;
    let parts = [&*product.product, &product.version, &target.action.action, region.unwrap_or_default()];
    // JSON separates the parts.
    let text = serde_json::json!([parts, parameters]).to_string();
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ask(action: &str, parameters: Value) -> Option<Question> {
        let Value::Object(parameters) = parameters else { unreachable!() };
        question(Target::find("redis", None, action).unwrap(), Some("ap-tokyo"), &parameters)
    }

    #[test]
    fn questions() {
        let id = json!({ "InstanceId": "crs-5a4py64p" });
        for (action, parameters, effect, typed) in [
            ("DescribeInstances", json!({}), None, None),
            ("ManualBackupInstance", id.clone(), Some("changes something"), None),
            ("DestroyPostpaidInstance", id, Some("destroys something and interrupts what runs"), Some("crs-5a4py64p")),
            (
                "DestroyPostpaidInstance",
                json!({}),
                Some("destroys something and interrupts what runs"),
                Some("DestroyPostpaidInstance"),
            ),
        ] {
            let question = ask(action, parameters);
            assert_eq!(question.as_ref().map(|question| question.effect.as_str()), effect, "{action}");
            assert_eq!(question.and_then(|question| question.typed).as_deref(), typed, "{action}");
        }
    }

    #[test]
    fn consent_is_to_one_call() {
        let question = ask("DestroyPostpaidInstance", json!({ "InstanceId": "crs-1" })).unwrap();
        let other = ask("DestroyPostpaidInstance", json!({ "InstanceId": "crs-2" })).unwrap();
        let digest = Some(question.digest.as_str());
        for (digest, typed, expected) in [
            (digest, Some("crs-1"), true),
            (digest, Some(" crs-1 "), true),
            (digest, Some("crs-2"), false),
            (digest, None, false),
            (None, Some("crs-1"), false),
            (Some(other.digest.as_str()), Some("crs-1"), false),
        ] {
            assert_eq!(question.is_answered(digest, typed), expected, "{digest:?} {typed:?}");
        }
    }
}
