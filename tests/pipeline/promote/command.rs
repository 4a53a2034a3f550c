//! `cargo xtask promote`: from facts, over what is left to write, to generated code.

use std::fs;

use serde_json::{Value, json};
use tencloud_spec::TODO;

use super::fill_in;
use crate::copy::Copy;

/// The folders of the copy with the metadata of both sites, which is empty unless a test adds to it.
const SITES: [&str; 2] = ["own", "international"];

/// Returns a copy of the repository, and the options that name its metadata.
fn copy_with_sites() -> (Copy, [String; 4]) {
    let copy = Copy::of_repository();
    SITES.iter().for_each(|site| copy.write(&format!("{site}/none"), ""));
    let [own, international] = SITES.map(|site| copy.path(site).to_str().unwrap().to_owned());
    let options = ["--metadata".to_owned(), own, "--international".to_owned(), international];
    (copy, options)
}

#[test]
fn facts_become_a_module_when_the_texts_are_written() {
    let (copy, sites) = copy_with_sites();
    let promote = [&["promote", "dnspod"][..], &sites.each_ref().map(String::as_str)].concat();
    let actions = ["--actions", "CreateRecord,DescribeRecordList"];
    let check = copy.xtask(&[&promote[..], &actions, &["--check"]].concat());
    assert!(!check.ok && check.said("CreateRecord: new action") && check.said("without --check"), "{check:?}");
    let run = copy.xtask(&[&promote[..], &actions].concat());
    assert!(run.ok && run.said("wrote spec/dnspod/") && run.said("cargo xtask codegen"), "{run:?}");

    let written = || -> Vec<String> {
        copy.spec().into_keys().filter(|path| path.starts_with("spec/dnspod/") && path.ends_with(".json")).collect()
    };
    assert_eq!(written().len(), 4, "{:?}", written());
    let codegen = copy.xtask(&["codegen"]);
    let mut left = 0;
    for path in written() {
        let text = fs::read_to_string(copy.path(&path)).unwrap();
        let lines = text.lines().zip(1..).filter(|(line, _)| line.contains(TODO));
        for (line, number) in lines {
            let place = format!("error: {path}:{number}:");
            let is_named =
                codegen.err.lines().any(|error| error.starts_with(&place) && error.contains("left to fill in"));
            assert!(is_named, "{place} {line}");
            left += 1;
        }
        let mut value: Value = serde_json::from_str(&text).unwrap();
        fill_in(&mut value);
        copy.write(&path, &format!("{value:#}\n"));
    }
    assert!(codegen.said(&format!("{left} errors in the spec")), "{codegen:?}");

    let again = copy.xtask(&promote);
    assert!(again.ok && again.said("0 changes"), "{again:?}");
    let codegen = copy.xtask(&["codegen"]);
    assert!(codegen.ok, "{codegen:?}");
    assert!(copy.generated().contains_key("sdk/src/generated/dnspod/create_record.rs"));
}

#[test]
fn errors_are_clear_and_write_nothing() {
    let (copy, sites) = copy_with_sites();
    let before = copy.spec();
    for (arguments, words) in [
        (&["dnspoo"][..], "did you mean `dnspod`?"),
        (&["dnspod", "2021-03-24"], "did you mean 2021-03-23?"),
        (&["dnspod", "--actions", "CreateRecrd"], "did you mean `CreateRecord`?"),
        (&["vpc", "--actions", "CreateVPC"], "did you mean `CreateVpc`?"),
        (&["redis"], "check the product, the version, and --metadata"),
    ] {
        let run = copy.xtask(&[&["promote"][..], &sites.each_ref().map(String::as_str), arguments].concat());
        assert!(!run.ok && run.said(words) && copy.spec() == before, "{arguments:?}: {run:?}");
    }
}

/// A product whose facts are no longer in `spec/facts`: its written form follows what `cargo xtask facts` would write.
#[test]
fn a_written_product_follows_both_sites_and_the_overlay() {
    let (copy, sites) = copy_with_sites();
    let member = |name: &str| json!({ "name": name, "type": "string", "member": "string" });
    for (site, action) in SITES.iter().zip(["Ping", "Pong"]) {
        let metadata = json!({
            "metadata": { "apiVersion": "2018-08-13", "serviceShortName": "sts" },
            "actions": { action: { "input": format!("{action}Request"), "output": "Response" } },
            "objects": {
                format!("{action}Request"): { "members": [member("Word")] },
                "Response": { "members": [member("RequestId")] },
            },
        });
        copy.write(&format!("{site}/sts/v20180813/api.json"), &metadata.to_string());
    }
    let exceptions = json!({ "actions": { "Pong": { "parameters": [{ "name": "Word", "required": true }] } } });
    copy.write("spec/facts/sts/2018-08-13.json", &exceptions.to_string());
    let run = copy.xtask(&[&["promote", "sts"][..], &sites.each_ref().map(String::as_str)].concat());
    assert!(run.ok && run.said("Ping: new action") && run.said("Pong: new action"), "{run:?}");
    assert!(run.said("the metadata does not have the action `AssumeRole`"), "{run:?}");
    for (action, required) in [("Ping", Value::Null), ("Pong", json!(true))] {
        let text = fs::read_to_string(copy.path(&format!("spec/sts/2018-08-13/actions/{action}.json"))).unwrap();
        let action: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(action["parameters"][0]["required"], required);
    }
    assert!(copy.path("spec/sts/2018-08-13/actions/AssumeRole.json").is_file());
}
