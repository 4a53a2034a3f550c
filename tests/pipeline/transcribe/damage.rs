//! Whole pages, damaged in every place: no damage may cause a panic or be read as a page with other facts.
//!
//! Undetectable is only a row, a struct or a section that is missing without a trace in what surrounds it.

use serde_json::Value;
use tencloud_transcribe::pages::{Transcript, transcribe};

use super::{EMPTY, LANGUAGES, agreed, page, parse, request};
use crate::spec::Files;

/// Returns the spec with the contents of a damaged page, or `None` if the page was rejected.
fn read(name: &str, text: &str) -> Option<Files> {
    let mut pages = vec![(name.to_owned(), text.to_owned())];
    // Pages that do not contain their product get it from another page.
    if !name.contains("Backup") {
        pages.push(page("ja/DescribeBackupPlans.md"));
    }
    let Transcript { files, errors, .. } = transcribe(&request(&pages, &EMPTY));
    let mut spec = EMPTY.clone();
    spec.extend(files);
    if !errors.is_empty() {
        return None;
    }
    // What was transcribed agrees with its page, however odd that is. This is tested for some of the thousands of
    // pages.
    if text.len().is_multiple_of(8) {
        agreed(&pages, &spec);
    }
    Some(spec)
}

fn fixtures() -> impl Iterator<Item = (String, String)> {
    let names = ["ManualBackupInstance", "DescribeBackupPlans", "types", "errors"];
    LANGUAGES.into_iter().flat_map(move |language| names.map(|name| page(&format!("{language}/{name}.md"))))
}

/// Returns whether a line is inside a code block.
fn in_code(text: &str, at: usize) -> bool {
    let is_fence = |line: &&str| line.starts_with("```") || line.starts_with("~~~");
    text.lines().take(at).filter(is_fence).count() % 2 == 1
}

/// Returns whether a row begins on a line. The rest of a cell that spans several lines ends in a pipe, and contains no
/// other.
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
                // A row is missing without a trace, and the rows around it are unchanged.
                let lost = facts(&name, &whole) - facts(&name, &left);
                let is_listed_elsewhere = name.contains("errors");
                // Every response has a request id, so it does not count as a fact.
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

/// Returns whether a line precedes the first table, among the sentences about rate, host and financial regions.
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
            // Lists may be shorter if the cut is between two rows; the fields of actions may not.
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

/// Returns whether a value is part of the whole.
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

/// Returns the number of fields and error codes in the files.
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
    // The codes of an action are also in its product's file, which counts only if there is no action.
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
