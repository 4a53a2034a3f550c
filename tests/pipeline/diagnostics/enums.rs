//! Errors of enums, and of the fields that use them.

use serde_json::{Value, json};

use super::*;
use crate::spec::set;

const STATUS: &str = "/parameters/Status/enum";

#[test]
fn sets_that_fields_name() {
    let wrong = |file, pointer, value: Value, message, help| row(file, set(pointer, value), message, help);
    let with = |keys: Value| {
        let mut field = json!({ "name": "Added", "type": "string", "doc": "Something." });
        field.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        set("/parameters/-", field)
    };
    let secret = json!({ "enum": "IpComparisonSymbol", "secret": true });
    check(&[
        wrong(BACKUPS, STATUS, json!("BackupStatsu"), "unknown enum `BackupStatsu`", "write `BackupStatus`, or"),
        wrong(BACKUPS, STATUS, json!("Weather"), "unknown enum `Weather`", "under `enums` in types.json"),
        // The intended enum is then unused, which must not be reported as well.
        wrong(URLS, "/parameters/LimitType/enum", json!("DownloadLimitTypes"), "unknown", "write `DownloadLimitType`"),
        wrong(
            BACKUPS,
            STATUS,
            json!("IpComparisonSymbol"),
            "the values of `IpComparisonSymbol` are not of type `int64`",
            "fits",
        ),
        wrong(
            BACKUP,
            "/parameters/Remark/enum",
            json!("BackupStatus"),
            "`BackupStatus` are not of type `string`",
            "fits",
        ),
        wrong(
            TYPES,
            "/types/RedisBackupSet/fields/Encrypted/enum",
            json!("LockStatus"),
            "are not of type `bool`",
            "fits",
        ),
        wrong(URLS, "/parameters/LimitVpc/enum", json!("BackupStatus"), "are not of type `BackupLimitVpcItem`", "fits"),
        // One of its values is negative.
        wrong(
            TASK,
            "/parameters/TaskId/enum",
            json!("BackupStatus"),
            "`BackupStatus` are not of type `uint64`",
            "fits",
        ),
        wrong(
            BACKUPS,
            "/parameters/Status/values",
            json!({ "2": "Finished" }),
            "the enum already names the values",
            "remove `values`",
        ),
        row(URLS, with(secret), "only a string can be a secret", "remove").at("/parameters/Added/secret"),
    ]);
}

#[test]
fn values_that_fields_choose() {
    let wrong = |file, pointer, value: Value, message, help| row(file, set(pointer, value), message, help);
    check(&[
        wrong(BACKUPS, "/parameters/Status/only", json!(["2", "7"]), "`BackupStatus` has no value `7`", "to the enum")
            .at("/parameters/Status/only/1"),
        wrong(
            URLS,
            "/parameters/LimitType/only",
            json!(["NoLimits"]),
            "no value `NoLimits`",
            "write `NoLimit`, or add",
        )
        .at("/parameters/LimitType/only/0"),
        wrong(BACKUP, "/parameters/Remark/only", json!(["x"]), "no enum to choose from", "name the enum, or remove"),
        wrong(
            URLS,
            "/parameters/VpcComparisonSymbol/only",
            json!(["In"]),
            "no enum to choose from",
            "name the enum, or remove `only`",
        ),
        wrong(
            URLS,
            "/parameters/IpComparisonSymbol/default",
            json!("Out"),
            "the default \"Out\" is not among the allowed values",
            "add the value to the enum `IpComparisonSymbol`, or correct",
        ),
        wrong(
            BACKUPS,
            "/parameters/Status/only",
            json!(["1", "3"]),
            "the default 2 is not among the allowed values",
            "add the value to `only`, or correct",
        )
        .at("/parameters/Status/default"),
    ]);
}

