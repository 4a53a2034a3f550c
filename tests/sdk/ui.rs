//! What the compiler reports for an error, compared with `tests/ui/*.stderr`, and what must compile.
//!
//! `UPDATE_GOLDEN=1 cargo test -p tencloud-tests --test sdk ui` updates the messages. They depend on the toolchain in
//! `rust-toolchain.toml`. The programs are compiled against the SDK that is already built.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

#[test]
fn what_a_user_writes_compiles_and_mistakes_have_the_recorded_messages() {
    let (library, program) = build();
    assert!(Command::new(program).status().unwrap().success());
    for case in ["missing_parameter", "wrong_type", "exhaustive_match"] {
        let source = format!("tests/ui/{case}.rs");
        // Run from the root, since the library's own files are named by their paths relative to it.
        let output = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .current_dir(root())
            .args(["--edition=2024", "--crate-type=bin", "--emit=metadata", "--verbose", "-Adead_code"])
            .args(["--color=never", "--diagnostic-width=140", "--out-dir", env!("CARGO_TARGET_TMPDIR")])
            .arg(format!("--extern=tencloud={}", library.display()))
            .arg(format!("-Ldependency={}", library.parent().unwrap().display()))
            .arg(&source)
            .output()
            .unwrap();
        let reported = normalized(&String::from_utf8(output.stderr).unwrap());
        assert!(!output.status.success(), "{source} compiles\n{reported}");
        let path = root().join(format!("tests/ui/{case}.stderr"));
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &reported).unwrap();
        }
        let recorded = fs::read_to_string(&path).unwrap_or_default();
        assert!(reported == recorded, "{source}: the compiler reports\n\n{reported}\nand not\n\n{recorded}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Builds the program that must compile, and returns the paths of the SDK and of the program. The features are those of
/// the whole workspace, so that at most the program is compiled.
fn build() -> (PathBuf, PathBuf) {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // The variables that Cargo set for this test would make it run the build scripts of dependencies again.
    let set = env::vars_os().map(|(name, _)| name);
    for name in set.filter(|name| name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR") {
        cargo.env_remove(name);
    }
    let output = cargo
        .args(["build", "--workspace", "--example", "what-a-user-writes", "--message-format", "json"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).unwrap();
    let messages: Vec<Value> = messages.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let artifact = |name: &str| messages.iter().find(|message| message["target"]["name"] == name).unwrap();
    let files = artifact("tencloud")["filenames"].as_array().unwrap().iter().filter_map(Value::as_str);
    let library = files.map(PathBuf::from).find(|path| path.extension() == Some("rlib".as_ref())).unwrap();
    (library, artifact("what-a-user-writes")["executable"].as_str().unwrap().into())
}

/// Returns the messages without what changes with other files: line numbers, and the indentation that they cause.
fn normalized(stderr: &str) -> String {
    let endings = ["error: aborting due to", "Some errors have detailed", "For more information about"];
    let messages = stderr.split("\n\n").filter(|message| !endings.iter().any(|ending| message.starts_with(ending)));
    let messages: Vec<_> = messages.map(|message| without_foreign_lines(message.trim_end())).collect();
    format!("{}\n", messages.join("\n\n"))
}

fn without_foreign_lines(message: &str) -> String {
    let (mut lines, mut foreign) = (Vec::new(), false);
    let (mut width, mut kept_width) = (0, 0);
    for line in message.lines() {
        // `12 | code`: the compiler aligns a whole message to its longest line number.
        let start = line.trim_start();
        let digits = start.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let gutter = if digits == 0 { 0 } else { line.len() - start.len() + digits };
        width = width.max(gutter);
        let place = ["--> ", "::: "].into_iter().find_map(|arrow| start.strip_prefix(arrow));
        if let Some(place) = place {
            foreign = !place.starts_with("tests/ui/");
            let line = line.replace(" tests/ui/", " ui/").replace(" sdk/src/", " $WORKSPACE/sdk/src/");
            lines.push(match line.split_once(".rs:") {
                Some((file, _)) if foreign => format!("{file}.rs"),
                _ => line,
            });
        } else {
            // A note or help starts over, by default about the source.
            foreign &= line.starts_with([' ', '.']) || gutter > 0;
            if foreign {
                lines.push(" ".repeat(gutter) + &line[gutter..]);
            } else {
                kept_width = kept_width.max(digits);
                lines.push(line.to_owned());
            }
        }
    }
    let excess = " ".repeat(width - kept_width);
    let lines: Vec<_> = lines.iter().map(|line| line.strip_prefix(&excess).unwrap_or(line)).collect();
    lines.join("\n")
}
