//! Programs that make one call: some of them compared with files, and what must hold for all.
//!
//! `UPDATE_GOLDEN=1 cargo test -p xtask --test pipeline code` updates the files.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use serde_json::{Map, Value, json};
use tencloud_codegen::code::{self, Call, Language};
use tencloud_codegen::default_version;
use tencloud_spec::{Action, ApiVersion, catalog};

use crate::golden::made_up;
use crate::spec::{first_difference, root};

/// A call that is compared with a file.
struct Case {
    name: &'static str,
    /// Product, version and action.
    of: [&'static str; 3],
    /// Those of the action's first sample if `null`.
    parameters: Value,
    region: Option<&'static str>,
    endpoint: Option<&'static str>,
}

const REDIS: &str = "2018-04-12";
const EMULATOR: Option<&str> = Some("http://127.0.0.1:9021");

fn cases() -> Vec<Case> {
    let case = |name, of, parameters, region, endpoint| Case { name, of, parameters, region, endpoint };
    let tokyo = Some("ap-tokyo");
    vec![
        case("order", ["redis", REDIS, "CreateInstances"], Value::Null, tokyo, None),
        case(
            "emulator",
            ["redis", REDIS, "DescribeInstances"],
            json!({ "Limit": 20, "Status": [2, 99] }),
            tokyo,
            EMULATOR,
        ),
        case("secret", ["redis", REDIS, "ResetPassword"], Value::Null, tokyo, None),
        case("empty", ["as", "2018-04-19", "DescribeAccountLimits"], json!({}), None, None),
        case(
            "nested",
            ["cvm", "2017-03-12", "RunInstances"],
            json!({
                "Placement": { "Zone": "ap-tokyo-2", "ProjectId": 9_007_199_254_740_993_i64, "HostIds": [] },
                "ImageId": "@img-1",
                "InstanceName": "say \"it's\" \\ $HOME `id` 备份\n\u{1b}[31m\u{202e}",
                "SecurityGroupIds": ["-sg", "[sg]"],
                "LoginSettings": { "Password": "Passw0rd\"", "KeyIds": ["skey-1"] },
                "DataDisks": [{ "DiskSize": 50, "DiskType": "CLOUD_SSD" }, { "DiskSize": 10 }],
                "DryRun": true,
            }),
            tokyo,
            Some("cvm.internal.tencentcloudapi.com"),
        ),
        case(
            "unknown",
            ["redis", REDIS, "DescribeInstances"],
            json!({ "Limit": "many", "Newer": { "Than": [1.5, null, i64::MAX, u64::MAX, -5] } }),
            tokyo,
            None,
        ),
        case("special", ["redis", REDIS, "DescribeInstances"], json!({ "InstanceName": "=ls" }), tokyo, None),
        case("nul", ["redis", REDIS, "DescribeInstances"], json!({ "InstanceName": "a\0b" }), tokyo, None),
        case("two-versions", ["monitor", "2018-07-24", "GetMonitorData"], Value::Null, tokyo, None),
        case("incomplete", ["redis", REDIS, "ResetPassword"], json!({ "Password": "a" }), tokyo, None),
        case(
            "stream",
            ["hunyuan", "2023-09-01", "ChatCompletions"],
            json!({ "Model": "hunyuan-lite", "Messages": [{ "Role": "user", "Content": "hello" }], "Stream": true }),
            None,
            None,
        ),
        case("unsigned", ["sts", "2018-08-13", "AssumeRoleWithWebIdentity"], Value::Null, tokyo, None),
        case("old-version", ["mongodb", "2018-04-08", "DescribeDBInstances"], json!({ "Limit": 1 }), tokyo, None),
        case(
            "made-up",
            ["demo", "2020-01-01", "CreateBox"],
            json!({
                "Name": "box",
                "Type": "plain",
                "Shape": {
                    "Corners": [{ "X": 0, "Y": 0 }, { "X": 4, "Y": 0 }],
                    "Hole": { "Corners": [{ "X": 1, "Y": 1 }] },
                },
                "OldPasswords": ["one", "other", "one"],
                "Grid": [[1, 2], [3]],
                "Signs": [["x", "o"], []],
                "Uses": ["plain", "IPv6"],
                "Tags": [],
                "Level": 1,
                "Ratio": 1,
                "Label": null,
            }),
            None,
            None,
        ),
    ]
}

/// Returns a version in the catalog, or that of the made-up product.
fn version(product: &str, number: &str) -> ApiVersion {
    match catalog::product(product, number).unwrap() {
        Some(version) => version.clone(),
        None => {
            let versions = ApiVersion::read_all(&made_up()).unwrap();
            versions.into_iter().find(|version| version.product.version == number).unwrap()
        }
    }
}

fn parameters(case: &Case, action: &Action) -> Map<String, Value> {
    match &case.parameters {
        Value::Object(parameters) => parameters.clone(),
        _ => action.samples[0].request.clone(),
    }
}

#[test]
fn programs_are_as_recorded() {
    let folder = root().join("tests/pipeline/code");
    let mut differences = String::new();
    for case in cases() {
        let version = version(case.of[0], case.of[1]);
        let action = &version.actions[case.of[2]];
        let parameters = parameters(&case, action);
        let Case { region, endpoint, .. } = case;
        let call = Call { version: &version, action, region, parameters: &parameters, endpoint };
        let block = |language: Language| {
            let text = code::write(&call, language);
            format!("## {}\n\n```{}\n{text}```\n", language.title(), language.extension())
        };
        let blocks: Vec<String> = Language::all().map(block).collect();
        let text = format!("# {} {} {}\n\n{}", case.of[0], case.of[1], case.of[2], blocks.join("\n"));
        let path = folder.join(format!("{}.md", case.name));
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let recorded = fs::read_to_string(&path).unwrap_or_default();
        differences.extend(first_difference(case.name, &recorded, &text));
    }
    assert!(differences.is_empty(), "{differences}\nUPDATE_GOLDEN=1 records the programs as they are now");
}

/// Calls a function with every official sample of Redis.
fn for_all_samples(mut check: impl FnMut(&Call<'_>)) {
    let version = version("redis", REDIS);
    let mut samples = 0;
    for action in version.actions.values() {
        for sample in &action.samples {
            let call = Call {
                version: &version,
                action,
                region: Some("ap-guangzhou"),
                parameters: &sample.request,
                endpoint: None,
            };
            check(&call);
            samples += 1;
        }
    }
    assert_eq!(samples, 128);
}

#[test]
fn programs_contain_all_parameters_and_no_secret() {
    for_all_samples(|call| {
        let secrets = code::secrets(call);
        for language in Language::all() {
            let text = code::write(call, language);
            let plain = text.to_ascii_lowercase().replace('_', "");
            for name in call.parameters.keys() {
                assert!(plain.contains(&name.to_ascii_lowercase()), "{language}: {name} is not in\n{text}");
            }
            for (variable, secret) in &secrets {
                assert!(text.contains(variable) && !text.contains(secret), "{language}:\n{text}");
            }
            assert!(text.ends_with('\n') && !text.contains(" \n"), "{language}:\n{text}");
        }
    });
}

#[test]
fn programs_in_rust_are_formatted_and_typed() {
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> = Vec::new();
    let mut add = |text: String| {
        let path = folder.path().join(format!("sample{}.rs", files.len()));
        fs::write(&path, text).unwrap();
        files.push(path);
    };
    for_all_samples(|call| {
        let text = code::write(call, Language::Rust);
        let is_typed = !text.contains("json!") && text.contains("tencloud::redis::Client");
        assert!(is_typed, "{text}");
        add(text);
    });
    for case in cases() {
        let version = version(case.of[0], case.of[1]);
        let action = &version.actions[case.of[2]];
        let parameters = parameters(&case, action);
        let Case { region, endpoint, .. } = case;
        add(code::write(
            &Call { version: &version, action, region, parameters: &parameters, endpoint },
            Language::Rust,
        ));
    }
    // There, no file sets options.
    let mut rustfmt = Command::new("rustfmt");
    let output =
        rustfmt.args(["--check", "--edition", "2024"]).args(files).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// The macro `json!` calls itself for each item and member.
#[test]
fn programs_in_rust_raise_the_limit_of_macros_for_large_values() {
    let version = version("redis", REDIS);
    let action = &version.actions["DescribeInstances"];
    let object = |count: usize| json!((0..count).map(|index| (format!("K{index}"), json!([0]))).collect::<Map<_, _>>());
    let rows = [
        (json!(vec![0; 50]), None),
        (json!(vec![0; 130]), Some(512)),
        (json!(vec![vec![0; 40]; 40]), Some(256)),
        (object(20), None),
        (object(40), Some(256)),
    ];
    for (value, limit) in rows {
        let parameters = Map::from_iter([("Newer".to_owned(), value)]);
        let call = Call { version: &version, action, region: None, parameters: &parameters, endpoint: None };
        let text = code::write(&call, Language::Rust);
        let found = text.lines().find_map(|line| line.strip_prefix("#![recursion_limit = \"")?.strip_suffix("\"]"));
        assert_eq!(found, limit.map(|limit: u32| limit.to_string()).as_deref(), "{text}");
    }
}

#[test]
fn versions_are_named_in_programs_if_the_product_alone_means_another() {
    let numbers =
        |product: &'static str| catalog::versions().filter(move |(name, _)| *name == product).map(|(_, number)| number);
    let products: BTreeSet<&str> = catalog::versions().map(|(product, _)| product).collect();
    for product in products.into_iter().filter(|&product| product == "as" || numbers(product).count() > 1) {
        let versions: Vec<ApiVersion> = numbers(product).map(|number| version(product, number)).collect();
        let default = default_version(&versions);
        for version in &versions {
            let action = version.actions.values().next().unwrap();
            let call = Call { version, action, region: None, parameters: &Map::new(), endpoint: None };
            let number = version.product.version.as_str();
            let is_named = code::write(&call, Language::Tencloud).contains(&format!(" --version {number}"));
            assert_eq!(is_named, default != Some(number), "{product} {number}");
        }
    }
}

#[test]
fn languages_have_names() {
    for language in Language::all() {
        assert_eq!(language.name().parse(), Ok(language));
    }
    let error = "perl".parse::<Language>().unwrap_err().to_string();
    assert!(error.starts_with("unknown language `perl`; choose one of rust, tencloud, curl"), "{error}");
}
