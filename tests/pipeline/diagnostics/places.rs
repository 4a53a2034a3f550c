//! Errors of whole files: invalid JSON, wrong places, missing files.

use super::*;

/// Returns the text of a file, and the place in it that the generator must report.
#[test]
fn not_json() {
    let rows = [
        (BACKUP, "{\n  \"action\": }", (2, 13)),
        (BACKUP, "{\n  \"action\": \"x\",\n}\n", (3, 1)),
        (BACKUP, "{\n  \"action\": \"x\"\n", (3, 1)),
        (BACKUP, "{ \"action\": 'x' }", (1, 13)),
        (BACKUP, "{}\n{}\n", (2, 1)),
        (BACKUP, "", (1, 1)),
        // Actions use its structs, and waiters poll its actions: none of that is reported as well.
        (TASK, "{", (1, 1)),
        (BACKUPS, "{", (1, 1)),
        (TYPES, "{", (1, 1)),
        (PRODUCT, "{", (1, 1)),
        (COMMON, "{", (1, 1)),
    ];
    let complaints: Vec<_> = rows
        .into_iter()
        .filter_map(|(file, text, position)| {
            let mut files = small();
            files.insert(file.to_owned(), text.to_owned());
            let found = generate(&files).unwrap_err();
            let right = |diagnostic: &Diagnostic| {
                path_of(diagnostic) == file
                    && super::position(diagnostic) == Some(position)
                    && diagnostic.message.starts_with("invalid JSON: ")
            };
            let only = matches!(found.as_slice(), [diagnostic] if right(diagnostic));
            (!only).then(|| format!("{file} as {text:?}, expected at {position:?}{}", shown(&found)))
        })
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn json_of_another_kind() {
    let other = |file| row(file, Edit::Write("[]\n"), "[] is not of type \"object\"", "");
    check(&[other(BACKUP), other(TASK), other(BACKUPS), other(TYPES), other(PRODUCT), other(COMMON)]);
}

#[test]
fn misplaced_files() {
    let help = "<product>/<version>/actions/<Action>.json";
    let misplaced = |path| row(BACKUP, Edit::MoveTo(path), "unexpected file in the spec", help).in_file(path);
    check(&[
        misplaced("ManualBackupInstance.json"),
        misplaced("redis/ManualBackupInstance.json"),
        misplaced("redis/2018-04-12/ManualBackupInstance.json"),
        misplaced("redis/2018-04-12/actions/old/ManualBackupInstance.json"),
        misplaced("redis/2018-04-12/actions/ManualBackupInstance.yaml"),
        misplaced("redis/2018-04-12/action/ManualBackupInstance.json"),
    ]);
}

#[test]
fn missing_files() {
    let missing = |file| row(file, Edit::Delete, "the file is missing", "write it");
    check(&[missing(COMMON), missing(PRODUCT), missing(TYPES)]);
}

#[test]
fn nothing_at_all() {
    let found = generate(&Files::new()).unwrap_err();
    assert_eq!(found.len(), 1, "{}", shown(&found));
    assert_eq!((path_of(&found[0]), found[0].message.as_str()), (COMMON, "the file is missing"));
}
