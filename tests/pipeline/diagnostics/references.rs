//! References in texts: to variants of enums, fields of data types, parameters and results of actions.

use serde_json::json;

use super::*;
use crate::spec::{edit, set};

#[test]
fn members_that_do_not_exist() {
    let wrong = |file, pointer, text: &'static str, what, help| row(file, set(pointer, text), what, help);
    let status = "`BackupStatus` has no variant `Norml`";
    let field = "`RedisBackupSet` has no field `Remarks`";
    let result = "`ManualBackupInstance` has no parameter or result `Task`";
    let normal = "write `BackupStatus.Normal`, or name one that exists";
    check(&[
        wrong(BACKUP, "/summary", "Leads to `BackupStatus.Norml`.", status, normal),
        wrong(BACKUP, "/doc", "Leads to `BackupStatus.Normal` or `BackupStatus.Norml`.", status, normal),
        wrong(BACKUP, "/deprecated", "See `RedisBackupSet.Remarks`.", field, "write `RedisBackupSet.Remark`"),
        wrong(
            BACKUP,
            "/parameters/Remark/doc",
            "See `RedisBackupSet.Remarks`.",
            field,
            "write `RedisBackupSet.Remark`",
        ),
        wrong(
            TASK,
            "/parameters/TaskId/doc",
            "See `ManualBackupInstance.Task`.",
            result,
            "`ManualBackupInstance.TaskId`",
        ),
        wrong(TASK, "/results/Status/deprecated", "See `ManualBackupInstance.Task`.", result, "`ManualBackupInstance."),
        wrong(
            TASK,
            "/results/Status/doc",
            "See `RedisBackupSet.Weather`.",
            "no field `Weather`",
            "name one that exists",
        )
        .saying_exactly(),
        row(BACKUP, set("/parameters/Remark/values", json!({ "a": "As `BackupStatus.Norml`" })), status, normal)
            .at("/parameters/Remark/values/a"),
        wrong(TYPES, "/types/RedisBackupSet/doc", "See `RedisBackupSet.Remarks`.", field, "`RedisBackupSet.Remark`"),
        wrong(TYPES, "/types/RedisBackupSet/fields/Remark/doc", "See `BackupStatus.Norml`.", status, normal),
        wrong(TYPES, "/enums/BackupStatus/doc", "Not `BackupStatus.Norml`.", status, normal),
        wrong(TYPES, "/enums/BackupStatus/values/1/doc", "Not `BackupStatus.Norml`.", status, normal),
        wrong(PRODUCT, "/doc", "Not `BackupStatus.Norml`.", status, normal),
        wrong(PRODUCT, "/topics/backups", "Not `BackupStatus.Norml`.", status, normal),
        wrong(PRODUCT, "/waiters/task/doc", "Not `BackupStatus.Norml`.", status, normal),
        wrong(PRODUCT, "/errors/LimitExceeded", "Not `BackupStatus.Norml`.", status, normal),
    ]);
}

/// Most code in texts is a value, or belongs to something that the spec does not describe.
#[test]
fn code_that_is_no_reference() {
    let mut files = small();
    edit(&mut files, BACKUP, |action| {
        action["doc"] = json!(
            "`0.25`, `redis.conf`, `Weather.Sunny`, `RedisBackupSet.`, `ResourceNotFound.InstanceNotExists`, `.Status`."
        );
    });
    assert!(generate(&files).is_ok());
}
