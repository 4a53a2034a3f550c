//! Ctrl-C ends a run at once, and reports what may go on without it.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tencloud_emulator::{Durations, Emulator, Instance};
use tencloud_tests::{Ending, Response, Server};

use crate::{Ended, Place, beside};

/// How long a run may last after Ctrl-C, on a machine that is busy.
const AT_ONCE: Duration = Duration::from_secs(3);

/// Starts the program, sends SIGINT when it is ready, and waits for its end.
fn interrupted(place: &Place, line: &str, is_ready: impl Fn() -> bool) -> Ended {
    let mut command = place.command(line.split_whitespace());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while !is_ready() {
        assert!(start.elapsed() < Duration::from_secs(60), "{line}: nothing was sent");
        std::thread::sleep(Duration::from_millis(10));
    }
    let sent = Instant::now();
    let kill = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap();
    assert!(kill.success());
    let ended = Ended::of(child.wait_with_output().unwrap());
    assert!(sent.elapsed() < AT_ONCE, "{line}: {:?}", sent.elapsed());
    ended
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_hangs() {
    for (line, message) in [
        ("redis DescribeInstances", "redis DescribeInstances was sent, and changes nothing"),
        ("redis DescribeInstances --all", "redis DescribeInstances was sent, and changes nothing"),
        (
            "redis ManualBackupInstance --InstanceId crs-5a4py64p",
            "redis ManualBackupInstance was sent, and may go on in the cloud",
        ),
        ("call redis 2018-04-12 DoThings", "redis DoThings was sent, and may go on in the cloud"),
    ] {
        let server = Server::start([Response::raw("", Ending::Silence)]).await.unwrap();
        let place = Place::new(&server.url());
        let (server, ended) = beside(move || {
            let ended = interrupted(&place, line, || !server.requests().is_empty());
            (server, ended)
        })
        .await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(130), ""), "{line}: {ended:?}");
        assert!(ended.stderr.contains(message), "{line}: {ended:?}");
        assert_eq!(server.requests().len(), 1, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait() {
    let emulator = Emulator::builder()
        .instance(Instance::new("crs-5a4py64p", "ap-guangzhou"))
        .durations(Durations::instant().of("ManualBackupInstance", Duration::from_secs(600)))
        .start()
        .await
        .unwrap();
    let place = Place::of(&emulator);
    let (emulator, ended) = beside(move || {
        let is_polled =
            || emulator.requests().iter().any(|request| request.action.as_deref() == Some("DescribeTaskInfo"));
        let ended = interrupted(&place, "redis ManualBackupInstance --InstanceId crs-5a4py64p --wait", is_polled);
        (emulator, ended)
    })
    .await;
    assert_eq!(ended.code, Some(130), "{ended:?}");
    // The id of what goes on has been written.
    assert!(ended.stdout.contains("TaskId"), "{ended:?}");
    assert!(ended.stderr.contains("redis ManualBackupInstance was sent, and may go on in the cloud"), "{ended:?}");
    drop(emulator);
}
