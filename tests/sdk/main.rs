//! What a user of the SDK sees, with a real server.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic is how a test fails")]

mod aligned;
mod blocking;
mod cancel;
mod classes;
mod codes;
mod connections;
mod credentials;
mod deadlines;
mod decoding;
mod domains;
mod emulated_lists;
mod endpoints;
mod event_streams;
mod lists;
mod misfits;
mod observers;
mod options;
mod outages;
mod outside;
mod outside_lists;
mod pacing;
mod pacing_deadlines;
mod parameters;
mod properties;
mod proxies;
mod recorder;
mod retries;
mod retry_after;
mod runtimes;
mod samples;
mod signatures;
mod sinks;
mod skew;
mod sources;
mod story;
mod tenants;
mod trust;
mod typed_streams;
mod ui;
mod unreadable;
mod untyped;
mod untyped_lists;
mod untyped_waits;
mod uploads;
mod vectors;
mod waits;

use std::time::Duration;

use tencloud::credentials::Credentials;
use tencloud::pacing::Pacing;
use tencloud::redis::{Client, ManualBackupInstanceResponse};
use tencloud::retry::{FailedAttempt, RetryPolicy};
use tencloud::signing::tc3;
use tencloud::{Config, ConfigBuilder, Error};
use tencloud_emulator::Emulator;
use tencloud_tests::{Request, Server};

const SECRET_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const SECRET_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

/// Returns a configuration that does not depend on the machine, and that waits neither before nor between attempts.
fn offline() -> ConfigBuilder {
    Config::builder()
        .pacing(Pacing::off())
        .environment(std::iter::empty::<(String, String)>().collect())
        .retry(WithoutWait)
}

/// Three attempts without waits. The SDK's own policy waits at least half a second if a call is throttled.
#[derive(Debug)]
struct WithoutWait;

impl RetryPolicy for WithoutWait {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempts() < 3).then_some(Duration::ZERO)
    }
}

fn complete(url: &str) -> ConfigBuilder {
    offline().region("ap-tokyo").credentials(Credentials::new(SECRET_ID, SECRET_KEY)).endpoint_url(url)
}

/// Returns a client of an emulator, with its credentials.
fn client_at(emulator: &Emulator) -> Client {
    let keys = Credentials::new(emulator.secret_id(), emulator.secret_key());
    Client::new(&complete(emulator.url()).credentials(keys).build().unwrap())
}

fn client_of(server: &Server) -> Client {
    Client::new(&complete(&server.url()).build().unwrap())
}

/// Makes a write.
async fn back_up(redis: &Client) -> Result<ManualBackupInstanceResponse, Error> {
    redis.manual_backup_instance().instance_id("crs-5a4py64p").send().await
}

/// Fails unless the signature matches what was received: body, host and content type as they arrived.
fn assert_is_signed(request: &Request) {
    assert_eq!(request.line, "POST / HTTP/1.1");
    let expected = signature(request, "redis");
    assert_eq!(request.header("authorization"), Some(expected.as_str()), "{request:?}");
}

/// Returns the `Authorization` header that matches what was received.
fn signature(request: &Request, service: &str) -> String {
    signature_by(request, service, SECRET_ID, SECRET_KEY)
}

fn signature_by(request: &Request, service: &str, secret_id: &str, secret_key: &str) -> String {
    let timestamp = request.header("x-tc-timestamp").unwrap().parse().unwrap();
    let headers = ["content-type", "host"].map(|name| (name, request.header(name).unwrap()));
    let signed = tc3::Request { method: "POST", query: "", headers: &headers, body: &request.body };
    tc3::SigningKey::derive(secret_key, timestamp, service).authorization(secret_id, &signed, timestamp)
}
