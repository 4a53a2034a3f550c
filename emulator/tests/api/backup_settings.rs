//! Backups: the schedule, encryption, restrictions of downloads, second-level backup.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use cbc::cipher::{BlockModeDecrypt as _, KeyIvInit as _, block_padding::Pkcs7};
use serde_json::{Value, json};
use tencloud_emulator::Durations;

use crate::support::{Fixture, fetch};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn with(instance: &str, mut parameters: Value) -> Value {
    parameters["InstanceId"] = instance.into();
    parameters
}

/// Returns the start times of all backups, the newest first.
fn starts(fixture: &Fixture, instance: &str, status: i64) -> Vec<String> {
    let list = fixture.call("DescribeInstanceBackups", with(instance, json!({ "Status": [status], "Limit": 100 })));
    let backups = list["BackupSet"].as_array().unwrap();
    assert_eq!(list["TotalCount"], backups.len());
    assert!(backups.iter().all(|backup| backup["BackupType"] == "1"), "{list}");
    backups.iter().map(|backup| backup["StartTime"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn instances_are_backed_up_on_their_schedule() {
    // It is Thursday, 01:46:40.
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let config = fixture.call("DescribeAutoBackupConfig", with(&id, json!({})));
    assert_eq!((config["WeekDays"].as_array().unwrap().len(), &config["TimePeriod"]), (7, &json!("02:00-03:00")));
    fixture.clock.advance(DAY);
    assert!(starts(&fixture, &id, 2).is_empty(), "none on the first day");
    fixture.clock.advance(DAY);
    assert_eq!(starts(&fixture, &id, 2), ["2026-11-20 02:00:00"]);

    let changes = json!({ "TimePeriod": "05:00-06:00", "WeekDays": ["Wednesday", "Sunday"], "BackupStorageDays": 7 });
    let changed = fixture.call("ModifyAutoBackupConfig", with(&id, changes));
    let config = fixture.call("DescribeAutoBackupConfig", with(&id, json!({})));
    for field in ["AutoBackupType", "WeekDays", "TimePeriod", "BackupStorageDays"] {
        assert_eq!(changed[field], config[field], "{field}");
    }
    assert_eq!(config["WeekDays"], json!(["Wednesday", "Sunday"]));
    fixture.clock.advance(5 * DAY);
    let expect = ["2026-11-25 05:00:00", "2026-11-22 05:00:00", "2026-11-20 02:00:00"];
    assert_eq!(starts(&fixture, &id, 2), expect);
    fixture.clock.advance(2 * DAY);
    assert_eq!(starts(&fixture, &id, -1), ["2026-11-20 02:00:00"], "it has expired");

    for (changes, expect) in [
        (json!({ "TimePeriod": "05:30-06:30" }), "InvalidParameter.Period"),
        (json!({ "TimePeriod": "" }), "InvalidParameter.Period"),
        (json!({ "WeekDays": [] }), "InvalidParameterValue.WeekDaysIsInvalid"),
        (json!({ "BackupStorageDays": 30 }), "InvalidParameter.NotSupported"),
        (json!({ "BackupStorageDays": 0 }), "InvalidParameter.NotSupported"),
        (json!({ "AutoBackupType": 2 }), "InvalidParameterValue"),
    ] {
        assert_eq!(fixture.error_code("ModifyAutoBackupConfig", with(&id, changes.clone())), expect, "{changes}");
    }
    let unknown = json!({ "InstanceId": "crs-unknown0" });
    assert_eq!(fixture.error_code("DescribeAutoBackupConfig", unknown), "ResourceNotFound.InstanceNotExists");
}

#[tokio::test]
async fn what_a_skipped_decade_leaves_is_bounded() {
    let fixture = Fixture::new().await;
    let ids = [fixture.instance(json!({})), fixture.instance(json!({}))];
    fixture.clock.advance(3650 * DAY);
    for id in ids {
        assert_eq!(starts(&fixture, &id, 2).len(), 7);
        assert_eq!(starts(&fixture, &id, -1).len(), 7);
    }
    fixture.clock.advance(3650 * DAY);
    assert_eq!(fixture.call("DescribeInstanceBackups", json!({ "Status": [2, -1] }))["TotalCount"], 2 * 14);
}

#[tokio::test]
async fn an_automatic_backup_locks_the_instance_and_skips_isolated_ones() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    fixture.call("ModifyAutoBackupConfig", with(&id, json!({ "TimePeriod": "02:00-03:00" })));
    // 02:00:05.
    fixture.clock.advance(Duration::from_secs(12 * 60 + 55));
    let code = |action| fixture.error_code(action, with(&id, json!({})));
    assert_eq!(code("ManualBackupInstance"), "ResourceUnavailable.InstanceLockedError");
    fixture.advance_phases(2);
    fixture.call("DestroyPostpaidInstance", with(&id, json!({})));
    fixture.advance_phases(2);
    fixture.call("ModifyAutoBackupConfig", with(&id, json!({ "TimePeriod": "03:00-04:00" })));
    fixture.clock.advance(Duration::from_secs(3600));
    assert_eq!(starts(&fixture, &id, 2).len(), 1);
}

#[tokio::test]
async fn a_backup_is_kept_for_a_number_of_days() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    for (parameters, days) in [
        (json!({}), "2026-11-26"),
        (json!({ "StorageDays": 0 }), "2026-11-26"),
        (json!({ "StorageDays": 1 }), "2026-11-20"),
        (json!({ "StorageDays": 1825 }), "2031-11-18"),
    ] {
        fixture.backup(&id, parameters.clone());
        let list = fixture.call("DescribeInstanceBackups", with(&id, json!({ "Limit": 1 })));
        let expires_at = list["BackupSet"][0]["ExpireTime"].as_str().unwrap();
        assert!(expires_at.starts_with(days), "{parameters}: {expires_at}");
    }
}

#[tokio::test]
async fn the_files_of_an_encrypted_backup_can_be_decrypted() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "TypeId": 16, "RedisShardNum": 3 }));
    let config = || fixture.call("DescribeBackupEncryptConfig", with(&id, json!({})));
    assert_eq!(config()["BackupEncrypt"], false);
    let plain = fixture.backup(&id, json!({}));
    fixture.call("ModifyBackupEncrypt", with(&id, json!({ "BackupEncrypt": true, "KmsRegion": "ap-region" })));
    let managed = config();
    assert_eq!((&managed["EncryptKeyType"], &managed["KmsRegion"]), (&json!(0), &json!("ap-tokyo")));
    let custom = json!({ "BackupEncrypt": true, "EncryptKeyType": 1 });
    assert_eq!(fixture.error_code("ModifyBackupEncrypt", with(&id, custom.clone())), "MissingParameter");
    assert_eq!(config()["KmsKeyId"], managed["KmsKeyId"], "a refused call changes nothing");
    let encrypted = fixture.backup(&id, json!({ "Remark": "e" }));
    fixture.call("ModifyBackupEncrypt", with(&id, json!({ "BackupEncrypt": false })));

    let detail = |backup: &str| fixture.call("DescribeBackupDetail", with(&id, json!({ "BackupId": backup })));
    let (plain, details) = (detail(&plain), detail(&encrypted));
    assert_eq!((&plain["Encrypted"], &plain["DecryptKey"]), (&json!(false), &Value::Null));
    for (field, expect) in [
        ("BackupId", json!(encrypted)),
        ("BackupType", json!("0")),
        ("Status", json!(2)),
        ("Remark", json!("e")),
        ("InstanceType", json!(16)),
        ("MemSize", json!(1024)),
        ("ShardNum", json!(3)),
        ("ReplicasNum", json!(1)),
        ("Encrypted", json!(true)),
        ("KmsKeyId", managed["KmsKeyId"].clone()),
        ("KeyAlgorithm", json!("AES-256-CBC")),
    ] {
        assert_eq!(details[field], expect, "{field}");
    }
    let urls = fixture.call("DescribeBackupUrl", with(&id, json!({ "BackupId": encrypted })));
    let file = fetch(urls["DownloadUrl"][1].as_str().unwrap()).body;
    let key = STANDARD.decode(details["DecryptKey"].as_str().unwrap()).unwrap();
    let (vector, content) = file.split_at(16);
    let cipher = cbc::Decryptor::<aes::Aes256>::new_from_slices(&key, vector).unwrap();
    assert!(cipher.decrypt_padded_vec::<Pkcs7>(content).unwrap().starts_with(b"REDIS0009"));
    assert_eq!(details["BackupSize"], file.len() as u64 * 3);
}

