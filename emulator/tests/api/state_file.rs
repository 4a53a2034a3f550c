//! What is acknowledged survives the end of the process.

mod kills;
mod story;

use std::fs;

use serde_json::json;
use tempfile::TempDir;
use tencloud_emulator::{Builder, Emulator, Fault, Instance, StartError, StateFileError};

use crate::support::{Fixture, fetch};

fn with_file(folder: &TempDir) -> impl FnOnce(Builder) -> Builder {
    let path = folder.path().join("emulator.state");
    move |builder| builder.rate_limits(false).state_file(path)
}

fn length(folder: &TempDir) -> u64 {
    fs::metadata(folder.path().join("emulator.state")).unwrap().len()
}

#[tokio::test]
async fn an_emulator_continues_with_all_that_the_file_has() {
    let folder = tempfile::tempdir().unwrap();
    let seed = || Instance::new("crs-seed0001", "ap-tokyo");
    // Links begin with the URL, which is the same after a restart on the same port.
    let url = "http://127.0.0.1:9";
    let fixture = Fixture::with(|builder| with_file(&folder)(builder).instance(seed()).url(url)).await;
    let id = fixture.instance(json!({ "InstanceName": "sessions" }));
    let backup = fixture.backup(&id, json!({ "Remark": "kept" }));
    let list = fixture.call("DescribeBackupUrl", json!({ "InstanceId": id, "BackupId": backup }));
    let link = list["BackupInfos"][0]["InnerDownloadUrl"].as_str().unwrap().to_owned();
    let file = fetch(&link.replace(url, &format!("http://{}", fixture.address()))).body;
    let policy = r#"{"version":"2.0","statement":{"effect":"allow","action":"*","resource":"*"}}"#;
    let keys = fixture.call("GetFederationToken", json!({ "Name": "blue", "Policy": policy }))["Credentials"].clone();
    fixture.emulator.inject(Fault::api_error("DescribeTaskInfo", "InternalError").times(2)).unwrap();
    fixture.emulator.advance(std::time::Duration::from_secs(60));
    fixture.emulator.freeze(true);
    fixture.call("ManualBackupInstance", json!({ "InstanceId": id }));
    assert_eq!(fixture.outcome("DescribeTaskInfo", json!({ "TaskId": 1 })).unwrap(), "InternalError");
    let (state, faults) = (fixture.emulator.state().unwrap(), 1);
    let clock = fixture.clock.clone();
    fixture.emulator.shutdown().await;

    let fixture = Fixture::with(|builder| with_file(&folder)(builder).instance(seed()).url(url).clock(clock)).await;
    assert_eq!(fixture.emulator.state().unwrap(), state);
    assert_eq!(fetch(&link.replace(url, &format!("http://{}", fixture.address()))).body, file);
    let keyed = |name: &str| keys[name].as_str().unwrap().to_owned();
    let request = fixture
        .post("DescribeInstances", &json!({}))
        .with("x-tc-token", &keyed("Token"))
        .modify(|request| request.key_pair = (keyed("TmpSecretId"), keyed("TmpSecretKey")));
    assert_eq!(request.send_to(&fixture.address(), |request| request).code(), "");
    for _ in 0..faults {
        assert_eq!(fixture.outcome("DescribeTaskInfo", json!({ "TaskId": 1 })).unwrap(), "InternalError");
    }
    assert_ne!(fixture.outcome("DescribeTaskInfo", json!({ "TaskId": 1 })).unwrap(), "InternalError");
    fixture.emulator.reset().unwrap();
    fixture.emulator.shutdown().await;
    let fixture = Fixture::with(with_file(&folder)).await;
    assert_eq!(fixture.call("DescribeInstances", json!({}))["InstanceSet"][0]["InstanceId"], "crs-seed0001");
}

#[tokio::test]
async fn calls_that_change_nothing_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::with(with_file(&folder)).await;
    let id = fixture.instance(json!({}));
    fixture.call("DescribeInstances", json!({}));
    let before = length(&folder);
    fixture.call("DescribeInstances", json!({}));
    fixture.call("DescribeInstanceBackups", json!({ "InstanceId": id }));
    fixture.error_code("ManualBackupInstance", json!({ "InstanceId": "crs-00000000" }));
    assert_eq!(length(&folder), before);
    fixture.call("ManualBackupInstance", json!({ "InstanceId": id }));
    let after = length(&folder);
    assert!(after > before);
    // What has happened in the meantime, and has been reported, is kept.
    fixture.advance_phases(2);
    fixture.call("DescribeInstanceBackups", json!({ "InstanceId": id }));
    assert!(length(&folder) > after);
}

#[tokio::test]
async fn two_emulators_cannot_use_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::with(with_file(&folder)).await;
    let error = with_file(&folder)(Emulator::builder()).start().await.unwrap_err();
    assert!(matches!(error, StartError::StateFile(StateFileError::InUse(_))), "{error}");
    fixture.emulator.shutdown().await;

    let path = folder.path().join("emulator.state");
    let content = fs::read_to_string(&path).unwrap().replace("next_serial", "next_cereal");
    let (first, rest) = content.split_once('\n').unwrap();
    fs::write(&path, &content).unwrap();
    let error = with_file(&folder)(Emulator::builder()).start().await.unwrap_err().to_string();
    assert!(error.contains("is damaged at byte 26 (the checksum differs)"), "{error}");
    // The line of a release with another state.
    let json = rest.lines().next().unwrap().split_at(18).1;
    fs::write(&path, format!("{first}\n{:08x} {:08x} {json}\n", json.len(), crc32fast::hash(json.as_bytes()))).unwrap();
    let error = with_file(&folder)(Emulator::builder()).start().await.unwrap_err().to_string();
    assert!(error.contains("next_cereal") && error.contains("emulator.state"), "{error}");
}

/// `cargo test --release -p tencloud-emulator --test api -- --ignored --nocapture what_a_call_costs`
#[tokio::test]
#[ignore = "prints figures"]
async fn what_a_call_costs() {
    let cost = |fixture: &Fixture, change: bool| {
        let begin = std::time::Instant::now();
        for number in 0..500 {
            let name = format!("n{number}");
            match change {
                true => fixture.call(
                    "ModifyInstance",
                    json!({ "Operation": "rename", "InstanceIds": ["crs-000"], "InstanceNames": [name] }),
                ),
                false => fixture.call("DescribeInstances", json!({ "InstanceId": "crs-000" })),
            };
        }
        begin.elapsed() / 500
    };
    for count in [1, 100] {
        let folder = tempfile::tempdir().unwrap();
        let plain = Fixture::with(|builder| builder.rate_limits(false)).await;
        let filed = Fixture::with(with_file(&folder)).await;
        for fixture in [&plain, &filed] {
            for number in 0..count {
                fixture.emulator.add_instance(&Instance::new(&format!("crs-{number:03}"), "ap-tokyo")).unwrap();
            }
            for number in 0..count {
                fixture.backup(&format!("crs-{number:03}"), json!({}));
            }
        }
        for change in [true, false] {
            let costs = [&plain, &filed].map(|fixture| cost(fixture, change));
            println!("{count} instances, write {change}: {costs:?} without and with a file");
        }
        filed.emulator.shutdown().await;
        let begin = std::time::Instant::now();
        let filed = Fixture::with(with_file(&folder)).await;
        println!("start {:?}, {} bytes", begin.elapsed(), length(&folder));
        filed.emulator.shutdown().await;
    }
}
