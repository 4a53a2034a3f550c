//! From the metadata over facts to the written form: what is promoted, what is kept, what is reported.

mod command;
mod kept;
mod samples;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tencloud_spec::{
    Action, ApiVersion, Diagnostic, RequestBody, StreamEvents, Streams, StreamsWhen, TODO, Types, facts,
};
use tencloud_transcribe::metadata::Api;
use tencloud_transcribe::{Promotion, promote};

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

/// Returns the facts in the metadata.
fn facts_in(metadata: &str) -> ApiVersion {
    let mut facts = Api::parse(Some(metadata), None).and_then(|api| api.facts(&BTreeMap::new())).unwrap();
    facts.product.module = "demo".to_owned();
    facts
}

/// Promotes the facts in the metadata without samples.
fn promoted(metadata: &str, files: &Files) -> Result<Promotion, Vec<Diagnostic>> {
    promote(&facts_in(metadata), None, &[], files)
}

/// Returns what all products share, without any product.
fn common() -> Files {
    let mut files = crate::spec::real();
    files.retain(|path, _| path == "common.json");
    files
}

/// Returns the spec after a first promotion, with docs in place of every note, as people would write them.
fn written() -> Files {
    with_docs(promoted(&metadata(|_| ()), &common()).unwrap())
}

/// Returns the spec after a promotion of a new version, with docs in place of every note.
fn with_docs(promotion: Promotion) -> Files {
    let mut files = common();
    for (path, text) in promotion.files {
        let mut value: Value = serde_json::from_str(&text).unwrap();
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
    let promotion = promoted(&metadata(|_| ()), &common()).unwrap();
    let texts: Vec<&String> = promotion.files.values().collect();
    assert_eq!(texts.len(), 3);
    assert!(texts.iter().all(|text| text.contains(TODO) && !text.contains('不')), "{texts:#?}");
    assert!(tencloud_codegen::generate(&written()).is_ok());
}

/// What the metadata marks, and what needs another body than JSON.
#[test]
fn streams_and_bodies() {
    let action = |change: &dyn Fn(&mut Value)| -> Action {
        let promotion = promoted(&metadata(change), &common()).unwrap();
        assert!(!promotion.files.values().any(|text| text.contains('流')));
        serde_json::from_str(&promotion.files[&format!("{FOLDER}/actions/ListBoxes.json")]).unwrap()
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
        let promotion = promoted(&metadata(change), &written()).unwrap();
        let told: Vec<_> =
            promotion.changes.iter().map(|change| (change.kind.to_string(), change.is_breaking())).collect();
        let expected = if expected.is_empty() { vec![] } else { vec![(expected.to_owned(), breaking)] };
        assert_eq!(told, expected, "{case}");
        assert_eq!(promotion.files.is_empty(), expected.is_empty(), "{case}");
        let texts: String = promotion.files.into_values().collect();
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
        promoted(&metadata, files).unwrap().changes.iter().map(ToString::to_string).collect()
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
    let kept = promoted(&metadata(|_| ()), &files).unwrap();
    assert_eq!(kept.changes, []);

    let corrected = metadata(|m| m["objects"]["Box"]["members"][0]["member"] = "string".into());
    let errors = promoted(&corrected, &files).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].to_string().contains("remove the correction"), "{}", errors[0]);
}