#[tokio::test]
async fn downloads_can_be_restricted_to_networks() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let backup = fixture.backup(&id, json!({}));
    let links = |changes: Value| {
        let mut all = json!({ "InstanceId": id, "BackupId": backup });
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let info = fixture.call("DescribeBackupUrl", all)["BackupInfos"][0].take();
        ["DownloadUrl", "InnerDownloadUrl"].map(|field| fetch(info[field].as_str().unwrap()).status)
    };
    let custom = |symbol: &str, address: &str| {
        let vpcs = json!([{ "Region": "ap-guangzho", "VpcList": ["vpc-5og4fwm9"] }]);
        json!({ "LimitType": "Customize", "IpComparisonSymbol": symbol, "LimitVpc": vpcs, "LimitIp": [address] })
    };
    for (restriction, expect) in [
        (json!({ "LimitType": "NoLimit" }), [200, 200]),
        (json!({ "LimitType": "LimitOnlyIntranet" }), [403, 200]),
        (custom("In", "10.1.0.13"), [403, 403]),
        (custom("In", "127.0.0.1"), [403, 200]),
        (custom("NotIn", "10.1.0.13"), [403, 200]),
        (custom("NotIn", "127.0.0.1"), [403, 403]),
    ] {
        assert_eq!(links(restriction.clone()), expect, "{restriction}");
        assert_eq!(links(json!({})), [200, 200], "the parameters affect only these links");
        fixture.call("ModifyBackupDownloadRestriction", restriction.clone());
        let shown = fixture.call("DescribeBackupDownloadRestriction", json!({}));
        assert!(restriction.as_object().unwrap().iter().all(|(name, value)| shown[name] == *value), "{shown}");
        assert_eq!(links(json!({})), expect, "{restriction}");
        assert_eq!(links(json!({ "LimitType": "NoLimit" })), [200, 200]);
        fixture.call("ModifyBackupDownloadRestriction", json!({ "LimitType": "NoLimit" }));
    }
    let without = |name: &str| {
        let mut restriction = custom("In", "10.1.0.13");
        restriction.as_object_mut().unwrap().remove(name);
        restriction
    };
    for restriction in [
        without("LimitIp"),
        without("LimitVpc"),
        custom("In", "10.1.0"),
        json!({ "LimitType": "NoLimit", "LimitIp": ["10.1.0.13"] }),
        json!({ "LimitType": "Customize", "LimitIp": ["10.1.0.13"], "LimitVpc": [{ "Region": "", "VpcList": ["a"] }] }),
    ] {
        let code = fixture.error_code("ModifyBackupDownloadRestriction", restriction.clone());
        assert_eq!(code, "InvalidParameter.InvalidParameter", "{restriction}");
    }
}

