//! Programs whose clocks are off by an hour, simulated with `faketime`.

use std::process::Stdio;
use std::sync::{Arc, Mutex};

use tencloud_emulator::Emulator;
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs faketime; see main.rs"]
async fn a_clock_an_hour_off_costs_one_rejected_call() {
    const CALLS: usize = 3;
    for (clock, rejected) in [("+1h", 1), ("-1h", 1), ("+0s", 0)] {
        let responses: Arc<Mutex<Vec<Option<String>>>> = Arc::default();
        let seen = responses.clone();
        let emulator = Emulator::builder().observer(move |served| {
            seen.lock().unwrap().push(served.error.as_ref().map(|(code, _)| code.clone()));
        });
        let emulator = emulator.start().await.unwrap();
        let mut program = Command::new("faketime");
        // Timers use the monotonic clock, which a wrong time of day does not affect.
        program.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").args(["-f", clock]);
        program.arg(env!("CARGO_BIN_EXE_fleet-caller")).args([emulator.url(), &CALLS.to_string()]);
        program.env("TENCENTCLOUD_SECRET_ID", emulator.secret_id());
        program.env("TENCENTCLOUD_SECRET_KEY", emulator.secret_key());
        let output = program.stdout(Stdio::piped()).kill_on_drop(true).output().await;
        let output = output.unwrap_or_else(|error| panic!("faketime: {error}; install the Debian package faketime"));
        assert!(output.status.success(), "{clock}: {output:?}");
        let expected: Vec<_> = std::iter::repeat_n(Some("AuthFailure.SignatureExpire"), rejected)
            .chain(std::iter::repeat_n(None, CALLS))
            .collect();
        let responses = responses.lock().unwrap();
        let responses: Vec<_> = responses.iter().map(Option::as_deref).collect();
        assert_eq!(responses, expected, "{clock}: rejected once, and never again");
    }
}
