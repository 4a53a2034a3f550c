//! A thousand calls against one fault, counted on both sides.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tencloud::credentials::Credentials;
use tencloud::pacing::Pacing;
use tencloud::redis::Client;
use tencloud::retry::{ExponentialBackoff, RetryBudget};
use tencloud::{Config, Error, ErrorKind};
use tencloud_tests::{Request, Server};
use tokio::time::{Instant, timeout};

use crate::catalogue::{Fault, Outcome, Trust};

/// Calls of each effect against each fault.
pub(crate) const CALLS: usize = 1_000;
/// What a call may take beyond the time that it was given, on a machine that has much else to do.
const SLACK: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Read,
    Change,
}

/// What became of one call.
struct Ended {
    outcome: Option<Outcome>,
    /// As the error tells; nothing of a call that was answered.
    attempts: Option<u32>,
    told: bool,
    took: Duration,
}

/// How often the server saw one call.
#[derive(Clone, Copy, Default)]
struct AttemptStats {
    whole: u32,
    part: u32,
}

/// All calls of an effect against a fault.
pub(crate) struct Cell {
    calls: Vec<(Ended, AttemptStats)>,
    /// Parts of requests that were cut before they told which call they belong to.
    nameless: usize,
}

/// Calls with the fault in the way.
pub(crate) async fn run(fault: &Fault, effect: Effect, trust: &Trust) -> Cell {
    let arrivals = Mutex::new(HashMap::<String, u32>::new());
    let script = fault.script.clone();
    let server = Server::with(fault.manner(trust), move |_, request| {
        let mut arrivals = arrivals.lock().unwrap();
        let nth = arrivals.entry(id_of(request).unwrap_or_default()).or_default();
        *nth += 1;
        script(*nth, request)
    });
    let server = server.await.unwrap();
    let ended = {
        let redis = client(fault, &server, trust);
        let (next, limit) = (Arc::new(AtomicUsize::new(0)), fault.call_timeout + SLACK);
        let padding = if fault.padded { "x".repeat(16 * 1024) } else { String::new() };
        let worker = || {
            let (redis, next, padding) = (redis.clone(), next.clone(), padding.clone());
            tokio::spawn(async move {
                let mut ended = Vec::new();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= CALLS {
                        return ended;
                    }
                    ended.push((index, call(&redis, effect, index, &padding, limit).await));
                }
            })
        };
        let workers: Vec<_> = (0..fault.at_once).map(|_| worker()).collect();
        let mut ended = Vec::new();
        for worker in workers {
            ended.extend(worker.await.unwrap());
        }
        ended
    };
    let mut seen = HashMap::<String, AttemptStats>::new();
    let mut nameless = 0;
    for request in timeout(SLACK, server.finish()).await.unwrap() {
        match id_of(&request) {
            Some(id) if request.whole => seen.entry(id).or_default().whole += 1,
            Some(id) => seen.entry(id).or_default().part += 1,
            None => nameless += 1,
        }
    }
    let calls = ended.into_iter().map(|(index, ended)| (ended, seen.get(&id(index)).copied().unwrap_or_default()));
    Cell { calls: calls.collect(), nameless }
}

fn client(fault: &Fault, server: &Server, trust: &Trust) -> Client {
    const MILLISECOND: Duration = Duration::from_millis(1);
    let config = Config::builder()
        .environment(std::iter::empty::<(String, String)>().collect())
        .region("ap-tokyo")
        .credentials(Credentials::new("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"))
        .endpoint_url(server.url())
        .attempt_timeout(fault.attempt_timeout)
        .call_timeout(fault.call_timeout)
        .retry(ExponentialBackoff::attempts(3).with_backoff(MILLISECOND, MILLISECOND))
        // A thousand calls fail here as often as they may.
        .retry_budget(RetryBudget::unlimited())
        .pacing(Pacing::off());
    let config = match trust.client_for(fault) {
        None => config,
        Some(http) => config.http_client(http),
    };
    Client::new(&config.build().unwrap())
}

async fn call(redis: &Client, effect: Effect, index: usize, padding: &str, limit: Duration) -> Ended {
    let started = Instant::now();
    let result = timeout(limit, async {
        let id = id(index);
        match effect {
            Effect::Read => drop(redis.describe_instances().instance_id(id).search_key(padding).send().await?),
            Effect::Change => drop(redis.manual_backup_instance().instance_id(id).remark(padding).send().await?),
        }
        Ok::<(), Error>(())
    })
    .await;
    let took = started.elapsed();
    match result {
        Err(_) => Ended { outcome: None, attempts: None, told: false, took },
        Ok(Ok(())) => Ended { outcome: Some(Outcome::Answered), attempts: None, told: false, took },
        Ok(Err(error)) => Ended {
            outcome: Some(Outcome::Failed(error.kind())),
            attempts: Some(error.attempts()),
            told: error.may_have_acted(),
            took,
        },
    }
}

