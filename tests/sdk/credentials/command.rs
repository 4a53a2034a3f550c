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

/// Only the rows about time run into the timeout.
fn limit(place: &str) -> Duration {
    if place.starts_with("no end") { Duration::from_millis(300) } else { Duration::from_secs(20) }
}
