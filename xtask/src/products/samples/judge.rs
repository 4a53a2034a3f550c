//! Compares samples with what became of them, and explains every difference.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use tencloud_spec::{ApiVersion, Field};

use crate::compare::{Comparison, Difference};

/// What became of JSON.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Verdict {
    /// How often the form of a value changed, but not its meaning, by the reason.
    pub(super) quirks: BTreeMap<&'static str, usize>,
    /// The places of members that the metadata lacks, without indices.
    pub(super) lacking: Vec<String>,
    /// The places of values whose type contradicts the metadata, without indices, and what they are.
    pub(super) contradicting: Vec<String>,
    /// Losses that nothing explains.
    pub(super) failures: Vec<String>,
}

/// Explains how JSON differs from what was written. `misfits` are the place of each value that did not fit and what it was,
/// as the SDK reports them; `fields` are those of the JSON.
pub(super) fn judge(
    original: &Map<String, Value>,
    written: &Map<String, Value>,
    misfits: &[(String, String)],
    version: &ApiVersion,
    fields: &[Field],
) -> Verdict {
    let mut verdict = Verdict::default();
    // Without the values that the SDK reports, everything must be the same.
    let mut rest = Value::Object(original.clone());
    for (path, found) in misfits.iter().rev().filter(|(_, found)| found != "nothing") {
        match remove(&mut rest, path) {
            Some(_) => verdict.contradicting.push(format!("{} is {found}", without_indices(path))),
            None => verdict.failures.push(format!("{path}: reported as {found}, which it is not")),
        }
    }
    let Comparison { quirks, differences } = Comparison::of(rest.as_object().unwrap_or(original), written);
    verdict.quirks = quirks;
    for difference in differences {
        if is_boolean(&difference) {
            *verdict.quirks.entry("a boolean as string or number").or_default() += 1;
        } else if difference.written.is_none() && !is_known(&difference.path, version, fields) {
            verdict.lacking.push(without_indices(&difference.path));
        } else {
            verdict.failures.push(difference.to_string());
        }
    }
    verdict
}

