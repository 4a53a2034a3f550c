//! The kinds of faults.

use serde_json::Value;

/// The kinds of faults: the name of the control plane, what happens, and the fields that the form has for it.
pub(super) const KINDS: [(&str, &str, &[&str]); 7] = [
    ("api_error", "API error", &["code", "message"]),
    ("http_status", "HTTP status", &["status"]),
    ("delay", "delay only", &[]),
    ("cut_before", "cut before execution", &[]),
    ("cut_after", "cut after execution", &[]),
    ("truncated", "half of the response", &[]),
    ("failing_workflow", "task or order fails", &["message"]),
];

/// Describes what a fault does.
pub(super) fn describe(kind: &Value) -> String {
    let detail = |name: &str| kind.get(name);
    if let Some(error) = detail("api_error") {
        return format!("API error {}", error.get("code").and_then(Value::as_str).unwrap_or_default());
    }
    if let Some(status) = detail("http_status") {
        return format!("HTTP status {status}");
    }
    if let Some(message) = detail("failing_workflow") {
        return format!("the task or order fails: {}", message.as_str().unwrap_or_default());
    }
    let known = KINDS.iter().find(|(name, ..)| kind == name);
    known.map_or_else(|| kind.to_string(), |(_, what, _)| (*what).to_owned())
}
