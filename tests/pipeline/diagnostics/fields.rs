//! Errors of fields: type, flags, texts, range, default, allowed values.

use serde_json::json;

use super::*;
use crate::spec::set;

#[test]
fn unknown_types() {
    let unknown = |file, pointer, name, message, help| row(file, set(pointer, name), message, help);
    check(&[
        unknown(BACKUP, "/parameters/Remark/type", "strnig", "unknown type `strnig`", "write `string`"),
        unknown(BACKUP, "/parameters/Remark/type", "Integer", "unknown type `Integer`", "write `int64` or `uint64`"),
        unknown(BACKUP, "/parameters/StorageDays/type", "int46", "unknown type `int46`", "write `int64`"),
        unknown(BACKUP, "/results/TaskId/type", "Task", "unknown type `Task`", "describe the struct in types.json"),
        unknown(RESTORE, "/parameters/Password/type", "str", "unknown type `str`", ""),
        unknown(BACKUPS, "/results/TotalCount/type", "integer", "unknown type `integer`", ""),
        unknown(BACKUPS, "/parameters/Status/type", "[int]", "unknown type `int`", "write `int64`"),
        unknown(TASK, "/parameters/TaskId/type", "uint46", "unknown type `uint46`", "write `uint64`"),
        unknown(TASK, "/results/Status/type", "sting", "unknown type `sting`", "write `string`"),
        // The intended struct is then unused, which must not be reported as well.
        unknown(
            BACKUPS,
            "/results/BackupSet/type",
            "[RedisBackupSte]",
            "unknown type `RedisBackupSte`",
            "write `RedisBackupSet`",
        ),
        unknown(TYPES, "/types/RedisBackupSet/fields/Status/type", "int46", "unknown type `int46`", "write `int64`"),
    ]);
}

#[test]
fn flags_on_the_wrong_side() {
    let wrong = |file, pointer, message, help| row(file, set(pointer, true), message, help);
    check(&[
        wrong(
            BACKUP,
            "/parameters/Remark/output_required",
            "`output_required` has no meaning here",
            "`required`, not `output_required`",
        ),
        wrong(BACKUP, "/parameters/Remark/nullable", "`nullable` has no meaning here", "only results"),
        wrong(
            BACKUP,
            "/results/TaskId/required",
            "`required` has no meaning here",
            "`output_required`, not `required`",
        ),
        wrong(BACKUP, "/parameters/StorageDays/secret", "only a string can be a secret", "remove `secret`"),
        wrong(BACKUP, "/results/TaskId/secret", "only a string can be a secret", "remove `secret`"),
        wrong(BACKUP, "/results/TaskId/presigned", "only a string can be a link", "remove `presigned`"),
        wrong(BACKUPS, "/parameters/Status/secret", "only a string can be a secret", "remove `secret`"),
    ]);
}

#[test]
fn what_sounds_like_a_secret_needs_a_decision() {
    let help = "add `\"secret\": true` if it must never be logged, otherwise `\"secret\": false`";
    let undecided = |file, edit, message| row(file, edit, message, help);
    let added = |name: &str, ty: &str| json!({ "name": name, "type": ty, "doc": "Something." });
    check(&[
        undecided(RESTORE, Edit::Remove("/parameters/Password/secret"), "`Password` sounds like a secret"),
        undecided(BACKUP, set("/parameters/-", added("AccessKeyId", "string")), "`AccessKeyId` sounds like a secret")
            .at("/parameters/AccessKeyId/secret"),
        undecided(BACKUP, set("/results/-", added("Tokens", "[string]")), "`Tokens` sounds like a secret")
            .at("/results/Tokens/secret"),
        undecided(TYPES, set("/types/RedisBackupSet/fields/-", added("DecryptKey", "string")), "`DecryptKey` sounds")
            .at("/types/RedisBackupSet/fields/DecryptKey/secret"),
    ]);
    let mut decided = added("NextToken", "string");
    decided["secret"] = false.into();
    let no_string = added("MaxTokens", "int64");
    let mut closed = added("TokenType", "[int64]");
    closed["enum"] = "BackupStatus".into();
    for field in [decided, no_string, closed, added("SearchKey", "string")] {
        let mut files = small();
        set("/parameters/-", field.clone()).apply(&mut files, BACKUP);
        assert_eq!(generate(&files).err(), None, "{field}");
    }
}

