//! Importing facts of the metadata: what is taken, what stays, what is reported.

use serde_json::{Value, json};
use tencloud_spec::TODO;
use tencloud_transcribe::Docs;
use tencloud_transcribe::metadata::import;

use crate::spec::Files;

const FOLDER: &str = "demo/2020-01-01";

/// A member of the metadata, as far as facts go.
fn member(name: &str, member: &str, more: Value) -> Value {
    let mut value = json!({ "name": name, "type": "string", "member": member, "document": "不" });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

/// The metadata of one action with one structure, changed by a test.
fn metadata(change: impl FnOnce(&mut Value)) -> String {
    let mut metadata = json!({
        "metadata": { "apiVersion": "2020-01-01", "serviceShortName": "demo" },
        "actions": { "ListBoxes": { "input": "ListBoxesRequest", "output": "ListBoxesResponse" } },
        "objects": {
            "ListBoxesRequest": { "members": [member("Name", "string", json!({ "required": true }))] },
            "ListBoxesResponse": { "members": [
                member("Boxes", "Box", json!({ "type": "list", "output_required": true })),
                member("RequestId", "string", json!({})),
            ] },
            "Box": { "members": [member("Size", "int64", json!({ "output_required": true }))] },
        },
    });
    change(&mut metadata);
    metadata.to_string()
}

/// The spec after a first import, with docs in the place of every note, as people would write them.
fn written() -> Files {
    let mut files = crate::spec::real();
    files.retain(|path, _| path == "common.json");
    let import = import(&metadata(|_| ()), FOLDER, &files, Docs::Placeholder).unwrap();
    for (path, text) in import.files {
        let mut value: Value = serde_json::from_str(&text.unwrap()).unwrap();
        fill_in(&mut value);
        files.insert(path, format!("{value:#}\n"));
    }
    files
}

fn fill_in(value: &mut Value) {
    match value {
        Value::String(text) if text.contains("`read`") => *text = "read".into(),
        Value::String(text) if text.contains("one of the topics") => *text = "general".into(),
        Value::String(text) if text.contains(TODO) => *text = "Words that a person wrote.".into(),
        Value::Array(items) if items.iter().any(|item| item.as_str().is_some_and(|text| text.contains(TODO))) => {
            items.clear();
        }
        Value::Array(items) => items.iter_mut().for_each(fill_in),
        Value::Object(members) => members.values_mut().for_each(fill_in),
        _ => {}
    }
}

#[test]
fn a_new_product_marks_what_is_left_and_copies_no_sentence() {
    let common: Files = crate::spec::real().into_iter().filter(|(path, _)| path == "common.json").collect();
    let import = import(&metadata(|_| ()), FOLDER, &common, Docs::Placeholder).unwrap();
    let texts: Vec<String> = import.files.values().map(|text| text.clone().unwrap()).collect();
    assert_eq!(texts.len(), 3);
    assert!(texts.iter().all(|text| text.contains(TODO) && !text.contains('不')), "{texts:#?}");
    assert!(tencloud_codegen::generate(&written()).is_ok());
}

#[test]
fn changes_are_reported_and_docs_stay() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change, &str, bool); 10] = [
        ("nothing", |_| (), "", false),
        ("a required field", |m| push(m, "ListBoxesRequest", json!({ "required": true })), "new required field", true),
        ("an optional field", |m| push(m, "ListBoxesRequest", json!({})), "new field", false),
        (
            "a type",
            |m| m["objects"]["Box"]["members"][0]["member"] = "string".into(),
            "type changed from `int64` to `string`",
            true,
        ),
        (
            "presence",
            |m| m["objects"]["Box"]["members"][0]["output_required"] = false.into(),
            "no longer always present",
            true,
        ),
        ("null", |m| m["objects"]["Box"]["members"][0]["value_allowed_null"] = true.into(), "now nullable", true),
        (
            "no longer required",
            |m| m["objects"]["ListBoxesRequest"]["members"][0]["required"] = false.into(),
            "no longer required",
            false,
        ),
        ("deprecated", |m| m["objects"]["Box"]["members"][0]["disabled"] = 1.into(), "now deprecated", false),
        ("unsigned", |m| m["actions"]["ListBoxes"]["skip_sign"] = true.into(), "now unsigned", false),
        ("a field that is gone", |m| m["objects"]["ListBoxesRequest"]["members"] = json!([]), "field removed", true),
    ];
    for (case, change, expected, breaking) in cases {
        let import = import(&metadata(change), FOLDER, &written(), Docs::Placeholder).unwrap();
        let told: Vec<_> =
            import.changes.iter().map(|change| (change.kind.to_string(), change.is_breaking())).collect();
        let expected = if expected.is_empty() { vec![] } else { vec![(expected.to_owned(), breaking)] };
        assert_eq!(told, expected, "{case}");
        assert_eq!(import.files.is_empty(), expected.is_empty(), "{case}");
        let texts: String = import.files.into_values().flatten().collect();
        assert!(expected.is_empty() || texts.contains("Words that a person wrote."), "{case}: {texts}");
    }
}

fn push(metadata: &mut Value, object: &str, more: Value) {
    metadata["objects"][object]["members"].as_array_mut().unwrap().push(member("Colour", "string", more));
}

#[test]
fn a_correction_keeps_the_spec_right_until_the_metadata_is() {
    let mut files = written();
    let types = files[&format!("{FOLDER}/types.json")].replace("\"int64\"", "\"string\"");
    files.insert(format!("{FOLDER}/types.json"), types);
    let correction = json!({ "corrections": [
        { "of": "Box", "field": "Size", "fact": "type", "metadata": "int64", "why": "Sizes such as `10 GB` arrive." }
    ] });
    files.insert(format!("{FOLDER}/corrections.json"), format!("{correction:#}\n"));
    let kept = import(&metadata(|_| ()), FOLDER, &files, Docs::Placeholder).unwrap();
    assert_eq!(kept.changes, []);

    let corrected = metadata(|m| m["objects"]["Box"]["members"][0]["member"] = "string".into());
    let errors = import(&corrected, FOLDER, &files, Docs::Placeholder).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].to_string().contains("remove the correction"), "{}", errors[0]);
}

#[test]
fn invalid_metadata_and_metadata_of_another_product_are_rejected() {
    for (text, expected) in [
        ("{}".to_owned(), "unknown form"),
        (metadata(|m| m["metadata"]["serviceShortName"] = "other".into()), "it describes `other/2020-01-01`"),
        (metadata(|m| m["objects"]["Box"]["members"][0]["member"] = "decimal".into()), "unknown type `decimal`"),
        (metadata(|m| m["objects"] = json!({})), "lacks `ListBoxesRequest`"),
    ] {
        let errors = import(&text, FOLDER, &written(), Docs::Placeholder).unwrap_err();
        assert!(errors[0].to_string().contains(expected), "{}", errors[0]);
    }
}
