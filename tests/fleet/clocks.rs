//! Programs on machines whose clocks are an hour off, as `faketime` makes them believe.

use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tencloud_emulator::Emulator;
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs faketime; see main.rs"]
async fn an_hour_ahead_and_an_hour_behind() {
    const CALLS: usize = 3;
    for (clock, refused) in [("+1h", 1), ("-1h", 1), ("+0s", 0)] {
        let answers: Arc<Mutex<Vec<Option<String>>>> = Arc::default();
        let seen = answers.clone();
        let emulator = Emulator::builder().observer(move |served| {
            seen.lock().unwrap().push(served.error.as_ref().map(|(code, _)| code.clone()));
        });
        let emulator = emulator.start().await.unwrap();
        let mut program = Command::new("faketime");
        // Timers go by the monotonic clock, which no wrong time of day changes.
        program.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").args(["-f", clock]);
        program.arg(env!("CARGO_BIN_EXE_fleet-caller")).args([emulator.url(), &CALLS.to_string()]);
        program.env("TENCENTCLOUD_SECRET_ID", emulator.secret_id());
        program.env("TENCENTCLOUD_SECRET_KEY", emulator.secret_key());
        let output = program.stdout(Stdio::piped()).kill_on_drop(true).output().await;
        let output = output.unwrap_or_else(|error| panic!("faketime: {error}; install Debian's package faketime"));
        assert!(output.status.success(), "{clock}: {output:?}");
        let expected: Vec<_> = std::iter::repeat_n(Some("AuthFailure.SignatureExpire"), refused)
            .chain(std::iter::repeat_n(None, CALLS))
            .collect();
        let answers = answers.lock().unwrap();
        let answers: Vec<_> = answers.iter().map(Option::as_deref).collect();
        assert_eq!(answers, expected, "{clock}: refused once, and never again");
    }
}
