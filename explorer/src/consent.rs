//! Consent to calls that change something in the cloud. An emulator needs none.
//!
//! Each question has a number that is valid once and for one call: its action, and what the form contains. Two clicks on a
//! button therefore send one write, and a form that has changed meanwhile asks again.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use tencloud_calls::values::{items, names_id, plain};
use tencloud_calls::{Target, impact};
use tencloud_spec::Impact;

use crate::digest::sha256_hex;
use crate::submitted::Submitted;

/// What a person must agree to before a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// What the call does.
    pub(crate) effect: String,
    /// The ids of the resources that the call destroys, the name of the action if it names none. The first must be typed.
    pub(crate) destroyed: Vec<String>,
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
        let is_typed = question.destroyed.first().is_none_or(|wanted| typed.map(str::trim) == Some(wanted.trim()));
        is_typed && asked.is_some_and(|(_, digest)| digest == question.digest)
    }
}

/// Returns what to ask before a call to the cloud, or `None` if it changes nothing.
pub(crate) fn question(target: Target, parameters: &Map<String, Value>, submitted: &Submitted) -> Option<Question> {
    if target.is_repeatable() {
        return None;
    }
    let impacts = target.action.impacts();
    let effect = if impacts.is_empty() { "changes something".to_owned() } else { impact::described(&impacts) };
    let is_destructive = impacts.contains(&Impact::Destructive);
    let destroyed = if is_destructive { resources(target, parameters) } else { Vec::new() };
    Some(Question { effect, destroyed, digest: digest(target, submitted) })
}

/// Returns the ids that a call names, those of a required parameter first; without one, the name of the action.
fn resources(target: Target, parameters: &Map<String, Value>) -> Vec<String> {
    let mut fields: Vec<_> = target.action.parameters.iter().filter(|field| !field.is_secret()).collect();
    fields.sort_by_key(|field| !field.required);
    let values = fields.iter().filter(|field| names_id(&field.name)).filter_map(|field| parameters.get(&field.name));
    let ids = |value| items(value).map(plain).filter(|id| !id.trim().is_empty()).collect::<Vec<_>>();
    values.map(ids).find(|ids| !ids.is_empty()).unwrap_or_else(|| vec![target.action.action.clone()])
}

/// Returns the digest of a call, as it was entered: relative times become others with each second.
fn digest(target: Target, submitted: &Submitted) -> String {
    let product = &target.version.product;
    let parts = [&*product.product, &product.version, &target.action.action, submitted.region().unwrap_or_default()];
    // JSON separates the parts.
    sha256_hex(serde_json::json!([parts, submitted.entered()]).to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::submitted::JSON;

    /// Asks about a call that was entered as JSON.
    fn ask(product: &str, action: &str, parameters: Value) -> Option<Question> {
        let entered = vec![(JSON.to_owned(), parameters.to_string())];
        let Value::Object(parameters) = parameters else { unreachable!() };
        let target = Target::find(product, None, action).unwrap();
        question(target, &parameters, &Submitted::new(entered).unwrap())
    }

    #[test]
    fn questions() {
        let id = json!({ "InstanceId": "crs-5a4py64p" });
        let destroys = "destroys something and interrupts what runs";
        for (action, parameters, effect, destroyed) in [
            ("ManualBackupInstance", id.clone(), "changes something", [].as_slice()),
            ("DestroyPostpaidInstance", id, destroys, &["crs-5a4py64p"]),
            ("DestroyPostpaidInstance", json!({}), destroys, &["DestroyPostpaidInstance"]),
            ("DestroyPostpaidInstance", json!({ "InstanceId": " " }), destroys, &["DestroyPostpaidInstance"]),
        ] {
            let question = ask("redis", action, parameters).unwrap();
            assert_eq!(question.effect, effect, "{action}");
            assert_eq!(question.destroyed, destroyed, "{action}");
        }
        assert_eq!(ask("redis", "DescribeInstances", json!({})), None);
        let both = ask("cvm", "TerminateInstances", json!({ "InstanceIds": ["ins-1", "ins-2"] })).unwrap();
        assert_eq!(both.destroyed, ["ins-1", "ins-2"]);
    }

    #[test]
    fn a_relative_time_stays_what_was_agreed_to() {
        let target = Target::find("redis", None, "ManualBackupInstance").unwrap();
        let entered = Submitted::new(vec![("Remark".to_owned(), "now".to_owned())]).unwrap();
        let asked = |time: &str| question(target, json!({ "Remark": time }).as_object().unwrap(), &entered).unwrap();
        assert_eq!(asked("2026-11-27 08:00:00"), asked("2026-11-27 08:00:01"));
    }

    #[test]
    fn consent_is_to_one_call_and_once() {
        let consents = Consents::default();
        let question = |id: &str| ask("redis", "DestroyPostpaidInstance", json!({ "InstanceId": id })).unwrap();
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