#[tokio::test]
async fn second_level_backup_finds_the_backup_before_a_point_in_time() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let info = |time: u64| with(&id, json!({ "BackupTimestamp": time }));
    let code = |parameters| fixture.error_code("DescribeSecondLevelBackupInfo", parameters);
    assert_eq!(code(info(0)), "FailedOperation.UnSupportError");
    assert_eq!(fixture.error_code("ModifyInstanceBackupMode", with(&id, json!({}))), "MissingParameter");
    let mode = json!({ "BackupMode": "SecondLevelBackup" });
    let response = fixture.call("ModifyInstanceBackupMode", with(&id, mode.clone()));
    let shown = || fixture.call("DescribeInstances", json!({}))["InstanceSet"][0]["BackupMode"].clone();
    assert_eq!(shown(), "NormalLevelBackup");
    fixture.advance_phases(2);
    assert_eq!((shown(), fixture.task(&response).0), (json!("SecondLevelBackup"), "succeed".to_owned()));

    let now = || fixture.clock.now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let (since, first) = (now(), fixture.call("DescribeSecondLevelBackupInfo", info(now())));
    assert_eq!(first["StartTimestamp"], since);
    fixture.advance_phases(1);
    let second = fixture.backup(&id, json!({}));
    for (time, expect) in [(since, &first["BackupId"]), (since + 9, &first["BackupId"]), (now(), &json!(second))] {
        assert_eq!(fixture.call("DescribeSecondLevelBackupInfo", info(time))["BackupId"], *expect, "{time}");
    }
    for parameters in [info(since - 1), info(now() + 1)] {
        assert_eq!(code(parameters.clone()), "InvalidParameter", "{parameters}");
    }
    assert_eq!(code(json!({})), "MissingParameter");
    let old = fixture.instance(json!({ "TypeId": 3, "Password": "Passw0rd" }));
    assert_eq!(fixture.error_code("ModifyInstanceBackupMode", with(&old, mode)), "FailedOperation.UnSupportError");
    fixture.call("ModifyInstanceBackupMode", with(&id, json!({ "BackupMode": "NormalLevelBackup" })));
    fixture.advance_phases(2);
    assert_eq!(code(info(0)), "FailedOperation.UnSupportError");
}

#[tokio::test]
async fn second_level_backup_starts_within_a_second() {
    let fixture = Fixture::with(|builder| builder.rate_limits(false).durations(Durations::instant())).await;
    fixture.clock.advance(Duration::from_millis(500));
    let id = fixture.instance(json!({}));
    fixture.call("ModifyInstanceBackupMode", with(&id, json!({ "BackupMode": "SecondLevelBackup" })));
    let info =
        |time: &Value| fixture.call("DescribeSecondLevelBackupInfo", with(&id, json!({ "BackupTimestamp": time })));
    let now = info(&json!(0));
    assert_eq!(info(&now["StartTimestamp"])["BackupId"], now["BackupId"]);
}
