//! Accounts, passwords and password rules.

use serde_json::{Value, json};
use tencloud_emulator::Fault;

use crate::support::Fixture;

const VPC: &str = "vpc-1";

fn with(instance: &str, parameters: Value) -> Value {
    let mut all = json!({ "InstanceId": instance });
    all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
    all
}

/// Calls an action whose task must succeed, and waits until it has ended.
fn run(fixture: &Fixture, action: &str, instance: &str, parameters: Value) {
    let response = fixture.call(action, with(instance, parameters));
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&response), ("succeed".into(), String::new()), "{action}");
}

fn accounts(fixture: &Fixture, instance: &str) -> Vec<Value> {
    let list = fixture.call("DescribeInstanceAccount", with(instance, json!({ "Limit": 10, "Offset": 0 })));
    list["Accounts"].as_array().unwrap().clone()
}

/// Whether RestoreInstance accepts a password.
fn is_password(fixture: &Fixture, instance: &str, password: &str) -> bool {
    let parameters = with(instance, json!({ "BackupId": "1-2-3", "Password": password }));
    match fixture.error_code("RestoreInstance", parameters).as_str() {
        "InvalidParameterValue.PasswordError" => false,
        "InvalidParameterValue.BackupNotExists" => true,
        other => panic!("{other}"),
    }
}

fn new_account(changes: Value) -> Value {
    let mut account =
        json!({ "AccountName": "app", "AccountPassword": "Secret_77", "ReadonlyPolicy": ["master"], "Privilege": "r" });
    account.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    account
}

#[tokio::test]
async fn accounts_are_added_changed_and_deleted() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let created = "2026-11-19 01:46:40";
    assert_eq!(
        accounts(&fixture, &id),
        [json!({
            "InstanceId": id, "AccountName": "root", "Remark": "default", "Privilege": "rw", "Status": 2,
            "ReadonlyPolicy": ["master"], "CreateTime": created, "PasswordLastModifiedTime": created,
        })]
    );
    fixture.call("CreateInstanceAccount", with(&id, new_account(json!({ "Remark": "reports" }))));
    assert_eq!((accounts(&fixture, &id).len(), fixture.status(&id)), (1, json!(1)));
    fixture.advance_phases(2);
    let added = accounts(&fixture, &id)[1].clone();
    let created = "2026-11-19 01:47:30";
    assert_eq!(
        added,
        json!({
            "InstanceId": id, "AccountName": "app", "Remark": "reports", "Privilege": "r", "Status": 2,
            "ReadonlyPolicy": ["master"], "CreateTime": created, "PasswordLastModifiedTime": created,
        })
    );

    let change = json!({ "AccountName": "app", "Privilege": "w", "Remark": "", "AccountPassword": "0ther_Secret" });
    fixture.call("ModifyInstanceAccount", with(&id, change));
    assert_eq!(
        (&accounts(&fixture, &id)[1]["Privilege"], &accounts(&fixture, &id)[1]["Status"]),
        (&json!("r"), &json!(1))
    );
    fixture.advance_phases(2);
    let changed = accounts(&fixture, &id)[1].clone();
    for (field, expect) in [
        ("Privilege", json!("w")),
        ("Remark", json!("")),
        ("ReadonlyPolicy", json!(["master"])),
        ("Status", json!(2)),
        ("CreateTime", json!(created)),
        ("PasswordLastModifiedTime", json!("2026-11-19 01:47:50")),
    ] {
        assert_eq!(changed[field], expect, "{field}");
    }
    // A change of nothing, as in the official sample.
    run(&fixture, "ModifyInstanceAccount", &id, json!({ "AccountName": "app" }));
    assert_eq!(accounts(&fixture, &id)[1], changed);

    fixture.emulator.inject(Fault::failing_workflow("DeleteInstanceAccount", "broken")).unwrap();
    for left in [2, 1] {
        fixture.call("DeleteInstanceAccount", with(&id, json!({ "AccountName": "app" })));
        fixture.advance_phases(2);
        assert_eq!(accounts(&fixture, &id).len(), left);
    }
}