/// What a call is known by, on both sides.
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
        self.calls.iter().for_each(|(ended, _)| *outcomes.entry(ended.outcome).or_default() += 1);
        outcomes
    }

    /// The least and the most of something over all calls.
    fn range(&self, of: impl Fn(&Ended, &AttemptStats) -> u32) -> RangeInclusive<u32> {
        let counts: BTreeSet<_> = self.calls.iter().map(|(ended, seen)| of(ended, seen)).collect();
        let (first, last) = (counts.first().copied(), counts.last().copied());
        first.unwrap_or_default()..=last.unwrap_or_default()
    }

    /// How often calls were sent: as their errors tell, or where they were answered, as the server saw.
    fn sent(&self) -> RangeInclusive<u32> {
        self.range(|ended, seen| ended.attempts.unwrap_or(seen.whole))
    }

    /// All that is wrong.
    pub(crate) fn complaints(&self, fault: &Fault, effect: Effect) -> Vec<String> {
        let expected = fault.expected(effect);
        let mut wrong = Vec::new();
        let mut hold = |holds: bool, what: String| {
            if !holds {
                wrong.push(format!("{}, {effect:?}: {what}", fault.name));
            }
        };
        hold(self.calls.len() == CALLS, format!("{} calls ended", self.calls.len()));
        let outcomes = self.outcomes();
        let foreseen = |outcome: &Option<Outcome>| outcome.is_some_and(|outcome| expected.ends.contains(&outcome));
        hold(outcomes.keys().all(foreseen), format!("ends in {outcomes:?} and not in {:?} alone", expected.ends));
        let (sent, foreseen) = (self.sent(), &expected.sent);
        let within = foreseen.contains(sent.start()) && foreseen.contains(sent.end());
        hold(within, format!("sent {sent:?} times, not {foreseen:?}"));
        let slowest = self.calls.iter().map(|(ended, _)| ended.took).max().unwrap_or_default();
        hold(slowest < fault.call_timeout + SLACK, format!("a call took {slowest:?}"));
        for (index, (ended, seen)) in self.calls.iter().enumerate() {
            let answered = ended.outcome == Some(Outcome::Answered);
            hold(!answered || seen.whole > 0, format!("call {index} was answered, but never came"));
            hold(fault.arrives() || seen.whole == 0, format!("call {index} arrived whole, against the rules"));
            let arrived = seen.whole + seen.part;
            let attempts = ended.attempts.unwrap_or(arrived);
            hold(arrived <= attempts, format!("call {index} arrived {arrived} times of {attempts}"));
            if effect == Effect::Read {
                hold(!ended.told, format!("call {index} reads, and the error says that it may have acted"));
            } else if ended.outcome == Some(Outcome::Failed(ErrorKind::Connect)) {
                hold(!ended.told, format!("call {index} was not sent, and the error says that it may have acted"));
            } else if !fault.refuses {
                hold(arrived <= 1, format!("call {index} arrived {arrived} times, and may have been done each time"));
                hold(answered || arrived == 0 || ended.told, format!("call {index} arrived, and the error denies it"));
            } else {
                hold(!ended.told, format!("call {index} was refused, and the error says that it may have acted"));
            }
        }
        let once = effect == Effect::Read || fault.refuses || self.nameless <= CALLS;
        hold(once, format!("{} parts arrived of {CALLS} changes", self.nameless));
        wrong.truncate(5);
        wrong
    }

    /// The line of the table. What varies from run to run shows as what is allowed.
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
        let most = if fault.arrives() { *expected.sent.end() } else { 0 };
        let whole = self.range(|_, seen| seen.whole);
        let whole = count(whole, 0..=most, expected.varies() || fault.is_impatient());
        let told = match self.calls.iter().any(|(ended, _)| ended.told) {
            _ if expected.varies() && effect == Effect::Change && !fault.refuses => "if `ConnectionLost`",
            true => "yes",
            false => "no",
        };
        let effect = if effect == Effect::Read { "read" } else { "change" };
        format!("| {} | {effect} | {} | {sent} | {whole} | {told} |", fault.name, ends.join(" or "))
    }
}
