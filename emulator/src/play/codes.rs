//! The table of error codes in docs/emulator.md.

use std::{
    collections::BTreeMap,
    env, fs,
    path::Path,
    sync::{Mutex, PoisonError},
};

use tencloud_spec::ApiVersion;

/// Tests of several products must not write the file at the same time.
static FILE: Mutex<()> = Mutex::new(());

/// Where the table of a product begins. It ends at the next heading, or with the file.
fn heading(product: &str) -> String {
    format!("## Error codes of {product}\n")
}

/// Checks that the table in docs/emulator.md has the codes that occurred, or adds them with `UPDATE_GOLDEN=1`. Codes that
/// an earlier, longer play has found stay as long as the spec lists them.
pub(super) fn check(api: &ApiVersion, outcomes: &BTreeMap<String, BTreeMap<String, usize>>) {
    let _locked = FILE.lock().unwrap_or_else(PoisonError::into_inner);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/emulator.md");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let heading = heading(&api.product.product);
    let start = text.find(&heading).map_or(text.len(), |at| at + heading.len());
    let end = text[start..].find("\n\n## ").map_or(text.len(), |at| start + at + 1);
    let known = &text[start..end];
    let mut table = String::from("\n| Action | Codes that occur | Other codes that the spec lists |\n|---|---|---|\n");
    for (name, action) in &api.actions {
        let row = known.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap_or_default();
        let was_found = |code: &str| row.split('|').nth(2).is_some_and(|cell| cell.contains(&format!("`{code}`")));
        let found =
            |code: &&String| outcomes.get(name).is_some_and(|codes| codes.contains_key(*code)) || was_found(code);
        let listed: Vec<_> = action.errors.iter().flatten().chain(&action.newer_errors).collect();
        let (occur, injected): (Vec<_>, Vec<_>) = listed.into_iter().partition(found);
        let cell = |codes: Vec<&String>| codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        table.push_str(&format!("| `{name}` | {} | {} |\n", cell(occur), cell(injected)));
    }
    if known == table {
        return;
    }
    if env::var("UPDATE_GOLDEN").is_ok() {
        let before = if text.contains(&heading) { text[..start].to_owned() } else { format!("{text}\n{heading}") };
        fs::write(path, before + &table + &text[end..]).unwrap();
        return;
    }
    panic!("docs/emulator.md is out of date; run `UPDATE_GOLDEN=1 cargo test -p tencloud-emulator --lib play`");
}
