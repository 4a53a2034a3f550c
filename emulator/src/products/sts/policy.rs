//! Policies that restrict credentials. The emulator has no permissions, so it checks only their form.

use serde_json::{Map, Value};

use super::reasons::Reason;
use crate::{
    params::{self, Params},
    products::refusal::Refusal,
};

/// The most characters that a policy can have once it is decoded: the limit of CAM policies.
const MAX_LENGTH: usize = 6144;

/// Checks the policy in the parameters, if there is one.
pub(super) fn check(params: Params<'_>) -> Result<(), Refusal> {
    if params.has("Policy") { check_encoded(params.string("Policy")) } else { Ok(()) }
}

/// Checks a policy: URL-encoded JSON.
fn check_encoded(policy: &str) -> Result<(), Refusal> {
    let syntax = |problem: &str| Reason::PolicySyntax.because(format!("`Policy` {problem}"));
    let text = params::decode(policy).map_err(|_| syntax("is not URL-encoded UTF-8"))?;
    if text.chars().count() > MAX_LENGTH {
        return Err(Reason::PolicyLength.because(format!("`Policy` has more than {MAX_LENGTH} characters")));
    }
    let policy = serde_json::from_str::<Map<String, Value>>(&text);
    let policy = policy.map_err(|_| syntax("is not URL-encoded JSON that contains an object"))?;
    if get(&policy, "version").and_then(Value::as_str) != Some("2.0") {
        return Err(syntax("must have the `version` \"2.0\""));
    }
    let statements = get(&policy, "statement").map(items).unwrap_or_default();
    if statements.is_empty() {
        return Err(syntax("must have a `statement`"));
    }
    check_principal(&policy)?;
    for statement in statements {
        let statement = statement.as_object().ok_or_else(|| syntax("contains a `statement` that is not an object"))?;
        check_principal(statement)?;
        check_statement(statement)?;
    }
    Ok(())
}

/// Whom the policy is for follows from the credentials.
fn check_principal(part: &Map<String, Value>) -> Result<(), Refusal> {
    match get(part, "principal") {
        Some(_) => Err(Reason::PolicyContent.because("`Policy` must not contain a `principal`")),
        None => Ok(()),
    }
}

fn check_statement(statement: &Map<String, Value>) -> Result<(), Refusal> {
    let syntax = |problem: &str| Reason::PolicySyntax.because(format!("a statement of `Policy` {problem}"));
    let effect = get(statement, "effect").and_then(Value::as_str);
    if !effect.is_some_and(|effect| ["allow", "deny"].iter().any(|known| effect.eq_ignore_ascii_case(known))) {
        return Err(syntax("must have the `effect` \"allow\" or \"deny\""));
    }
    strings(statement, "action").ok_or_else(|| syntax("must have an `action`: a string or a list of strings"))?;
    let resources = strings(statement, "resource");
    let resources = resources.ok_or_else(|| syntax("must have a `resource`: a string or a list of strings"))?;
    if resources.into_iter().all(is_resource) {
        return Ok(());
    }
    let message = "a resource in `Policy` is neither `*` nor of the form `qcs::SERVICE:REGION:ACCOUNT:RESOURCE`";
    Err(Reason::PolicyResource.because(message))
}

fn is_resource(resource: &str) -> bool {
    resource == "*" || (resource.starts_with("qcs:") && resource.split(':').count() >= 6)
}

/// Returns a member. Its name is not case-sensitive.
fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Returns the items of a list, or the value itself.
fn items(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |items| items.iter().collect())
}

/// Returns the strings in a member, or `None` if there are none or other values.
fn strings<'a>(object: &'a Map<String, Value>, name: &str) -> Option<Vec<&'a str>> {
    let strings: Option<Vec<_>> = items(get(object, name)?).into_iter().map(Value::as_str).collect();
    strings.filter(|strings| !strings.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_fault_has_its_reason() {
        let statement = json!({ "effect": "allow", "action": ["name/cos:PutObject"], "resource": "*" });
        let policy = |statement: &Value| json!({ "version": "2.0", "statement": [statement] });
        let with = |name: &str, value: Value| {
            let mut statement = statement.clone();
            statement[name] = value;
            policy(&statement).to_string()
        };
        let resource = "qcs::cos:ap-beijing:uid/123456:prefix//123456/bucketA/*";
        let capital = json!({ "Version": "2.0", "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } });
        for (text, expect) in [
            (policy(&statement).to_string(), None),
            (policy(&statement).to_string().replace('"', "%22").replace('{', "%7B"), None),
            (with("resource", json!([resource, "*"])), None),
            (capital.to_string(), None),
            (String::new(), Some(Reason::PolicySyntax)),
            ("%FF".into(), Some(Reason::PolicySyntax)),
            ("[]".into(), Some(Reason::PolicySyntax)),
            (json!({ "version": "2.0" }).to_string(), Some(Reason::PolicySyntax)),
            (json!({ "version": "2.0", "statement": [] }).to_string(), Some(Reason::PolicySyntax)),
            (json!({ "version": "2.0", "statement": ["allow"] }).to_string(), Some(Reason::PolicySyntax)),
            (json!({ "version": "1.0", "statement": [statement] }).to_string(), Some(Reason::PolicySyntax)),
            (with("effect", json!("maybe")), Some(Reason::PolicySyntax)),
            (with("action", json!([])), Some(Reason::PolicySyntax)),
            (with("action", json!([1])), Some(Reason::PolicySyntax)),
            (with("resource", json!(null)), Some(Reason::PolicySyntax)),
            (with("resource", json!("bucketA/*")), Some(Reason::PolicyResource)),
            (with("resource", json!("qcs::cos:ap-beijing:uid/1")), Some(Reason::PolicyResource)),
            (with("principal", json!({ "qcs": ["*"] })), Some(Reason::PolicyContent)),
            (with("condition", json!("x".repeat(MAX_LENGTH))), Some(Reason::PolicyLength)),
        ] {
            let refusal = check_encoded(&text).map_err(|refusal| refusal.resolve(|_| true).code);
            let expect = expect.map_or(Ok(()), |reason| Err(reason.because("").resolve(|_| true).code));
            assert_eq!(refusal, expect, "{text}");
        }
    }
}
