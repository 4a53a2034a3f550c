//! Backups: made, listed, downloaded, restored.

use std::time::Duration;

use serde_json::json;

use crate::support::{World, fetch};

#[tokio::test]
async fn a_backup_is_made_and_then_listed() {
    let world = World::new().await;
    let id = world.instance(json!({ "InstanceName": "mine" }));
    let backup = json!({ "InstanceId": id, "Remark": "nightly", "StorageDays": 30 });
    let reply = world.call("ManualBackupInstance", backup);
    for (task, status, shown_by_default) in [("preparing", 1, 0), ("running", 1, 0), ("succeed", 2, 1)] {
        assert_eq!(world.task(&reply), (task.into(), String::new()));
        assert_eq!(world.status(&id), 2, "the instance serves meanwhile");
        let list = world.call("DescribeInstanceBackups", json!({ "InstanceId": id }));
        assert_eq!(list["TotalCount"], shown_by_default);
        let list = world.call("DescribeInstanceBackups", json!({ "InstanceId": id, "Status": [1, 2] }));
        assert_eq!(list["BackupSet"][0]["Status"], status);
        if task != "succeed" {
            world.phases(1);
        }
    }
    let list = world.call("DescribeInstanceBackups", json!({ "InstanceId": id }));
    let backup = &list["BackupSet"][0];
    for (field, expect) in [
        ("Remark", json!("nightly")),
        ("BackupType", json!("0")),
        ("StartTime", json!("2026-11-19 01:47:10")),
        ("EndTime", json!("2026-11-19 01:47:30")),
        ("ExpireTime", json!("2026-12-19 01:47:10")),
        ("FileType", json!("RDB-Redis 6.2")),
        ("InstanceName", json!("mine")),
        ("InstanceId", json!(id)),
        ("Locked", json!(0)),
        ("Region", json!("ap-tokyo")),
    ] {
        assert_eq!(backup[field], expect, "{field}");
    }
    let info = world.call("DescribeTaskInfo", json!({ "TaskId": reply["TaskId"] }));
    assert_eq!((&info["InstanceId"], &info["StartTime"]), (&json!(id), &json!("2026-11-19 01:47:10")));
}

#[tokio::test]
async fn only_a_free_running_instance_can_be_backed_up() {
    let world = World::new().await;
    let fresh = world.call("CreateInstances", World::order())["InstanceIds"][0].clone();
    let refused = |id: &serde_json::Value| world.refused("ManualBackupInstance", json!({ "InstanceId": id }));
    assert_eq!(refused(&json!("crs-unknown0")), "ResourceNotFound.InstanceNotExists");
    assert_eq!(refused(&fresh), "ResourceUnavailable.InstanceStatusAbnormal");
    world.phases(3);
    world.call("ManualBackupInstance", json!({ "InstanceId": fresh }));
    assert_eq!(refused(&fresh), "ResourceUnavailable.InstanceLockedError");
    world.phases(2);
    world.call("ManualBackupInstance", json!({ "InstanceId": fresh }));
}

#[tokio::test]
async fn a_failed_backup_leaves_nothing() {
    let world = World::new().await;
    let id = world.instance(json!({}));
    world.emulator.fail_next("ManualBackupInstance", "disk full");
    let failing = world.call("ManualBackupInstance", json!({ "InstanceId": id }));
    world.phases(2);
    assert_eq!(world.task(&failing), ("failed".into(), "disk full".into()));
    let list = world.call("DescribeInstanceBackups", json!({ "InstanceId": id, "Status": [1, 2] }));
    assert_eq!(list["TotalCount"], 0);
    world.backup(&id, json!({}));
}