#[test]
fn texts() {
    let empty = |pointer| row(BACKUP, set(pointer, " "), "the text is empty", "in your own words");
    let left = |pointer| row(BACKUP, set(pointer, "days TODO"), "left to fill in: days TODO", "documentation page");
    check(&[
        empty("/parameters/InstanceId/doc"),
        empty("/results/TaskId/doc"),
        empty("/parameters/Remark/deprecated"),
        empty("/parameters/StorageDays/unit"),
        left("/parameters/InstanceId/doc"),
        left("/parameters/Remark/deprecated"),
        left("/parameters/StorageDays/unit"),
    ]);
}

#[test]
fn ranges() {
    let added = |field: Value, message, help| row(URLS, set("/parameters/-", field), message, help);
    let no_range = |ty: &str, key: &str| {
        let field = json!({ "name": "Added", "type": ty, "doc": "Something.", key: 1 });
        added(field, "has no range", "remove `min` and `max`")
    };
    let empty = json!({ "name": "Added", "type": "[string]", "doc": "Something.", "min": 3, "max": 2 });
    check(&[
        added(empty, "the range from 3 to 2 is empty", "swap or correct").at("/parameters/Added/max"),
        no_range("bool", "min").at("/parameters/Added/min"),
        no_range("bool", "max").at("/parameters/Added/max"),
        no_range("BackupLimitVpcItem", "max").at("/parameters/Added/max"),
    ]);
}

#[test]
fn defaults() {
    let wrong = |file, pointer, value, message, help| row(file, set(pointer, value), message, help);
    check(&[
        wrong(
            BACKUP,
            "/parameters/StorageDays/default",
            json!(1826),
            "the default 1826 is outside its range 0 to 1825",
            "correct the default",
        ),
        wrong(
            BACKUP,
            "/parameters/StorageDays/default",
            json!(-1),
            "-1 is outside",
            "correct the default or the range",
        ),
        wrong(
            BACKUPS,
            "/parameters/Limit/default",
            json!(101),
            "outside its range … to 100",
            "correct the default or the range",
        ),
        wrong(
            BACKUP,
            "/parameters/StorageDays/default",
            json!("week"),
            "does not fit the type: \"week\" is not of type `int64`",
            "or the type",
        ),
        wrong(BACKUP, "/parameters/StorageDays/default", json!(7.5), "7.5 is not of type `int64`", "or the type"),
        wrong(BACKUP, "/parameters/Remark/default", json!(["x"]), "is not of type `string`", "or the type"),
        wrong(BACKUP, "/parameters/Remark/default", json!(false), "false is not of type `string`", "or the type"),
        wrong(TASK, "/parameters/TaskId/default", json!(-3), "-3 is not of type `uint64`", "or the type"),
        wrong(BACKUPS, "/parameters/Status/default", json!(2), "2 is not of type `[int64]`", "or the type"),
        wrong(BACKUPS, "/parameters/Status/default", json!([2, "x"]), "\"x\" is not of type `int64`", "or the type"),
        wrong(
            BACKUPS,
            "/parameters/Status/default",
            json!([2, 7]),
            "the default 7 is not among the allowed values",
            "add the value to the enum `BackupStatus`",
        ),
        wrong(
            URLS,
            "/parameters/VpcComparisonSymbol/default",
            json!("Out"),
            "\"Out\" is not among the allowed values",
            "add the value to `values`",
        ),
    ]);
}

#[test]
fn allowed_values() {
    let wrong = |file, pointer, key: &'static str, message| {
        row(file, set(pointer, json!({ key: "Something" })), message, "correct the value or the type")
    };
    let in_a_list =
        json!({ "name": "Added", "type": "[[int64]]", "doc": "Something.", "values": { "x": "Something" } });
    check(&[
        wrong(BACKUP, "/parameters/StorageDays/values", "x", "value `x` is not of type `int64`")
            .at("/parameters/StorageDays/values/x"),
        wrong(BACKUP, "/results/TaskId/values", "1.5", "value `1.5` is not of type `int64`")
            .at("/results/TaskId/values/1.5"),
        wrong(TASK, "/parameters/TaskId/values", "-1", "value `-1` is not of type `uint64`")
            .at("/parameters/TaskId/values/-1"),
        wrong(URLS, "/parameters/LimitVpc/values", "x", "is not of type `BackupLimitVpcItem`")
            .at("/parameters/LimitVpc/values/x"),
        row(URLS, set("/parameters/-", in_a_list), "value `x` is not of type `int64`", "correct the value or the type")
            .at("/parameters/Added/values/x"),
    ]);
}