#[test]
fn sets_of_values() {
    let wrong = |pointer, value: Value, message, help| row(TYPES, set(pointer, value), message, help);
    let set_of = |ty: &str| json!({ "doc": "Something.", "type": ty, "values": { "1": { "name": "One", "doc": "The first." } } });
    check(&[
        wrong(
            "/enums/Lonely",
            set_of("int64"),
            "the enum `Lonely` is unused",
            "use it, or remove it if no field needs it",
        ),
        wrong("/enums/lonely", set_of("int64"), "`lonely` cannot be the name of an enum", "in upper camel case"),
        wrong("/enums/Not-One", set_of("int64"), "`Not-One` cannot be the name of an enum", "in upper camel case"),
        wrong("/enums/Option", set_of("int64"), "`Option` cannot be the name of an enum", "that Rust's own types"),
        wrong("/enums/RedisBackupSet", set_of("int64"), "are both `RedisBackupSet` in Rust", "another name here"),
        wrong(
            "/enums/BackupLimitVpcItemBuilder",
            set_of("int64"),
            "are both `BackupLimitVpcItemBuilder` in Rust",
            "another name here",
        ),
        // Neither its values nor the fields that use it are reported as well.
        wrong("/enums/BackupStatus/type", json!("int46"), "values cannot be `int46`", "write int64 or string"),
        wrong("/enums/BackupStatus/type", json!("float"), "values cannot be `float`", "write int64 or string"),
        wrong("/enums/BackupStatus/type", json!("[int64]"), "values cannot be `[int64]`", "write int64 or string"),
        row(
            TYPES,
            Edit::Rename("/enums/BackupStatus/values/2", "x"),
            "the value `x` is not of type `int64`",
            "correct the value",
        ),
        wrong("/enums/BackupStatus/values", json!({}), "the set is empty", "list its values, or remove the enum"),
        wrong("/enums/BackupStatus/doc", json!(""), "the text is empty", "in your own words"),
    ]);
}

#[test]
fn named_values() {
    let wrong = |pointer, value: Value, message, help| row(TYPES, set(pointer, value), message, help);
    let seventh = || json!({ "name": "Seventh", "doc": "The seventh." });
    let named =
        |name: &'static str, message, help| wrong("/enums/BackupStatus/values/3/name", json!(name), message, help);
    let upper = "write a name in upper camel case";
    check(&[
        wrong(
            "/enums/BackupStatus/values/x",
            seventh(),
            "the value `x` is not of type `int64`",
            "correct the value or the type",
        ),
        wrong(
            "/enums/BackupStatus/values/1.5",
            seventh(),
            "the value `1.5` is not of type `int64`",
            "correct the value",
        ),
        wrong("/enums/BackupStatus/values/3/doc", json!(" "), "the text is empty", "in your own words"),
        named("being exported", "`being exported` cannot be the name of a value", upper),
        named("exporting", "`exporting` cannot be the name of a value", upper),
        named("3rd", "`3rd` cannot be the name of a value", upper),
        named("Self", "`Self` cannot be the name of a value", upper),
        named("", "`` cannot be the name of a value", upper),
        named("Normal", "`3` and `2` are both `Normal` in Rust", "give one of them another name here"),
        named("Other", "reserved for generated code", "give it another name here"),
    ]);
}

#[test]
fn form() {
    let missing = |pointer| row(TYPES, Edit::Remove(pointer), "is missing", "add it");
    let wrong = |pointer, value: Value, message| row(TYPES, set(pointer, value), message, "schema");
    check(&[
        missing("/enums/BackupStatus/doc"),
        missing("/enums/BackupStatus/type"),
        missing("/enums/BackupStatus/values"),
        missing("/enums/BackupStatus/values/3/name"),
        missing("/enums/BackupStatus/values/3/doc"),
        // Everything that uses them is then unknown, which must not be reported as well.
        wrong("/enums", json!([]), "[] is not of type \"object\""),
        wrong("/enums/BackupStatus", json!([]), "[] is not of type \"object\""),
        wrong("/enums/BackupStatus/values", json!(["1"]), "is not of type \"object\""),
        wrong("/enums/BackupStatus/values/3", json!("Exporting"), "\"Exporting\" is not of type \"object\""),
        row(TYPES, Edit::Rename("/enums", "enum"), "unknown key `enum`", "write `enums`"),
        row(BACKUPS, Edit::Rename(STATUS, "enun"), "unknown key `enun`", "write `enum`"),
        row(BACKUPS, set("/parameters/Status/only", "2"), "\"2\" is not of type \"array\"", "schema"),
    ]);
}
