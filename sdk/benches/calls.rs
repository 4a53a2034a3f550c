//! The cost of a whole typed call, compared with the same bytes through plain reqwest and plain hyper-util.
//!
//! `cargo bench -p tencloud --bench calls` starts a server in a separate process, and calls it over loopback one at a
//! time and 64 at a time, with and without rate limiting. CPU is that of the calling thread, on which everything but
//! the server runs. All clients take turns in one run, and the median of the rounds counts. The benchmark fails if the
//! ratio to reqwest exceeds its limit.
//!
//! Both processes share a core, which is therefore never idle. With `-- --apart`, the scheduler is free to place them:
//! a core that sleeps between single calls wakes with cold caches, and figures differ from run to run.

#![allow(clippy::indexing_slicing, reason = "a panic is how a benchmark fails")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{self, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use tencloud::credentials::Credentials;
use tencloud::pacing::Pacing;
use tencloud::{Config, redis};

const REPLY: &str = r#"{"Response":{"TaskId":6954227,"RequestId":"2b5d1d31-ab2b-4d42-a3b5-b0d4a5f4c3e1"}}"#;
const BODY: &[u8] = br#"{"InstanceId":"crs-5a4py64p","Remark":"nightly"}"#;
const LIMIT: f64 = 1.15;
const ROUNDS: usize = 15;
const CALLS: usize = 4_000;

fn main() -> Result<()> {
    if std::env::args().any(|argument| argument == "--serve") {
        return serve();
    }
    if !std::env::args().any(|argument| argument == "--apart") {
        stay_on_this_core()?;
    }
    let mut server = Command::new(std::env::current_exe()?)
        .arg("--serve")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the server cannot be started")?;
    let mut url = String::new();
    BufReader::new(server.stdout.take().context("no output")?).read_line(&mut url)?;
    let within = measure(url.trim());
    // The server exits when its input ends.
    drop(server.stdin.take());
    server.wait()?;
    // A benchmark that only prints would let a regression pass unnoticed.
    anyhow::ensure!(within?, "a typed call costs more than its limit");
    Ok(())
}

fn measure(url: &str) -> Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // With rate limiting, at a rate that delays nothing.
    let paced = client(url, Pacing::documented().rate("redis", "ManualBackupInstance", 1_000_000))?;
    let unpaced = client(url, Pacing::off())?;
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let reqwest = reqwest::Client::builder().no_proxy().build()?;
    let hyper: legacy::Client<HttpConnector, Full<Bytes>> = legacy::Client::builder(TokioExecutor::new()).build_http();

    println!("| concurrent calls | client | CPU per call | median latency | CPU relative to reqwest | limit |");
    println!("|---|---|---|---|---|---|");
    let mut within = true;
    for at_once in [1, 64] {
        let (mut typed, mut free, mut plain, mut bare) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        // The first round is a warm-up.
        for _ in 0..=ROUNDS {
            plain.push(runtime.block_on(round(at_once, || through_reqwest(&reqwest, url)))?);
            typed.push(runtime.block_on(round(at_once, || through_tencloud(&paced)))?);
            free.push(runtime.block_on(round(at_once, || through_tencloud(&unpaced)))?);
            bare.push(runtime.block_on(round(at_once, || through_hyper(&hyper, url)))?);
        }
        let reference = median(plain.iter().skip(1).map(|costs| costs.cpu));
        for (way, costs, limit) in [
            ("hyper-util", bare, None),
            ("reqwest", plain, None),
            ("tencloud, not paced", free, None),
            ("tencloud", typed, Some(LIMIT)),
        ] {
            let cpu = median(costs.iter().skip(1).map(|costs| costs.cpu));
            let latency = median(costs.iter().skip(1).map(|costs| costs.latency));
            let ratio = cpu / reference;
            within &= limit.is_none_or(|limit| ratio <= limit);
            let limit = limit.map_or_else(String::new, |limit| limit.to_string());
            println!("| {at_once} | {way} | {cpu:.1} µs | {latency:.1} µs | {ratio:.2} | {limit} |");
        }
    }
    Ok(within)
}

