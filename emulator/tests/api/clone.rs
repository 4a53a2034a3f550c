//! CloneInstances.

use serde_json::{Value, json};

use crate::support::{Fixture, fetch};

fn clone_of(instance: &str, backup: &str, changes: Value) -> Value {
    let mut all = json!({
        "InstanceId": instance,
        "BackupId": backup,
        "GoodsNum": 1,
        "ZoneId": 250_001,
        "BillingMode": 0,
        "Period": 1,
        "SecurityGroupIdList": ["sg-bmadczm1"],
        "Password": "Passw0rd!",
        "InstanceName": "copy",
    });
    all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    all
}

/// Returns whether the file of a new backup contains a text.
pub(crate) fn backup_contains(fixture: &Fixture, instance: &str, text: &str) -> bool {
    let backup = fixture.backup(instance, json!({}));
    let urls = fixture.call("DescribeBackupUrl", json!({ "InstanceId": instance, "BackupId": backup }));
    let file = fetch(urls["DownloadUrl"][0].as_str().unwrap()).body;
    file.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn a_clone_is_ordered_and_has_the_data_and_the_size_of_the_backup() {
    let fixture = Fixture::new().await;
    let source = fixture.instance(json!({ "TypeId": 16, "RedisShardNum": 3, "MemSize": 2048 }));
    let backup = fixture.backup(&source, json!({}));
    let create = json!({ "Name": "mine", "ProductType": 16, "ParamList": [{ "Key": "timeout", "Value": "120" }] });
    let template = fixture.call("CreateParamTemplate", create)["TemplateId"].clone();
    let order = fixture.call("CloneInstances", clone_of(&source, &backup, json!({ "TemplateId": template })));
    let clone = order["InstanceIds"][0].as_str().unwrap();
    for (status, deal) in [(0, 2), (0, 3), (1, 4), (2, 4)] {
        assert_eq!((fixture.status(clone), fixture.status(&source)), (json!(status), json!(2)));
        let details = fixture.call("DescribeInstanceDealDetail", json!({ "DealName": order["DealName"] }));
        assert_eq!(details["DealDetails"][0]["Status"], deal);
        fixture.advance_phases(1);
    }
    let list = fixture.call("DescribeInstances", json!({ "InstanceId": clone }));
    for (field, expect) in [
        ("InstanceName", json!("copy")),
        ("Type", json!(16)),
        ("RedisShardNum", json!(3)),
        ("RedisShardSize", json!(2048)),
        ("BillingMode", json!(0)),
    ] {
        assert_eq!(list["InstanceSet"][0][field], expect, "{field}");
    }
    let parameters = fixture.call("DescribeInstanceParams", json!({ "InstanceId": clone }));
    let parameters = parameters["InstanceIntegerParam"].as_array().unwrap();
    let timeout = parameters.iter().find(|parameter| parameter["ParamName"] == "timeout").unwrap();
    assert_eq!(timeout["CurrentValue"], "120");
    assert!(backup_contains(&fixture, clone, &backup));
    assert!(!backup_contains(&fixture, &source, &backup));
}

#[tokio::test]
async fn a_clone_can_have_the_data_of_a_point_in_time() {
    let fixture = Fixture::new().await;
    let source = fixture.instance(json!({}));
    fixture.call("ModifyInstanceBackupMode", json!({ "InstanceId": source, "BackupMode": "SecondLevelBackup" }));
    // 01:47:30.
    fixture.advance_phases(2);
    let info = fixture.call("DescribeSecondLevelBackupInfo", json!({ "InstanceId": source }));
    fixture.advance_phases(1);
    let backup = info["BackupId"].as_str().unwrap();
    let at = |time: &str| clone_of(&source, backup, json!({ "CloneTime": time }));
    let clone = fixture.call("CloneInstances", at("2026-11-19 01:47:35"))["InstanceIds"][0].clone();
    fixture.advance_phases(3);
    assert!(backup_contains(&fixture, clone.as_str().unwrap(), &format!("{backup} at 2026-11-19 01:47:35")));
    for time in ["2026-11-19 01:47:29", "2026-11-20 00:00:00", "now"] {
        assert_eq!(fixture.error_code("CloneInstances", at(time)), "InvalidParameter", "{time}");
    }
}

#[tokio::test]
async fn an_impossible_clone_is_refused() {
    let fixture = Fixture::new().await;
    let source = fixture.instance(json!({}));
    let backup = fixture.backup(&source, json!({}));
    for (changes, expect) in [
        (json!({ "InstanceId": "crs-unknown0" }), "ResourceNotFound.InstanceNotExists"),
        (json!({ "BackupId": "1-2-3" }), "ResourceNotFound"),
        (json!({ "GoodsNum": 0 }), "LimitExceeded.InvalidParameterGoodsNumNotInRange"),
        (json!({ "GoodsNum": 31 }), "LimitExceeded.InvalidParameterGoodsNumNotInRange"),
        (json!({ "Password": null }), "InvalidParameterValue.PasswordEmpty"),
        (json!({ "VpcId": "vpc-bmadczcc" }), "InvalidParameterValue.InvalidSubnetId"),
        (json!({ "TemplateId": "crs-cfg-unknown0" }), "ResourceNotFound"),
        (json!({ "CloneTime": "2026-11-19 01:47:00" }), "UnsupportedOperation"),
        (json!({ "ProductVersion": "cdc" }), "InvalidParameterValue"),
        (json!({ "NodeSet": [{ "NodeType": 0 }, { "NodeType": 1 }, { "NodeType": 1 }] }), "InvalidParameterValue"),
    ] {
        let parameters = clone_of(&source, &backup, changes.clone());
        assert_eq!(fixture.error_code("CloneInstances", parameters), expect, "{changes}");
    }
    let restore = json!({ "InstanceId": source, "BackupId": backup, "Password": "Passw0rd!" });
    fixture.call("RestoreInstance", restore);
    let locked = clone_of(&source, &backup, json!({}));
    assert_eq!(fixture.error_code("CloneInstances", locked), "ResourceUnavailable");
    fixture.advance_phases(2);
    assert!(backup_contains(&fixture, &source, &backup), "it has been restored");
}
