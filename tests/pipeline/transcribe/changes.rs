//! What a page changes in the spec: everything is reported, and a correction prevents it.

use serde_json::{Value, json};
use tencloud_spec::format;

use super::{EMPTY, accepted, agreed, pages, parse};
use crate::spec::{Files, VERSION, insert, real};

const ACTION: &str = "ManualBackupInstance";

/// Returns the spec with another value at a place in an action that agrees with its page.
fn changed(pointer: &str, value: Value) -> Files {
    let mut spec = real();
    let path = format!("{VERSION}/actions/{ACTION}.json");
    let mut action = parse(&spec[&path]);
    insert(&mut action, pointer, value);
    spec.insert(path, format(&action));
    spec
}

#[test]
fn every_change_is_reported_unless_a_correction_prevents_it() {
    let page = pages("en", &[ACTION]);
    let row_of = |field: &str| {
        let is_row = |line: &str| line.replace(' ', "").starts_with(&format!("|{field}|"));
        1 + page[0].1.lines().position(is_row).unwrap()
    };
    for (pointer, value, field, said, fact) in [
        ("/parameters/0/required", json!(false), "InstanceId", "now required (breaking)", Some("required")),
        (
            "/parameters/0/type",
            json!("[string]"),
            "InstanceId",
            "type changed from `[string]` to `string` (breaking)",
            Some("type"),
        ),
        ("/parameters/1/required", json!(true), "Remark", "no longer required", Some("required")),
        ("/results", json!([]), "TaskId", "new field", None),
    ] {
        let mut spec = changed(pointer, value);
        let transcript = accepted(&page, &spec);
        let warnings: Vec<String> = transcript.warnings.iter().map(ToString::to_string).collect();
        let expected = format!("warning: en/{ACTION}.md:{}: {ACTION}.{field}: {said}\n", row_of(field));
        assert!(warnings.len() == 1 && warnings[0].starts_with(&expected), "{expected}{warnings:#?}");
        assert_eq!(transcript.files.len(), 1, "{pointer}");

        let Some(fact) = fact else { continue };
        // The mistake of the metadata need not be literally that of the page.
        let correction = json!({ "of": ACTION, "field": field, "fact": fact, "metadata": "?", "why": "It is right." });
        spec.insert(format!("{VERSION}/corrections.json"), json!({ "corrections": [correction] }).to_string());
        let transcript = accepted(&page, &spec);
        assert!(transcript.files.is_empty(), "{pointer}: {:?}", transcript.files);
        let warnings: Vec<String> = transcript.warnings.iter().map(ToString::to_string).collect();
        let [warning] = warnings.as_slice() else { panic!("{pointer}: {warnings:#?}") };
        assert!(warning.contains("kept by a correction: It is right.") && warning.contains("/corrections.json"));
        // `--check` agrees, and so does the page in another language.
        agreed(&page, &spec);
        accepted(&[page.clone(), pages("ja", &[ACTION])].concat(), &spec);
    }
}

#[test]
fn what_is_new_is_in_the_summary() {
    for (files, names) in [
        (pages("en", &[ACTION]), &["ManualBackupInstance: new action"][..]),
        (pages("en", &["DescribeBackupPlans", "types"]), &["DescribeBackupPlans: new action", "Plan: new struct"]),
    ] {
        let summary = accepted(&files, &EMPTY).summary.join("\n");
        assert!(names.iter().all(|name| summary.contains(name)), "{summary}");
    }
}

#[test]
fn corrections_that_cannot_be_read_are_reported_once() {
    let mut spec = real();
    spec.insert(format!("{VERSION}/corrections.json"), "{".to_owned());
    let page = pages("en", &[ACTION]);
    let both = [page, pages("ja", &[ACTION])].concat();
    let errors = tencloud_transcribe::pages::transcribe(&super::request(&both, &spec)).errors;
    assert!(errors.len() == 1 && errors[0].to_string().contains("corrections.json:1"), "{errors:#?}");
}
