//! Samples that the spec does not allow.

use serde_json::json;

use super::*;
use crate::spec::set;

#[test]
fn fields_of_samples() {
    let wrong = |file, pointer, value, what, mend| row(file, set(pointer, value), what, mend);
    check(&[
        wrong(BACKUP, "/samples/0/title", json!(""), "the text is empty", ""),
        wrong(
            BACKUP,
            "/samples/0/request/InstanceID",
            json!("x"),
            "a field `InstanceID` that the spec does not know",
            "write `InstanceId`",
        ),
        wrong(
            BACKUP,
            "/samples/0/request/Weather",
            json!("x"),
            "a field `Weather`",
            "describe it, or remove it from the sample",
        ),
        wrong(BACKUP, "/samples/0/response/TaskID", json!(1), "a field `TaskID`", "write `TaskId`"),
        wrong(BACKUP, "/samples/0/response/Weather", json!(1), "a field `Weather`", "describe it"),
        wrong(
            BACKUPS,
            "/samples/0/response/BackupSet/0/Sttaus",
            json!(2),
            "`RedisBackupSet` has no field `Sttaus`",
            "write `Status`",
        ),
        wrong(
            BACKUPS,
            "/samples/0/response/BackupSet/0/Weather",
            json!(2),
            "`RedisBackupSet` has no field `Weather`",
            "",
        ),
    ]);
}

#[test]
fn values_of_samples() {
    let wrong = |file, pointer, value, what| row(file, set(pointer, value), what, "correct the type or the sample");
    check(&[
        wrong(BACKUP, "/samples/0/request/InstanceId", json!(["x"]), "[\"x\"] is no `string`"),
        wrong(BACKUP, "/samples/0/request/StorageDays", json!("week"), "\"week\" is no `int64`"),
        wrong(BACKUP, "/samples/0/request/StorageDays", json!(true), "true is no `int64`"),
        wrong(BACKUP, "/samples/0/response/TaskId", json!(1.5), "1.5 is no `int64`"),
        wrong(BACKUP, "/samples/0/response/TaskId", json!({}), "{} is no `int64`"),
        wrong(TASK, "/samples/0/request/TaskId", json!(-1), "-1 is no `uint64`"),
        wrong(BACKUPS, "/samples/0/request/Status", json!(2), "2 is no `[int64]`"),
        wrong(BACKUPS, "/samples/0/response/BackupSet", json!({}), "{} is no `[RedisBackupSet]`"),
        wrong(BACKUPS, "/samples/0/response/BackupSet/0", json!(7), "7 is no `RedisBackupSet`"),
        wrong(BACKUPS, "/samples/0/response/BackupSet/0/Status", json!("ok"), "\"ok\" is no `int64`"),
        wrong(BACKUPS, "/samples/0/response/BackupSet/0/Encrypted", json!(0), "0 is no `bool`"),
    ]);
}

#[test]
fn required_parameters_of_samples() {
    let incomplete = json!([{ "Region": "ap-guangzhou" }]);
    check(&[
        row(
            BACKUP,
            Edit::Remove("/samples/0/request/InstanceId"),
            "leaves out the required parameter `InstanceId`",
            "complete the sample",
        )
        .at("/samples/0/request"),
        row(URLS, set("/samples/0/request/LimitVpc", incomplete), "leaves out", "complete the sample")
            .at("/samples/0/request/LimitVpc/0"),
    ]);
}

/// All faults come at once, also where several stand in one value.
#[test]
fn several_in_one_sample() {
    let all = |file, edits: &[Edit], expected: &[&str]| {
        let mut files = small();
        for edit in edits {
            edit.apply(&mut files, file);
        }
        let found = generate(&files).unwrap_err();
        let says = |piece: &&str| found.iter().any(|fault| fault.what.contains(piece));
        assert!(found.len() == expected.len() && expected.iter().all(says), "{expected:?}{}", shown(&found));
    };
    all(
        BACKUPS,
        &[set("/samples/0/response/BackupSet/0/Status", "ok"), set("/samples/0/response/BackupSet/0/Locked", "no")],
        &["\"ok\" is no `int64`", "\"no\" is no `int64`"],
    );
    all(RESTORE, &[set("/samples/0/request", json!({}))], &["parameter `InstanceId`", "parameter `BackupId`"]);
}
