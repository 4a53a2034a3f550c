//! Names that stand twice, that Rust cannot tell apart, or that are no names. A collision is a fault, never a silent
//! change of a name.

use serde_json::{Value, json};

use super::*;
use crate::spec::{VERSION, edit, set};

fn field(name: &str) -> Value {
    json!({ "name": name, "type": "string", "doc": "Something." })
}

fn required(name: &str) -> Value {
    json!({ "name": name, "type": "string", "doc": "Something.", "required": true })
}

#[test]
fn names_that_stand_twice() {
    let twice = |file, list, name, mend| row(file, set(list, field(name)), "stands twice", mend);
    check(&[
        twice(BACKUP, "/parameters/-", "Remark", "remove one of the two").at("/parameters/3/name"),
        twice(BACKUP, "/results/-", "TaskId", "remove one of the two").at("/results/1/name"),
        twice(BACKUP, "/results/-", "RequestId", "every reply has it").at("/results/1/name"),
        twice(TYPES, "/types/BackupLimitVpcItem/fields/-", "Region", "remove one of the two")
            .at("/types/BackupLimitVpcItem/fields/2/name"),
    ]);
}

#[test]
fn fields_that_rust_cannot_tell_apart() {
    let same = |file, list, name, what| row(file, set(list, field(name)), what, "codegen/src/names.rs");
    check(&[
        same(BACKUP, "/parameters/-", "remark", "`remark` and `Remark` are both `remark` in Rust")
            .at("/parameters/3/name"),
        same(BACKUP, "/parameters/-", "Storage_Days", "both `storage_days` in Rust").at("/parameters/3/name"),
        same(BACKUP, "/results/-", "taskId", "both `task_id` in Rust").at("/results/1/name"),
        same(BACKUP, "/results/-", "request_id", "both `request_id` in Rust").at("/results/1/name"),
        same(TYPES, "/types/BackupLimitVpcItem/fields/-", "region", "both `region` in Rust")
            .at("/types/BackupLimitVpcItem/fields/2/name"),
    ]);
}

#[test]
fn no_names() {
    let not_a_name = |name| {
        row(BACKUP, set("/parameters/-", field(name)), "cannot be a name", "letters, digits, `_`")
            .at("/parameters/3/name")
    };
    check(&[
        not_a_name("Storage-Days"),
        not_a_name("Storage Days"),
        not_a_name(""),
        not_a_name("__"),
        not_a_name("备注"),
    ]);
}

/// What the generator makes names of, beside fields.
#[test]
fn other_names() {
    let named = |file, pointer, value| row(file, set(pointer, value), "cannot be a name", "letters, digits");
    let waiter = json!({
        "doc": "Waits.", "action": "DescribeTaskInfo", "parameter": "TaskId", "state": "/Status", "done": ["succeed"], "failed": []
    });
    let site = json!({ "doc": "A site.", "domain": "example.com" });
    check(&[
        named(PRODUCT, "/waiters/big-task", waiter),
        named(PRODUCT, "/errors/Internal Error", json!("An error.")),
        named(COMMON, "/errors/Internal Error", json!("An error.")),
        named(COMMON, "/regions/ap tokyo", json!("Tokyo")),
        named(COMMON, "/sites/main site", site),
    ]);
}

#[test]
fn error_codes_that_rust_cannot_tell_apart() {
    let same = |file, pointer, what| row(file, set(pointer, "Something."), what, "");
    check(&[
        same(
            PRODUCT,
            "/errors/FailedOperationUnknown",
            "`FailedOperationUnknown` and `FailedOperation.Unknown` are both",
        ),
        same(PRODUCT, "/errors/Unknown", "both `Unknown` in Rust"),
        same(PRODUCT, "/errors/Common", "both `Common` in Rust"),
        same(COMMON, "/errors/DryRun.Operation", "both `DryRunOperation` in Rust"),
        same(COMMON, "/regions/ap_tokyo", "both `AP_TOKYO` in Rust"),
    ]);
}

/// The generated code has modules, types and methods of its own, which no name of the spec may take the place of.
#[test]
fn names_that_generated_items_have() {
    let complaints: Vec<_> = [
        ("an action like another one", with_action("ManualBackupINSTANCE")),
        ("an action like the client's module", with_action("Client")),
        ("an action like the module of structures", with_action("Types")),
        ("an action like the module of markers", with_action("Missing")),
        ("an action like the module's own file", with_action("Mod")),
        ("an action like the client's constructor", with_action("New")),
        ("an action like a waiter", with_action("WaitForTask")),
        ("an action whose name is none", with_action("Manual-Backup")),
        ("a structure like another one", with_structure("Backup_Limit_Vpc_Item")),
        ("a structure like a builder", with_structure("BackupLimitVpcItemBuilder")),
        ("a structure like a type of the language", with_structure("String")),
        ("a structure like an import", with_structure("Record")),
        ("a parameter like the builder's end", with_parameter("Send")),
        ("a parameter like the builder's other end", with_parameter("IntoRequest")),
        ("a parameter like the builder's constructor", with_parameter("New")),
        // A required parameter is a type parameter of its builder, which hides the type of that name.
        ("a parameter like the client", with_parameter("Client")),
        ("a parameter like a type of the language", with_parameter("String")),
        ("a member like the builder's end", with_member("Build")),
        ("a member like the builder's constructor", with_member("New")),
    ]
    .into_iter()
    .filter_map(|(case, files)| Some(format!("{case}: {}", complaint(&files)?)))
    .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn with_action(name: &str) -> Files {
    let mut files = small();
    let text = files[BACKUP].replace("\"ManualBackupInstance\"", &format!("\"{name}\""));
    files.insert(format!("{VERSION}/actions/{name}.json"), text);
    files
}

fn with_parameter(name: &str) -> Files {
    let mut files = small();
    edit(&mut files, BACKUP, |action| {
        action["parameters"].as_array_mut().unwrap().push(required(name));
        action["samples"][0]["request"][name] = json!("x");
    });
    files
}

fn with_member(name: &str) -> Files {
    let mut files = small();
    edit(&mut files, TYPES, |types| {
        types["types"]["BackupLimitVpcItem"]["fields"].as_array_mut().unwrap().push(field(name));
    });
    files
}

fn with_structure(name: &str) -> Files {
    let mut files = small();
    edit(&mut files, TYPES, |types| types["types"][name] = json!({ "doc": "Something.", "fields": [field("Id")] }));
    edit(&mut files, URLS, |action| {
        let parameter = json!({ "name": "Another", "type": name, "doc": "Something." });
        action["parameters"].as_array_mut().unwrap().push(parameter);
    });
    files
}

/// Whether a spec gives anything else than one fault that speaks of names.
fn complaint(files: &Files) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| generate(files))) {
        Ok(Ok(_)) => Some("no fault found".to_owned()),
        Err(_) => Some("the generator panics".to_owned()),
        Ok(Err(found)) => match found.as_slice() {
            [fault] if fault.what.contains("in Rust") || fault.what.contains("cannot be a name") => None,
            found => Some(shown(found)),
        },
    }
}
