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

/// What is read from standard input may never come.
#[test]
fn reading() {
    let place = Place::new("http://127.0.0.1:1");
    for line in [
        "redis ManualBackupInstance --InstanceId crs-5a4py64p --Remark @-",
        "redis ManualBackupInstance --input @-",
        "redis CreateInstances --NodeSet.0.ZoneId @-",
        "call redis 2018-04-12 DoThings --Remark @-",
    ] {
        let mut command = place.command(line.split_whitespace());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let stdin = child.stdin.take();
        // It catches the signal once it reads.
        let status = format!("/proc/{}/status", child.id());
        let start = Instant::now();
        while !catches_interrupts(&std::fs::read_to_string(&status).unwrap()) {
            assert!(start.elapsed() < Duration::from_secs(60), "{line}: it does not read");
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status().unwrap().success());
        let ended = Ended::of(child.wait_with_output().unwrap());
        drop(stdin);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(130), ""), "{line}: {ended:?}");
        assert_eq!(ended.stderr, "error: interrupted; nothing was sent\n", "{line}");
    }
}

fn catches_interrupts(status: &str) -> bool {
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
    u64::from_str_radix(caught.trim(), 16).unwrap() & 0b10 != 0
}

/// So may an answer.
#[test]
fn questions() {
    use std::io::{Read as _, Write as _};

    let place = Place::new("http://127.0.0.1:1");
    for (line, question, message) in [
        ("redis ClearInstance --InstanceId crs-5a4py64p", "[y/N] ", "interrupted before redis ClearInstance was sent"),
        ("redis ManualBackupInstance", "InstanceId (text): ", "interrupted; nothing was sent"),
    ] {
        let mut child = place.terminal(80, line).spawn().unwrap();
        let mut shown = Vec::new();
        let mut stdout = child.stdout.take().unwrap();
        while !String::from_utf8_lossy(&shown).ends_with(question) {
            let mut byte = [0];
            stdout.read_exact(&mut byte).unwrap();
            shown.extend(byte);
        }
        // The handler is set before the question is written, on another thread.
        std::thread::sleep(Duration::from_millis(100));
        child.stdin.as_mut().unwrap().write_all(b"\x03").unwrap();
        stdout.read_to_end(&mut shown).unwrap();
        let ended = Ended::of(child.wait_with_output().unwrap());
        assert_eq!(ended.code, Some(130), "{line}: {ended:?}");
        assert!(String::from_utf8_lossy(&shown).contains(message), "{line}: {}", String::from_utf8_lossy(&shown));
    }
}
