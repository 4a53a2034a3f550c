//! Serves the emulator until it is told to stop.

use std::{
    io::{self, Write as _},
    num::NonZeroU32,
    process::ExitCode,
};

use clap::Parser;
use tencloud_emulator::{Durations, Emulator};

/// The Tencent Cloud API on 127.0.0.1, for trying out clients without an account.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// The port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 9021)]
    port: u16,
    /// The secret id to accept, in place of the documentation's example pair
    #[arg(long, value_name = "ID", requires = "secret_key")]
    secret_id: Option<String>,
    /// The secret key that belongs to it
    #[arg(long, value_name = "KEY", requires = "secret_id")]
    secret_key: Option<String>,
    /// How many times faster work is done
    #[arg(long, value_name = "FACTOR", default_value_t = NonZeroU32::MIN)]
    speed: NonZeroU32,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let mut builder = Emulator::builder()
        .port(options.port)
        .durations(Durations::default().faster(options.speed))
        .observer(|served| say(&served.to_string()));
    let own_pair = options.secret_id.zip(options.secret_key);
    let is_example = own_pair.is_none();
    if let Some((id, key)) = own_pair {
        builder = builder.key_pair(id, key);
    }
    let emulator = match builder.start().await {
        Ok(emulator) => emulator,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            return ExitCode::FAILURE;
        }
    };

    say(&format!("TENCENTCLOUD_ENDPOINT_URL={}", emulator.url()));
    say(&format!("TENCENTCLOUD_SECRET_ID={}", emulator.secret_id()));
    if is_example {
        say(&format!("TENCENTCLOUD_SECRET_KEY={}", emulator.secret_key()));
    }
    stop_wanted().await;
    emulator.shutdown().await;
    ExitCode::SUCCESS
}

/// A reader that has gone away is no reason to stop serving.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

#[cfg(unix)]
async fn stop_wanted() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

#[cfg(not(unix))]
async fn stop_wanted() {
    drop(tokio::signal::ctrl_c().await);
}
