//! Errors of an action as a whole: its name, topic, error codes, pagination, asynchronous operations.

use serde_json::json;

use super::*;
use crate::spec::set;

#[test]
fn action_and_file() {
    check(&[
        row(
            BACKUP,
            set("/action", "ManualBackup"),
            "`ManualBackup` is in a file named `ManualBackupInstance.json`",
            "same name",
        ),
        row(
            BACKUP,
            Edit::MoveTo("redis/2018-04-12/actions/ManualBackup.json"),
            "is in a file named `ManualBackup.json`",
            "same name",
        )
        .in_file("redis/2018-04-12/actions/ManualBackup.json")
        .at("/action"),
    ]);
}

#[test]
fn texts() {
    let empty = |pointer| row(BACKUP, set(pointer, ""), "the text is empty", "in your own words");
    let left =
        |pointer| row(BACKUP, set(pointer, "TODO: say it"), "left to fill in: TODO: say it", "documentation page");
    check(&[
        empty("/summary"),
        left("/summary"),
        left("/doc"),
        empty("/deprecated"),
        left("/deprecated"),
        left("/topic"),
        left("/errors/-"),
    ]);
}

#[test]
fn impact() {
    check(&[
        row(BACKUP, Edit::Remove("/impact"), "the impact of the write is missing", "an empty list").at("/effect"),
        row(BACKUPS, set("/impact", json!([])), "only writes have an impact", "remove `impact`"),
        row(RESTORE, set("/impact", json!(["disruptive", "disruptive"])), "listed twice", "remove one").at("/impact/1"),
        row(RESTORE, set("/impact/0", "distructive"), "is not allowed here", "write `destructive`"),
        row(RESTORE, set("/impact/0", "TODO: what it does"), "left to fill in", "documentation page"),
    ]);
}

#[test]
fn topics() {
    check(&[
        row(BACKUP, set("/topic", "backup"), "unknown topic `backup`", "write `backups`, or add it to `topics`"),
        row(BACKUP, set("/topic", "weather"), "unknown topic `weather`", "add it to `topics` in product.json"),
    ]);
}

#[test]
fn error_codes() {
    let code = |pointer, code, message, help| row(BACKUP, set(pointer, code), message, help);
    check(&[
        code("/errors/-", "InternalErorr", "unknown error code `InternalErorr`", "write `InternalError`"),
        code(
            "/errors/-",
            "ResourceInUse.InstanceBeenLock",
            "unknown error code",
            "write `ResourceInUse.InstanceBeenLocked`",
        ),
        code("/errors/-", "Weather.Bad", "unknown error code `Weather.Bad`", "add it with its meaning"),
        code("/newer_errors/0", "UnsupportedRegin", "unknown error code", "write `UnsupportedRegion`"),
        code("/errors/-", "InvalidParameter.InvalidParameter", "is listed twice", "remove one of the two"),
        code("/newer_errors/-", "InvalidParameter.InvalidParameter", "is listed twice", "remove one of the two"),
    ]);
}

#[test]
fn pages() {
    let wrong = |pointer, value, message, help| row(BACKUPS, set(pointer, value), message, help);
    let by_number = "this style needs an integer parameter `PageNumber`";
    check(&[
        wrong("/pages/items", "BackupSets", "no list named `BackupSets`", "write `BackupSet`"),
        wrong("/pages/items", "Weather", "no list named `Weather`", "name the result that contains the items"),
        wrong("/pages/items", "TotalCount", "no list named `TotalCount`", ""),
        wrong("/pages/total", "TotalCuont", "no integer named `TotalCuont`", "write `TotalCount`"),
        wrong("/pages/total", "BackupSet", "no integer named `BackupSet`", ""),
        wrong("/pages/style", "page_number", by_number, "choose the style"),
        wrong("/pages/items", "BackupSet.List", "no list named `BackupSet.List`", "name the result that contains"),
        wrong("/pages/total", "Data.Total", "no integer named `Data.Total`", "name the result that contains the total"),
        wrong("/pages/style", "token", "this style needs a `token`", "name its parameter and its result"),
        row(
            BACKUPS,
            set("/parameters/Offset/enum", "BackupStatus"),
            "`Offset` has an enum or is a secret",
            "another field",
        )
        .at("/pages/style"),
        row(BACKUPS, set("/pages/from_zero", true), "this style does not count pages", "remove `from_zero`"),
        row(
            BACKUPS,
            set("/pages/token", json!({ "parameter": "InstanceId", "result": "TotalCount" })),
            "this style has no token",
            "write the style `token`",
        ),
        row(
            BACKUPS,
            Edit::Text("\"name\": \"Limit\",\n      \"type\": \"int64\"", "\"name\": \"Limit\", \"type\": \"float\""),
            "an integer parameter `Limit`",
            "",
        )
        .at("/pages/style"),
    ]);
}

