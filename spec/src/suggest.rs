//! Suggestions in messages: the name that was probably intended.

use serde_json::Value;

/// Returns the known name that is nearest to a misspelled one, if it is near enough to be intended.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Names come from outside, and the distance takes as long as both names are.
    let length = name.chars().count();
    let is_near = |candidate: &&str| candidate.chars().count().abs_diff(length) <= 1 + candidate.len() / 4;
    known
        .into_iter()
        .filter(is_near)
        .map(|candidate| (strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns "write `x`" if a known name is near, otherwise the general advice.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    advise(nearest(name, known), otherwise)
}

/// Returns "write `x`" if the intended name is known, otherwise the general advice.
pub fn advise(meant: Option<&str>, otherwise: &str) -> String {
    meant.map_or_else(|| otherwise.to_owned(), |meant| format!("write `{meant}`, or {otherwise}"))
}

/// Returns a value as a message shows it, truncated if it is long.
pub fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
