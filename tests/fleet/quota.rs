//! Programs share one quota through a Redis server, which is killed and restarted meanwhile.
//!
//! `FLEET_SECONDS` sets the duration, 12 s by default (60 for a figure). With `FLEET_STRICT`, for an idle machine, no second may contain more
//! calls than the quota, and 95 % of it must be used; without, delays of a busy machine are tolerated.

use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tencloud::Config;
use tencloud::credentials::Credentials;
use tencloud::pacing::{Pacing, RedisPacer};
use tencloud::redis::Client;
use tencloud_tests::{Reply, Server};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio::time::sleep;

const RATE: usize = 20;
const PASSWORD: &str = "not-a-real-password";

/// Starts a server that stores nothing on disk. It is killed when dropped.
fn start_redis(port: u16) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", env!("CARGO_TARGET_TMPDIR")]);
    command.args(["--port", &port.to_string(), "--requirepass", PASSWORD]);
    let started = command.stdout(Stdio::null()).kill_on_drop(true).spawn();
    started.unwrap_or_else(|error| panic!("redis-server: {error}; install the Debian package redis-server"))
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
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

/// What a program of a fleet does.
#[derive(Clone, Copy)]
struct Member {
    /// How many calls it makes at the same time.
    callers: usize,
    timeout: Duration,
}

/// What came of a program.
struct Report {
    calls: usize,
    no_slot: usize,
    /// Failures other than that.
    failed: usize,
    /// By how much its latest call missed its timeout.
    late: Duration,
}

/// What all programs did together.
struct Run {
    reports: Vec<Report>,
    /// When calls reached the service.
    arrived: Vec<Instant>,
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server; see main.rs"]
async fn eight_programs_together_keep_to_one_quota() {
    // More concurrent calls than its share of a second.
    let run = run(&[Member { callers: 8, timeout: Duration::from_secs(60) }; 8]).await;
    assert!(run.reports.iter().all(|report| report.no_slot == 0 && report.failed == 0));
    assert_eq!(run.arrived.len(), run.calls(), "a call was sent twice");
    run.assert_that_the_quota_is_used_and_kept();
}

/// Thirty programs call without a pause, which is more than the quota allows. Half of them give a call a second, so that it
/// often cannot go in time.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server; see main.rs"]
async fn overload_does_not_waste_the_quota() {
    let member = |index| Member { callers: 1, timeout: Duration::from_secs(if index % 2 == 0 { 1 } else { 30 }) };
    let members = (0..30).map(member).collect::<Vec<_>>();
    let run = run(&members).await;
    for (member, report) in members.iter().zip(&run.reports) {
        let Report { calls, no_slot, failed, late } = report;
        assert!(*late <= Duration::from_millis(500), "{late:?} after {:?}", member.timeout);
        assert!(
            member.timeout < Duration::from_secs(30) || no_slot + failed == 0,
            "{no_slot} and {failed} patient calls"
        );
        assert!(*calls > 0);
    }
    run.assert_that_the_quota_is_used_and_kept();
}

/// Runs the programs. A third of the time has passed when Redis is killed, and half when it is restarted.
async fn run(members: &[Member]) -> Run {
    let seconds = std::env::var("FLEET_SECONDS").map_or(12, |seconds| seconds.parse().unwrap());
    let arrived: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let seen = arrived.clone();
    let script = move |_: usize, _: &_| {
        seen.lock().unwrap().push(Instant::now());
        Reply::of(r#"{"TaskId":1,"RequestId":"id"}"#)
    };
    let server = Server::answering(script).await.unwrap();
    let port = free_port();
    let mut redis = start_redis(port);
    wait_until_up(port).await;

    let redis_url = format!("redis://:{PASSWORD}@127.0.0.1:{port}/0");
    let programs = members.len();
    let start = |member: &Member| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fleet-member"));
        command.arg(server.url()).arg(&redis_url);
        let timeout = member.timeout.as_millis() as usize;
        command.args([programs, RATE, seconds, member.callers, timeout].map(|number| number.to_string()));
        command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap().wait_with_output()
    };
    let members = members.iter().map(start).map(tokio::spawn).collect::<Vec<_>>();

    let third = Duration::from_secs_f64(seconds as f64 / 3.0);
    sleep(third).await;
    redis.kill().await.unwrap();
    sleep(third / 2).await;
    let _redis = start_redis(port);

    let mut reports = Vec::new();
    for member in members {
        let output = member.await.unwrap().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && !text.contains("panic"), "{text}");
        let sum = |name: &str| -> usize {
            text.lines().filter_map(|line| line.strip_prefix(name)?.parse::<usize>().ok()).sum()
        };
        let failed =
            text.lines().filter(|line| line.starts_with("failed: ")).inspect(|line| println!("{line}")).count();
        let late = Duration::from_millis(sum("late: ") as u64);
        reports.push(Report { calls: sum("calls: "), no_slot: sum("no slot: "), failed, late });
    }
    let mut arrived = arrived.lock().unwrap().clone();
    arrived.sort();
    Run { reports, arrived }
}

impl Run {
    fn calls(&self) -> usize {
        self.reports.iter().map(|report| report.calls).sum()
    }

    fn assert_that_the_quota_is_used_and_kept(&self) {
        let (times, calls) = (&self.arrived, self.calls());
        let (first, last) = (times[0], times[times.len() - 1]);
        let used = calls as f64 / (RATE as f64 * (last - first).as_secs_f64());
        let most = most_in_a_second(times);
        let no_slot: usize = self.reports.iter().map(|report| report.no_slot).sum();
        println!(
            "{calls} calls of {} programs in {:?}, {} sent: {most} in the busiest second, {used:.3} of the quota used, {no_slot} \
             without a slot",
            self.reports.len(),
            last - first,
            times.len()
        );
        let mut histogram = vec![0; 1 + ((last - first).as_millis() / 500) as usize];
        times.iter().for_each(|time| histogram[((*time - first).as_millis() / 500) as usize] += 1);
        println!("calls in each half second: {histogram:?}");
        let closest = times.windows(RATE + 1).map(|window| (window[RATE] - window[0], window[0] - first)).min();
        println!("the closest {} calls, and when: {closest:?}", RATE + 1);
        let strict = std::env::var_os("FLEET_STRICT").is_some();
        let (at_most, at_least) = if strict { (RATE, 0.95) } else { (2 * RATE, 0.5) };
        assert!(most <= at_most, "{most} in a second");
        assert!(used >= at_least, "{used:.3} of the quota");
    }
}

/// After a second without calls, a burst of one second's quota is sent at once, and then one call per slot.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server; see main.rs"]
async fn a_burst_after_a_pause_is_one_second_of_quota() {
    let port = free_port();
    let _redis = start_redis(port);
    wait_until_up(port).await;
    let server = Server::start([Reply::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
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
    assert!(times[19] < Duration::from_millis(900), "one second of quota at once: {times:?}");
    assert!(times[20] >= Duration::from_secs(1), "and not more: {times:?}");
    assert!(times[29] >= Duration::from_millis(1_400), "{times:?}");
}
