//! Many errors at once: one run reports all of them, each once, in an order in which they can be fixed.

use serde_json::json;

use super::*;
use crate::spec::set;

#[test]
fn ten_errors_in_one_run() {
    let planted = [
        (COMMON, set("/page", "cloud.tencent.com"), "is not the URL of a page", "starting with https://"),
        (URLS, set("/parameters/IpComparisonSymbol/default", "Out"), "not among the allowed values", "the enum"),
        (URLS, set("/errors/-", "InternalErorr"), "unknown error code `InternalErorr`", "write `InternalError`"),
        (BACKUP, set("/topic", "backup"), "unknown topic `backup`", "write `backups`"),
        (BACKUP, set("/parameters/Remark/doc", ""), "the text is empty", "your own words"),
        (BACKUP, set("/parameters/StorageDays/default", 9999), "is outside its range", "the range"),
        (BACKUP, set("/asynchronous/0/waiter", "tsak"), "unknown waiter `tsak`", "write `task`"),
        (BACKUP, set("/samples/0/request/Weather", "bad"), "is not among the parameters", "remove it from the sample"),
        (PRODUCT, set("/default_rate", 0), "a rate of zero", "usually 20"),
        (TYPES, set("/types/RedisBackupSet/fields/Status/vales", json!({})), "unknown key `vales`", "write `values`"),
    ];
    let mut files = small();
    let places: Vec<_> = planted.iter().map(|(file, edit, ..)| edit.apply(&mut files, file)).collect();
    let found = generate(&files).unwrap_err();

    assert_eq!(found.len(), planted.len(), "{}", shown(&found));
    for ((file, _, message, help), place) in planted.iter().zip(&places) {
        let matching = |diagnostic: &&Diagnostic| {
            path_of(diagnostic) == *file
                && diagnostic.place.pointer == *place
                && diagnostic.message.contains(message)
                && diagnostic.help.as_ref().is_some_and(|found| found.contains(help))
        };
        let diagnostic =
            found.iter().find(matching).unwrap_or_else(|| panic!("{file} {place}: {message}{}", shown(&found)));
        assert!(is_placed(diagnostic, &files), "{diagnostic}");
        let (line, column) = position(diagnostic).unwrap();
        let text = diagnostic.to_string();
        assert!(text.starts_with(&format!("error: spec/{file}:{line}:{column} ({place}): ")), "{text}");
    }
    let order: Vec<_> = found.iter().map(|diagnostic| (path_of(diagnostic), position(diagnostic))).collect();
    assert!(order.is_sorted(), "{}", shown(&found));
    assert_eq!(generate(&files).unwrap_err(), found);
}

/// Errors in files of the same folder must not hide each other, even if shared files are among them.
#[test]
fn a_broken_shared_file_hides_no_error_elsewhere() {
    for shared in [TYPES, PRODUCT, COMMON] {
        let mut files = small();
        Edit::Write("{").apply(&mut files, shared);
        set("/colour", "red").apply(&mut files, BACKUP);
        set("/summary", 5).apply(&mut files, TASK);
        set("/page", "cloud.tencent.com").apply(&mut files, RESTORE);
        let found = generate(&files).unwrap_err();
        let in_files: Vec<_> = found.iter().map(path_of).collect();
        let mut expected = vec![TASK, BACKUP, RESTORE, shared];
        expected.sort();
        assert_eq!(in_files, expected, "{}", shown(&found));
    }
}
