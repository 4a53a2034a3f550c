//! Requests that no client sends, over real connections to the binary: none of them fails the server, which keeps to its
//! memory and serves others at once.
//!
//! The long run makes 40,000 requests, or `HOSTILE_REQUESTS`, by `HOSTILE_SEED`.

mod connection;
mod emulator;
mod requests;
mod slow;
mod values;

use std::{
    collections::BTreeMap,
    env,
    time::{Duration, Instant},
};

use self::{
    connection::Connection,
    emulator::HostileRun,
    requests::{Generator, Sending},
    slow::SlowConnections,
};

/// The most memory that the emulator may ever have used, in kB.
const MEMORY: u64 = 64 * 1024;

/// Within which time a well-formed request is answered, even on a busy machine.
const AT_ONCE: Duration = Duration::from_secs(5);

#[test]
fn hostile_requests_do_no_harm() {
    run(&HostileRun::start(), 1000, 7);
}

#[test]
#[ignore = "takes a minute or two; .ci/run runs it"]
fn many_hostile_requests_and_slow_connections_do_no_harm() {
    let number = |name: &str, default: u64| env::var(name).map_or(default, |value| value.parse().unwrap());
    let emulator = HostileRun::start();
    let slow = SlowConnections::open(&emulator.address);
    run(&emulator, number("HOSTILE_REQUESTS", 40_000), number("HOSTILE_SEED", 1));
    slow.check_that_all_are_closed_in_time();
    emulator.check(MEMORY);
}

/// Sends this many requests, and checks the responses and the emulator.
fn run(emulator: &HostileRun, requests: u64, seed: u64) {
    let start = Instant::now();
    let mut generator = Generator::new(&emulator.address, seed);
    let mut kept = Connection::open(&emulator.address);
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let mut slowest = Duration::ZERO;
    for _ in 0..requests {
        let request = generator.next();
        let outcome = match request.sending {
            Sending::Kept => {
                let sent = Instant::now();
                let outcome = kept.exchange(&request.bytes).unwrap_or_else(|| {
                    kept = Connection::open(&emulator.address);
                    kept.exchange(&request.bytes).expect("a response on a new connection")
                });
                slowest = slowest.max(sent.elapsed());
                outcome
            }
            Sending::HalfClosed => Connection::open(&emulator.address).send_and_close(&request.bytes),
            Sending::Dropped => Connection::open(&emulator.address).send_and_drop(&request.bytes),
        };
        if let Err(problem) = outcome.check() {
            panic!("{}: {problem}\n{}", request.kind, shown(&request.bytes));
        }
        *outcomes.entry(format!("{} {outcome}", request.kind)).or_default() += 1;
        if request.changes_the_emulator && outcome.is_success() {
            emulator.restore();
        }
    }
    let memory = emulator.check(MEMORY);
    let mut outcomes: Vec<_> = outcomes.into_iter().collect();
    outcomes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    println!("{requests} requests in {:.0?}, slowest {slowest:.0?}, {memory} kB", start.elapsed());
    outcomes.iter().take(60).for_each(|(outcome, count)| println!("{count:6} {outcome}"));
    assert!(slowest < AT_ONCE, "a request took {slowest:?}");
}

/// Returns the beginning of a request, readable.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 2000;
    bytes.iter().take(MOST).flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from).collect()
}
