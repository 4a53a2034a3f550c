//! Calls against one fault, counted on both sides.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tencloud::credentials::Credentials;
use tencloud::pacing::Pacing;
use tencloud::redis::Client;
use tencloud::retry::{ExponentialBackoff, RetryBudget};
use tencloud::{Config, Error, ErrorKind};
use tencloud_tests::{Request, Server};
use tokio::time::{Instant, timeout};

use crate::catalogue::{Fault, Outcome};
use crate::trust::Trust;

/// How long a call may take beyond its timeout, on a busy machine.
const SLACK: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Read,
    Write,
    /// A wait, which polls with reads.
    Wait,
    /// A list, whose page is requested again after each error.
    List,
}

impl Effect {
    fn name(self) -> &'static str {
        match self {
            Effect::Read => "read",
            Effect::Write => "write",
            Effect::Wait => "wait",
            Effect::List => "list",
        }
    }
}

/// How one call ended.
struct CallResult {
    /// `None` if the call did not end within its timeout.
    outcome: Option<Outcome>,
    /// The number that the error reports; `None` if the call was answered.
    attempts: Option<u32>,
    may_have_acted: bool,
    took: Duration,
}

/// How often one call arrived at the server.
#[derive(Clone, Copy, Default)]
struct AttemptStats {
    whole: u32,
    partial: u32,
}

/// All calls of one effect against one fault.
pub(crate) struct Cell {
    calls: Vec<(CallResult, AttemptStats)>,
    /// Partial requests that do not identify their call.
    unidentified: usize,
}

/// Makes this many calls that meet the fault.
pub(crate) async fn run(fault: &Fault, effect: Effect, calls: usize, trust: &Trust) -> Cell {
    let arrivals = Mutex::new(HashMap::<String, u32>::new());
    let script = fault.script.clone();
    let server = Server::with(fault.server_config(trust), move |_, request| {
        let mut arrivals = arrivals.lock().unwrap();
        let nth = arrivals.entry(id_of(request).unwrap_or_default()).or_default();
        *nth += 1;
        script(*nth, request)
    });
    let server = server.await.unwrap();
    let results = {
        let redis = client(fault, &server, trust);
        let (next, limit) = (Arc::new(AtomicUsize::new(0)), fault.call_timeout + SLACK);
        let padding = if fault.padded { "x".repeat(16 * 1024) } else { String::new() };
        let worker = || {
            let (redis, next, padding) = (redis.clone(), next.clone(), padding.clone());
            let reads_events = fault.reads_events;
            tokio::spawn(async move {
                let mut results = Vec::new();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= calls {
                        return results;
                    }
                    let result = match reads_events {
                        false => finish(call(&redis, effect, index, &padding), limit).await,
                        true => finish(read_events(&redis, effect, index), limit).await,
                    };
                    results.push((index, result));
                }
            })
        };
        let workers: Vec<_> = (0..fault.concurrency).map(|_| worker()).collect();
        let mut results = Vec::new();
        for worker in workers {
            results.extend(worker.await.unwrap());
        }
        results
    };
    let mut seen = HashMap::<String, AttemptStats>::new();
    let mut unidentified = 0;
    for request in timeout(SLACK, server.finish()).await.unwrap() {
        match id_of(&request) {
            Some(id) if request.whole => seen.entry(id).or_default().whole += 1,
            Some(id) => seen.entry(id).or_default().partial += 1,
            None => unidentified += 1,
        }
    }
    let calls = results.into_iter().map(|(index, result)| (result, seen.get(&id(index)).copied().unwrap_or_default()));
    Cell { calls: calls.collect(), unidentified }
}

