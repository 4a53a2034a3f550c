//! Programs that print credentials.

use std::time::{Duration, Instant};

use tencloud::credentials::{CommandCredentials, Credentials};

use super::Expected::{Broken, Keys};
use super::{EXPIRY, Expected, ID, KEY, TOKEN, check, expiring, provide};

#[tokio::test]
async fn programs_and_what_they_give() {
    let plain = format!(r#"{{"SecretId":"{ID}","SecretKey":"{KEY}","Version":1}}"#);
    let temporary =
        format!(r#"{{"TmpSecretId":"{ID}","TmpSecretKey":"{KEY}","Token":"{TOKEN}","ExpiredTime":{EXPIRY}}}"#);
    let print = |text: &str| vec!["-c".to_owned(), "printf %s \"$1\"".to_owned(), "sh".to_owned(), text.to_owned()];
    let script = |text: &str| vec!["-c".to_owned(), text.to_owned()];
    let table: Vec<(&str, Vec<String>, Expected<'_>)> = vec![
        ("keys", print(&plain), Keys(Credentials::new(ID, KEY))),
        ("temporary keys", print(&temporary), Keys(expiring())),
        ("no standard input", script(&format!("cat; echo '{plain}'")), Keys(Credentials::new(ID, KEY))),
        ("a status", script(&format!("echo '{plain}'; exit 3")), Broken(&["/bin/sh", "exit status: 3"])),
        ("a signal", script("kill -9 $$"), Broken(&["signal: 9"])),
        ("nothing", script("exit 0"), Broken(&["not JSON"])),
        ("garbage", print(KEY), Broken(&["not JSON"])),
        ("bytes", script("printf '\\377'"), Broken(&["not UTF-8"])),
        ("half a pair", print(&format!(r#"{{"SecretKey":"{KEY}"}}"#)), Broken(&["`SecretId` or `TmpSecretId`"])),
        ("output without end", script("while :; do echo 0123456789; done"), Broken(&["more than 65536 bytes"])),
        ("as much as there may be", script(&padded(&plain, 65_536)), Keys(Credentials::new(ID, KEY))),
        ("one byte more", script(&padded(&plain, 65_537)), Broken(&["more than 65536 bytes"])),
        ("no end", script("sleep 100"), Broken(&["did not exit within 300ms"])),
        ("no end after the keys", script(&format!("echo '{plain}'; exec sleep 100")), Broken(&["did not exit within"])),
    ];
    for (place, arguments, expected) in table {
        let start = Instant::now();
        // The program itself and its arguments, unchanged: no shell unless it is requested.
        let provider = CommandCredentials::new("/bin/sh").args(arguments).timeout(limit(place));
        assert!(!format!("{provider:?}").contains("echo"), "{provider:?}");
        check(place, provide(&provider).await, expected);
        assert!(start.elapsed() < Duration::from_secs(20), "{place} took {:?}", start.elapsed());
    }
    let missing = CommandCredentials::new("/no/such/program");
    check("no program", provide(&missing).await, Broken(&["/no/such/program", "could not be run"]));
}

/// Returns a script that prints a text, padded with spaces to a length.
fn padded(text: &str, length: usize) -> String {
    format!("printf '%s%{}s' '{text}' ''", length - text.len())
}

/// The provider does not wait for the program's own children, and these do not outlive it: neither if the program
/// succeeds, nor if it fails, prints too much, takes too long, or is dropped.
#[tokio::test]
async fn grandchildren_neither_hang_a_program_nor_outlive_it() {
    let folder = tempfile::tempdir().unwrap();
    let keys = format!(r#"echo '{{"SecretId":"{ID}","SecretKey":"{KEY}"}}'"#);
    let table: [(&str, String, Expected<'_>); 7] = [
        ("an open output", keys.clone(), Keys(Credentials::new(ID, KEY))),
        ("a grandchild first", format!("(sleep 100 & sleep 100) & {keys}"), Keys(Credentials::new(ID, KEY))),
        ("a lot of output", format!("{keys}; printf %60000s ''"), Keys(Credentials::new(ID, KEY))),
        ("a status", format!("{keys}; exit 3"), Broken(&["exit status: 3"])),
        ("output without end", "while :; do echo 0123456789; done".to_owned(), Broken(&["more than 65536 bytes"])),
        ("no end", "sleep 100; :".to_owned(), Broken(&["did not exit within 300ms"])),
        ("no longer wanted", "sleep 100; :".to_owned(), Broken(&[])),
    ];
    for (place, script, expected) in table {
        let pid = folder.path().join("pid");
        let left_behind = format!("sleep 100 & echo $! >{}; {script}", pid.display());
        let provider = CommandCredentials::new("/bin/sh").args(["-c", &left_behind]).timeout(limit(place));
        let start = Instant::now();
        if place == "no longer wanted" {
            tokio::time::timeout(Duration::from_millis(500), provide(&provider)).await.unwrap_err();
        } else {
            check(place, provide(&provider).await, expected);
        }
        assert!(start.elapsed() < Duration::from_secs(15), "{place} took {:?}", start.elapsed());
        let pid = std::fs::read_to_string(pid).unwrap().trim().to_owned();
        while is_running(&pid) {
            assert!(start.elapsed() < Duration::from_secs(20), "{place}: its child still runs");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

/// Returns whether a process is running. Its parent may not have noticed the end of one that has ended.
#[cfg(target_os = "linux")]
fn is_running(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, state)| !state.starts_with('Z'))
}

#[cfg(not(target_os = "linux"))]
fn is_running(pid: &str) -> bool {
    let stat = std::process::Command::new("ps").args(["-o", "stat=", "-p", pid]).output().unwrap().stdout;
    !matches!(stat.trim_ascii_start(), [] | [b'Z', ..])
}

/// A process that has left the program's group is not killed, and does not block the provider either.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_daemon_that_keeps_the_output_open() {
    let script = format!(r#"setsid sleep 30 & sleep 0.2; echo '{{"SecretId":"{ID}","SecretKey":"{KEY}"}}'"#);
    let provider = CommandCredentials::new("/bin/sh").args(["-c", &script]);
    let start = Instant::now();
    check("a daemon", provide(&provider).await, Keys(Credentials::new(ID, KEY)));
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
}

/// Only the rows about time run into the timeout.
fn limit(place: &str) -> Duration {
    if place.starts_with("no end") { Duration::from_millis(300) } else { Duration::from_secs(20) }
}
