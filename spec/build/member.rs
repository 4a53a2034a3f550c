//! Reads single members of the files that people write.

use serde_json::Value;

/// Returns the text of a member of a JSON object, on one line. It is empty if it cannot be read: `cargo xtask codegen`
/// reports what is wrong in these files, and can do so only if this package builds.
pub(crate) fn text(object: &str, name: &str) -> String {
    let object: Value = serde_json::from_str(object).unwrap_or_default();
    object.get(name).and_then(Value::as_str).unwrap_or_default().replace('\n', " ")
}
