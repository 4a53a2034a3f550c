//! Samples that the spec does not allow.

use serde_json::json;

use super::*;
use crate::spec::set;

#[test]
fn fields_of_samples() {
    let unknown = |file, pointer, value, message| {
        row(file, set(pointer, value), message, "describe it, or remove it from the sample").saying_exactly()
    };
    let misspelt = |file, pointer, name, message, help| row(file, Edit::Rename(pointer, name), message, help);
    let parameters = "is not among the parameters";
    check(&[
        row(BACKUP, set("/samples/0/title", ""), "the text is empty", ""),
        // Even if the intended field is required, this is one error.
        misspelt(BACKUP, "/samples/0/request/InstanceId", "InstanceID", parameters, "write `InstanceId`"),
        misspelt(BACKUP, "/samples/0/request/Remark", "Remarks", parameters, "write `Remark`"),
        misspelt(BACKUP, "/samples/0/response/TaskId", "TaskID", "`TaskID` is not among the results", "write `TaskId`"),
        misspelt(
            BACKUPS,
            "/samples/0/response/BackupSet/0/Status",
            "Sttaus",
            "`Sttaus` is not among the fields of `RedisBackupSet`",
            "write `Status`",
        ),
        // The intended name also exists.
        unknown(BACKUP, "/samples/0/request/InstanceID", json!("x"), "`InstanceID` is not among the parameters"),
        unknown(BACKUP, "/samples/0/request/Weather", json!("x"), "`Weather` is not among the parameters"),
        unknown(BACKUP, "/samples/0/response/Weather", json!(1), "`Weather` is not among the results"),
        unknown(
            BACKUPS,
            "/samples/0/response/BackupSet/0/Weather",
            json!(2),
            "`Weather` is not among the fields of `RedisBackupSet`",
        ),
    ]);
}

#[test]
fn values_of_samples() {
    let wrong =
        |file, pointer, value, message| row(file, set(pointer, value), message, "correct the type or the sample");
    check(&[
        wrong(BACKUP, "/samples/0/request/InstanceId", json!(["x"]), "[\"x\"] is not of type `string`"),
        wrong(BACKUP, "/samples/0/request/StorageDays", json!("week"), "\"week\" is not of type `int64`"),
        wrong(BACKUP, "/samples/0/request/StorageDays", json!(true), "true is not of type `int64`"),
        wrong(BACKUP, "/samples/0/response/TaskId", json!(1.5), "1.5 is not of type `int64`"),
        wrong(BACKUP, "/samples/0/response/TaskId", json!({}), "{} is not of type `int64`"),
        wrong(TASK, "/samples/0/request/TaskId", json!(-1), "-1 is not of type `uint64`"),
        wrong(BACKUPS, "/samples/0/request/Status", json!(2), "2 is not of type `[int64]`"),
        wrong(BACKUPS, "/samples/0/response/BackupSet", json!({}), "{} is not of type `[RedisBackupSet]`"),
        wrong(BACKUPS, "/samples/0/response/BackupSet/0", json!(7), "7 is not of type `RedisBackupSet`"),
        wrong(BACKUPS, "/samples/0/response/BackupSet/0/Status", json!("ok"), "\"ok\" is not of type `int64`"),
        wrong(BACKUPS, "/samples/0/response/BackupSet/0/Encrypted", json!(0), "0 is not of type `bool`"),
    ]);
}

#[test]
fn required_parameters_of_samples() {
    let incomplete = json!([{ "Region": "ap-guangzhou" }]);
    check(&[
        row(
            BACKUP,
            Edit::Remove("/samples/0/request/InstanceId"),
            "the sample omits `InstanceId`, which is required",
            "complete the sample",
        ),
        row(URLS, set("/samples/0/request/LimitVpc", incomplete), "omits `VpcList`", "complete the sample")
            .at("/samples/0/request/LimitVpc/0/VpcList"),
    ]);
}

/// All errors are reported at once, even if several are in one value.
#[test]
fn several_in_one_sample() {
    let all = |file, edits: &[Edit], expected: &[&str]| {
        let mut files = small();
        for edit in edits {
            edit.apply(&mut files, file);
        }
        let found = generate(&files).unwrap_err();
        let says = |piece: &&str| found.iter().any(|diagnostic| diagnostic.message.contains(piece));
        assert!(found.len() == expected.len() && expected.iter().all(says), "{expected:?}{}", shown(&found));
    };
    all(
        BACKUPS,
        &[set("/samples/0/response/BackupSet/0/Status", "ok"), set("/samples/0/response/BackupSet/0/Locked", "no")],
        &["\"ok\" is not of type `int64`", "\"no\" is not of type `int64`"],
    );
    all(RESTORE, &[set("/samples/0/request", json!({}))], &["omits `InstanceId`", "omits `BackupId`"]);
}

/// A sample may show an API error: its request may then lack required parameters, and its response has no results.
#[test]
fn samples_that_show_an_api_error() {
    let error = |code: &str| json!({ "Error": { "Code": code, "Message": "x" }, "RequestId": "r" });
    let with = |request, response| {
        let mut files = small();
        set("/samples/0/request", request).apply(&mut files, BACKUP);
        set("/samples/0/response", response).apply(&mut files, BACKUP);
        generate(&files)
    };
    for request in [json!({}), json!({ "InstanceId": "x" })] {
        let generated = with(request, error("MissingParameter")).unwrap_or_else(|errors| panic!("{}", shown(&errors)));
        let code = &generated["sdk/src/generated/redis/manual_backup_instance.rs"];
        assert!(!code.contains("# async fn example"), "an example of a request that fails");
    }
    for (request, response, message) in [
        (json!({ "Weather": 1 }), error("X"), "`Weather` is not among the parameters"),
        (json!({ "InstanceId": "x" }), json!({ "Error": {}, "RequestId": "r" }), "`Error` is not among the results"),
        (json!({}), json!({ "RequestId": "r" }), "omits `InstanceId`"),
    ] {
        let errors = with(request, response).unwrap_err();
        assert!(errors.iter().any(|error| error.message.contains(message)), "{}", shown(&errors));
    }
}