#[tokio::test]
async fn impossible_accounts_are_refused() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let old = fixture.instance(json!({ "TypeId": 2 }));
    run(&fixture, "CreateInstanceAccount", &id, new_account(json!({})));
    let create = |instance: &str, changes: Value| ("CreateInstanceAccount", with(instance, new_account(changes)));
    let modify = |parameters: Value| ("ModifyInstanceAccount", with(&id, parameters));
    let delete = |name: &str| ("DeleteInstanceAccount", with(&id, json!({ "AccountName": name })));
    for ((action, parameters), expect) in [
        (create("crs-unknown0", json!({})), "ResourceNotFound"),
        (create(&old, json!({})), "FailedOperation.UnSupportError"),
        (create(&id, json!({})), "InvalidParameterValue"),
        (create(&id, json!({ "AccountName": "root" })), "InvalidParameterValue"),
        (create(&id, json!({ "AccountName": "a*b" })), "InvalidParameterValue"),
        (create(&id, json!({ "AccountName": "b", "AccountPassword": "onlyletters" })), "InvalidParameterValue"),
        (create(&id, json!({ "AccountName": "b", "Remark": "ü".repeat(33) })), "InvalidParameterValue"),
        (create(&id, json!({ "AccountName": "b", "ReadonlyPolicy": [] })), "InvalidParameter"),
        (
            create(&id, json!({ "AccountName": "b", "ReadonlyPolicy": ["replication"] })),
            "FailedOperation.UnSupportError",
        ),
        (create(&id, json!({ "AccountName": "b", "EncryptPassword": true })), "UnsupportedOperation"),
        (modify(json!({ "AccountName": "b" })), "ResourceNotFound"),
        (modify(json!({ "AccountName": "root", "Privilege": "r" })), "FailedOperation.UnSupportError"),
        (modify(json!({ "AccountName": "app", "NoAuth": true })), "InvalidParameter"),
        (modify(json!({ "AccountName": "app", "AccountPassword": "" })), "MissingParameter"),
        (modify(json!({ "AccountName": "app", "AccountPassword": "Sh0rt" })), "InvalidParameterValue"),
        // In the classic network.
        (modify(json!({ "AccountName": "root", "NoAuth": true })), "InvalidParameterValue"),
        (delete("b"), "ResourceNotFound"),
        (delete("root"), "UnsupportedOperation"),
    ] {
        assert_eq!(fixture.error_code(action, parameters.clone()), expect, "{action} {parameters}");
    }
    fixture.call("ModifyInstanceAccount", with(&id, json!({ "AccountName": "app" })));
    for (action, expect) in [
        ("CreateInstanceAccount", "ResourceInUse"),
        ("ModifyInstanceAccount", "ResourceUnavailable.InstanceStatusError"),
    ] {
        assert_eq!(fixture.error_code(action, with(&id, new_account(json!({})))), expect);
    }
}

#[tokio::test]
async fn a_new_password_is_valid_once_its_task_has_ended() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let mut current = "Passw0rd!";
    for (action, next) in [
        ("ModifyInstancePassword", "Passw0rd!2"),
        ("ModfiyInstancePassword", "Passw0rd!3"),
        ("ResetPassword", "Passw0rd!4"),
        ("ModifyInstanceAccount", "Passw0rd!5"),
    ] {
        let parameters = match action {
            "ResetPassword" => json!({ "Password": next }),
            "ModifyInstanceAccount" => json!({ "AccountName": "root", "AccountPassword": next }),
            _ => json!({ "OldPassword": current, "Password": next }),
        };
        fixture.emulator.inject(Fault::failing_workflow(action, "broken")).unwrap();
        fixture.call(action, with(&id, parameters.clone()));
        fixture.advance_phases(2);
        assert!(is_password(&fixture, &id, current), "{action} failed");
        run(&fixture, action, &id, parameters);
        assert!(is_password(&fixture, &id, next) && !is_password(&fixture, &id, current), "{action}");
        current = next;
    }
    let (wrong, rules) = ("InvalidParameterValue.PasswordError", "InvalidParameterValue.PasswordRuleError");
    let old = current;
    for (action, parameters, expect) in [
        ("ModifyInstancePassword", json!({ "OldPassword": "Passw0rd!", "Password": "Passw0rd!2" }), wrong),
        ("ModifyInstancePassword", json!({ "OldPassword": old, "Password": "onlyletters" }), rules),
        ("ModifyInstancePassword", json!({ "OldPassword": old, "Password": "With`tick1" }), rules),
        ("ModfiyInstancePassword", json!({ "OldPassword": old, "Password": "a".repeat(65) }), rules),
        (
            "ModfiyInstancePassword",
            json!({ "OldPassword": old, "Password": old, "EncryptPassword": true }),
            "UnsupportedOperation",
        ),
        ("ResetPassword", json!({}), "MissingParameter"),
        ("ResetPassword", json!({ "Password": "/leading0" }), rules),
        ("ResetPassword", json!({ "Password": old, "NoAuth": true }), "InvalidParameter"),
        ("ResetPassword", json!({ "Password": old, "EncryptPassword": true }), "UnsupportedOperation"),
        // In the classic network.
        ("ResetPassword", json!({ "NoAuth": true }), "InvalidParameterValue.PasswordFreeDenied"),
    ] {
        assert_eq!(fixture.error_code(action, with(&id, parameters.clone())), expect, "{action} {parameters}");
    }
}