fn client(url: &str, pacing: Pacing) -> Result<redis::Client> {
    let config = Config::builder()
        .environment([("PATH", "")].into_iter().collect())
        .region("ap-tokyo")
        .endpoint_url(url)
        .credentials(Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"))
        .pacing(pacing)
        .build()?;
    Ok(redis::Client::new(&config))
}

/// The costs of a call in a round, in microseconds.
struct Costs {
    cpu: f64,
    latency: f64,
}

/// Makes all calls of a round, `at_once` of them concurrently.
async fn round<F: Future<Output = Result<()>>>(at_once: usize, call: impl Fn() -> F) -> Result<Costs> {
    let mut latencies = Vec::with_capacity(CALLS);
    let started = cpu()?;
    let lanes = (0..at_once).map(|_| async {
        let mut took = Vec::with_capacity(CALLS / at_once);
        for _ in 0..CALLS / at_once {
            let started = Instant::now();
            call().await?;
            took.push(started.elapsed().as_secs_f64() * 1e6);
        }
        anyhow::Ok(took)
    });
    for took in futures_util::future::join_all(lanes).await {
        latencies.extend(took?);
    }
    let cpu = (cpu()? - started) / latencies.len() as f64;
    Ok(Costs { cpu, latency: median(latencies) })
}

async fn through_tencloud(redis: &redis::Client) -> Result<()> {
    let reply = redis.manual_backup_instance().instance_id("crs-5a4py64p").remark("nightly").send().await?;
    anyhow::ensure!(reply.task_id == 6_954_227);
    Ok(())
}

/// The headers of a signed call, prepared in advance.
const HEADERS: [(&str, &str); 7] = [
    ("content-type", "application/json"),
    ("x-tc-action", "ManualBackupInstance"),
    ("x-tc-version", "2018-04-12"),
    ("x-tc-timestamp", "1551113065"),
    ("x-tc-requestclient", "tencloud-rust_0.1.0"),
    ("x-tc-region", "ap-tokyo"),
    (
        "authorization",
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/redis/tc3_request, \
         SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
    ),
];

async fn through_reqwest(client: &reqwest::Client, url: &str) -> Result<()> {
    let mut request = client.post(url).body(BODY);
    for (name, value) in HEADERS {
        request = request.header(name, value);
    }
    let body = request.send().await?.bytes().await?;
    anyhow::ensure!(body.len() == REPLY.len());
    Ok(())
}

async fn through_hyper(client: &legacy::Client<HttpConnector, Full<Bytes>>, url: &str) -> Result<()> {
    let mut request = http::Request::post(url);
    for (name, value) in HEADERS {
        request = request.header(name, value);
    }
    let reply = client.request(request.body(Full::from(BODY))?).await?;
    let body = reply.into_body().collect().await?.to_bytes();
    anyhow::ensure!(body.len() == REPLY.len());
    Ok(())
}

fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Keeps this thread, and the threads that it starts, on the current core.
#[cfg(target_os = "linux")]
fn stay_on_this_core() -> Result<()> {
    use rustix::thread::{CpuSet, sched_getcpu, sched_setaffinity};

    let mut this = CpuSet::new();
    this.set(sched_getcpu());
    sched_setaffinity(None, &this).context("this thread cannot be kept on its core")
}

#[cfg(not(target_os = "linux"))]
fn stay_on_this_core() -> Result<()> {
    anyhow::bail!("cores are chosen on Linux only")
}

/// Returns the CPU time of this process's main thread, in microseconds.
fn cpu() -> Result<f64> {
    let text = fs::read_to_string("/proc/self/schedstat").context("CPU time is read from Linux's /proc")?;
    let nanoseconds: f64 = text.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e3)
}

/// Sends the same response to every request until the input ends.
fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    std::io::stdout().flush()?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    });
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

fn answer(mut stream: TcpStream) -> Result<()> {
    stream.set_nodelay(true)?;
    let reply =
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{REPLY}", REPLY.len());
    let mut buffer = vec![0; 64 * 1024];
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..])?;
        if read == 0 {
            return Ok(());
        }
        filled += read;
        // All bodies are the same, so a request is complete when the bytes read so far end with the body.
        if buffer[..filled].ends_with(BODY) {
            stream.write_all(reply.as_bytes())?;
            filled = 0;
        }
    }
}