#[test]
fn invalid_metadata_is_rejected() {
    for (text, expected) in [
        ("{}".to_owned(), "unknown form"),
        (metadata(|m| m["objects"]["Box"]["members"][0]["member"] = "decimal".into()), "unknown type `decimal`"),
        (metadata(|m| m["objects"] = json!({})), "lacks `ListBoxesRequest`"),
    ] {
        let error = Api::parse(Some(&text), None).and_then(|api| api.facts(&BTreeMap::new())).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn secrets_are_guessed() {
    let metadata = metadata(|m| {
        let members = m["objects"]["Box"]["members"].as_array_mut().unwrap();
        for name in ["Password", "PasswordTime", "NextToken", "SearchKey"] {
            members.push(member(name, "string", json!({})));
        }
        members.push(member("Tokens", "int64", json!({})));
    });
    let files = with_docs(promoted(&metadata, &common()).unwrap());
    let types: Types = serde_json::from_str(&files[&format!("{FOLDER}/types.json")]).unwrap();
    let secrets: Vec<Option<bool>> = types.types["Box"].fields.iter().map(|field| field.secret).collect();
    assert_eq!(secrets, [None, Some(true), Some(false), Some(false), None, None]);
    assert_eq!(tencloud_codegen::generate(&files).err(), None);
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
    let files = with_docs(promoted(&metadata, &common()).unwrap());
    let generated = tencloud_codegen::generate(&files).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let code = &generated["sdk/src/generated/demo/list_boxes.rs"];
    for (place, names) in [
        ("request and response", ["link_url: String = \"LinkURL\"", "link_url_2: String = \"LinkUrl\""]),
        ("setters", ["pub fn link_url(", "pub fn link_url_2("]),
    ] {
        assert!(names.iter().all(|name| code.contains(name)), "{place}:\n{code}");
    }
}

/// Reads the files of the demo.
fn read(files: &Files) -> ApiVersion {
    let files = files.iter().filter_map(|(path, text)| Some((path.strip_prefix("demo/2020-01-01/")?, text.as_str())));
    ApiVersion::read(files).unwrap()
}

const FACTS: &str = "product demo\nversion 2020-01-01\nmodule demo\nregional\nrate 5\n\
    waiter task DescribeTask TaskId /Status done=ok failed=bad\n\
    action BlendBoxes | FailedOperation.Stuck InternalError\n\
    action DescribeTask TaskId! -> Status{ok,bad} ; read\n\
    action ListBoxes Offset:int64 Limit:int64 Key* Sort{up,down} -> Boxes:[Box]+ Since=iso@0 ; read rate=3 pages=offset_limit,Boxes\n\
    action OpenBox Box:Box! -> TaskId+ ; async=TaskId:task deprecated\n\
    action Upload File:binary ; body=multipart\n\
    type Box Size:int64!+? Link&\n";

/// Whatever the facts contain is in the written form, and only texts are missing.
#[test]
fn derived_facts_are_kept() {
    let facts = facts::read(FACTS).unwrap();
    let files = promote(&facts, None, &[], &common()).unwrap().files;
    let version = read(&files);
    let product = &version.product;
    assert!(product.regional && product.default_rate == 5 && !product.partial && !product.facts_only);
    assert_eq!((product.module.as_str(), &product.page), ("demo", &facts.product.page));
    assert_eq!(product.errors.keys().collect::<Vec<_>>(), ["FailedOperation.Stuck"]);
    let action = |name: &str| (&version.actions[name], &facts.actions[name]);
    for name in facts.actions.keys() {
        let (action, facts) = action(name);
        assert_eq!(
            (&action.page, &action.pages, action.rate, action.body, &action.asynchronous),
            (&facts.page, &facts.pages, facts.rate, facts.body, &facts.asynchronous),
            "{name}"
        );
        assert!(action.samples.is_empty() && action.topic.contains(TODO), "{name}");
        let is_known = name != "BlendBoxes";
        assert_eq!(action.effect.value(), facts.effect.value().filter(|_| is_known), "{name}");
    }
    let codes = ["FailedOperation.Stuck", "InternalError"].map(str::to_owned).to_vec();
    assert_eq!(action("BlendBoxes").0.errors, Some(codes));
    assert!(action("OpenBox").0.deprecated.as_ref().is_some_and(|reason| reason.contains(TODO)));
    let (list, facts_of_list) = action("ListBoxes");
    assert_eq!(list.parameters[2].secret, Some(true));
    assert!(list.parameters[3].values.keys().eq(["up", "down"]));
    assert!(list.parameters[3].values.values().all(|meaning| meaning.contains(TODO)));
    let time = |action: &Action| (action.results[1].format, action.results[1].zone);
    assert_eq!(time(list), time(facts_of_list));
    let [size, link] = version.types.types["Box"].fields.as_slice() else { panic!() };
    assert!(size.required && size.output_required && size.nullable && link.presigned);
    let waiter = &product.waiters["task"];
    assert_eq!((waiter.action.as_str(), waiter.done.as_slice()), ("DescribeTask", &["ok".to_owned()][..]));
    assert!(waiter.doc.contains(TODO));
    let errors = tencloud_codegen::generate(&{
        let mut all = common();
        all.extend(files.clone());
        all
    })
    .unwrap_err();
    let left = errors.iter().filter(|error| error.message.contains("left to fill in")).count();
    assert_eq!(left, errors.len(), "{errors:#?}");
    assert_eq!(left, files.values().map(|text| text.matches(TODO).count()).sum::<usize>());
}

/// Actions can be added one by one: with the structs and the waiters that they need, and the flags that matter to them.
#[test]
fn chosen_actions_make_a_partial_product() {
    let facts = facts::read(FACTS).unwrap();
    let mut files = common();
    let mut choose = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let promotion = promote(&facts, None, &names, &files).unwrap();
        files.extend(promotion.files);
        let changes: Vec<String> = promotion.changes.iter().map(ToString::to_string).collect();
        (changes, read(&files))
    };
    let (changes, version) = choose(&["OpenBox"]);
    assert_eq!(changes, ["Box: new struct", "OpenBox: new action"]);
    assert!(version.product.partial && version.product.waiters.is_empty());
    assert_eq!(version.actions["OpenBox"].asynchronous, None);
    let size = &version.types.types["Box"].fields[0];
    assert!(size.required && !size.output_required && !size.nullable);
    assert_eq!(choose(&[]).0, Vec::<String>::new());

    let (changes, version) = choose(&["DescribeTask", "ListBoxes"]);
    let expected = [
        "Box.Size: now always present (breaking)",
        "Box.Size: now nullable (breaking)",
        "DescribeTask: new action",
        "ListBoxes: new action",
    ];
    assert_eq!(changes, expected);
    assert!(version.product.partial);
    assert_eq!(version.actions.len(), 3);
}

/// What people decided about a field or an action is not replaced by what a rule derives.
#[test]
fn decisions_of_people_stay() {
    let facts = facts::read(FACTS).unwrap();
    let mut files = with_docs(promote(&facts, None, &[], &common()).unwrap());
    crate::spec::edit(&mut files, "demo/2020-01-01/product.json", |product| {
        let waiters = product["waiters"].as_object_mut().unwrap();
        let waiter = waiters.remove("task").unwrap();
        waiters.insert("opening".to_owned(), waiter);
    });
    crate::spec::edit(&mut files, "demo/2020-01-01/actions/OpenBox.json", |action| {
        action["asynchronous"] = json!([]);
        action["effect"] = "read".into();
    });
    crate::spec::edit(&mut files, "demo/2020-01-01/actions/ListBoxes.json", |action| {
        action["parameters"][2]["secret"] = false.into();
        action["results"][1].as_object_mut().unwrap().remove("format");
    });
    let promotion = promote(&facts, None, &[], &files).unwrap();
    assert!(promotion.files.is_empty() && promotion.changes.is_empty(), "{promotion:#?}");

    // A new action takes the waiter under the name that people chose.
    files.remove("demo/2020-01-01/actions/OpenBox.json");
    let promotion = promote(&facts, None, &[], &files).unwrap();
    files.extend(promotion.files);
    let version = read(&files);
    assert_eq!(version.actions["OpenBox"].async_ids()[0].waiter, "opening");
    assert!(version.product.waiters.keys().eq(["opening"]));
}
