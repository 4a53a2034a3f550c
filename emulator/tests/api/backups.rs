//! Backups: creating, listing, downloading and restoring them.

use std::time::Duration;

use serde_json::json;
use tencloud_emulator::{Durations, Fault};

use crate::{
    clone::backup_contains,
    support::{Fixture, fetch},
};

#[tokio::test]
async fn a_finished_backup_is_listed() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "InstanceName": "mine" }));
    let backup = json!({ "InstanceId": id, "Remark": "nightly", "StorageDays": 30 });
    let response = fixture.call("ManualBackupInstance", backup);
    for (task, status, listed_by_default) in [("preparing", 1, 0), ("running", 1, 0), ("succeed", 2, 1)] {
        assert_eq!(fixture.task(&response), (task.into(), String::new()));
        assert_eq!(fixture.status(&id), 2, "the instance remains available");
        let list = fixture.call("DescribeInstanceBackups", json!({ "InstanceId": id }));
        assert_eq!(list["TotalCount"], listed_by_default);
        let list = fixture.call("DescribeInstanceBackups", json!({ "InstanceId": id, "Status": [1, 2] }));
        assert_eq!(list["BackupSet"][0]["Status"], status);
        if task != "succeed" {
            fixture.advance_phases(1);
        }
    }
    let list = fixture.call("DescribeInstanceBackups", json!({ "InstanceId": id }));
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
    let info = fixture.call("DescribeTaskInfo", json!({ "TaskId": response["TaskId"] }));
    assert_eq!((&info["InstanceId"], &info["StartTime"]), (&json!(id), &json!("2026-11-19 01:47:10")));
}

#[tokio::test]
async fn only_a_running_and_unlocked_instance_can_be_backed_up() {
    let fixture = Fixture::new().await;
    let fresh = fixture.call("CreateInstances", Fixture::order())["InstanceIds"][0].clone();
    let error_code = |id: &serde_json::Value| fixture.error_code("ManualBackupInstance", json!({ "InstanceId": id }));
    assert_eq!(error_code(&json!("crs-unknown0")), "ResourceNotFound.InstanceNotExists");
    assert_eq!(error_code(&fresh), "ResourceUnavailable.InstanceStatusAbnormal");
    fixture.advance_phases(3);
    fixture.call("ManualBackupInstance", json!({ "InstanceId": fresh }));
    assert_eq!(error_code(&fresh), "ResourceUnavailable.InstanceLockedError");
    fixture.advance_phases(2);
    fixture.call("ManualBackupInstance", json!({ "InstanceId": fresh }));
}

#[tokio::test]
async fn a_failed_backup_does_not_remain() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    fixture.emulator.inject(Fault::failing_workflow("ManualBackupInstance", "disk full")).unwrap();
    let failing = fixture.call("ManualBackupInstance", json!({ "InstanceId": id }));
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&failing), ("failed".into(), "disk full".into()));
    let list = fixture.call("DescribeInstanceBackups", json!({ "InstanceId": id, "Status": [1, 2] }));
    assert_eq!(list["TotalCount"], 0);
    fixture.backup(&id, json!({}));
}

#[tokio::test]
async fn the_list_can_be_filtered() {
    let fixture = Fixture::new().await;
    let (first, second) =
        (fixture.instance(json!({ "InstanceName": "one" })), fixture.instance(json!({ "InstanceName": "other" })));
    for (id, remark) in [(&first, "a"), (&second, "b"), (&first, "c")] {
        fixture.backup(id, json!({ "Remark": remark }));
    }
    // The first starts at 01:47:40, the others follow at intervals of 20 seconds.
    for (parameters, expect) in [
        (json!({}), vec!["c", "b", "a"]),
        (json!({ "InstanceId": first }), vec!["c", "a"]),
        (json!({ "InstanceName": "oth" }), vec!["b"]),
        (json!({ "Status": [1] }), vec![]),
        (json!({ "BeginTime": "2026-11-19 01:48:00", "EndTime": "2026-11-19 01:48:00" }), vec!["b"]),
        (json!({ "BeginTime": "2026-11-19 01:47:41" }), vec!["c", "b"]),
        (json!({ "EndTime": "2026-11-19 01:48:19" }), vec!["b", "a"]),
        (json!({ "Limit": 1, "Offset": 1 }), vec!["b"]),
    ] {
        let list = fixture.call("DescribeInstanceBackups", parameters.clone());
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
        assert_eq!(fixture.error_code("DescribeInstanceBackups", parameters.clone()), expect, "{parameters}");
    }
}

