//! Importing facts from the metadata: what is imported, what is kept, what is reported.

use serde_json::{Value, json};
use tencloud_spec::{Action, Diagnostic, RequestBody, StreamEvents, Streams, StreamsWhen, TODO, Types};
use tencloud_transcribe::Docs;
use tencloud_transcribe::metadata::{self, Examples, Import, Texts};

use crate::spec::Files;

const FOLDER: &str = "demo/2020-01-01";

/// Returns a member of the metadata, with its facts only.
fn member(name: &str, member: &str, more: Value) -> Value {
    let mut value = json!({ "name": name, "type": "string", "member": member, "document": "不" });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

/// Returns the metadata of one action with one struct, changed by a test.
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

/// Imports facts without samples.
fn import(api: &str, folder: &str, files: &Files, docs: Docs) -> Result<Import, Vec<Diagnostic>> {
    metadata::import(Texts { api, examples: None }, folder, files, docs)
}

/// Returns the spec after a first import, with docs in place of every note, as people would write them.
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

/// What the metadata marks, and what needs another body than JSON.
#[test]
fn streams_and_bodies() {
    let common: Files = crate::spec::real().into_iter().filter(|(path, _)| path == "common.json").collect();
    let action = |change: &dyn Fn(&mut Value)| -> Action {
        let import = import(&metadata(change), FOLDER, &common, Docs::Omit).unwrap();
        assert!(!import.files.values().flatten().any(|text| text.contains('流')));
        let text = import.files[&format!("{FOLDER}/actions/ListBoxes.json")].clone().unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let mark = |metadata: &mut Value| {
        let id = &mut metadata["objects"]["ListBoxesResponse"]["members"][1];
        id["document"] = "本接口为流式响应接口，在 Header 中".into();
    };
    let streams = |when, parameter: Option<&str>| {
        Some(Streams { when, parameter: parameter.map(str::to_owned), events: StreamEvents::Results, host: None })
    };
    assert_eq!(action(&|_| ()).streams, None);
    assert_eq!(action(&mark).streams, streams(StreamsWhen::Always, None));
    let switched = action(&|metadata| {
        mark(metadata);
        let members = metadata["objects"]["ListBoxesRequest"]["members"].as_array_mut().unwrap();
        members.push(member("Stream", "bool", json!({ "type": "bool" })));
    });
    assert_eq!(switched.streams, streams(StreamsWhen::Requested, Some("Stream")));
    assert_eq!(switched.body, None);
    let uploaded = action(&|metadata| {
        let members = metadata["objects"]["ListBoxesRequest"]["members"].as_array_mut().unwrap();
        members.push(member("File", "binary", json!({ "type": "binary" })));
    });
    assert_eq!(uploaded.body, Some(RequestBody::Multipart));
}

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

#[test]
fn a_partial_product_gets_no_other_actions() {
    let metadata = metadata(|m| {
        push(m, "ListBoxesRequest", json!({}));
        m["actions"]["OpenBox"] = json!({ "input": "OpenBoxRequest", "output": "OpenBoxResponse" });
        m["objects"]["OpenBoxRequest"] = json!({ "members": [member("Key", "BoxKey", json!({ "type": "object" }))] });
        m["objects"]["OpenBoxResponse"] = json!({ "members": [member("RequestId", "string", json!({}))] });
        m["objects"]["BoxKey"] = json!({ "members": [member("Teeth", "int64", json!({}))] });
    });
    let changes = |files: &Files| -> Vec<String> {
        let import = import(&metadata, FOLDER, files, Docs::Placeholder).unwrap();
        import.changes.iter().map(ToString::to_string).collect()
    };
    let mut files = written();
    assert_eq!(changes(&files), ["BoxKey: new struct", "ListBoxes.Colour: new field", "OpenBox: new action"]);
    crate::spec::edit(&mut files, &format!("{FOLDER}/product.json"), |product| product["partial"] = true.into());
    assert_eq!(changes(&files), ["ListBoxes.Colour: new field"]);
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

#[test]
fn secrets_are_guessed_for_facts_only_and_asked_for_otherwise() {
    let metadata = metadata(|m| {
        let members = m["objects"]["Box"]["members"].as_array_mut().unwrap();
        for name in ["Password", "PasswordTime", "NextToken", "SearchKey"] {
            members.push(member(name, "string", json!({})));
        }
        members.push(member("Tokens", "int64", json!({})));
    });
    let mut common = crate::spec::real();
    common.retain(|path, _| path == "common.json");
    for (docs, expect) in
        [(Docs::Omit, [None, Some(true), Some(false), Some(false), None, None]), (Docs::Placeholder, [None; 6])]
    {
        let imported = import(&metadata, FOLDER, &common, docs).unwrap();
        let types: Types =
            serde_json::from_str(imported.files[&format!("{FOLDER}/types.json")].as_ref().unwrap()).unwrap();
        let secrets: Vec<Option<bool>> = types.types["Box"].fields.iter().map(|field| field.secret).collect();
        assert_eq!(secrets, expect, "{docs:?}");
        if docs == Docs::Omit {
            let mut files = common.clone();
            files.extend(imported.files.into_iter().map(|(path, text)| (path, text.unwrap())));
            assert_eq!(tencloud_codegen::generate(&files).err(), None);
        }
    }
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

/// Imports the samples with the metadata that they fit.
fn with_examples(shown: &[(&str, &str)], files: &Files, docs: Docs) -> Import {
    let metadata = metadata(|m| {
        let members = m["objects"]["ListBoxesRequest"]["members"].as_array_mut().unwrap();
        members.push(member("Count", "int64", json!({})));
        members.push(member("Deep", "Box", json!({ "type": "list" })));
    });
    let examples = examples(shown);
    metadata::import(Texts { api: &metadata, examples: Some(&examples) }, FOLDER, files, docs).unwrap()
}

fn samples_of(files: &Files) -> Value {
    let action: Action = serde_json::from_str(&files[&format!("{FOLDER}/actions/ListBoxes.json")]).unwrap();
    serde_json::to_value(action.samples).unwrap()
}

#[test]
fn a_new_action_gets_its_samples() {
    let mut common = crate::spec::real();
    common.retain(|path, _| path == "common.json");
    let response = json!({ "Boxes": [{ "Size": 1 }], "RequestId": "r" });
    for (docs, title) in [(Docs::Placeholder, "TODO: what the sample shows"), (Docs::Omit, "")] {
        let imported = with_examples(&[(POST, OUTPUT), (GET, OUTPUT)], &common, docs);
        assert_eq!(imported.warnings, []);
        let kinds: Vec<String> = imported.changes.iter().map(|change| change.to_string()).collect();
        assert_eq!(kinds, ["Box: new struct", "ListBoxes: new action"]);
        let files: Files = imported.files.into_iter().map(|(path, text)| (path, text.unwrap())).collect();
        let expected = json!([
            { "title": title, "method": "POST", "request": { "Name": "a {b}", "Count": 2 }, "response": response },
            { "title": title, "method": "GET", "request": { "Name": "a b", "Deep": [{ "Size": 3 }] },
              "response": response },
        ]);
        assert_eq!(samples_of(&files), expected);
    }
}

#[test]
fn samples_that_people_wrote_stay() {
    let mut files = crate::spec::real();
    files.retain(|path, _| path == "common.json");
    let first = with_examples(&[(POST, OUTPUT)], &files, Docs::Placeholder).files;
    files.extend(first.into_iter().map(|(path, text)| (path, text.unwrap())));
    let path = format!("{FOLDER}/actions/ListBoxes.json");
    let action = files[&path].replace("TODO: what the sample shows", "Lists boxes.").replace("a {b}", "corrected");
    files.insert(path.clone(), action);
    let written = samples_of(&files);

    let again = with_examples(&[(POST, OUTPUT)], &files, Docs::Placeholder);
    assert!(again.changes.is_empty() && again.files.is_empty(), "{again:?}");

    let more = with_examples(&[(POST, OUTPUT), (GET, OUTPUT)], &files, Docs::Placeholder);
    let changes: Vec<(String, bool)> =
        more.changes.iter().map(|change| (change.to_string(), change.is_breaking())).collect();
    assert_eq!(changes, [("ListBoxes: new sample".to_owned(), false)]);
    let mut after = files.clone();
    after.insert(path.clone(), more.files[&path].clone().unwrap());
    let samples = samples_of(&after);
    assert_eq!(samples[0], written[0]);
    assert_eq!(samples[1]["method"], "GET");
    assert_eq!(samples.as_array().unwrap().len(), 2);
}

#[test]
fn samples_that_cannot_be_read_or_do_not_fit_are_left_out_and_named() {
    let mut common = crate::spec::real();
    common.retain(|path, _| path == "common.json");
    for (input, output, why) in [
        ("tccli demo ListBoxes", OUTPUT, "the request has an unknown form"),
        ("POST / HTTP/1.1\n\n{ \"Name\": ... }", OUTPUT, "the request: invalid JSON"),
        (POST, "none", "the response has an unknown form"),
        (POST, r#"{ "Error": 1 }"#, "the response: it has neither `Response` nor `RequestId`"),
        (POST, r#"{ "Response": { "Error": {}, "RequestId": "r" } }"#, "`Error` is not a field"),
        ("{}", OUTPUT, "`Name` is required and missing"),
        (POST, r#"{ "Response": { "Boxes": [{ "Size": "big" }] } }"#, "not of type `int64`"),
    ] {
        let imported = with_examples(&[(input, output), (POST, OUTPUT)], &common, Docs::Placeholder);
        let warnings: Vec<String> = imported.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains("sample 1 of `ListBoxes` omitted: ") && warnings[0].contains(why), "{warnings:?}");
        let files: Files = imported.files.into_iter().map(|(path, text)| (path, text.unwrap())).collect();
        assert_eq!(samples_of(&files).as_array().unwrap().len(), 1);
    }
}

#[test]
fn examples_of_an_unknown_form_are_rejected() {
    let texts = Texts { api: &metadata(|_| ()), examples: Some("[]") };
    let errors = metadata::import(texts, FOLDER, &written(), Docs::Placeholder).unwrap_err();
    assert!(errors[0].to_string().contains("unknown form of examples"), "{}", errors[0]);
}

/// Members that differ only in capitals have two names in Rust, by rule: the first has the plain one.
#[test]
fn members_that_differ_in_capitals_alone_have_names_of_their_own() {
    let both = |more: Value| ["LinkURL", "LinkUrl"].map(|name| member(name, "string", more.clone()));
    let metadata = metadata(|m| {
        for object in ["ListBoxesRequest", "ListBoxesResponse", "Box"] {
            m["objects"][object]["members"].as_array_mut().unwrap().extend(both(json!({ "required": true })));
        }
    });
    let mut files: Files = crate::spec::real().into_iter().filter(|(path, _)| path == "common.json").collect();
    let imported = import(&metadata, FOLDER, &files, Docs::Omit).unwrap();
    files.extend(imported.files.into_iter().map(|(path, text)| (path, text.unwrap())));
    let generated = tencloud_codegen::generate(&files).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let code = &generated["sdk/src/generated/demo/list_boxes.rs"];
    for (place, names) in [
        ("request and response", ["link_url: String = \"LinkURL\"", "link_url_2: String = \"LinkUrl\""]),
        ("setters", ["pub fn link_url(", "pub fn link_url_2("]),
    ] {
        assert!(names.iter().all(|name| code.contains(name)), "{place}:\n{code}");
    }
}
