//! Consent to calls that change something in the cloud. An emulator needs none.
//!
//! Each question has a number that is valid once and for one call: its action, region and parameters. Two clicks on a button
//! therefore send one write, and a form that has changed meanwhile asks again.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use tencloud_calls::values::{names_id, plain};
use tencloud_calls::{Target, impact};
use tencloud_spec::Impact;

use crate::digest::sha256_hex;

/// What a person must agree to before a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// What the call does.
    pub(crate) effect: String,
    /// What must be typed: the id of the resource that the call destroys.
    pub(crate) typed: Option<String>,
    /// Stands for the call, so that no other one is sent with the same consent.
    digest: String,
}

/// How many questions can be open. Older ones are asked again.
const MOST: usize = 100;

/// The questions that have been asked and not answered, each with the digest of its call.
#[derive(Default)]
pub(crate) struct Consents(Mutex<Open>);

#[derive(Default)]
struct Open {
    count: u64,
    questions: VecDeque<(u64, String)>,
}

impl Consents {
    /// Returns the number of a new question.
    pub(crate) fn ask(&self, question: &Question) -> u64 {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.count += 1;
        let number = open.count;
        open.questions.push_front((number, question.digest.clone()));
        open.questions.truncate(MOST);
        number
    }

    /// Returns whether a form agrees: by the number of this question, and with the id of what the call destroys. The
    /// number is valid once.
    pub(crate) fn is_given(&self, question: &Question, number: Option<&str>, typed: Option<&str>) -> bool {
        let Some(number) = number.and_then(|number| number.parse::<u64>().ok()) else { return false };
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = open.questions.iter().position(|(open, _)| *open == number);
        let asked = found.and_then(|found| open.questions.remove(found));
        let is_typed = question.typed.as_deref().is_none_or(|wanted| typed.map(str::trim) == Some(wanted));
        is_typed && asked.is_some_and(|(_, digest)| digest == question.digest)
    }
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

/// Returns the id that a call names, the required one first; without one, the name of the action.
fn resource(target: Target, parameters: &Map<String, Value>) -> String {
    let mut fields: Vec<_> = target.action.parameters.iter().filter(|field| !field.is_secret()).collect();
    fields.sort_by_key(|field| !field.required);
    let values = fields.iter().filter(|field| names_id(&field.name)).filter_map(|field| parameters.get(&field.name));
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
    sha256_hex(text)
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
    fn consent_is_to_one_call_and_once() {
        let consents = Consents::default();
        let question = |id: &str| ask("DestroyPostpaidInstance", json!({ "InstanceId": id })).unwrap();
        let asked = || Some(consents.ask(&question("crs-1")).to_string());
        let given = |number: Option<String>, typed: Option<&str>| {
            consents.is_given(&question("crs-1"), number.as_deref(), typed)
        };
        for (number, typed, expected) in [
            (asked(), Some("crs-1"), true),
            (asked(), Some(" crs-1 "), true),
            (asked(), Some("crs-2"), false),
            (asked(), None, false),
            (None, Some("crs-1"), false),
            (Some("0".to_owned()), Some("crs-1"), false),
            (Some("x".to_owned()), Some("crs-1"), false),
            (Some(consents.ask(&question("crs-2")).to_string()), Some("crs-1"), false),
        ] {
            assert_eq!(given(number.clone(), typed), expected, "{number:?} {typed:?}");
        }
        let once = asked();
        assert_eq!([given(once.clone(), Some("crs-1")), given(once, Some("crs-1"))], [true, false]);
        let old = asked();
        (0..MOST).for_each(|_| drop(asked()));
        assert!(!given(old, Some("crs-1")));
    }
}
