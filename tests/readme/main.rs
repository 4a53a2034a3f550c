//! The README's Rust blocks compile as printed, and its tour and test run against the emulator.

use std::process::Command;

use tencloud_emulator::{Durations, Emulator};

/// The blocks at the top, about streams, about logging, and about errors.
#[expect(dead_code, reason = "compiled, but not run: they call the cloud, or set up the process")]
mod compiled {
    mod errors {
        include!(concat!(env!("OUT_DIR"), "/errors.rs"));
    }

    #[expect(clippy::indexing_slicing, reason = "indexing a JSON value does not panic")]
    mod streams {
        include!(concat!(env!("OUT_DIR"), "/streams.rs"));
    }

    async fn first() -> Result<(), tencloud::Error> {
        include!(concat!(env!("OUT_DIR"), "/first.rs"));
        Ok(())
    }

    fn logs() {
        include!(concat!(env!("OUT_DIR"), "/logs.rs"));
    }
}

mod test_your_code {
    include!(concat!(env!("OUT_DIR"), "/test_your_code.rs"));
}

#[tokio::test]
async fn the_tour_runs_as_printed() {
    let emulator = Emulator::builder().durations(Durations::instant()).start().await.unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_readme-tour"))
        .env_clear()
        .env("TENCENTCLOUD_ENDPOINT_URL", emulator.url())
        .env("TENCENTCLOUD_SECRET_ID", emulator.secret_id())
        .env("TENCENTCLOUD_SECRET_KEY", emulator.secret_key())
        .output()
        .unwrap();
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{printed}{errors}");
    for expected in
        ["is running", "backup: ", ": succeed", "0 instances in Singapore", "1 instances in total", "has the status 2"]
    {
        assert!(printed.contains(expected), "no `{expected}` in:\n{printed}");
    }
}
