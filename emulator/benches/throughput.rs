//! What calls cost the emulator, compared with sending the same bytes, and how long it takes to start.
//!
//! `cargo bench -p tencloud-emulator --bench throughput` calls an emulator over one connection that is kept alive. CPU is
//! that of the thread that serves, on the core that all threads share. The fastest of the rounds counts, since noise only
//! adds time. The reference is a thread that reads the same requests, and sends the same responses without looking at
//! them. The benchmark fails if the ratio exceeds its limit.

#![allow(clippy::indexing_slicing, reason = "a panic is how a benchmark fails")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::Command,
    thread,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, ensure};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use tencloud_emulator::{Emulator, Instance, ManualClock};
use tokio::runtime::{Builder, Runtime};

const ROUNDS: usize = 25;
const STARTS: usize = 15;
/// The time of all calls, whose date is `DATE`.
const TIMESTAMP: u64 = 1_551_113_065;
const DATE: &str = "2019-02-25";
const KEY_PAIR: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
/// The thread of the emulator, as Linux truncates its name.
const EMULATOR: &str = "tencloud-emulat";
const REFERENCE: &str = "reference";

/// A list that is requested again and again.
struct Row {
    name: &'static str,
    action: &'static str,
    parameters: &'static str,
    /// How many calls a round makes.
    calls: usize,
    /// The limit of the ratio to the reference.
    limit: Option<f64>,
}

const ROWS: [Row; 4] = [
    Row {
        name: "1 of 100 instances",
        action: "DescribeInstances",
        parameters: r#"{"Limit":1}"#,
        calls: 1_000,
        limit: None,
    },
    Row { name: "20 of 100 instances", action: "DescribeInstances", parameters: "{}", calls: 500, limit: Some(LIMIT) },
    Row {
        name: "100 of 100 instances",
        action: "DescribeInstances",
        parameters: r#"{"Limit":100}"#,
        calls: 100,
        limit: None,
    },
    Row {
        name: "100 of 100 tasks",
        action: "DescribeTaskList",
        parameters: r#"{"Limit":100}"#,
        calls: 100,
        limit: None,
    },
];

const LIMIT: f64 = 30.0;

fn main() -> Result<()> {
    if std::env::args().any(|argument| argument == "--start") {
        return start();
    }
    stay_on_this_core()?;
    let within = calls()?;
    println!();
    filters()?;
    println!();
    starts()?;
    // A benchmark that only prints would let a regression pass unnoticed.
    ensure!(within, "a call costs more than its limit");
    Ok(())
}

