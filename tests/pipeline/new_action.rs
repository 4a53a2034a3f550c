//! `cargo xtask new-action`: from the skeleton, over what is left to fill in, to generated code.

use std::fs;

use serde_json::{Value, json};

use crate::copy::Copy;
use crate::spec::{VERSION, insert};

fn file() -> String {
    format!("spec/{VERSION}/actions/DescribeWeather.json")
}

#[test]
fn skeleton_lists_what_is_left_and_then_generates() {
    let copy = Copy::of_repository();
    let before = copy.generated();
    let skeleton = copy.xtask(&["new-action", "DescribeWeather"]);
    assert!(skeleton.ok && skeleton.said(&file()) && skeleton.said("cargo xtask codegen"), "{skeleton:?}");

    // What is left to fill in, and what a maintainer would write.
    let left = [
        ("/summary", json!("Returns the weather in an instance.")),
        ("/doc", json!("The weather is that of the last hour.")),
        ("/page", json!("https://cloud.tencent.com/document/api/239/39431")),
        ("/topic", json!("instances")),
        ("/effect", json!("write")),
        ("/impact/0", json!("disruptive")),
        ("/parameters/0/doc", json!("The instance.")),
        ("/errors/0", json!("InvalidParameter.InvalidParameter")),
        ("/samples/0/title", json!("Returns the weather")),
    ];
    let codegen = copy.xtask(&["codegen"]);
    assert!(!codegen.ok, "{codegen:?}");
    assert!(codegen.said(&format!("{} errors in the spec", left.len())), "{codegen:?}");
    let mut value: Value = serde_json::from_str(&fs::read_to_string(copy.path(&file())).unwrap()).unwrap();
    let unsaid: Vec<_> = left
        .iter()
        .map(|(pointer, _)| (*pointer, value.pointer(pointer).and_then(Value::as_str).unwrap()))
        .filter(|(pointer, instruction)| {
            let at = format!("({pointer}): left to fill in: {instruction}");
            !codegen.err.lines().any(|line| line.starts_with(&format!("error: {}:", file())) && line.contains(&at))
        })
        .collect();
    assert!(unsaid.is_empty(), "{unsaid:#?} in\n{}", codegen.err);
    assert!(copy.generated() == before, "codegen writes from an unfinished spec");

    for (pointer, text) in left {
        insert(&mut value, pointer, text);
    }
    // The skeleton's parameter is none of any product.
    value["parameters"][0]["name"] = "InstanceId".into();
    value["samples"][0]["request"] = json!({ "InstanceId": "crs-5a4py64p" });
    copy.write(&file(), &format!("{value:#}\n"));
    let codegen = copy.xtask(&["codegen"]);
    assert!(codegen.ok, "{codegen:?}");
    let mut after = copy.generated();
    let made = after.remove("sdk/src/generated/redis/describe_weather.rs").unwrap();
    assert!(made.contains("pub struct DescribeWeatherRequest"), "{made}");
    let changed: Vec<_> =
        after.iter().filter(|(path, text)| before.get(*path) != Some(*text)).map(|(path, _)| path.as_str()).collect();
    assert_eq!(changed, ["sdk/src/generated/redis/mod.rs"]);
    assert!(copy.xtask(&["codegen", "--check"]).ok);
}

#[test]
fn errors_are_clear_and_write_nothing() {
    let copy = Copy::of_repository();
    let before = copy.spec();
    let rows = [
        (&["describeWeather"][..], &["invalid action name `describeWeather`", "such as Describe"][..]),
        (&["Describe-Weather"], &["invalid action name `Describe-Weather`"]),
        (&["../Describe"], &["invalid action name"]),
        (&[""], &["invalid action name"]),
        (&["ManualBackupInstance"], &["ManualBackupInstance already exists", "actions/ManualBackupInstance.json"]),
        (&["DescribeWeather", "--product", "rediss"], &["no product `rediss`", "redis"]),
        (&["DescribeWeather", "--product", "schema"], &["no product `schema`"]),
        (&["DescribeWeather", "--version", "2018-04-13"], &["`redis` has no version 2018-04-13", "2018-04-12"]),
    ];
    let complaints: Vec<_> = rows
        .into_iter()
        .map(|(arguments, words)| (arguments, words, copy.xtask(&[&["new-action"], arguments].concat())))
        .filter(|(_, words, run)| run.ok || !words.iter().all(|word| run.said(word)) || copy.spec() != before)
        .collect();
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn product_and_version_can_be_named() {
    let copy = Copy::of_repository();
    let (product, version) = VERSION.split_once('/').unwrap();
    let run = copy.xtask(&["new-action", "DescribeWeather", "--product", product, "--version", version]);
    assert!(run.ok && copy.path(&file()).exists(), "{run:?}");
}
