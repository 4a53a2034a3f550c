//! The docs of the committed spec: no text is missing, repeats its name, or is in another language.

use std::collections::BTreeMap;

use serde_json::Value;
use tencloud_spec::{Action, Common, Field, Product, Types};

use crate::spec::{Edit, Files, VERSION, real, set, small};

/// The smallest number of words in docs and in meanings of errors.
const SENTENCE: usize = 3;

/// A text of at least this length is specific to one field.
const LONG: usize = 40;

/// Different fields of one action that legitimately share a long text: the action and the names.
const SHARED: [(&str, [&str; 2]); 0] = [];

#[derive(Default)]
struct Words {
    place: String,
    found: Vec<String>,
}

impl Words {
    fn report(&mut self, name: &str, what: &str, text: &str) {
        self.found.push(format!("{}/{name} {what}: {text:?}", self.place));
    }

    fn text(&mut self, name: &str, text: &str, least: usize) {
        let count = text.split_whitespace().count();
        if count == 0 {
            self.report(name, "is empty", text);
        } else if bare(text) == bare(name) {
            self.report(name, "repeats its name", text);
        } else if count < least {
            self.report(name, "is too short", text);
        }
        if text.chars().any(is_cjk) {
            self.report(name, "is not English", text);
        }
    }

    fn fields<'s>(&mut self, fields: impl IntoIterator<Item = &'s Field>) {
        let mut long: BTreeMap<&str, &str> = BTreeMap::new();
        for field in fields {
            self.text(&field.name, &field.doc, SENTENCE);
            if let Some(unit) = &field.unit {
                self.text(&field.name, unit, 1);
            }
            if let Some(instead) = &field.deprecated {
                self.text(&field.name, instead, 2);
            }
            for (value, meaning) in &field.values {
                self.text(value, meaning, 1);
            }
            if field.doc.len() < LONG {
                continue;
            }
            let first = *long.entry(&field.doc).or_insert(&field.name);
            let place = self.place.rsplit('/').next().unwrap();
            if first != field.name && !SHARED.contains(&(place, [first, field.name.as_str()])) {
                self.report(&field.name, &format!("has the text of {first}"), &field.doc);
            }
        }
    }

    fn file(&mut self, path: &str, text: &str) {
        path.trim_end_matches(".json").clone_into(&mut self.place);
        if path.contains("/actions/") {
            let action: Action = serde_json::from_str(text).unwrap();
            self.text(&action.action, &action.summary, SENTENCE);
            if !action.doc.is_empty() {
                self.text(&action.action, &action.doc, SENTENCE);
            }
            if let Some(instead) = &action.deprecated {
                self.text(&action.action, instead, 2);
            }
            self.fields(action.parameters.iter().chain(&action.results));
        } else if path.ends_with("/types.json") {
            let types: Types = serde_json::from_str(text).unwrap();
            let file = self.place.clone();
            for (name, structure) in &types.types {
                self.place = format!("{file}/{name}");
                self.text(name, &structure.doc, SENTENCE);
                self.fields(&structure.fields);
            }
            for (name, set) in &types.enums {
                self.place = format!("{file}/{name}");
                self.text(name, &set.doc, SENTENCE);
                for (value, named) in &set.values {
                    self.text(value, &named.doc, 1);
                }
            }
        } else if path.ends_with("/product.json") {
            let product: Product = serde_json::from_str(text).unwrap();
            self.text(&product.product, &product.doc, SENTENCE);
            for (name, title) in &product.topics {
                self.text(name, title, 2);
            }
            for (name, waiter) in &product.waiters {
                self.text(name, &waiter.doc, SENTENCE);
            }
            for (code, meaning) in &product.errors {
                self.text(code, meaning, SENTENCE);
            }
        } else if path == "common.json" {
            let common: Common = serde_json::from_str(text).unwrap();
            for (code, meaning) in &common.errors {
                self.text(code, meaning, SENTENCE);
            }
        }
    }
}

/// Returns a text without case, punctuation and a leading article.
fn bare(text: &str) -> String {
    let text = text.to_lowercase();
    let text = ["the ", "an ", "a "].iter().find_map(|article| text.strip_prefix(article)).unwrap_or(&text);
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns whether this is a Han character, kana, their punctuation, or a wide form of a Latin letter or sign.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

fn defects(spec: &Files) -> Vec<String> {
    let mut words = Words::default();
    for (path, text) in spec {
        words.file(path, text);
    }
    words.found
}

#[test]
fn every_text_is_a_description() {
    let found = defects(&real());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// The test above would detect each of these.
#[test]
fn planted_defects_are_found() {
    let backup = "actions/ManualBackupInstance.json";
    let id = "/parameters/InstanceId/doc";
    let remark = "The instance to back up, such as `crs-5a4py64p`. DescribeInstances lists the ids.";
    let cases: [(&str, Edit, &str); 17] = [
        (backup, set("/summary", ""), "ManualBackupInstance is empty"),
        (backup, set("/summary", "Manual backup instance."), "ManualBackupInstance repeats its name"),
        (backup, set("/doc", "开始备份 an instance now"), "ManualBackupInstance is not English"),
        (backup, set(id, " "), "InstanceId is empty"),
        (backup, set(id, "Instance ID."), "InstanceId repeats its name"),
        (backup, set(id, "The instance_id"), "InstanceId repeats its name"),
        (backup, set(id, "An id."), "InstanceId is too short"),
        (backup, set(id, "The instance（one）to back up"), "InstanceId is not English"),
        (backup, set("/parameters/Remark/doc", remark), "Remark has the text of InstanceId"),
        (backup, set("/results/TaskId/doc", remark), "TaskId has the text of InstanceId"),
        (backup, set("/parameters/StorageDays/unit", "天"), "StorageDays is not English"),
        (backup, set("/parameters/Remark/deprecated", "No."), "Remark is too short"),
        ("types.json", set("/enums/TaskStatus/doc", ""), "TaskStatus is empty"),
        ("types.json", set("/enums/TaskStatus/values/running/doc", "Running"), "TaskStatus/running repeats its name"),
        ("types.json", set("/types/RedisBackupSet/fields/Remark/doc", "Remark"), "RedisBackupSet/Remark repeats"),
        ("product.json", set("/errors/FailedOperation.SystemError", "It failed"), "SystemError is too short"),
        ("product.json", set("/waiters/task/doc", "Task."), "task repeats its name"),
    ];
    let spec = small();
    assert_eq!(defects(&spec), [""; 0]);
    for (file, edit, expected) in cases {
        let mut spec = spec.clone();
        edit.apply(&mut spec, &format!("{VERSION}/{file}"));
        let found = defects(&spec);
        assert!(found.len() == 1 && found[0].contains(expected), "{edit:?} gave {found:?}");
    }
    let mut spec = spec.clone();
    set("/errors/ActionOffline", Value::from("Action offline.")).apply(&mut spec, "common.json");
    assert!(defects(&spec).len() == 1, "{:?}", defects(&spec));
}
