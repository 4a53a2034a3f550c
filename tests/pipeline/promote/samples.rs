//! Samples of the metadata: what is read, what is added, what is kept.

use serde_json::{Value, json};
use tencloud_spec::{Action, Streams, Types};
use tencloud_transcribe::metadata::Examples;
use tencloud_transcribe::{Promotion, promote};

use super::{FOLDER, common, facts_in, member, metadata, written};
use crate::spec::Files;

/// Samples contain streams as they are sent, with a head, and single events.
#[test]
fn events_of_samples() {
    let example =
        |output: &str| json!({ "title": "不", "document": "不", "input": "POST / HTTP/1.1", "output": output });
    let examples = json!({ "actions": { "Chat": [
        example("HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\ndata: {\"A\":1}\n\t\nid: 2\ndata:{\"A\":2}\n\ndata: [DONE]"),
        example("{\n  \"A\": 3\n}"),
        example(r#"{"Response":{"A":4}}"#),
        example("data: {\"A\":5}\n\ndata: {\"A\":"),
        example("data: []"),
    ] } });
    let examples = Examples::read(&examples.to_string()).unwrap();
    let [stream, single, cut, list] = examples.events("Chat").try_into().unwrap();
    let values = |events: Result<Vec<_>, String>| Value::from_iter(events.unwrap());
    assert_eq!(values(stream), json!([{ "A": 1 }, { "A": 2 }]));
    assert_eq!(values(single), json!([{ "A": 3 }]));
    assert!(cut.unwrap_err().starts_with("event 2: "));
    assert_eq!(list.unwrap_err(), "event 1 is not an object");
    assert!(examples.events("Other").is_empty());
}

/// A part of a sample that cannot be read does not hide the other.
#[test]
fn contents_of_samples() {
    let example = |input: &str, output: &str| json!({ "input": input, "output": output });
    let examples = json!({ "actions": { "Chat": [
        example("POST / HTTP/1.1\n\n{\"Size\": \"1\", \"Region\": \"x\"}", r#"{"Response":{"A":4}}"#),
        example("POST / HTTP/1.1\n\n{\"Size\": }", "data: {\"A\":1}\n\ndata: {\"A\":2}"),
    ] } });
    let examples = Examples::read(&examples.to_string()).unwrap();
    let size = json!([{ "name": "Size", "type": "int64", "doc": "" }]);
    let contents = |streams: Option<Streams>| {
        let parameters = serde_json::from_value(size.clone()).unwrap();
        let action = Action { action: "Chat".to_owned(), parameters, streams, ..Action::default() };
        examples.contents(&action, &Types::default())
    };
    let plain = contents(None);
    assert_eq!(Value::from(plain[0].request.clone().unwrap()), json!({ "Size": 1 }));
    assert_eq!(Value::from_iter(plain[0].responses.clone().unwrap()), json!([{ "A": 4 }]));
    assert!(plain[1].request.is_err() && plain[1].responses.is_err());
    let stream = contents(Some(Streams::default()));
    assert_eq!(Value::from_iter(stream[0].responses.clone().unwrap()), json!([{ "A": 4 }]));
    assert_eq!(Value::from_iter(stream[1].responses.clone().unwrap()), json!([{ "A": 1 }, { "A": 2 }]));
    assert!(stream[1].request.is_err());
}

/// Returns the metadata's samples of the only action, each a request and a response.
fn examples(examples: &[(&str, &str)]) -> String {
    let examples = examples
        .iter()
        .map(|(input, output)| json!({ "title": "不", "document": "不", "input": input, "output": output }));
    json!({ "version": "1.0", "actions": { "ListBoxes": examples.collect::<Value>() } }).to_string()
}

const POST: &str = "POST / HTTP/1.1\nHost: demo.tencentcloudapi.com\nContent-Type: application/json\n\
                    X-TC-Action: ListBoxes\n<公共请求参数>\n\n{\n    \"Name\": \"a {b}\",\n    \"Count\": \"2\"\n}";
const GET: &str = "https://demo.tencentcloudapi.com/?Action=ListBoxes\r\n&Name=a%20b\n&Deep.0.Size=3\n&<公共请求参数>";
const OUTPUT: &str = r#"{ "Response": { "Boxes": [{ "Size": 1 }], "RequestId": "r" } }"#;

/// Promotes facts with the samples that fit them.
fn with_examples(shown: &[(&str, &str)], files: &Files) -> Promotion {
    let metadata = metadata(|m| {
        let members = m["objects"]["ListBoxesRequest"]["members"].as_array_mut().unwrap();
        members.push(member("Count", "int64", json!({})));
        members.push(member("Deep", "Box", json!({ "type": "list" })));
    });
    let examples = examples(shown);
    promote(&facts_in(&metadata), Some(&examples), &[], files).unwrap()
}

fn samples_of(files: &Files) -> Value {
    let action: Action = serde_json::from_str(&files[&format!("{FOLDER}/actions/ListBoxes.json")]).unwrap();
    serde_json::to_value(action.samples).unwrap()
}

#[test]
fn a_new_action_gets_its_samples() {
    let response = json!({ "Boxes": [{ "Size": 1 }], "RequestId": "r" });
    let title = "TODO: what the sample shows";
    let promotion = with_examples(&[(POST, OUTPUT), (GET, OUTPUT)], &common());
    assert_eq!(promotion.warnings, []);
    let kinds: Vec<String> = promotion.changes.iter().map(|change| change.to_string()).collect();
    assert_eq!(kinds, ["Box: new struct", "ListBoxes: new action"]);
    let files = promotion.files;
    let expected = json!([
        { "title": title, "method": "POST", "request": { "Name": "a {b}", "Count": 2 }, "response": response },
        { "title": title, "method": "GET", "request": { "Name": "a b", "Deep": [{ "Size": 3 }] },
          "response": response },
    ]);
    assert_eq!(samples_of(&files), expected);
}

#[test]
fn samples_that_people_wrote_stay() {
    let mut files = common();
    let first = with_examples(&[(POST, OUTPUT)], &files).files;
    files.extend(first);
    let path = format!("{FOLDER}/actions/ListBoxes.json");
    let action = files[&path].replace("TODO: what the sample shows", "Lists boxes.").replace("a {b}", "corrected");
    files.insert(path.clone(), action);
    let written = samples_of(&files);

    let again = with_examples(&[(POST, OUTPUT)], &files);
    assert!(again.changes.is_empty() && again.files.is_empty(), "{again:?}");

    let more = with_examples(&[(POST, OUTPUT), (GET, OUTPUT)], &files);
    let changes: Vec<(String, bool)> =
        more.changes.iter().map(|change| (change.to_string(), change.is_breaking())).collect();
    assert_eq!(changes, [("ListBoxes: new sample".to_owned(), false)]);
    let mut after = files.clone();
    after.insert(path.clone(), more.files[&path].clone());
    let samples = samples_of(&after);
    assert_eq!(samples[0], written[0]);
    assert_eq!(samples[1]["method"], "GET");
    assert_eq!(samples.as_array().unwrap().len(), 2);
}

#[test]
fn samples_that_cannot_be_read_or_do_not_fit_are_left_out_and_named() {
    for (input, output, why) in [
        ("tccli demo ListBoxes", OUTPUT, "the request has an unknown form"),
        ("POST / HTTP/1.1\n\n{ \"Name\": ... }", OUTPUT, "the request: invalid JSON"),
        (POST, "none", "the response has an unknown form"),
        (POST, r#"{ "Error": 1 }"#, "the response: it has neither `Response` nor `RequestId`"),
        (POST, r#"{ "Response": { "Error": {}, "RequestId": "r" } }"#, "`Error` is not a field"),
        ("{}", OUTPUT, "`Name` is required and missing"),
        (POST, r#"{ "Response": { "Boxes": [{ "Size": "big" }] } }"#, "not of type `int64`"),
    ] {
        let promotion = with_examples(&[(input, output), (POST, OUTPUT)], &common());
        let warnings: Vec<String> = promotion.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains("sample 1 of `ListBoxes` omitted: ") && warnings[0].contains(why), "{warnings:?}");
        let files = promotion.files;
        assert_eq!(samples_of(&files).as_array().unwrap().len(), 1);
    }
}

#[test]
fn examples_of_an_unknown_form_are_rejected() {
    let errors = promote(&facts_in(&metadata(|_| ())), Some("[]"), &[], &written()).unwrap_err();
    assert!(errors[0].to_string().contains("unknown form of examples"), "{}", errors[0]);
}
