//! Errors of what products share: `common.json`, `product.json` with its waiters, and `types.json`.

use serde_json::json;

use super::*;
use crate::spec::set;

#[test]
fn shared_texts() {
    let empty = |file, pointer| row(file, set(pointer, "  "), "the text is empty", "in your own words");
    let left =
        |file, pointer| row(file, set(pointer, "TODO: say it"), "left to fill in: TODO: say it", "documentation page");
    check(&[
        empty(COMMON, "/errors/InternalError"),
        left(COMMON, "/regions/ap-tokyo"),
        empty(COMMON, "/sites/china/doc"),
        empty(PRODUCT, "/title"),
        left(PRODUCT, "/doc"),
        empty(PRODUCT, "/topics/backups"),
        left(PRODUCT, "/errors/LimitExceeded"),
        empty(PRODUCT, "/waiters/task/doc"),
        empty(TYPES, "/types/RedisBackupSet/doc"),
        left(TYPES, "/types/RedisBackupSet/fields/Status/doc"),
        empty(TYPES, "/enums/BackupStatus/doc"),
        left(TYPES, "/enums/BackupStatus/values/1/doc"),
    ]);
}

#[test]
fn error_classes() {
    let class = |code, class, message, help| row(PRODUCT, set(code, class), message, help);
    check(&[
        class(
            "/error_classes/FailedOperation.PayFailed",
            "outcome_unknown",
            "already determine the class",
            "remove it",
        ),
        class(
            "/error_classes/FailedOperation.PayFail",
            "permanent",
            "unknown error code `FailedOperation.PayFail`",
            "write `FailedOperation.PayFailed`",
        ),
        class("/error_classes/Nothing", "permanent", "unknown error code `Nothing`", "add it to `errors` first"),
        class("/error_classes/InternalError", "never", "is not allowed here", "write one of `permanent`"),
        row(COMMON, set("/error_class_rules/0/reason", ""), "the text is empty", "in your own words"),
        row(
            COMMON,
            set("/error_class_rules/8/codes/8", "failedoperation*"),
            "an earlier rule already matches",
            "remove one",
        ),
    ]);
}

#[test]
fn page_addresses() {
    let bad = |file| {
        row(
            file,
            set("/page", "cloud.tencent.com/document/api/239"),
            "is not the URL of a page",
            "starting with https://",
        )
    };
    let left = |file| row(file, set("/page", "TODO: the page"), "left to fill in", "documentation page");
    check(&[
        bad(COMMON),
        bad(PRODUCT),
        bad(TYPES),
        bad(BACKUP),
        left(COMMON),
        left(PRODUCT),
        left(TYPES),
        left(BACKUP),
    ]);
}

#[test]
fn product_and_folder() {
    let renamed = |pointer, name, message| row(PRODUCT, set(pointer, name), message, "rename the folder or correct");
    check(&[
        renamed("/product", "rediss", "the product is `rediss`, but the folder is named `redis`"),
        renamed("/version", "2018-04-13", "the version is `2018-04-13`, but the folder is named `2018-04-12`"),
    ]);
}

#[test]
fn rates() {
    check(&[
        row(PRODUCT, set("/default_rate", 0), "a rate of zero", "usually 20"),
        row(BACKUP, set("/rate/per_second", 0), "a rate of zero", "omit `rate`"),
    ]);
}

#[test]
fn unused_structures() {
    let lonely = json!({ "doc": "Alone.", "fields": [{ "name": "Id", "type": "string", "doc": "An id." }] });
    let in_a_ring = json!({ "doc": "Itself.", "fields": [{ "name": "More", "type": "[Ring]", "doc": "More." }] });
    let unused = |pointer, value, message| {
        row(TYPES, set(pointer, value), message, "use it, or remove it if no action needs it")
    };
    check(&[
        unused("/types/Lonely", lonely, "the struct `Lonely` is unused"),
        unused("/types/Ring", in_a_ring, "the struct `Ring` is unused"),
    ]);
}

/// Such structs become boxes: the made-up product of the golden files compiles with one.
#[test]
fn structures_that_contain_themselves() {
    let mut files = small();
    let own = json!({ "name": "Parent", "type": "RedisBackupSet", "doc": "The backup before this one." });
    set("/types/RedisBackupSet/fields/-", own).apply(&mut files, TYPES);
    let generated = generate(&files).unwrap_or_else(|found| panic!("{}", shown(&found)));
    let types = &generated["sdk/src/generated/redis/types.rs"];
    assert!(types.contains("pub parent: Option<Box<RedisBackupSet>> ="), "{types}");
}

#[test]
fn waiters() {
    let wrong = |pointer, value, message, help| row(PRODUCT, set(pointer, value), message, help);
    check(&[
        wrong("/waiters/task/done", json!([]), "no state ends the wait", "list the states"),
        wrong(
            "/waiters/task/action",
            json!("DescribeTaskInf"),
            "unknown action `DescribeTaskInf`",
            "write `DescribeTaskInfo`",
        ),
        wrong("/waiters/task/action", json!("Sleep"), "unknown action `Sleep`", "add that action first"),
        wrong(
            "/waiters/task/parameter",
            json!("TaskID2"),
            "`DescribeTaskInfo` has no parameter `TaskID2`",
            "write `TaskId`",
        ),
        wrong("/waiters/task/parameter", json!("Nothing"), "no parameter `Nothing`", "name a parameter"),
        wrong("/waiters/task/state", json!("Status"), "`Status` does not lead to a string or integer", "JSON pointer"),
        wrong("/waiters/task/state", json!("/Stat"), "`/Stat` does not lead to", "JSON pointer"),
        wrong("/waiters/task/state", json!("/Status/TaskType"), "`/Status/TaskType` does not lead to", "JSON pointer"),
        wrong("/waiters/task/message", json!("/Message"), "`/Message` does not lead to", "JSON pointer"),
        wrong(
            "/waiters/order/state",
            json!("/DealDetails"),
            "does not lead to a string or integer",
            "/InstanceSet/0/Status",
        ),
        wrong(
            "/waiters/order/state",
            json!("/DealDetails/Status"),
            "does not lead to a string or integer",
            "/InstanceSet/0/Status",
        ),
        wrong(
            "/waiters/order/state",
            json!("/DealDetails/0/State"),
            "does not lead to a string or integer",
            "/InstanceSet/0/Status",
        ),
        wrong(
            "/waiters/order/state",
            json!("/DealDetails/0/InstanceIds/0/Status"),
            "does not lead to",
            "/InstanceSet/0/Status",
        ),
        wrong("/waiters/task/failed/-", json!("succeed"), "`succeed` cannot be both success and failure", "remove one"),
        // A waiter takes one id, so the generated method cannot take a list.
        wrong("/waiters/order/parameter", json!("DealIds"), "`DealIds`", ""),
    ]);
}