/// Removes the value at a place such as `InstanceSet[3].Status`, and returns it.
fn remove(from: &mut Value, path: &str) -> Option<Value> {
    let (name, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let inside = match name {
        "" => from,
        name if rest.is_empty() => return from.as_object_mut()?.shift_remove(name),
        name => from.as_object_mut()?.get_mut(name)?,
    };
    if let Some(rest) = rest.strip_prefix('.') {
        return remove(inside, rest);
    }
    let (index, rest) = rest.strip_prefix('[')?.split_once(']')?;
    let (items, index) = (inside.as_array_mut()?, index.parse().ok()?);
    match rest {
        "" if index < items.len() => Some(items.remove(index)),
        rest => remove(items.get_mut(index)?, rest.strip_prefix('.').unwrap_or(rest)),
    }
}

/// Returns a place without indices, such as `InstanceSet[].Status`.
fn without_indices(path: &str) -> String {
    let mut parts = path.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + "[" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// Returns whether a string or a number came back as the boolean that it means.
fn is_boolean(difference: &Difference) -> bool {
    let (Some(original), Some(Value::Bool(written))) = (&difference.original, &difference.written) else {
        return false;
    };
    let original = original.as_str().map_or_else(|| original.to_string(), str::to_ascii_lowercase);
    matches!((original.as_str(), written), ("true" | "1", true) | ("false" | "0", false))
}

/// Returns whether the metadata has the member at a place.
fn is_known(path: &str, version: &ApiVersion, fields: &[Field]) -> bool {
    let mut names = path.split('.').map(|name| name.split('[').next().unwrap_or_default()).peekable();
    let mut fields = fields;
    while let Some(name) = names.next() {
        let Some(field) = fields.iter().find(|field| field.name == name) else { return false };
        if names.peek().is_some() {
            let structure = field.ty.structure().and_then(|name| version.types.types.get(name));
            // In doubt, the member is known, so that its loss needs another explanation.
            let Some(structure) = structure else { return true };
            fields = &structure.fields;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn version() -> (ApiVersion, Vec<Field>) {
        let field = |name: &str, ty: &str| json!({ "name": name, "type": ty, "doc": "" });
        let structure = json!({ "doc": "", "fields": [field("Id", "string"), field("Size", "int64")] });
        let types = json!({ "page": "", "types": { "Box": structure } });
        let version = ApiVersion { types: serde_json::from_value(types).unwrap(), ..ApiVersion::default() };
        let fields = [field("Boxes", "[Box]"), field("IsOpen", "bool"), field("Name", "string")];
        (version, serde_json::from_value(json!(fields)).unwrap())
    }

    /// Judges JSON, with the places of what did not fit.
    fn check(original: Value, written: Value, misfits: &[(&str, &str)]) -> Verdict {
        let (version, fields) = version();
        let misfits: Vec<(String, String)> =
            misfits.iter().map(|(path, found)| ((*path).to_owned(), (*found).to_owned())).collect();
        judge(original.as_object().unwrap(), written.as_object().unwrap(), &misfits, &version, &fields)
    }

    #[test]
    fn what_comes_back_is_not_mentioned() {
        let same = json!({ "Boxes": [{ "Id": "a", "Size": 1 }], "Name": "n" });
        assert_eq!(check(same.clone(), same, &[]), Verdict::default());
    }

    #[test]
    fn the_form_of_a_value_may_change_but_not_its_meaning() {
        let original = json!({ "Boxes": [{ "Size": "1" }], "IsOpen": "True", "Name": null });
        let verdict = check(original, json!({ "Boxes": [{ "Id": "", "Size": 1 }], "IsOpen": true }), &[]);
        let quirks =
            ["a boolean as string or number", "a number as string", "an always-present field that is missing", "null"];
        assert!(verdict.quirks.keys().eq(&quirks), "{:?}", verdict.quirks);
        assert_eq!(Verdict { quirks: BTreeMap::new(), ..verdict }, Verdict::default());
        let verdict = check(json!({ "IsOpen": "yes" }), json!({ "IsOpen": true }), &[]);
        assert_eq!(verdict.failures, [r#"IsOpen: "yes" came back as true"#]);
    }

    #[test]
    fn only_members_that_the_metadata_lacks_may_be_lost() {
        let original = json!({ "Boxes": [{ "Id": "a" }, { "Color": 1, "Id": "b", "Size": 2 }], "Lid": { "Id": "c" } });
        let verdict = check(original, json!({ "Boxes": [{ "Id": "a" }, { "Id": "b" }] }), &[]);
        assert_eq!(verdict.lacking, ["Boxes[].Color", "Lid"]);
        assert_eq!(verdict.failures, ["Boxes[1].Size: 2 was lost"]);
    }

    #[test]
    fn a_value_may_be_lost_if_the_sdk_reports_it() {
        let original = json!({ "Boxes": [null, { "Id": "a", "Size": "big" }], "IsOpen": [], "Name": "n" });
        let written = json!({ "Boxes": [{ "Id": "a" }], "Name": "n" });
        let misfits = [("Boxes[0]", "null"), ("Boxes[1].Size", "a string"), ("IsOpen", "a list")];
        let verdict = check(original.clone(), written.clone(), &misfits);
        assert_eq!(verdict.contradicting, ["IsOpen is a list", "Boxes[].Size is a string", "Boxes[] is null"]);
        assert_eq!(verdict.failures, [""; 0]);
        assert_eq!(check(original.clone(), written.clone(), &misfits[..2]).failures, ["IsOpen: [] was lost"]);
        // A report must be about a value that exists, and `nothing` is about none.
        let verdict = check(original, written, &[&misfits[..], &[("Top", "a list"), ("Name", "nothing")]].concat());
        assert_eq!(verdict.failures, ["Top: reported as a list, which it is not"]);
    }
}
