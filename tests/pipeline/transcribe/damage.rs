//! Whole pages, damaged in every place: no damage may panic, and none may be read as a page with other facts.
//!
//! What cannot be seen is a row, a structure or a section that is gone altogether without a trace in its neighbours.

use serde_json::Value;
use tencloud_transcribe::pages::{Transcript, transcribe};

use super::{EMPTY, LANGUAGES, agreed, page, parse, request};
use crate::spec::Files;

/// The spec with what is left of a page in it: `None` if it was rejected.
fn read(name: &str, text: &str) -> Option<Files> {
    let mut pages = vec![(name.to_owned(), text.to_owned())];
    // Pages that do not name their product get it from another one.
    if !name.contains("Backup") {
        pages.push(page("ja/DescribeBackupPlans.md"));
    }
    let Transcript { files, errors, .. } = transcribe(&request(&pages, &EMPTY));
    let mut spec = EMPTY.clone();
    spec.extend(files);
    if !errors.is_empty() {
        return None;
    }
    // What was transcribed agrees with its page, however odd that is: tried on some of the thousands.
    if text.len().is_multiple_of(8) {
        agreed(&pages, &spec);
    }
    Some(spec)
}

fn fixtures() -> impl Iterator<Item = (String, String)> {
    let names = ["ManualBackupInstance", "DescribeBackupPlans", "types", "errors"];
    LANGUAGES.into_iter().flat_map(move |language| names.map(|name| page(&format!("{language}/{name}.md"))))
}

/// Whether a line is inside of a block of code.
fn in_code(text: &str, at: usize) -> bool {
    let is_fence = |line: &&str| line.starts_with("```") || line.starts_with("~~~");
    text.lines().take(at).filter(is_fence).count() % 2 == 1
}

/// Whether a row begins in a line. The rest of a cell that runs on ends in a pipe, and contains no other.
fn is_row(line: &str) -> bool {
    line.trim_end().trim_end_matches('|').contains('|')
}

#[test]
fn a_pipe_that_is_gone_or_too_many() {
    for (name, text) in fixtures() {
        let whole = read(&name, &text).unwrap();
        let mut offset = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            for (at, _) in line.match_indices('|').filter(|_| !in_code(&text, index)) {
                let at = offset + at;
                let gone = format!("{}{}", &text[..at], &text[at + 1..]);
                let doubled = format!("{}|{}", &text[..at], &text[at..]);
                for damaged in [gone, doubled] {
                    let left = read(&name, &damaged);
                    assert!(left.is_none_or(|left| left == whole), "{name}:{}: {line}", index + 1);
                }
            }
            offset += line.len();
        }
    }
}

#[test]
fn a_line_that_is_gone() {
    for (name, text) in fixtures() {
        let whole = read(&name, &text).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let mut rest = lines.clone();
            rest.remove(index);
            let Some(left) = read(&name, &format!("{}\n", rest.join("\n"))) else { continue };
            let place = format!("{name}:{}: {line}", index + 1);
            if is_row(line) && !in_code(&text, index) {
                let is_named_elsewhere = line.contains("Action") || line.contains("Version");
                let is_region = line.contains("Region");
                // A row without a trace. Its neighbours are as they were.
                let lost = facts(&name, &whole) - facts(&name, &left);
                let is_listed_elsewhere = name.contains("errors");
                // Every response has a request id, so that it is no fact.
                let is_request_id = line.contains("RequestId");
                let expected = usize::from(!is_named_elsewhere && !is_region && !is_request_id);
                assert!(lost == expected || (is_listed_elsewhere && lost == 0), "{place}: {lost} lost");
                assert!(!is_named_elsewhere || left == whole, "{place}");
            } else if in_code(&text, index) || line.starts_with("http") {
                assert_eq!(without_samples(&left), without_samples(&whole), "{place}");
            } else if !is_head(&text, index) {
                assert_eq!(left, whole, "{place}");
            }
        }
    }
}

/// Whether a line is before the first table, among the sentences about rate, host and financial regions.
fn is_head(text: &str, at: usize) -> bool {
    text.lines().take(at + 1).all(|line| !line.starts_with('|') && !line.contains(" | "))
}

#[test]
fn two_lines_that_became_one() {
    for (name, text) in fixtures() {
        let whole = read(&name, &text).unwrap();
        for (index, (at, _)) in text.match_indices('\n').enumerate() {
            let first = text[..at].lines().last().unwrap_or_default();
            let damaged = format!("{}{}", text[..at].trim_end_matches('\r'), &text[at + 1..]);
            let Some(left) = read(&name, &damaged) else { continue };
            if is_row(first) && !in_code(&text, index) {
                assert_eq!(left, whole, "{name}:{}: {first}", index + 1);
            }
        }
    }
}

#[test]
fn a_page_that_was_cut() {
    for (name, text) in fixtures() {
        let whole = read(&name, &text).unwrap();
        for (at, _) in text.char_indices().step_by(7) {
            let Some(left) = read(&name, &text[..at]) else { continue };
            // Lists may have become shorter if the cut is between two rows; fields of actions may not.
            for (path, file) in &left {
                let whole = parse(&whole[path]);
                let file = parse(file);
                for list in ["parameters", "results"] {
                    assert_eq!(file.get(list), whole.get(list), "{name}, cut at {at}");
                }
                assert!(is_part(&file["errors"], &whole["errors"]), "{name}, cut at {at}");
                assert!(is_part(&file["types"], &whole["types"]), "{name}, cut at {at}");
            }
        }
    }
}

/// Whether a value is part of the whole.
fn is_part(value: &Value, whole: &Value) -> bool {
    match (value, whole) {
        (Value::Null, _) => true,
        (Value::Array(items), Value::Array(whole)) => items.iter().zip(whole).all(|(item, whole)| is_part(item, whole)),
        (Value::Object(members), Value::Object(whole)) => {
            members.iter().all(|(key, value)| whole.get(key).is_some_and(|whole| is_part(value, whole)))
        }
        (value, whole) => value == whole,
    }
}

/// How many fields and error codes the files contain.
fn facts(name: &str, files: &Files) -> usize {
    fn count(value: &Value) -> usize {
        let of_list = |key: &str| match &value[key] {
            Value::Array(items) => items.len(),
            Value::Object(members) => members.len(),
            _ => 0,
        };
        let of_types = value["types"].as_object().into_iter().flatten().map(|(_, structure)| count(structure));
        of_list("parameters") + of_list("results") + of_list("fields") + of_list("errors") + of_types.sum::<usize>()
    }
    // The codes of an action are in its product's file too, which counts if there is no action.
    let own = |path: &str| path.contains("actions/") || path.contains("types") || name.contains("errors");
    files.iter().filter(|(path, _)| own(path)).map(|(_, text)| count(&parse(text))).sum()
}

fn without_samples(files: &Files) -> Vec<(String, Value)> {
    let strip = |(path, text): (&String, &String)| {
        let mut value = parse(text);
        value.as_object_mut().unwrap().shift_remove("samples");
        (path.clone(), value)
    };
    files.iter().map(strip).collect()
}