#[test]
fn asynchronous_operations() {
    let wrong = |pointer, value, message, help| row(BACKUP, set(pointer, value), message, help);
    check(&[
        wrong("/asynchronous/0/field", json!("TaskID_"), "the action has no result `TaskID_`", "write `TaskId`"),
        wrong("/asynchronous/0/field", json!("Weather"), "the action has no result `Weather`", "name a result"),
        wrong("/asynchronous/0/waiter", json!("tsak"), "unknown waiter `tsak`", "write `task`"),
        wrong(
            "/asynchronous/0/waiter",
            json!("weather"),
            "unknown waiter `weather`",
            "under `waiters` in product.json",
        ),
    ]);
}

#[test]
fn what_sounds_like_an_asynchronous_operation_needs_a_decision() {
    let undecided = |file, edit, message, help| row(file, edit, message, help).at("/asynchronous");
    let result = |name: &str, ty: &str| json!({ "name": name, "type": ty, "doc": "Something." });
    let added = |name, ty, message| undecided(URLS, set("/results/-", result(name, ty)), message, "no work continues");
    let named = "write `\"asynchronous\": []` if no work continues";
    check(&[
        undecided(BACKUP, Edit::Remove("/asynchronous"), "`TaskId` sounds like the id of an operation", named),
        undecided(BACKUP, Edit::Remove("/asynchronous"), "", "{ \"field\": \"TaskId\", \"waiter\": … }"),
        added("FlowIds", "[uint64]", "`FlowIds` sounds like"),
        added("DealId", "string", "`DealId` sounds like"),
        added("AsyncRequestId", "int64", "`AsyncRequestId` sounds like"),
    ]);
    for (asynchronous, field) in [
        (json!([]), result("TaskId", "int64")),
        (json!(null), result("TaskIdType", "int64")),
        (json!(null), result("TaskId", "[BackupDownloadInfo]")),
    ] {
        let mut files = small();
        set("/results/-", field.clone()).apply(&mut files, URLS);
        set("/asynchronous", asynchronous).apply(&mut files, URLS);
        assert_eq!(generate(&files).err(), None, "{field}");
    }
}

#[test]
fn products_with_facts_only_are_not_asked_what_continues() {
    let mut files = small();
    set("/facts_only", true).apply(&mut files, PRODUCT);
    Edit::Remove("/asynchronous").apply(&mut files, BACKUP);
    assert_eq!(generate(&files).err(), None);
}

#[test]
fn streams() {
    let wrong = |streams, at, message, help| row(BACKUP, set("/streams", streams), message, help).at(at);
    let by = |name| json!({ "when": "requested", "parameter": name, "events": "results" });
    let undeclined = json!({ "when": "default", "events": "results" });
    check(&[
        wrong(by("Stream"), "/streams/parameter", "no boolean or integer named `Stream`", "name the parameter"),
        wrong(by("StorageDay"), "/streams/parameter", "named `StorageDay`", "write `StorageDays`"),
        wrong(by("Remark"), "/streams/parameter", "no boolean or integer named `Remark`", ""),
        wrong(undeclined, "/streams/when", "no parameter can decline the stream", "name the parameter"),
    ]);
}
