//! The whole output for a small made-up product, compared with files: a change in the generator becomes a diff.
//!
//! `UPDATE_GOLDEN=1 cargo test -p xtask --test pipeline golden` updates the files.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value;
use tencloud_codegen::generate;

use crate::package::packaged;
use crate::spec::{Files, first_difference, read_tree, real, root};

const CODE: &str = "sdk/src/generated/";
/// What all products share.
const COMMON: &str = "sdk/src/common/";
const SCHEMAS: &str = "spec/schema/";

/// The made-up product. Its files contain everything that the generator treats specially.
pub(crate) fn made_up() -> Files {
    read_tree(&folder("spec"))
}

fn folder(name: &str) -> PathBuf {
    root().join("tests/pipeline/golden").join(name)
}

/// Returns the generated code without the schemas, by path relative to its folder.
fn code(spec: &Files) -> Files {
    let generated = generate(spec).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let mut code = below(CODE, generated.clone());
    code.extend(below(COMMON, generated).into_iter().map(|(path, text)| (format!("common/{path}"), text)));
    code
}

fn below(folder: &str, files: Files) -> Files {
    let below = |(path, text): (String, String)| Some((path.strip_prefix(folder)?.to_owned(), text));
    files.into_iter().filter_map(below).collect()
}

#[test]
fn output_is_as_recorded() {
    let generated = code(&made_up());
    let recorded_in = folder("out");
    if env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = fs::remove_dir_all(&recorded_in);
        for (path, text) in &generated {
            let path = recorded_in.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let recorded = read_tree(&recorded_in);
    let paths: BTreeSet<_> = generated.keys().chain(recorded.keys()).collect();
    let differences: String = paths
        .into_iter()
        .filter_map(|path| match (recorded.get(path), generated.get(path)) {
            (Some(recorded), Some(generated)) => first_difference(path, recorded, generated),
            (None, _) => Some(format!("{path}: generated, but not recorded\n")),
            (_, None) => Some(format!("{path}: recorded, but not generated\n")),
        })
        .collect();
    assert!(differences.is_empty(), "{differences}\nUPDATE_GOLDEN=1 records the output as it is now");
}

/// Code in the SDK and in a crate differs only in how it names the SDK, how programs name it, and in its first line.
#[test]
fn output_in_a_crate_differs_in_paths_only() {
    let inside = code(&made_up());
    let crates = below("src/", packaged(&made_up(), &[]).unwrap().files);
    assert_eq!(crates.len(), below("demo", inside.clone()).len());
    for (path, outside) in crates.into_iter().filter(|(path, _)| path != "lib.rs") {
        let joined = |text: &str| {
            let words = text.lines().skip(1).flat_map(str::split_whitespace).filter(|word| *word != "///");
            words.collect::<Vec<_>>().join(" ")
        };
        let named = |text: &str| text.replace("crate::", "tencloud::").replace("tencloud::demo", "tencloud_demo");
        let (of, own) = match path.strip_prefix("v20190101/") {
            Some(rest) => (format!("demo_v20190101/{rest}"), "tencloud_demo_v20190101"),
            None => (format!("demo/{path}"), "tencloud_demo"),
        };
        let outside = outside.replace("tencloud_demo::v20190101", "tencloud_demo_v20190101");
        let inside = named(&inside[&of]).replace("let demo_v20190101 =", "let demo =");
        assert!(inside.contains(own) || !inside.contains("tencloud_demo"), "{path}");
        assert_eq!(joined(&inside), joined(&outside), "{path}");
    }
}

#[test]
fn same_spec_gives_same_output() {
    for spec in [made_up(), real()] {
        assert_eq!(generate(&spec), generate(&spec));
    }
}

/// The layout of a file is up to whoever writes it.
#[test]
fn layout_of_the_spec_does_not_matter() {
    let relaid = [
        ("line ends of Windows", (|text| text.replace('\n', "\r\n")) as fn(&str) -> String),
        ("one long line", |text| serde_json::from_str::<Value>(text).unwrap().to_string()),
        ("other order of keys", |text| {
            let keys: serde_json::Map<String, Value> = serde_json::from_str(text).unwrap();
            Value::Object(keys.into_iter().rev().collect()).to_string()
        }),
    ];
    let expected = code(&made_up());
    for (layout, lay_out) in relaid {
        let spec = made_up().into_iter().map(|(path, text)| (path, lay_out(&text))).collect();
        for (path, text) in code(&spec) {
            assert_eq!(first_difference(&path, &expected[&path], &text), None, "{layout}");
        }
    }
}

#[test]
fn every_file_has_its_place_and_says_what_it_is_made_from() {
    for spec in [made_up(), real()] {
        for (path, text) in generate(&spec).unwrap() {
            if path.starts_with(SCHEMAS) {
                continue;
            }
            assert!((path.starts_with(CODE) || path.starts_with(COMMON)) && path.ends_with(".rs"), "{path}");
            let first = text.lines().next().unwrap();
            let origin = first
                .strip_prefix("// @generated by `cargo xtask codegen` from spec")
                .and_then(|rest| rest.strip_suffix(". Do not edit: change the spec."))
                .unwrap_or_else(|| panic!("{path}: {first}"))
                .trim_start_matches('/');
            let exists = |file: &String| file == origin || file.starts_with(&format!("{origin}/"));
            assert!(origin.is_empty() || spec.keys().any(exists), "{path} names {origin}");
            assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} does not end with one line end");
            let trailing = text.lines().position(|line| line.ends_with([' ', '\t']));
            assert_eq!(trailing, None, "{path} has white space at the end of a line");
        }
    }
}

#[test]
fn schemas_come_with_every_spec() {
    let schemas = |spec: &Files| -> Vec<(String, String)> {
        generate(spec).unwrap().into_iter().filter(|(path, _)| path.starts_with(SCHEMAS)).collect()
    };
    let of_real = schemas(&real());
    let names: Vec<_> = of_real.iter().map(|(path, _)| path.trim_start_matches(SCHEMAS)).collect();
    assert_eq!(names, ["action.json", "common.json", "corrections.json", "product.json", "types.json"]);
    assert!(schemas(&made_up()) == of_real, "schemas depend on the spec");
}

/// The generator must know the SDK's modules, but cannot read them.
#[test]
fn modules_of_the_sdk_are_reserved() {
    let lib = fs::read_to_string(root().join("sdk/src/lib.rs")).unwrap();
    let module = |line: &str| {
        let name = line.trim_start_matches("pub ").strip_prefix("mod ")?;
        Some(name.trim_end_matches([';', '{', ' ']).to_owned())
    };
    let modules: Vec<_> = lib.lines().filter_map(module).collect();
    assert!(modules.len() > 20, "{modules:?}");
    for name in modules {
        let mut spec = real();
        let product = spec.get_mut("sts/2018-08-13/product.json").unwrap();
        *product = product.replace("\"module\": \"sts\"", &format!("\"module\": \"{name}\""));
        let found = generate(&spec).expect_err(&name);
        assert!(found[0].message.contains("is reserved for generated code"), "{name}: {}", found[0]);
    }
}