#[tokio::test]
async fn the_list_can_be_narrowed() {
    let world = World::new().await;
    let (one, other) =
        (world.instance(json!({ "InstanceName": "one" })), world.instance(json!({ "InstanceName": "other" })));
    for (id, remark) in [(&one, "a"), (&other, "b"), (&one, "c")] {
        world.backup(id, json!({ "Remark": remark }));
    }
    // The first starts at 01:47:40, the next 20 seconds later each.
    for (parameters, expect) in [
        (json!({}), vec!["c", "b", "a"]),
        (json!({ "InstanceId": one }), vec!["c", "a"]),
        (json!({ "InstanceName": "oth" }), vec!["b"]),
        (json!({ "Status": [1] }), vec![]),
        (json!({ "BeginTime": "2026-11-19 01:48:00", "EndTime": "2026-11-19 01:48:00" }), vec!["b"]),
        (json!({ "BeginTime": "2026-11-19 01:47:41" }), vec!["c", "b"]),
        (json!({ "EndTime": "2026-11-19 01:48:19" }), vec!["b", "a"]),
        (json!({ "Limit": 1, "Offset": 1 }), vec!["b"]),
    ] {
        let list = world.call("DescribeInstanceBackups", parameters.clone());
        let remarks: Vec<_> =
            list["BackupSet"].as_array().unwrap().iter().map(|backup| backup["Remark"].as_str().unwrap()).collect();
        assert_eq!(remarks, expect, "{parameters}");
    }
    for (parameters, expect) in [
        (json!({ "InstanceId": "crs-unknown0" }), "ResourceNotFound.InstanceNotExists"),
        (json!({ "Limit": 101 }), "InvalidParameterValue"),
        (json!({ "Offset": -1 }), "InvalidParameterValue"),
        (json!({ "Status": [7] }), "InvalidParameterValue"),
        (json!({ "BeginTime": "yesterday" }), "InvalidParameter.InvalidParameter"),
        (
            json!({ "BeginTime": "2026-10-01 00:00:00", "EndTime": "2026-10-31 00:00:01" }),
            "InvalidParameter.InvalidParameter",
        ),
        (
            json!({ "BeginTime": "2026-10-02 00:00:00", "EndTime": "2026-10-01 00:00:00" }),
            "InvalidParameter.InvalidParameter",
        ),
    ] {
        assert_eq!(world.refused("DescribeInstanceBackups", parameters.clone()), expect, "{parameters}");
    }
}

#[tokio::test]
async fn links_lead_to_a_dump_of_each_shard_for_six_hours() {
    let world = World::new().await;
    let id = world.instance(json!({ "TypeId": 16, "RedisShardNum": 3 }));
    let backup = world.backup(&id, json!({ "Remark": "r" }));
    let reply = world.call("DescribeBackupUrl", json!({ "InstanceId": id, "BackupId": backup }));
    let infos = reply["BackupInfos"].as_array().unwrap();
    assert_eq!(infos.len(), 3);
    let mut size = 0;
    for (at, info) in infos.iter().enumerate() {
        let link = info["DownloadUrl"].as_str().unwrap();
        assert_eq!((&reply["DownloadUrl"][at], &reply["Filenames"][at]), (&info["DownloadUrl"], &info["FileName"]));
        let file = fetch(link);
        assert_eq!(file.status, 200);
        assert!(file.body.starts_with(b"REDIS0009"));
        assert!(file.body.windows(id.len()).any(|window| window == id.as_bytes()));
        assert_eq!(info["FileSize"], file.body.len());
        size += file.body.len();
    }
    let list = world.call("DescribeInstanceBackups", json!({ "InstanceId": id }));
    assert_eq!(list["BackupSet"][0]["BackupSize"], size);

    let link = infos[0]["DownloadUrl"].as_str().unwrap();
    for tampered in [link.replace("-1.rdb", "-2.rdb"), link.replace("expires=1", "expires=2"), format!("{link}0")] {
        let refused = fetch(&tampered);
        assert_eq!(refused.status, 403, "{tampered}");
        assert!(String::from_utf8(refused.body).unwrap().contains("<Code>SignatureDoesNotMatch</Code>"));
    }
    world.clock.advance(Duration::from_secs(6 * 3600 - 1));
    assert_eq!(fetch(link).status, 200);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(fetch(link).status, 403);
}

