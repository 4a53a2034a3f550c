//! The table in `docs/reliability.md`.

use std::path::Path;
use std::{env, fs};

const BEGIN: &str = "<!-- The fault table begins. Written by a test: do not edit. -->\n";
const END: &str = "<!-- The fault table ends. -->\n";
const HEAD: &str = "\n| fault | call | ends | sent | arrived in full | `may_have_acted` |\n|---|---|---|---|---|---|\n";

/// Compares the table with what was measured, or updates it.
pub(crate) fn check(rows: &[String]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/reliability.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (recorded, after) = rest.split_once(END).unwrap();
    let measured = format!("{HEAD}{}\n\n", rows.join("\n"));
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, [before, BEGIN, &measured, END, after].concat()).unwrap();
        return;
    }
    let differences = differing_lines(recorded, &measured);
    assert!(
        differences.is_empty(),
        "docs/reliability.md differs:\n{}\nUPDATE_GOLDEN=1 updates it",
        differences.join("\n")
    );
}

/// Returns the lines that only one of the two contains.
fn differing_lines(recorded: &str, measured: &str) -> Vec<String> {
    let missing = |text: &str, lines: &str, sign: char| -> Vec<String> {
        text.lines()
            .filter(|line| !lines.lines().any(|other| other == *line))
            .map(|line| format!("{sign} {line}"))
            .collect()
    };
    [missing(recorded, measured, '-'), missing(measured, recorded, '+')].concat()
}
