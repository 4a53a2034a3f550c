//! Programs share one quota through a Redis server, which is killed and restarted meanwhile.
//!
//! `FLEET_SECONDS` sets the duration, 20 s by default. With `FLEET_STRICT`, for an idle machine, it is 60 s, no second may
//! contain more calls than the quota, 95 % of it must be used, and no call may arrive after its timeout; without, delays of a
//! busy machine are tolerated.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tencloud::Config;
use tencloud::credentials::Credentials;
use tencloud::pacing::{Pacing, RedisPacer};
use tencloud::redis::Client;
use tencloud_tests::{Request, Response, Server};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::sleep;

const RATE: usize = 20;
const PASSWORD: &str = "not-a-real-password";

fn is_strict() -> bool {
    std::env::var_os("FLEET_STRICT").is_some()
}

/// Starts a server that stores nothing on disk. It is killed when dropped.
fn start_redis(port: u16) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", env!("CARGO_TARGET_TMPDIR")]);
    command.args(["--port", &port.to_string(), "--requirepass", PASSWORD]);
    let started = command.stdout(Stdio::null()).kill_on_drop(true).spawn();
    started.unwrap_or_else(|error| panic!("redis-server: {error}; install the Debian package redis-server"))
}

/// Returns a port on which no server of another test listens: those would share their quotas.
fn free_port() -> u16 {
    static USED: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    let port = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    std::iter::repeat_with(port).find(|port| USED.lock().unwrap().insert(*port)).unwrap()
}

async fn wait_until_up(port: u16) {
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        sleep(Duration::from_millis(10)).await;
    }
}

/// Returns the number of calls in the busiest second.
fn most_in_a_second(times: &[Instant]) -> usize {
    let until = |start: Instant| times.partition_point(|time| *time < start + Duration::from_secs(1));
    times.iter().enumerate().map(|(index, start)| until(*start) - index).max().unwrap_or(0)
}

/// What came of a fleet's calls.
#[derive(Default)]
struct Outcome {
    /// The calls that were answered, by program.
    calls: Vec<usize>,
    failures: Vec<String>,
    /// Calls that ended after their timeout.
    late: usize,
    /// When calls arrived at the service, and by how much after their timeout.
    arrived: Vec<(Instant, Duration)>,
    took: Duration,
}

/// Runs a program for each timeout, each with so many callers who call one after the other. After a third of the time, the
/// Redis server is killed; it is restarted after an outage: at once, or for a sixth of the time.
async fn run_fleet(timeouts: &[u64], callers: usize, is_restarted_at_once: bool) -> Outcome {
    let seconds = if is_strict() { 60 } else { 20 };
    let seconds = std::env::var("FLEET_SECONDS").map_or(seconds, |seconds| seconds.parse().unwrap());
    let arrived: Arc<Mutex<Vec<(Instant, Duration)>>> = Arc::default();
    let seen = arrived.clone();
    let script = move |_: usize, request: &Request| {
        seen.lock().unwrap().push((Instant::now(), after_deadline(request)));
        Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)
    };
    let server = Server::answering(script).await.unwrap();
    let port = free_port();
    let mut redis = start_redis(port);
    wait_until_up(port).await;

    let redis_url = format!("redis://:{PASSWORD}@127.0.0.1:{port}/0");
    let end = Instant::now() + Duration::from_secs(seconds as u64);
    let members = timeouts.iter().map(|timeout| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fleet-member"));
        command.arg(server.url()).arg(&redis_url);
        command.args([timeouts.len(), RATE, seconds, callers, *timeout as usize].map(|number| number.to_string()));
        command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap().wait_with_output()
    });
    let members = members.map(tokio::spawn).collect::<Vec<_>>();

    let third = Duration::from_secs_f64(seconds as f64 / 3.0);
    sleep(third).await;
    redis.kill().await.unwrap();
    sleep(if is_restarted_at_once { Duration::from_millis(200) } else { third / 2 }).await;
    let _redis = start_redis(port);

    let mut outcome = Outcome::default();
    for member in members {
        let output = member.await.unwrap().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}");
        let lines = |name: &'static str| text.lines().filter_map(move |line| line.strip_prefix(name));
        outcome.calls.push(lines("calls: ").map(|calls| calls.parse::<usize>().unwrap()).sum());
        outcome.late += lines("late: ").map(|late| late.parse::<usize>().unwrap()).sum::<usize>();
        outcome.failures.extend(lines("failed: ").map(str::to_owned));
    }
    outcome.arrived = arrived.lock().unwrap().clone();
    outcome.arrived.sort();
    outcome.took = end - outcome.arrived[0].0;
    outcome
}

/// By how much a call has come after its timeout.
#[expect(clippy::disallowed_methods, reason = "not for signing")]
fn after_deadline(request: &Request) -> Duration {
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
    let deadline = Duration::from_millis(body["Remark"].as_str().unwrap().parse().unwrap());
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().saturating_sub(deadline)
}

