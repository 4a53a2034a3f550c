//! Errors of form: duplicate, unknown or missing keys, and values that the schema does not allow.

use serde_json::json;

use super::*;
use crate::spec::set;

#[test]
fn duplicate_keys() {
    let twice = |from, to| row(BACKUP, Edit::Text(from, to), "duplicate key", "remove one of the two");
    check(&[
        twice(r#""topic": "backups","#, "\"topic\": \"backups\",\n\"topic\": \"backups\",").at("/topic"),
        twice(r#""min": 0,"#, r#""min": 0, "min": 0,"#).at("/parameters/StorageDays/min"),
    ]);
}

#[test]
fn unknown_keys() {
    let unknown = |file, pointer, help| row(file, set(pointer, "x"), "unknown key", help);
    // If the right key also exists, it is not suggested.
    let beside = |file, pointer| row(file, set(pointer, "x"), "unknown key", "remove it").saying_exactly();
    check(&[
        unknown(BACKUP, "/deprecatd", "write `deprecated`, or remove it"),
        unknown(BACKUP, "/colour", "remove it"),
        unknown(BACKUPS, "/parameters/Limit/uint", "write `unit`"),
        row(
            TYPES,
            set("/types/RedisBackupSet/fields/Status/vales", json!({})),
            "unknown key `vales`",
            "write `values`, or remove it",
        ),
        beside(BACKUP, "/rate/documentd"),
        beside(BACKUP, "/parameters/StorageDays/defualt"),
        beside(BACKUP, "/results/TaskId/output_require"),
        beside(BACKUP, "/samples/0/Title"),
        beside(BACKUP, "/asynchronous/0/feild"),
        beside(BACKUPS, "/pages/styel"),
        beside(TYPES, "/types/RedisBackupSet/feilds"),
        beside(PRODUCT, "/reginal"),
        beside(PRODUCT, "/waiters/task/mesage"),
        beside(COMMON, "/sites/china/domian"),
    ]);
}

/// A misspelled key is one error, although the right key is then missing.
#[test]
fn misspelt_keys() {
    let misspelt = |file, pointer, key, help| row(file, Edit::Rename(pointer, key), "unknown key", help);
    check(&[
        misspelt(BACKUP, "/samples", "sample", "write `samples`"),
        misspelt(BACKUP, "/newer_errors", "newer_error", "write `newer_errors`"),
        misspelt(BACKUP, "/parameters/StorageDays/unit", "Unit", "write `unit`"),
        misspelt(BACKUP, "/summary", "sumary", "write `summary`"),
        misspelt(BACKUP, "/parameters", "parameter", "write `parameters`"),
        misspelt(BACKUP, "/results/TaskId/type", "typ", "write `type`"),
        misspelt(BACKUPS, "/pages/items", "item", "write `items`"),
        misspelt(TYPES, "/types", "type", "write `types`"),
        misspelt(PRODUCT, "/errors", "error", "write `errors`"),
        misspelt(COMMON, "/errors", "error", "write `errors`"),
    ]);
}

/// The value of a misspelled key is checked as that of the intended key, and reported at its own place.
#[test]
fn errors_under_a_misspelt_key() {
    let mut files = small();
    set("/parameters/Remark/doc", "").apply(&mut files, BACKUP);
    Edit::Rename("/parameters", "parameter").apply(&mut files, BACKUP);
    let found = generate(&files).unwrap_err();
    let line = |words: &str| files[BACKUP].lines().position(|line| line.contains(words)).map(|index| index + 1);
    let lines: Vec<_> = found.iter().map(|diagnostic| diagnostic.place.line).collect();
    assert_eq!(lines, [line("\"parameter\""), line("\"doc\": \"\"")], "{}", shown(&found));
}

#[test]
fn missing_keys() {
    let missing = |file, pointer| row(file, Edit::Remove(pointer), "is missing", "add it");
    check(&[
        missing(BACKUP, "/summary"),
        missing(BACKUP, "/effect"),
        missing(BACKUP, "/errors"),
        missing(BACKUP, "/topic"),
        missing(BACKUP, "/action"),
        missing(BACKUP, "/page"),
        missing(BACKUP, "/parameters"),
        missing(BACKUP, "/results"),
        missing(BACKUPS, "/results"),
        missing(BACKUP, "/rate/documented"),
        missing(BACKUP, "/parameters/StorageDays/type"),
        missing(BACKUP, "/parameters/InstanceId/name"),
        missing(BACKUP, "/results/TaskId/name"),
        missing(BACKUP, "/results/TaskId/doc"),
        missing(BACKUP, "/samples/0/response"),
        missing(BACKUP, "/samples/0/request"),
        missing(BACKUPS, "/pages/total"),
        missing(TYPES, "/types"),
        missing(URLS, "/parameters/LimitVpc/type"),
        missing(BACKUPS, "/parameters/Status/type"),
        missing(BACKUPS, "/parameters/Limit/name"),
        missing(TYPES, "/types/RedisBackupSet/fields"),
        missing(TYPES, "/types/RedisBackupSet/fields/Status/name"),
        missing(TYPES, "/types/RedisBackupSet/fields/Encrypted/type"),
        missing(PRODUCT, "/topics"),
        missing(PRODUCT, "/errors"),
        missing(PRODUCT, "/default_rate"),
        missing(PRODUCT, "/version"),
        missing(PRODUCT, "/waiters/task/action"),
        missing(PRODUCT, "/waiters/task/done"),
        missing(COMMON, "/errors"),
        missing(COMMON, "/sites"),
        missing(COMMON, "/regions"),
    ]);
}

#[test]
fn wrong_json_types() {
    let wrong = |file, pointer, value, message| row(file, set(pointer, value), message, "schema");
    check(&[
        wrong(BACKUP, "/summary", json!(5), "5 is not of type \"string\""),
        wrong(BACKUP, "/parameters", json!({}), "{} is not of type \"array\""),
        wrong(BACKUP, "/parameters/0", json!(null), "null is not of type \"object\""),
        wrong(BACKUP, "/parameters/InstanceId/name", json!(7), "7 is not of type \"string\""),
        wrong(BACKUP, "/parameters/StorageDays/type", json!(7), "7 is not of type \"string\""),
        wrong(BACKUP, "/results/TaskId/type", json!(["int64"]), "is not of type \"string\""),
        wrong(BACKUP, "/parameters/InstanceId/required", json!("true"), "is not of type \"boolean\""),
        wrong(BACKUP, "/parameters/StorageDays/min", json!("0"), "number"),
        wrong(BACKUP, "/parameters/StorageDays/values", json!(["7"]), "is not of type \"object\""),
        wrong(BACKUP, "/errors/0", json!(7), "7 is not of type \"string\""),
        wrong(BACKUP, "/rate", json!("20"), "20"),
        wrong(BACKUP, "/rate/per_second", json!("20"), "is not of type \"integer\""),
        wrong(BACKUP, "/rate/per_second", json!(-1), "-1 is less than"),
        wrong(BACKUP, "/rate/per_second", json!(2.5), "2.5 is not of type \"integer\""),
        wrong(BACKUP, "/rate/per_second", json!(5_000_000_000_u64), "5000000000"),
        wrong(PRODUCT, "/default_rate", json!(5_000_000_000_u64), "5000000000"),
        wrong(PRODUCT, "/errors/InternalError", json!(null), "null is not of type \"string\""),
        wrong(PRODUCT, "/waiters", json!([]), "[] is not of type \"object\""),
        wrong(PRODUCT, "/waiters/task", json!(null), "null is not of type \"object\""),
        wrong(TYPES, "/types", json!([]), "[] is not of type \"object\""),
        wrong(TYPES, "/types/RedisBackupSet", json!([]), "[] is not of type \"object\""),
        wrong(TYPES, "/types/RedisBackupSet/fields/0", json!(null), "null is not of type \"object\""),
        wrong(TYPES, "/types/BackupLimitVpcItem/fields/VpcList/name", json!(7), "7 is not of type \"string\""),
        wrong(COMMON, "/sites/china/regional_hosts", json!("yes"), "is not of type \"boolean\""),
    ]);
}

/// The message must list the allowed values: no one knows the schema by heart.
#[test]
fn values_from_a_closed_set() {
    check(&[
        row(BACKUP, set("/effect", "reed"), "\"reed\" is not allowed here", "write `read`, or write one of"),
        row(BACKUP, set("/samples/0/method", "PUT"), "\"PUT\" is not allowed here", "one of `GET`, `POST`"),
        row(
            BACKUPS,
            set("/pages/style", "offset"),
            "\"offset\" is not allowed here",
            "write one of `offset_limit`, `aligned_offset_limit`, `page_number`, `page_no`",
        ),
    ]);
}

#[test]
fn malformed_types() {
    let malformed = |text: &'static str| row(BACKUP, set("/parameters/Remark/type", text), text, "");
    check(&[malformed("[string"), malformed("[[string]"), malformed("string]"), malformed("[]"), malformed("")]);
}
