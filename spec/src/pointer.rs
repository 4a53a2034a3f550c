//! JSON pointers, which identify values in the spec's files.

/// Appends a step to a pointer.
pub fn join(pointer: &str, step: &str) -> String {
    format!("{pointer}/{}", step.replace('~', "~0").replace('/', "~1"))
}

/// Returns the key or index that a step of a pointer refers to.
pub fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