#[tokio::test]
async fn an_instance_in_a_vpc_can_do_without_a_password() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "VpcId": VPC, "SubnetId": "subnet-1" }));
    let is_free = || {
        let instance = fixture.call("DescribeInstances", json!({ "InstanceId": id }))["InstanceSet"][0].clone();
        assert_eq!(instance["PasswordFree"], i32::from(instance["NoAuth"] == true));
        instance["NoAuth"].clone()
    };
    run(&fixture, "ResetPassword", &id, json!({ "NoAuth": true }));
    assert_eq!(is_free(), true);
    let change = json!({ "OldPassword": "Passw0rd!", "Password": "Passw0rd!2" });
    let expect = "InvalidParameterValue.PasswordError";
    assert_eq!(fixture.error_code("ModifyInstancePassword", with(&id, change)), expect);
    let change = json!({ "AccountName": "root", "NoAuth": false });
    assert_eq!(fixture.error_code("ModifyInstanceAccount", with(&id, change)), "MissingParameter");

    run(&fixture, "ResetPassword", &id, json!({ "Password": "Passw0rd!2" }));
    assert_eq!(is_free(), false);
    run(&fixture, "ModifyInstanceAccount", &id, json!({ "AccountName": "root", "NoAuth": true }));
    assert_eq!(is_free(), true);
}

#[tokio::test]
async fn the_password_policy_applies_wherever_a_password_is_set() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let policy = |id: &str| fixture.call("DescribeInstancePasswordPolicy", json!({ "InstanceId": id }));
    let off = json!({
        "Enabled": false, "MinLetterCount": 1, "MinDigitCount": 1, "MinSpecialCount": 1, "MinLength": 8,
    });
    let strict = json!({
        "Enabled": true, "MinLetterCount": 4, "MinDigitCount": 2, "MinSpecialCount": 1, "MinLength": 9,
    });
    assert_eq!(policy(&id)["PasswordPolicy"], off);
    let ordered = fixture.instance(json!({ "PasswordPolicy": strict, "Password": "Passw00rd!" }));
    assert_eq!(policy(&ordered)["PasswordPolicy"], strict);

    fixture.call("ModifyInstancePasswordPolicy", with(&id, json!({ "PasswordPolicy": strict })));
    assert_eq!(policy(&id)["PasswordPolicy"], strict);
    assert!(is_password(&fixture, &id, "Passw0rd!"), "an existing password stays");
    for (action, parameters, expect) in [
        ("ResetPassword", json!({ "Password": "Passw0rd!" }), "InvalidParameterValue.PasswordRuleError"),
        (
            "ModifyInstancePassword",
            json!({ "OldPassword": "Passw0rd!", "Password": "Pass00!!" }),
            "InvalidParameterValue.PasswordRuleError",
        ),
        ("CreateInstanceAccount", new_account(json!({ "AccountPassword": "Passw00rd" })), "InvalidParameterValue"),
        (
            "ModifyInstanceAccount",
            json!({ "AccountName": "root", "AccountPassword": "Pas00!!!!" }),
            "InvalidParameterValue",
        ),
    ] {
        assert_eq!(fixture.error_code(action, with(&id, parameters)), expect, "{action}");
    }
    run(&fixture, "ResetPassword", &id, json!({ "Password": "Passw00rd!" }));
    fixture.call("ModifyInstancePasswordPolicy", with(&id, json!({ "PasswordPolicy": { "Enabled": false } })));
    assert_eq!(policy(&id)["PasswordPolicy"], off);
    run(&fixture, "ResetPassword", &id, json!({ "Password": "Passw0rd!" }));

    let ckv = fixture.instance(json!({ "TypeId": 3, "Password": "Passw0rd" }));
    let sum = json!({ "Enabled": true, "MinLetterCount": 4, "MinDigitCount": 4, "MinSpecialCount": 1 });
    for (id, policy, expect) in [
        ("crs-unknown0", &strict, "ResourceNotFound"),
        (&ckv, &strict, "UnsupportedOperation"),
        (&id, &sum, "InvalidParameter"),
        (&id, &json!({ "Enabled": true, "MinLength": 7 }), "InvalidParameterValue"),
    ] {
        let parameters = with(id, json!({ "PasswordPolicy": policy }));
        assert_eq!(fixture.error_code("ModifyInstancePasswordPolicy", parameters), expect, "{policy}");
    }
}
