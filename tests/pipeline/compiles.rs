//! The generated code of the made-up product compiles inside the SDK, and so do the examples in its documentation.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use tencloud_codegen::generate;

use crate::golden::made_up;
use crate::spec::{Files, read_tree, real, root};

/// A library that depends on the SDK: each item is an example of the generated documentation.
const USER: &str = r#"[package]
name = "user"
version = "0.0.0"
edition = "2024"

[dependencies]
tencloud.workspace = true

[[example]]
name = "made-up-product"
crate-type = ["lib"]
path = "examples.rs"
"#;

#[test]
fn made_up_product_compiles_and_can_be_used() {
    // With a fixed name, so that nothing that stays the same is compiled again.
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("made-up-product");
    let mut files = workspace_files();
    let spec = with_real_common();
    let generated = generate(&spec).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let examples: String = generated.values().flat_map(|text| examples(text)).enumerate().map(in_a_module).collect();
    assert!(examples.matches("async fn").count() >= 2, "no examples found:\n{examples}");
    files.extend(generated.into_iter().filter(|(path, _)| path.starts_with("sdk/")));
    files.insert("user/examples.rs".to_owned(), examples);
    lay_out(&workspace, &files);

    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What Cargo set for this test would make it run the build scripts of dependencies again.
    let set = env::vars_os().map(|(name, _)| name);
    for name in set.filter(|name| name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR") {
        cargo.env_remove(name);
    }
    let output = cargo
        .args(["build", "--workspace", "--example", "made-up-product"])
        .args(["--offline", "--quiet", "--message-format", "short"])
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        // The dependencies are as these tests have them, and so are compiled already.
        .env("CARGO_BUILD_BUILD_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap())
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    // Warnings in the examples do not count: they name things that they do not use.
    assert!(output.status.success() && !messages.contains("sdk/src/"), "{messages}");
}

/// Handwritten code names common error codes and sites, so those must be the real ones.
fn with_real_common() -> Files {
    let mut spec = made_up();
    spec.extend(real().into_iter().filter(|(path, _)| path == "common.json"));
    spec
}

/// This workspace with the made-up product in place of the real ones, and the user. Only the SDK has its code; the other
/// members are there because Cargo chooses the features of dependencies by all of them.
fn workspace_files() -> Files {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let sources = read_tree(&root().join("sdk/src"));
    let handwritten = sources.into_iter().filter(|(path, _)| !path.starts_with("generated/"));
    let mut files: Files = handwritten.map(|(path, text)| (format!("sdk/src/{path}"), text)).collect();
    let manifest = read("Cargo.toml");
    let members = manifest.lines().find_map(|line| line.strip_prefix("members = ")).unwrap();
    for member in members.split('"').skip(1).step_by(2) {
        let manifest = without_targets(&read(&format!("{member}/Cargo.toml")));
        files.insert(format!("{member}/Cargo.toml"), manifest);
        for (path, text) in [("src/lib.rs", ""), ("support/lib.rs", ""), ("src/main.rs", "fn main() {}\n")] {
            let path = format!("{member}/{path}");
            if member != "sdk" && root().join(&path).exists() {
                files.insert(path, text.to_owned());
            }
        }
    }
    let sdk = files.get_mut("sdk/Cargo.toml").unwrap();
    *sdk = sdk.replace("default = [\"redis\", \"sts\"", "demo = []\ndefault = [\"demo\"");
    assert!(sdk.contains("demo"), "default features in another form:\n{sdk}");
    files.insert("Cargo.toml".to_owned(), manifest.replace("members = [", "members = [\"user\", "));
    files.insert("Cargo.lock".to_owned(), read("Cargo.lock"));
    files.insert("user/Cargo.toml".to_owned(), USER.to_owned());
    files
}

/// A manifest without tests, benches and examples, which are not copied.
fn without_targets(manifest: &str) -> String {
    let mut kept = true;
    let lines = manifest.split_inclusive('\n').filter(|line| {
        if line.starts_with('[') {
            kept = !line.starts_with("[[");
        }
        kept
    });
    lines.collect()
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
    for path in read_tree(&folder.join("sdk")).into_keys().map(|path| format!("sdk/{path}")) {
        if !files.contains_key(&path) {
            fs::remove_file(folder.join(path)).unwrap();
        }
    }
}
