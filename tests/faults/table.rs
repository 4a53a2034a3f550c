//! The table in `docs/reliability.md`.

use std::path::Path;
use std::{env, fs};

const BEGIN: &str = "<!-- The fault table begins. Written by a test: do not edit. -->\n";
const END: &str = "<!-- The fault table ends. -->\n";
const HEAD: &str = "\n| fault | call | ends | sent | arrived whole | \"may have acted\" |\n|---|---|---|---|---|---|\n";

/// Holds the table against what was measured, or writes it anew.
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
        "docs/reliability.md says otherwise:\n{}\nUPDATE_GOLDEN=1 records the table as it is now",
        differences.join("\n")
    );
}

/// The lines that one of both has alone.
fn differing_lines(recorded: &str, measured: &str) -> Vec<String> {
    let missing = |text: &str, lines: &str, sign: char| -> Vec<String> {
        text.lines()
            .filter(|line| !lines.lines().any(|other| other == *line))
            .map(|line| format!("{sign} {line}"))
            .collect()
    };
    [missing(recorded, measured, '-'), missing(measured, recorded, '+')].concat()
}
