//! Names that appear twice, that are the same in Rust, or that cannot be names. A collision is an error, never a silent
//! change of a name.

use serde_json::{Value, json};

use super::*;
use crate::spec::{VERSION, edit, set};

fn field(name: &str) -> Value {
    json!({ "name": name, "type": "string", "doc": "Something." })
}

fn required(name: &str) -> Value {
    json!({ "name": name, "type": "string", "doc": "Something.", "required": true, "secret": false })
}

#[test]
fn duplicate_names() {
    let twice = |file, list, name, help| row(file, set(list, field(name)), "appears twice", help);
    check(&[
        twice(BACKUP, "/parameters/-", "Remark", "remove one of the two").at("/parameters/3/name"),
        twice(BACKUP, "/results/-", "TaskId", "remove one of the two").at("/results/1/name"),
        twice(BACKUP, "/results/-", "RequestId", "every response has it").at("/results/1/name"),
        twice(TYPES, "/types/BackupLimitVpcItem/fields/-", "Region", "remove one of the two")
            .at("/types/BackupLimitVpcItem/fields/2/name"),
    ]);
}

#[test]
fn fields_that_are_the_same_in_rust() {
    let same = |file, list, name, message| row(file, set(list, field(name)), message, "codegen/src/names.rs");
    check(&[
        same(BACKUP, "/parameters/-", "Storage_Days", "both `storage_days` in Rust").at("/parameters/3/name"),
        same(BACKUP, "/parameters/-", "Extra_Parameters", "both `extra_parameters` in Rust").at("/parameters/3/name"),
        same(BACKUP, "/results/-", "Task_Id", "`Task_Id` and `TaskId` are both `task_id` in Rust")
            .at("/results/1/name"),
        same(BACKUP, "/results/-", "request_id", "both `request_id` in Rust").at("/results/1/name"),
        same(TYPES, "/types/BackupLimitVpcItem/fields/-", "Region_", "both `region` in Rust")
            .at("/types/BackupLimitVpcItem/fields/2/name"),
    ]);
}

/// `RequestId` is part of every response.
#[test]
fn fields_that_differ_only_in_capitals_are_numbered() {
    let mut files = small();
    for (pointer, name) in [("/parameters/-", "REMARK"), ("/results/-", "TaskID"), ("/results/-", "RequestID")] {
        set(pointer, field(name)).apply(&mut files, BACKUP);
    }
    let code = generate(&files).unwrap_or_else(|found| panic!("{}", shown(&found)));
    let code = &code["sdk/src/generated/redis/manual_backup_instance.rs"];
    for row in ["remark_2: Option<String> = \"REMARK\"", "task_id_2: ", "request_id_2: "] {
        assert!(code.contains(row), "no `{row}` in {code}");
    }
}

