//! The generated code of the made-up product compiles inside the SDK, and so do the examples in its documentation.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use tencloud_codegen::generate;

use crate::golden::made_up;
use crate::spec::{Files, read_tree, real, root};

/// A program that depends on the SDK: each item is an example of the generated documentation.
const USER: &str = r#"[package]
name = "user"
version = "0.0.0"
edition = "2024"

[dependencies]
tencloud = { path = "../sdk", default-features = false, features = ["demo"] }
"#;

#[test]
fn made_up_product_compiles_and_can_be_used() {
    // Under the target folder and with a fixed name, so that the dependencies are compiled once and not each time.
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("made-up-product");
    let mut files = workspace_files();
    let spec = with_real_common();
    let generated = generate(&spec).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let examples: String = generated.values().flat_map(|text| examples(text)).enumerate().map(in_a_module).collect();
    assert!(examples.matches("async fn").count() >= 2, "no examples found:\n{examples}");
    files.extend(generated.into_iter().filter(|(path, _)| path.starts_with("sdk/")));
    files.insert("user/src/lib.rs".to_owned(), examples);
    lay_out(&workspace, &files);

    let output = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--offline", "--quiet", "--package", "user", "--message-format", "short"])
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    // Warnings in the examples do not count: they name things that they do not use.
    assert!(output.status.success() && !said.contains("sdk/src/"), "{said}");
}

/// Handwritten code names common error codes and sites, so those must be the real ones.
fn with_real_common() -> Files {
    let mut spec = made_up();
    spec.extend(real().into_iter().filter(|(path, _)| path == "common.json"));
    spec
}

/// A workspace with the handwritten part of the SDK and the user.
fn workspace_files() -> Files {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let sources = read_tree(&root().join("sdk/src"));
    let handwritten = sources.into_iter().filter(|(path, _)| !path.starts_with("generated/"));
    let mut files: Files = handwritten.map(|(path, text)| (format!("sdk/src/{path}"), text)).collect();
    files.insert("sdk/Cargo.toml".to_owned(), library_manifest(&read("sdk/Cargo.toml")));
    let members = read("Cargo.toml").lines().find(|line| line.starts_with("members = ")).unwrap().to_owned();
    let manifest = read("Cargo.toml").replace(&members, "members = [\"sdk\", \"user\"]");
    files.insert("Cargo.toml".to_owned(), manifest);
    files.insert("Cargo.lock".to_owned(), read("Cargo.lock"));
    files.insert("user/Cargo.toml".to_owned(), USER.to_owned());
    files
}

/// The SDK's manifest with a feature for the product, and without what only its own tests, benches and examples need.
fn library_manifest(manifest: &str) -> String {
    let with_feature = manifest.replace("[features]\n", "[features]\ndemo = []\n");
    let mut kept = true;
    let mut out = String::new();
    for line in with_feature.lines() {
        if line.starts_with('[') {
            kept = !line.starts_with("[[") && !line.ends_with("dev-dependencies]");
        }
        if kept {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The examples in the doc comments of a generated file.
fn examples(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines().map(str::trim_start) {
        let line = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")).unwrap_or(line);
        let line = line.strip_prefix(' ').unwrap_or(line);
        if line.starts_with("```") {
            inside = !inside;
            if inside {
                found.push(String::new());
            }
        } else if let (true, Some(example)) = (inside, found.last_mut()) {
            example.push_str(line.strip_prefix("# ").unwrap_or(line));
            example.push('\n');
        }
    }
    found
}

fn in_a_module((index, example): (usize, String)) -> String {
    format!("pub mod example_{index} {{\npub {example}}}\n")
}

/// Brings the folder to these files without touching those that are right: the compiler looks at times.
fn lay_out(folder: &Path, files: &Files) {
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|present| present == *text) {
            continue;
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    for part in ["sdk", "user"] {
        for path in read_tree(&folder.join(part)).into_keys().map(|path| format!("{part}/{path}")) {
            if !files.contains_key(&path) {
                fs::remove_file(folder.join(path)).unwrap();
            }
        }
    }
}