#[tokio::test]
async fn download_urls_lead_to_a_dump_of_each_shard_for_six_hours() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "TypeId": 16, "RedisShardNum": 3 }));
    let backup = fixture.backup(&id, json!({ "Remark": "r" }));
    let response = fixture.call("DescribeBackupUrl", json!({ "InstanceId": id, "BackupId": backup }));
    let infos = response["BackupInfos"].as_array().unwrap();
    assert_eq!(infos.len(), 3);
    let mut size = 0;
    for (at, info) in infos.iter().enumerate() {
        let url = info["DownloadUrl"].as_str().unwrap();
        assert_eq!(
            (&response["DownloadUrl"][at], &response["Filenames"][at]),
            (&info["DownloadUrl"], &info["FileName"])
        );
        let file = fetch(url);
        assert_eq!(file.status, 200);
        assert!(file.body.starts_with(b"REDIS0009"));
        assert!(file.body.windows(id.len()).any(|window| window == id.as_bytes()));
        assert_eq!(info["FileSize"], file.body.len());
        size += file.body.len();
    }
    let list = fixture.call("DescribeInstanceBackups", json!({ "InstanceId": id }));
    assert_eq!(list["BackupSet"][0]["BackupSize"], size);

    let url = infos[0]["DownloadUrl"].as_str().unwrap();
    for tampered in [url.replace("-1.rdb", "-2.rdb"), url.replace("expires=1", "expires=2"), format!("{url}0")] {
        let rejected = fetch(&tampered);
        assert_eq!(rejected.status, 403, "{tampered}");
        assert!(String::from_utf8(rejected.body).unwrap().contains("<Code>SignatureDoesNotMatch</Code>"));
    }
    fixture.clock.advance(Duration::from_secs(6 * 3600 - 1));
    assert_eq!(fetch(url).status, 200);
    fixture.clock.advance(Duration::from_secs(1));
    assert_eq!(fetch(url).status, 403);
}

#[tokio::test]
async fn a_download_url_is_not_found_once_its_instance_is_deleted() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let backup = fixture.backup(&id, json!({}));
    let response = fixture.call("DescribeBackupUrl", json!({ "InstanceId": id, "BackupId": backup }));
    for action in ["DestroyPostpaidInstance", "CleanUpInstance"] {
        fixture.call(action, json!({ "InstanceId": id }));
        fixture.advance_phases(2);
    }
    assert_eq!(fetch(response["DownloadUrl"][0].as_str().unwrap()).status, 404);
}

#[tokio::test]
async fn a_restore_checks_the_password_and_locks_instance_and_backup() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let backup = fixture.backup(&id, json!({}));
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
        assert_eq!(fixture.error_code("RestoreInstance", restore(changes.clone())), expect, "{changes}");
    }

    let response = fixture.call("RestoreInstance", restore(json!({})));
    assert_eq!(fixture.status(&id), 1);
    let list = fixture.call("DescribeInstanceBackups", json!({ "Status": [1] }));
    assert_eq!(list["BackupSet"][0]["Locked"], 1);
    let download = json!({ "InstanceId": id, "BackupId": backup });
    assert_eq!(fixture.error_code("DescribeBackupUrl", download.clone()), "ResourceUnavailable.BackupStatusInvalid");
    for (action, expect) in [
        ("RestoreInstance", "ResourceUnavailable.InstanceLockedError"),
        ("DestroyPostpaidInstance", "ResourceUnavailable.InstanceStatusError"),
        ("CleanUpInstance", "ResourceUnavailable.InstanceStatusAbnormal"),
    ] {
        let all = if action == "RestoreInstance" { restore(json!({})) } else { json!({ "InstanceId": id }) };
        assert_eq!(fixture.error_code(action, all), expect);
    }
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&response), ("succeed".into(), String::new()));
    assert_eq!(fixture.status(&id), 2);
    fixture.call("DescribeBackupUrl", download);
}

