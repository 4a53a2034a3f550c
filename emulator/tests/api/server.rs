//! Starting, stopping, and being watched.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    num::NonZeroU32,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::json;
use tencloud_emulator::{Durations, Emulator, StartError};

use crate::support::World;

#[tokio::test]
async fn a_taken_port_is_named_together_with_the_mend() {
    let first = Emulator::builder().start().await.unwrap();
    let port = first.url().rsplit(':').next().unwrap().parse().unwrap();
    let error = Emulator::builder().port(port).start().await.unwrap_err();
    assert!(matches!(error, StartError::PortTaken(taken) if taken == port));
    let text = error.to_string();
    assert!(text.contains(&port.to_string()) && text.contains("choose another port"), "{text}");

    first.shutdown().await;
    Emulator::builder().port(port).start().await.unwrap();
}

#[tokio::test]
async fn open_connections_do_not_hang_the_stop() {
    let emulator = Emulator::builder().start().await.unwrap();
    let address = emulator.url().strip_prefix("http://").unwrap().to_owned();
    let mut idle = TcpStream::connect(&address).unwrap();
    // One request, answered, and the connection kept.
    idle.write_all(b"GET /other HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert!(idle.read(&mut [0; 1024]).unwrap() > 0);

    let start = Instant::now();
    emulator.shutdown().await;
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(idle.read(&mut [0; 16]).unwrap(), 0, "the server has closed it");
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_off() {
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
async fn dropping_stops_too() {
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
async fn an_observer_hears_of_every_request_and_of_no_secret() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&heard);
    let observer = move |served: &tencloud_emulator::Served| lines.lock().unwrap().push(served.clone());
    let world = World::with(|builder| builder.rate_limits(false).observer(observer)).await;
    let id = world.instance(json!({ "Password": "hush-Hush1" }));
    let wrong = json!({ "InstanceId": id, "BackupId": "1", "Password": "other-Hush1" });
    world.refused("RestoreInstance", wrong);
    world.post("DescribeInstances", &json!({})).but(|draft| draft.pair.1 = "hush-key".into()).send();

    let heard = heard.lock().unwrap();
    let outcome = |at: usize| {
        let served: &tencloud_emulator::Served = &heard[at];
        let code = served.error.as_ref().map_or("", |(code, _)| code.as_str());
        (served.region.as_deref().unwrap_or_default(), served.action.as_deref().unwrap_or_default(), code)
    };
    assert_eq!(heard.len(), 3);
    assert_eq!(outcome(0), ("ap-tokyo", "CreateInstances", ""));
    assert_eq!(outcome(1), ("ap-tokyo", "RestoreInstance", "InvalidParameterValue.PasswordError"));
    assert_eq!(outcome(2), ("", "", "AuthFailure.SignatureFailure"));
    let all: String = heard.iter().map(|served| format!("{served} {served:?}")).collect();
    assert!(!all.to_lowercase().contains("hush"), "{all}");
}

#[test]
fn work_can_be_hurried() {
    let ten = NonZeroU32::new(10).unwrap();
    let phase = |seconds| Durations::uniform(Duration::from_secs(seconds));
    assert_eq!(phase(10).faster(ten), phase(1));
    assert_eq!(Durations::instant().faster(ten), phase(0));
}

#[tokio::test]
async fn without_durations_all_is_done_at_once() {
    let world = World::with(|builder| builder.rate_limits(false).durations(Durations::instant())).await;
    let reply = world.call("CreateInstances", World::order());
    let id = reply["InstanceIds"][0].as_str().unwrap();
    assert_eq!(world.status(id), 2);
    let task = world.call("ManualBackupInstance", json!({ "InstanceId": id }));
    assert_eq!(world.task(&task).0, "succeed");
    assert_eq!(world.call("DescribeInstanceBackups", json!({}))["TotalCount"], 1);
}
