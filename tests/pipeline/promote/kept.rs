//! What people wrote: actions that only the spec has stay, and written actions follow the metadata.

use serde_json::{Value, json};
use tencloud_spec::{Types, render};
use tencloud_transcribe::new_action;

use super::{FOLDER, member, metadata, promoted, push, written};
use crate::spec::{Files, edit};

fn types(files: &Files) -> Types {
    serde_json::from_str(&files[&format!("{FOLDER}/types.json")]).unwrap()
}

/// Returns the spec with an action that the metadata does not have, which uses a struct of its own and one that the
/// metadata describes, and with a struct that nothing uses.
fn with_own_action(is_partial: bool) -> Files {
    let mut files = written();
    let path = format!("{FOLDER}/actions/OpenBox.json");
    files.insert(path.clone(), new_action("OpenBox"));
    let parameter = |name: &str| json!({ "name": name, "type": name, "doc": "Words that a person wrote." });
    edit(&mut files, &path, |action| action["parameters"] = json!(["Key", "Box"].map(parameter)));
    let mut all = types(&files);
    for name in ["Key", "Teeth", "Rust"] {
        all.types.insert(name.to_owned(), all.types["Box"].clone());
    }
    all.types["Key"].fields[0].ty = "Teeth".parse().unwrap();
    files.insert(format!("{FOLDER}/types.json"), render(&all));
    edit(&mut files, &format!("{FOLDER}/product.json"), |product| product["partial"] = is_partial.into());
    files
}

#[test]
fn an_action_that_the_metadata_lacks_stays_with_its_structs() {
    for is_partial in [false, true] {
        // The metadata has an action more, so that a partial product stays partial.
        let metadata = metadata(|m| m["actions"]["Ping"] = m["actions"]["ListBoxes"].clone());
        let mut files = with_own_action(is_partial);
        let promotion = promoted(&metadata, &files).unwrap();
        let warnings: Vec<String> = promotion.warnings.iter().map(ToString::to_string).collect();
        let [warning] = warnings.as_slice() else { panic!("{warnings:#?}") };
        assert!(warning.starts_with(&format!("warning: spec/{FOLDER}/actions/OpenBox.json")), "{warning}");
        assert!(warning.contains("does not have the action `OpenBox`") && warning.contains("delete the file"));
        let changes: Vec<String> = promotion.changes.iter().map(ToString::to_string).collect();
        let new = (!is_partial).then_some("Ping: new action");
        let expected: Vec<&str> = new.into_iter().chain(["Rust: struct removed (breaking)"]).collect();
        assert_eq!(changes, expected, "partial: {is_partial}");
        assert!(!promotion.files.contains_key(&format!("{FOLDER}/actions/OpenBox.json")));
        files.extend(promotion.files);
        assert!(types(&files).types.keys().eq(["Box", "Key", "Teeth"]), "partial: {is_partial}");
        assert!(promoted(&metadata, &files).unwrap().files.is_empty(), "partial: {is_partial}");
    }
}

/// The flags of a struct of the metadata count in both directions if only the spec's own action sends it.
#[test]
fn an_action_that_the_metadata_lacks_uses_structs_of_a_partial_product() {
    let metadata = metadata(|m| {
        push(m, "Box", json!({ "required": true }));
        m["actions"]["AddBox"] = json!({ "input": "AddBoxRequest", "output": "AddBoxResponse" });
        m["objects"]["AddBoxRequest"] = json!({ "members": [member("Box", "Box", json!({ "type": "object" }))] });
        m["objects"]["AddBoxResponse"] = json!({ "members": [member("RequestId", "string", json!({}))] });
    });
    let mut files = with_own_action(true);
    files.extend(promoted(&metadata, &files).unwrap().files);
    let colour: Value = serde_json::to_value(&types(&files).types["Box"].fields[1]).unwrap();
    assert_eq!((&colour["name"], &colour["required"]), (&json!("Colour"), &json!(true)));
}

/// What the metadata begins to state about a written action is adopted; what people wrote first stays.
#[test]
fn written_actions_follow_the_metadata_as_a_whole() {
    type Change = fn(&mut Value);
    let cases: [(&str, Change, Value, &str); 3] = [
        ("deprecated", |m| m["actions"]["ListBoxes"]["status"] = "offline".into(), json!("Use x."), "now deprecated"),
        (
            "streams",
            |m| m["objects"]["ListBoxesResponse"]["members"][1]["document"] = "本接口为流式响应接口".into(),
            json!({ "when": "always", "events": "undocumented" }),
            "streams events in a different way (breaking)",
        ),
        (
            "body",
            |m| {
                let file = member("File", "binary", json!({ "type": "binary" }));
                m["objects"]["ListBoxesRequest"]["members"].as_array_mut().unwrap().push(file);
            },
            json!("octet_stream"),
            "parameters are sent in a different way (breaking)",
        ),
    ];
    let path = format!("{FOLDER}/actions/ListBoxes.json");
    for (key, change, own, said) in cases {
        let metadata = metadata(change);
        let said = format!("ListBoxes: {said}");
        let told = |files: &Files| {
            let promotion = promoted(&metadata, files).unwrap();
            let told = promotion.changes.iter().any(|change| change.to_string() == said);
            let mut files = files.clone();
            files.extend(promotion.files);
            (told, serde_json::from_str::<Value>(&files[&path]).unwrap()[key].clone())
        };
        let (is_told, now) = told(&written());
        assert!(is_told && !now.is_null(), "{key}");
        let mut files = written();
        edit(&mut files, &path, |action| action[key] = own.clone());
        assert_eq!(told(&files), (false, own), "{key}");
    }
}