#[tokio::test]
async fn a_backup_in_use_neither_expires_nor_is_deleted_with_its_instance() {
    let day = Duration::from_secs(24 * 3600);
    let durations = Durations::uniform(Duration::from_secs(10)).of("RestoreInstance", day);
    let fixture = Fixture::with(|builder| builder.rate_limits(false).durations(durations)).await;
    let (source, target, other) =
        (fixture.instance(json!({})), fixture.instance(json!({})), fixture.instance(json!({})));
    let [deleted, expired] = [&source, &other].map(|instance| fixture.backup(instance, json!({ "StorageDays": 1 })));
    for (instance, backup) in [(&target, &deleted), (&other, &expired)] {
        let restore = json!({ "InstanceId": instance, "BackupId": backup, "Password": "Passw0rd!" });
        fixture.call("RestoreInstance", restore);
    }
    for action in ["DestroyPostpaidInstance", "CleanUpInstance"] {
        fixture.call(action, json!({ "InstanceId": source }));
        fixture.advance_phases(2);
    }
    // The bytes of the backups with a status: being restored, or expired.
    let bytes = |status: i64| {
        let list = fixture.call("DescribeInstanceBackups", json!({ "InstanceId": other, "Status": [status] }));
        list["BackupSet"].as_array().unwrap().iter().map(|backup| backup["BackupSize"].as_u64().unwrap()).collect()
    };
    let before: Vec<u64> = bytes(1);
    fixture.clock.advance(day - Duration::from_secs(40));
    assert_eq!((fixture.status(&target), bytes(1)), (json!(1), before), "it has expired, but is in use");
    fixture.advance_phases(2);
    assert_eq!((fixture.status(&target), bytes(-1)), (json!(2), vec![0]));
    assert!(backup_contains(&fixture, &target, &deleted) && backup_contains(&fixture, &other, &expired));
    assert!(!fixture.emulator.state().unwrap()["products"].to_string().contains(&format!("{deleted}-1.rdb")));
}

#[tokio::test]
async fn an_instance_without_a_password_is_restored_without_one() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "NoAuth": true, "VpcId": "vpc-1", "SubnetId": "subnet-1" }));
    let backup = fixture.backup(&id, json!({}));
    fixture.call("RestoreInstance", json!({ "InstanceId": id, "BackupId": backup }));
}

#[tokio::test]
async fn a_backup_belongs_to_one_instance_and_expires() {
    let fixture = Fixture::new().await;
    let (first, second) = (fixture.instance(json!({})), fixture.instance(json!({})));
    let backup = fixture.backup(&first, json!({ "StorageDays": 1 }));
    let of = |id: &str| json!({ "InstanceId": id, "BackupId": backup });
    assert_eq!(fixture.error_code("DescribeBackupUrl", of(&second)), "InvalidParameterValue.BackupNotExists");
    assert_eq!(fixture.error_code("DescribeBackupUrl", of("crs-unknown0")), "ResourceNotFound.InstanceNotExists");
    let custom = json!({ "InstanceId": first, "BackupId": backup, "LimitType": "Customize" });
    assert_eq!(fixture.error_code("DescribeBackupUrl", custom), "InvalidParameter.InvalidParameter");

    fixture.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(fixture.error_code("DescribeBackupUrl", of(&first)), "ResourceUnavailable.BackupStatusInvalid");
    let restore = json!({ "InstanceId": first, "BackupId": backup, "Password": "Passw0rd!" });
    assert_eq!(fixture.error_code("RestoreInstance", restore), "ResourceUnavailable.BackupStatusAbnormal");
    assert_eq!(fixture.call("DescribeInstanceBackups", json!({ "InstanceId": first }))["TotalCount"], 0);
}