fn calls() -> Result<bool> {
    let (_runtime, emulator) = emulator(100)?;
    for number in 0..100 {
        let body = format!(r#"{{"InstanceId":"{}","Remark":"nightly"}}"#, id(number));
        let reply = Connection::open(&emulator)?.send(&request(&emulator, "ManualBackupInstance", &body))?;
        ensure!(reply.starts_with(br#"{"Response":{"TaskId""#), "{}", String::from_utf8_lossy(&reply));
    }
    println!("| page | response | CPU per call | calls a second | CPU of the same bytes | ratio | limit |");
    println!("|---|---|---|---|---|---|---|");
    let mut within = true;
    for Row { name, action, parameters, calls, limit } in ROWS {
        let request = request(&emulator, action, parameters);
        let mut connection = Connection::open(&emulator)?;
        let reply = connection.send(&request)?;
        ensure!(reply.len() > 1_000 && !reply.starts_with(br#"{"Response":{"Error""#), "{name}");
        let mut reference = Connection::to_reference(&request, &reply)?;
        let (mut costs, mut references) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            costs.push(connection.cost(EMULATOR, &request, calls)?);
            references.push(reference.cost(REFERENCE, &request, calls)?);
        }
        let (cost, reference) = (fastest(costs), fastest(references));
        let (ratio, per_second) = (cost / reference, 1e6 / cost);
        within &= limit.is_none_or(|limit| ratio <= limit);
        let limit = limit.map_or_else(String::new, |limit| limit.to_string());
        println!(
            "| {name} | {} B | {cost:.1} µs | {per_second:.0} | {reference:.1} µs | {ratio:.1} | {limit} |",
            reply.len()
        );
    }
    Ok(within)
}

/// Filters by a hundred thousand values.
fn filters() -> Result<()> {
    let (_runtime, emulator) = emulator(1_000)?;
    let mut connection = Connection::open(&emulator)?;
    println!("| 100,000 values, 1,000 instances | CPU per call |");
    println!("|---|---|");
    for name in ["InstanceIds", "TagKeys", "SearchKeys"] {
        let values: Vec<_> =
            (0..100_000_u32).map(|number| format!("\"{:06x}\"", number.wrapping_mul(0x9e_3779) % 0xff_ffff)).collect();
        let request = request(&emulator, "DescribeInstances", &format!(r#"{{"{name}":[{}]}}"#, values.join(",")));
        let mut costs = Vec::new();
        for _ in 0..5 {
            costs.push(connection.cost(EMULATOR, &request, 1)?);
        }
        println!("| {name} | {:.1} ms |", fastest(costs) / 1e3);
    }
    Ok(())
}

/// Starts emulators in processes of their own, since the spec is read once in a process.
fn starts() -> Result<()> {
    let mut all = [Vec::new(), Vec::new()];
    for _ in 0..STARTS {
        let output = Command::new(std::env::current_exe()?).arg("--start").output()?;
        let text = String::from_utf8(output.stdout)?;
        for (times, time) in all.iter_mut().zip(text.split_whitespace()) {
            times.push(time.parse()?);
        }
    }
    let [first, next] = all.map(fastest);
    println!("| start, from `start()` to the end of the first call | |");
    println!("|---|---|");
    println!("| first in a process | {first:.2} ms |");
    println!("| next in the process | {next:.2} ms |");
    Ok(())
}

/// Prints how many milliseconds the first start in this process takes, and the second.
fn start() -> Result<()> {
    for _ in 0..2 {
        let started = Instant::now();
        let (_runtime, emulator) = emulator(1)?;
        Connection::open(&emulator)?.send(&request(&emulator, "DescribeInstances", "{}"))?;
        println!("{}", started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(())
}

/// Starts an emulator with this number of instances.
fn emulator(instances: usize) -> Result<(Runtime, Emulator)> {
    let runtime = Builder::new_current_thread().build()?;
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(TIMESTAMP));
    let builder = Emulator::builder().clock(clock).rate_limits(false);
    let builder =
        (0..instances).fold(builder, |builder, number| builder.instance(Instance::new(&id(number), "ap-tokyo")));
    let emulator = runtime.block_on(builder.start())?;
    Ok((runtime, emulator))
}

fn id(number: usize) -> String {
    format!("crs-{number:08}")
}

/// Returns a signed request.
fn request(emulator: &Emulator, action: &str, body: &str) -> Vec<u8> {
    let (host, scope) = (emulator.address(), format!("{DATE}/redis/tc3_request"));
    let canonical = format!(
        "POST\n/\n\ncontent-type:application/json\nhost:{host}\n\ncontent-type;host\n{}",
        hex(&Sha256::digest(body))
    );
    let to_sign = format!("TC3-HMAC-SHA256\n{TIMESTAMP}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let key = format!("TC3{}", KEY_PAIR.1).into_bytes();
    let signature = [DATE, "redis", "tc3_request", &to_sign].into_iter().fold(key, |key, message| hmac(&key, message));
    let (id, signature, length) = (KEY_PAIR.0, hex(&signature), body.len());
    format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nx-tc-action: {action}\r\n\
         x-tc-version: 2018-04-12\r\nx-tc-region: ap-tokyo\r\nx-tc-timestamp: {TIMESTAMP}\r\n\
         authorization: TC3-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders=content-type;host, \
         Signature={signature}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn hmac(key: &[u8], message: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).map(|mac| mac.chain_update(message).finalize());
    mac.map(|code| code.into_bytes().to_vec()).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A connection that is kept alive.
struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(emulator: &Emulator) -> Result<Self> {
        Self::to(emulator.address())
    }

    fn to(address: std::net::SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream) })
    }

    /// Connects to a thread that sends the same response to every request.
    fn to_reference(request: &[u8], reply: &[u8]) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ";
        let response = [format!("{head}{}\r\n\r\n", reply.len()).as_bytes(), reply].concat();
        let mut received = vec![0; request.len()];
        thread::Builder::new().name(REFERENCE.to_owned()).spawn(move || -> Result<()> {
            let (mut stream, _) = listener.accept()?;
            stream.set_nodelay(true)?;
            // Ends when the client closes the connection.
            loop {
                stream.read_exact(&mut received)?;
                stream.write_all(&response)?;
            }
        })?;
        Self::to(address)
    }

    /// Sends a request and returns the body of the response.
    fn send(&mut self, request: &[u8]) -> Result<Vec<u8>> {
        self.stream.get_mut().write_all(request)?;
        let (mut line, mut length) = (String::new(), 0);
        while line != "\r\n" {
            line.clear();
            ensure!(self.stream.read_line(&mut line)? > 0, "the connection was closed");
            length = line.strip_prefix("content-length: ").map_or(Ok(length), |value| value.trim().parse())?;
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(body)
    }

    /// Returns the CPU time of a call in a thread, in microseconds.
    fn cost(&mut self, thread: &str, request: &[u8], calls: usize) -> Result<f64> {
        let started = cpu(thread)?;
        for _ in 0..calls {
            self.send(request)?;
        }
        Ok((cpu(thread)? - started) / calls as f64)
    }
}

/// Returns the CPU time of the threads of this process that have a name, in microseconds.
fn cpu(name: &str) -> Result<f64> {
    let mut nanoseconds = 0.0;
    for task in fs::read_dir("/proc/self/task").context("CPU time is read from Linux's /proc")? {
        let path = task?.path();
        if fs::read_to_string(path.join("comm")).is_ok_and(|comm| comm.trim() == name) {
            let text = fs::read_to_string(path.join("schedstat"))?;
            nanoseconds += text.split(' ').next().unwrap_or_default().parse::<f64>()?;
        }
    }
    Ok(nanoseconds / 1e3)
}

fn fastest(times: impl IntoIterator<Item = f64>) -> f64 {
    times.into_iter().fold(f64::INFINITY, f64::min)
}

/// Keeps all threads on the current core, which is therefore never idle.
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