impl Outcome {
    /// Fails unless the quota was used and kept, and each call in its time.
    fn check(&self) {
        let times: Vec<Instant> = self.arrived.iter().map(|(time, _)| *time).collect();
        let (first, end) = (times[0], times[0] + self.took);
        let in_time = times.partition_point(|time| *time < end);
        let used = in_time as f64 / (RATE as f64 * self.took.as_secs_f64());
        let most = most_in_a_second(&times);
        let after = self.arrived.iter().map(|(_, after)| *after).max().unwrap();
        println!(
            "{} calls of {} programs in {:?}: {most} in the busiest second, {used:.3} of the quota used, {} failed",
            times.len(),
            self.calls.len(),
            self.took,
            self.failures.len()
        );
        println!("{} ended after their timeout; the latest arrived {after:?} after it", self.late);
        println!("calls of each program: {:?}", self.calls);
        let mut histogram = vec![0; 1 + ((times[times.len() - 1] - first).as_millis() / 500) as usize];
        times.iter().for_each(|time| histogram[((*time - first).as_millis() / 500) as usize] += 1);
        println!("calls in each half second: {histogram:?}");
        let closest = times.windows(RATE + 1).min_by_key(|window| window[RATE] - window[0]).unwrap();
        let gaps: Vec<_> = closest.windows(2).map(|pair| (pair[1] - pair[0]).as_millis()).collect();
        let (span, start) = (closest[RATE] - closest[0], closest[0] - first);
        println!("the closest {} calls took {span:?} from {start:?}, with gaps of {gaps:?} ms", RATE + 1);
        // Programs that do not share the quota would make as many calls each.
        let (at_most, at_least) = if is_strict() { (RATE, 0.95) } else { (2 * RATE, 0.5) };
        assert!(most <= at_most, "{most} in a second");
        assert!(used >= at_least, "{used:.3} of the quota");
        let late = Duration::from_millis(if is_strict() { 0 } else { 500 });
        assert!(after <= late, "a call arrived {after:?} after its timeout");
        assert!(self.late == 0 || !is_strict(), "{} calls ended after their timeout", self.late);
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server; see main.rs"]
async fn eight_programs_together_keep_to_one_quota() {
    // Each has more concurrent calls than its share of a second.
    let outcome = run_fleet(&[120; 8], 8, true).await;
    outcome.check();
    assert_eq!(outcome.failures, Vec::<String>::new());
    assert_eq!(outcome.arrived.len(), outcome.calls.iter().sum::<usize>(), "a call was sent twice");
}

/// Thirty programs want more than the quota. Half of them have no time to wait for their share: their calls fail early, and
/// keep no one from using the whole quota.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server; see main.rs"]
async fn thirty_programs_use_one_quota_at_overload() {
    check_overload(&run_fleet(&timeouts(), 1, false).await);
}

/// The same with a server that is back before all have noticed, and has forgotten which slots they hold.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server; see main.rs"]
async fn thirty_programs_and_a_server_that_forgets() {
    check_overload(&run_fleet(&timeouts(), 1, true).await);
}

/// Of half of the programs, a call has one second; of the others, thirty.
fn timeouts() -> Vec<u64> {
    (0..30).map(|number| if number % 2 == 0 { 1 } else { 30 }).collect()
}

fn check_overload(outcome: &Outcome) {
    outcome.check();
    let unexpected = outcome.failures.iter().filter(|failure| !failure.contains("is limited to 20 calls per second"));
    assert_eq!(unexpected.collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(outcome.calls.iter().all(|calls| *calls > 0), "{:?}", outcome.calls);
}

/// After a second without calls, a burst of one second's quota is sent at once, and then one call per slot.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server; see main.rs"]
async fn a_burst_after_a_pause_is_one_second_of_quota() {
    let port = free_port();
    let _redis = start_redis(port);
    wait_until_up(port).await;
    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let redis_url = format!("redis://:{PASSWORD}@127.0.0.1:{port}/0");
    let pacing = || Pacing::documented().shared(RedisPacer::new(&redis_url).unwrap());
    let config = |pacing| {
        let credentials = Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
        let config = Config::builder().region("ap-tokyo").credentials(credentials).endpoint_url(server.url());
        Client::new(&config.pacing(pacing).build().unwrap())
    };
    // Two that share, as two programs would.
    let clients = [config(pacing()), config(pacing())];
    let call = |client: &Client| client.manual_backup_instance().instance_id("crs-5a4py64p").send();
    call(&clients[0]).await.unwrap();
    sleep(Duration::from_millis(1_100)).await;
    let start = Instant::now();
    let mut calls = JoinSet::new();
    for index in 0..30 {
        calls.spawn(call(&clients[index % 2]));
    }
    let mut times = Vec::new();
    while let Some(result) = calls.join_next().await {
        result.unwrap().unwrap();
        times.push(start.elapsed());
    }
    // A busy machine comes too late for the first slots, which others could rely on.
    let at_once = if is_strict() { 20 } else { 10 };
    assert!(times[at_once - 1] < Duration::from_millis(900), "one second of quota at once: {times:?}");
    assert!(times[20] >= Duration::from_secs(1), "and not more: {times:?}");
    assert!(times[29] >= Duration::from_millis(1_400), "{times:?}");
}
