//! Starting, stopping and observing an emulator.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::json;
use tencloud_emulator::{Durations, Emulator, RequestLog, StartError};

use crate::support::Fixture;

#[tokio::test]
async fn the_error_of_a_port_in_use_names_the_port_and_the_fix() {
    let first = Emulator::builder().start().await.unwrap();
    let port = first.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Emulator::builder().port(port).start().await.unwrap_err();
    assert!(matches!(error, StartError::PortInUse(in_use) if in_use == port));
    let text = error.to_string();
    assert!(text.contains(&port.to_string()) && text.contains("choose another port"), "{text}");

    first.shutdown().await;
    Emulator::builder().port(port).start().await.unwrap();
}

#[tokio::test]
async fn idle_connections_do_not_delay_shutdown() {
    let emulator = Emulator::builder().start().await.unwrap();
    let address = emulator.url().strip_prefix("http://").unwrap().to_owned();
    let mut idle = TcpStream::connect(&address).unwrap();
    // After one response, the connection stays open.
    idle.write_all(b"GET /other HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert!(idle.read(&mut [0; 1024]).unwrap() > 0);

    let start = Instant::now();
    emulator.shutdown().await;
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(idle.read(&mut [0; 16]).unwrap(), 0, "the server has closed the connection");
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_off_at_shutdown() {
    let emulator = Emulator::builder().start().await.unwrap();
    let address = emulator.url().strip_prefix("http://").unwrap().to_owned();
    let mut half = TcpStream::connect(&address).unwrap();
    half.write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{").unwrap();
    let start = Instant::now();
    emulator.shutdown().await;
    assert!(start.elapsed() < Duration::from_secs(6), "{:?}", start.elapsed());
    assert!(TcpStream::connect(&address).is_err());
}

#[tokio::test]
async fn dropping_stops_the_server() {
    let emulator = Emulator::builder().start().await.unwrap();
    let address = emulator.url().strip_prefix("http://").unwrap().to_owned();
    drop(emulator);
    let start = Instant::now();
    while TcpStream::connect(&address).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn an_observer_receives_every_request_and_no_secret() {
    let observed = Arc::new(Mutex::new(Vec::new()));
    let logs = Arc::clone(&observed);
    let observer = move |log: &RequestLog| logs.lock().unwrap().push(log.clone());
    let fixture = Fixture::with(|builder| builder.rate_limits(false).observer(observer)).await;
    let id = fixture.instance(json!({ "Password": "hush-Hush1" }));
    let wrong = json!({ "InstanceId": id, "BackupId": "1", "Password": "other-Hush1" });
    fixture.error_code("RestoreInstance", wrong);
    fixture.post("DescribeInstances", &json!({})).modify(|request| request.key_pair.1 = "hush-key".into()).send();

    let observed = observed.lock().unwrap();
    let outcome = |at: usize| {
        let log: &RequestLog = &observed[at];
        let code = log.error.as_ref().map_or("", |(code, _)| code.as_str());
        (log.region.as_deref().unwrap_or_default(), log.action.as_deref().unwrap_or_default(), code)
    };
    assert_eq!(observed.len(), 3);
    assert_eq!(outcome(0), ("ap-tokyo", "CreateInstances", ""));
    assert_eq!(outcome(1), ("ap-tokyo", "RestoreInstance", "InvalidParameterValue.PasswordError"));
    assert_eq!(outcome(2), ("", "", "AuthFailure.SignatureFailure"));
    let all: String = observed.iter().map(|log| format!("{log} {log:?}")).collect();
    assert!(!all.to_lowercase().contains("hush"), "{all}");
}

#[test]
fn faster_divides_every_duration() {
    let ten = NonZeroU32::new(10).unwrap();
    let phase = |seconds| Durations::uniform(Duration::from_secs(seconds));
    assert_eq!(phase(10).faster(ten), phase(1));
    assert_eq!(Durations::instant().faster(ten), phase(0));
}

#[tokio::test]
async fn instant_durations_complete_everything_at_once() {
    let fixture = Fixture::with(|builder| builder.rate_limits(false).durations(Durations::instant())).await;
    let response = fixture.call("CreateInstances", Fixture::order());
    let id = response["InstanceIds"][0].as_str().unwrap();
    assert_eq!(fixture.status(id), 2);
    let task = fixture.call("ManualBackupInstance", json!({ "InstanceId": id }));
    assert_eq!(fixture.task(&task).0, "succeed");
    assert_eq!(fixture.call("DescribeInstanceBackups", json!({}))["TotalCount"], 1);
}