#[tokio::test]
async fn a_link_dies_with_its_instance() {
    let world = World::new().await;
    let id = world.instance(json!({}));
    let backup = world.backup(&id, json!({}));
    let reply = world.call("DescribeBackupUrl", json!({ "InstanceId": id, "BackupId": backup }));
    for action in ["DestroyPostpaidInstance", "CleanUpInstance"] {
        world.call(action, json!({ "InstanceId": id }));
        world.phases(2);
    }
    assert_eq!(fetch(reply["DownloadUrl"][0].as_str().unwrap()).status, 404);
}

#[tokio::test]
async fn restoring_takes_the_password_the_instance_and_the_backup() {
    let world = World::new().await;
    let id = world.instance(json!({}));
    let backup = world.backup(&id, json!({}));
    let restore = |changes: serde_json::Value| {
        let mut all = json!({ "InstanceId": id, "BackupId": backup, "Password": "Passw0rd!" });
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        all
    };
    for (changes, expect) in [
        (json!({ "Password": "passw0rd!" }), "InvalidParameterValue.PasswordError"),
        (json!({ "Password": null }), "InvalidParameterValue.PasswordError"),
        (json!({ "BackupId": "1-2-3" }), "InvalidParameterValue.BackupNotExists"),
        (json!({ "InstanceId": "crs-unknown0" }), "ResourceNotFound.InstanceNotExists"),
    ] {
        assert_eq!(world.refused("RestoreInstance", restore(changes.clone())), expect, "{changes}");
    }

    let reply = world.call("RestoreInstance", restore(json!({})));
    assert_eq!(world.status(&id), 1);
    let list = world.call("DescribeInstanceBackups", json!({ "Status": [1] }));
    assert_eq!(list["BackupSet"][0]["Locked"], 1);
    let link = json!({ "InstanceId": id, "BackupId": backup });
    assert_eq!(world.refused("DescribeBackupUrl", link.clone()), "ResourceUnavailable.BackupStatusInvalid");
    for (action, expect) in [
        ("RestoreInstance", "ResourceUnavailable.InstanceLockedError"),
        ("DestroyPostpaidInstance", "ResourceUnavailable.InstanceStatusError"),
        ("CleanUpInstance", "ResourceUnavailable.InstanceStatusAbnormal"),
    ] {
        let all = if action == "RestoreInstance" { restore(json!({})) } else { json!({ "InstanceId": id }) };
        assert_eq!(world.refused(action, all), expect);
    }
    world.phases(2);
    assert_eq!(world.task(&reply), ("succeed".into(), String::new()));
    assert_eq!(world.status(&id), 2);
    world.call("DescribeBackupUrl", link);
}

#[tokio::test]
async fn instances_without_password_are_restored_without() {
    let world = World::new().await;
    let id = world.instance(json!({ "NoAuth": true, "VpcId": "vpc-1", "SubnetId": "subnet-1" }));
    let backup = world.backup(&id, json!({}));
    world.call("RestoreInstance", json!({ "InstanceId": id, "BackupId": backup }));
}

#[tokio::test]
async fn backups_belong_to_one_instance_and_expire() {
    let world = World::new().await;
    let (one, other) = (world.instance(json!({})), world.instance(json!({})));
    let backup = world.backup(&one, json!({ "StorageDays": 1 }));
    let of = |id: &str| json!({ "InstanceId": id, "BackupId": backup });
    assert_eq!(world.refused("DescribeBackupUrl", of(&other)), "InvalidParameterValue.BackupNotExists");
    assert_eq!(world.refused("DescribeBackupUrl", of("crs-unknown0")), "ResourceNotFound.InstanceNotExists");
    let custom = json!({ "InstanceId": one, "BackupId": backup, "LimitType": "Customize" });
    assert_eq!(world.refused("DescribeBackupUrl", custom), "InvalidParameter.InvalidParameter");

    world.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(world.refused("DescribeBackupUrl", of(&one)), "ResourceUnavailable.BackupStatusInvalid");
    let restore = json!({ "InstanceId": one, "BackupId": backup, "Password": "Passw0rd!" });
    assert_eq!(world.refused("RestoreInstance", restore), "ResourceUnavailable.BackupStatusAbnormal");
    assert_eq!(world.call("DescribeInstanceBackups", json!({ "InstanceId": one }))["TotalCount"], 0);
}