#[test]
fn invalid_names() {
    let not_a_name = |name| {
        row(BACKUP, set("/parameters/-", field(name)), "cannot be the name of a field", "letters, digits, `_`")
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

/// The names, other than those of fields, from which the generator makes Rust names.
#[test]
fn other_names() {
    let named = |file, pointer, value, message, help| row(file, set(pointer, value), message, help);
    let waiter = json!({
        "doc": "Waits.", "action": "DescribeTaskInfo", "parameter": "TaskId", "state": "/Status", "done": ["succeed"], "failed": []
    });
    let site = json!({ "doc": "A site.", "domain": "example.com" });
    let lonely = json!({ "doc": "Something.", "fields": [] });
    check(&[
        named(PRODUCT, "/waiters/big-task", waiter, "`big-task` cannot be the name of a waiter", "joined by _"),
        named(
            PRODUCT,
            "/errors/Internal Error",
            json!("An error."),
            "invalid error code `Internal Error`",
            "write it like",
        ),
        named(
            COMMON,
            "/errors/Internal Error",
            json!("An error."),
            "invalid error code `Internal Error`",
            "write it like",
        ),
        named(COMMON, "/regions/ap tokyo", json!("Tokyo"), "invalid region `ap tokyo`", "write it like ap-tokyo"),
        named(COMMON, "/regions/ap_tokyo", json!("Tokyo"), "invalid region `ap_tokyo`", "write it like ap-tokyo"),
        named(COMMON, "/sites/main site", site, "`main site` cannot be the name of a site", "write one word"),
        named(PRODUCT, "/product", json!("red is"), "`red is` cannot be the name of a product", "such as redis"),
        named(PRODUCT, "/module", json!("common"), "`common` is reserved for generated code", "another name"),
        named(PRODUCT, "/version", json!("v3"), "invalid version `v3`", "write it like 2018-04-12"),
        named(BACKUP, "/action", json!("Manual-Backup"), "`Manual-Backup` cannot be the name of an action", "letters"),
        named(TYPES, "/types/备注", lonely, "`备注` cannot be the name of a struct", "letters, digits"),
    ]);
}

#[test]
fn error_codes_that_are_the_same_in_rust() {
    let same = |file, pointer, message, help| row(file, set(pointer, "Something."), message, help);
    let both = "give one of them another name in codegen/src/names.rs";
    let needed = "give it another name in codegen/src/names.rs";
    check(&[
        same(
            PRODUCT,
            "/errors/FailedOperationUnknown",
            "`FailedOperationUnknown` and `FailedOperation.Unknown` are both `FailedOperationUnknown` in Rust",
            both,
        ),
        // An action's codes are those of its product and of all products.
        same(PRODUCT, "/errors/DryRun.Operation", "`DryRun.Operation` and `DryRunOperation` are both", both),
        same(PRODUCT, "/errors/Unknown", "`Unknown` is reserved for generated code", needed),
        same(PRODUCT, "/errors/Common", "`Common` is reserved for generated code", needed),
        same(COMMON, "/errors/DryRun.Operation", "both `DryRunOperation` in Rust", both),
    ]);
}

/// The generated code has its own modules, types and methods, which no name of the spec may replace.
#[test]
fn names_that_generated_items_have() {
    let complaints: Vec<_> = [
        ("an action like another one", with_action("ManualBackupINSTANCE")),
        ("an action like the client's module", with_action("Client")),
        ("an action like the module of structs", with_action("Types")),
        ("an action like the module of required parameters", with_action("Required")),
        ("an action like the module's own file", with_action("Mod")),
        ("an action like the client's constructor", with_action("New")),
        ("an action like the client's other methods", with_action("Call")),
        ("an action like the client's copy with options", with_action("WithOptions")),
        ("an action like a waiter", with_action("WaitForTask")),
        ("a struct like another one", with_structure("Backup_Limit_Vpc_Item")),
        ("a struct like a builder", with_structure("BackupLimitVpcItemBuilder")),
        ("a parameter like the builder's end", with_parameter("Send")),
        ("a parameter like the builder's other end", with_parameter("IntoRequest")),
        ("a parameter like the builder's constructor", with_parameter("New")),
        ("a parameter like the builder's way around setters", with_parameter("Modify")),
        ("a member like the builder's end", with_member("Build")),
        ("a member like the builder's constructor", with_member("New")),
    ]
    .into_iter()
    .filter_map(|(case, files)| Some(format!("{case}: {}", complaint(&files)?)))
    .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Types that generated code names itself are listed in a table. A data type with one of these names gets the suffix
/// `Type`, so that it shadows none. The made-up product of the golden files compiles with a few of them.
#[test]
fn names_that_give_way() {
    let code = |files: &Files, file: &str| {
        let generated = generate(files).unwrap_or_else(|found| panic!("{}", shown(&found)));
        generated[&format!("sdk/src/generated/redis/{file}.rs")].clone()
    };
    for name in ["String", "Client", "Option", "Box", "Default", "Vec"] {
        let types = code(&with_structure(name), "types");
        assert!(types.contains(&format!("pub struct {name}Type {{")), "{name}: {types}");
        // A required parameter becomes a type parameter of its builder, which would shadow the type of that name.
        let action = code(&with_parameter(name), "manual_backup_instance");
        assert!(action.contains(&format!("{name}Type: required::{name},")), "{name}: {action}");
    }
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

/// Returns the outcome for a spec, unless that is exactly one error about names.
fn complaint(files: &Files) -> Option<String> {
    match catch_unwind(AssertUnwindSafe(|| generate(files))) {
        Ok(Ok(_)) => Some("no error found".to_owned()),
        Err(_) => Some("the generator panics".to_owned()),
        Ok(Err(found)) => match found.as_slice() {
            [diagnostic]
                if diagnostic.message.contains("in Rust")
                    || diagnostic.message.contains("reserved for generated code") =>
            {
                None
            }
            found => Some(shown(found)),
        },
    }
}