fn client(fault: &Fault, server: &Server, trust: &Trust) -> Client {
    const MILLISECOND: Duration = Duration::from_millis(1);
    let variables = [("HTTPS_PROXY", server.url())];
    let variables = if fault.is_proxy { &variables[..] } else { &[] };
    let config = Config::builder()
        .environment(variables.iter().cloned().collect())
        .region("ap-tokyo")
        .credentials(Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"))
        .connect_timeout(fault.connect_timeout)
        .attempt_timeout(fault.attempt_timeout)
        .call_timeout(fault.call_timeout)
        .event_timeout(fault.event_timeout)
        .retry(ExponentialBackoff::attempts(3).with_backoff(MILLISECOND, MILLISECOND))
        // Hundreds of calls fail here as often as they may.
        .retry_budget(RetryBudget::unlimited())
        .pacing(Pacing::off());
    let config = if fault.is_proxy { config } else { config.endpoint_url(server.url()) };
    let config = match trust.client_for(fault.certificate) {
        None => config,
        Some(http) => config.http_client(http),
    };
    Client::new(&config.build().unwrap())
}

async fn call(redis: &Client, effect: Effect, index: usize, padding: &str) -> Result<(), Error> {
    let id = id(index);
    match effect {
        Effect::Read => drop(redis.describe_instances().instance_id(id).search_key(padding).send().await?),
        Effect::Write => drop(redis.manual_backup_instance().instance_id(id).remark(padding).send().await?),
        Effect::Wait => drop(redis.wait_for_instance(id).interval(Duration::from_millis(1)).await?),
        Effect::List => read_list(redis, id).await?,
    }
    Ok(())
}

/// Reads a response to its end as a stream of events.
async fn read_events(redis: &Client, effect: Effect, index: usize) -> Result<(), Error> {
    let call = redis.call("ManualBackupInstance", json!({ "InstanceId": id(index) }));
    let call = if effect == Effect::Read { call.read_only() } else { call };
    let mut events = call.send_stream().await?;
    while events.next().await.transpose()?.is_some() {}
    Ok(())
}

async fn finish(call: impl Future<Output = Result<(), Error>>, limit: Duration) -> CallResult {
    let started = Instant::now();
    let result = timeout(limit, call).await;
    let took = started.elapsed();
    match result {
        Err(_) => CallResult { outcome: None, attempts: None, may_have_acted: false, took },
        Ok(Ok(())) => CallResult { outcome: Some(Outcome::Answered), attempts: None, may_have_acted: false, took },
        Ok(Err(error)) => CallResult {
            outcome: Some(Outcome::Failed(error.kind())),
            attempts: Some(error.attempts()),
            may_have_acted: error.may_have_acted(),
            took,
        },
    }
}

/// Reads a list to its end, however often a page fails.
async fn read_list(redis: &Client, id: String) -> Result<(), Error> {
    let mut items = redis.describe_instances().instance_id(id).items();
    let mut count = 0;
    while let Some(item) = items.next().await {
        match item {
            Ok(_) => count += 1,
            Err(error) if error.may_have_acted() => return Err(error),
            Err(_) => {}
        }
    }
    assert_eq!(count, 1);
    Ok(())
}

/// Identifies a call, on both sides.
fn id(index: usize) -> String {
    format!("call-{index:04}")
}

fn id_of(request: &Request) -> Option<String> {
    let body = String::from_utf8_lossy(&request.body);
    let (_, rest) = body.split_once(r#""InstanceId":""#)?;
    rest.get(..id(0).len()).map(str::to_owned)
}

impl Cell {
    fn outcomes(&self) -> BTreeMap<Option<Outcome>, usize> {
        let mut outcomes = BTreeMap::new();
        self.calls.iter().for_each(|(result, _)| *outcomes.entry(result.outcome).or_default() += 1);
        outcomes
    }

    /// Returns the least and the greatest count over all calls.
    fn range(&self, of: impl Fn(&CallResult, &AttemptStats) -> u32) -> RangeInclusive<u32> {
        let counts: BTreeSet<_> = self.calls.iter().map(|(result, seen)| of(result, seen)).collect();
        let (first, last) = (counts.first().copied(), counts.last().copied());
        first.unwrap_or_default()..=last.unwrap_or_default()
    }

    /// Returns how often calls were sent: as their errors report or, if they were answered, as the server counted.
    fn sent(&self) -> RangeInclusive<u32> {
        self.range(|result, seen| result.attempts.unwrap_or(seen.whole))
    }

    /// Returns everything that is wrong.
    pub(crate) fn failures(&self, fault: &Fault, effect: Effect, calls: usize) -> Vec<String> {
        let expected = fault.expected(effect);
        let mut wrong = Vec::new();
        let mut check = |holds: bool, what: String| {
            if !holds {
                wrong.push(format!("{}, {effect:?}: {what}", fault.name));
            }
        };
        check(self.calls.len() == calls, format!("{} calls ended", self.calls.len()));
        let outcomes = self.outcomes();
        let allowed = |outcome: &Option<Outcome>| outcome.is_some_and(|outcome| expected.ends.contains(&outcome));
        check(outcomes.keys().all(allowed), format!("ended in {outcomes:?}, allowed is {:?}", expected.ends));
        let (sent, allowed) = (self.sent(), &expected.sent);
        let within = allowed.contains(sent.start()) && allowed.contains(sent.end());
        check(within, format!("sent {sent:?} times, allowed is {allowed:?}"));
        let slowest = self.calls.iter().map(|(result, _)| result.took).max().unwrap_or_default();
        check(slowest < fault.call_timeout + SLACK, format!("a call took {slowest:?}"));
        for (index, (result, seen)) in self.calls.iter().enumerate() {
            let answered = result.outcome == Some(Outcome::Answered);
            check(!answered || seen.whole > 0, format!("call {index} was answered, but never arrived"));
            check(
                fault.arrives() || seen.whole == 0,
                format!("call {index} arrived in full, which the server does not allow"),
            );
            let arrived = seen.whole + seen.partial;
            let attempts = result.attempts.unwrap_or(arrived);
            check(arrived <= attempts, format!("call {index} arrived {arrived} times in {attempts} attempts"));
            if effect != Effect::Write {
                check(!result.may_have_acted, format!("call {index} is a read, but may_have_acted is true"));
            } else if result.outcome == Some(Outcome::Failed(ErrorKind::Connect)) {
                check(!result.may_have_acted, format!("call {index} was not sent, but may_have_acted is true"));
            } else if !fault.not_executed {
                check(
                    arrived <= 1,
                    format!("call {index} arrived {arrived} times, and may have been executed each time"),
                );
                check(
                    answered || arrived == 0 || result.may_have_acted,
                    format!("call {index} arrived, but may_have_acted is false"),
                );
            } else {
                check(!result.may_have_acted, format!("call {index} was rejected, but may_have_acted is true"));
            }
        }
        let once = effect != Effect::Write || fault.not_executed || self.unidentified <= calls;
        check(once, format!("{} partial requests arrived of {calls} writes", self.unidentified));
        wrong.truncate(5);
        wrong
    }

    /// Returns the row of the table. For what varies from run to run, it contains the allowed range.
    pub(crate) fn row(&self, fault: &Fault, effect: Effect) -> String {
        let expected = fault.expected(effect);
        let ends: Vec<_> = match expected.varies() {
            true => expected.ends.iter().map(ToString::to_string).collect(),
            false => self.outcomes().into_keys().flatten().map(|outcome| outcome.to_string()).collect(),
        };
        let count = |measured: RangeInclusive<u32>, allowed: RangeInclusive<u32>, varies: bool| {
            let range = if varies { allowed } else { measured };
            match (range.start(), range.end()) {
                (least, most) if least == most => most.to_string(),
                (0, most) => format!("at most {most}"),
                (least, most) => format!("{least} to {most}"),
            }
        };
        let sent = count(self.sent(), expected.sent.clone(), expected.varies());
        let may_arrive_again = effect != Effect::Write || fault.not_executed;
        let most = if fault.arrives() { if may_arrive_again { *expected.sent.end() } else { 1 } } else { 0 };
        let whole = self.range(|_, seen| seen.whole);
        let whole = count(whole, 0..=most, expected.varies() || fault.has_short_timeout());
        let may_have_acted = match self.calls.iter().any(|(result, _)| result.may_have_acted) {
            _ if expected.varies() && !may_arrive_again && fault.has_short_timeout() => "if it was sent",
            _ if expected.varies() && !may_arrive_again => "if `ConnectionLost`",
            true => "yes",
            false => "no",
        };
        let effect = effect.name();
        format!("| {} | {effect} | {} | {sent} | {whole} | {may_have_acted} |", fault.name, ends.join(" or "))
    }
}
