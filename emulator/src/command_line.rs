//! The command line: runs an emulator until it is interrupted.

use std::{
    fs,
    io::{self, Write as _},
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
    path::PathBuf,
};

use clap::Parser;

use crate::{Account, Durations, Emulator, printer};

/// The port, unless another one is chosen.
pub const PORT: u16 = 9021;

/// Emulates the Tencent Cloud API, without an account
#[derive(Debug, Parser)]
#[command(name = "tencloud-emulator", version, after_help = AFTER_HELP)]
pub struct Options {
    /// Address to listen on; 0.0.0.0 lets other machines and containers connect
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into())]
    host: IpAddr,
    /// Port to listen on; 0 picks a free one
    #[arg(long, default_value_t = PORT)]
    port: u16,
    /// URL under which clients connect, for download links [default: the address]
    #[arg(long)]
    url: Option<String>,
    /// Serve https, and write the certificate to trust to this file
    #[arg(long, value_name = "FILE")]
    tls: Option<PathBuf>,
    /// Secret id to accept [default: an example id]
    #[arg(long, value_name = "ID", requires = "secret_key")]
    secret_id: Option<String>,
    /// Secret key to accept
    #[arg(long, value_name = "KEY", requires = "secret_id")]
    secret_key: Option<String>,
    /// Add an account, for roles in it; can be repeated [default: only 100000000001]
    #[arg(long, value_name = "UIN")]
    account: Vec<u64>,
    /// Speed up tasks and orders by this factor
    #[arg(long, value_name = "FACTOR", default_value_t = NonZeroU32::MIN)]
    speed: NonZeroU32,
    /// Make responses odd (numbers as strings, nulls, missing fields), by a seed
    #[arg(long, value_name = "SEED", num_args = 0..=1, default_missing_value = "0")]
    oddities: Option<u64>,
    /// Keep the state in this file, also if the process is killed; made if missing
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Run a real Redis server for each instance; requires redis-server
    #[arg(long)]
    data_plane: bool,
}

/// Wrapped by hand, for terminals with 80 columns.
pub const AFTER_HELP: &str = "\
Prints the environment variables that clients need, then one line for each
request: request id, region, action and outcome. Stop it with Ctrl-C.

Tests add instances, inject faults and move the clock over HTTP:
GET /_emulator/openapi.json documents how.

By default, clients sign with the key pair of the documentation's examples,
which belongs to no account. Another secret key is never printed.

Examples:
  tencloud-emulator --speed 10
  tencloud-emulator --port 0 --speed 1000
  tencloud-emulator --state emulator.state
  tencloud-emulator --tls ca.pem
  tencloud-emulator --host 0.0.0.0 --url http://emulator:9021";

/// Runs an emulator until Ctrl-C or SIGTERM. It prints what clients need, and then the calls.
///
/// # Errors
///
/// If the emulator cannot be started, or the certificate cannot be written.
pub async fn run(options: Options) -> Result<(), String> {
    let (log, printer) = printer::log();
    let mut builder = Emulator::builder()
        .address(options.host)
        .port(options.port)
        .tls(options.tls.is_some())
        .data_plane(options.data_plane)
        .durations(Durations::default().faster(options.speed))
        .observer(move |request| log.write(request.to_string()));
    if let Some(file) = options.state {
        builder = builder.state_file(file);
    }
    let has_url = options.url.is_some();
    if let Some(url) = options.url {
        builder = builder.url(url);
    }
    if let Some(seed) = options.oddities {
        builder = builder.oddities(seed);
    }
    let own_key_pair = options.secret_id.zip(options.secret_key);
    let is_example = own_key_pair.is_none();
    if let Some((id, key)) = own_key_pair {
        builder = builder.key_pair(id, key);
    }
    for uin in options.account {
        builder = builder.account(Account::new(uin));
    }
    let emulator = builder.start().await.map_err(|error| error.to_string())?;
    if !options.host.is_loopback() {
        warn(&format!("whoever can connect to {} can read and change what is in the emulator", options.host));
        if !has_url {
            warn(&format!("download links begin with {}: pass --url, so that others can open them", emulator.url()));
        }
    }

    print_line(&format!("TENCENTCLOUD_ENDPOINT_URL={}", emulator.url()));
    if let Some((file, certificate)) = options.tls.zip(emulator.ca_certificate()) {
        fs::write(&file, certificate).map_err(|error| format!("cannot write {}: {error}", file.display()))?;
        // Clients may have other working directories.
        print_line(&format!("SSL_CERT_FILE={}", file.canonicalize().unwrap_or(file).display()));
    }
    print_line(&format!("TENCENTCLOUD_SECRET_ID={}", emulator.secret_id()));
    // Only the documentation's key is public.
    if is_example {
        print_line(&format!("TENCENTCLOUD_SECRET_KEY={}", emulator.secret_key()));
    }
    // Lines about servers may be waiting. They come after those that programs read.
    printer.start().map_err(|error| error.to_string())?;
    shutdown_signal().await;
    emulator.shutdown().await;
    Ok(())
}

fn warn(message: &str) {
    let _ = writeln!(io::stderr(), "warning: {message}");
}

/// Prints a line to stdout. Unlike `println!`, this does not panic if the reader has closed the pipe.
fn print_line(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Waits for Ctrl-C or SIGTERM.
#[cfg(unix)]
async fn shutdown_signal() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
async fn shutdown_signal() {
    drop(tokio::signal::ctrl_c().await);
}
