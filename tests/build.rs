//! Extracts the Rust blocks of the README, so that `readme/` compiles and runs them as they are printed.

use std::{env, error::Error, fs, path::Path};

const README: &str = "../README.md";

/// How the blocks of a section are compiled.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    Items,
    /// As one block expression.
    Statements,
}

/// Headings of the README, and the file that the Rust blocks of each section become.
const SECTIONS: [(&str, &str, Form); 6] = [
    ("# tencloud", "first.rs", Form::Statements),
    ("## A tour", "tour.rs", Form::Items),
    ("## Stream events", "streams.rs", Form::Items),
    ("## Test your code", "test_your_code.rs", Form::Items),
    ("## Logs and metrics", "logs.rs", Form::Statements),
    ("## Errors in your code", "errors.rs", Form::Items),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={README}");
    let readme = fs::read_to_string(README)?;
    let out = env::var("OUT_DIR")?;
    for (heading, file, form) in SECTIONS {
        let blocks = rust_blocks(&readme, heading);
        if blocks.is_empty() {
            return Err(format!("README.md has no Rust block below `{heading}`; update tests/build.rs").into());
        }
        let text = if form == Form::Statements { format!("{{\n{blocks}}}\n") } else { blocks };
        fs::write(Path::new(&out).join(file), text)?;
    }
    Ok(())
}

/// Returns the Rust blocks of a section, in order. A section ends at the next heading.
fn rust_blocks(readme: &str, heading: &str) -> String {
    let mut blocks = String::new();
    let (mut in_section, mut in_block, mut in_rust) = (false, false, false);
    for line in readme.lines() {
        if let Some(language) = line.strip_prefix("```") {
            in_block = !in_block;
            in_rust = in_block && language == "rust";
        } else if !in_block && line.starts_with('#') {
            in_section = line == heading;
        } else if in_section && in_rust {
            blocks.push_str(line);
            blocks.push('\n');
        }
    }
    blocks
}
