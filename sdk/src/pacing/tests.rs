use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{advance, sleep};

use super::*;
use crate::action::{ActionInfo, ProductInfo};

const SECOND: Duration = Duration::from_secs(1);

const REDIS: ProductInfo = ProductInfo { name: "redis", version: "2018-04-12", regional: true, error_classes: &[] };
const CVM: ProductInfo = ProductInfo { name: "cvm", version: "2017-03-12", regional: true, error_classes: &[] };

const fn action(product: &'static ProductInfo, name: &'static str, rate: u32) -> ActionInfo {
    ActionInfo::read(product, name).rate(rate).regional()
}

const LIST: ActionInfo = action(&REDIS, "DescribeInstances", 20);

fn far() -> Instant {
    Instant::now() + 1_000_000 * SECOND
}

/// Makes as many calls as can go without waiting. Returns their number.
async fn at_once(pacing: &Pacing, action: &ActionInfo, region: &str) -> usize {
    let mut gone = 0;
    while gone < 1_000 && pacing.slot(action, Some(&Region::new(region)), Instant::now()).await.is_ok() {
        gone += 1;
    }
    gone
}

#[tokio::test(start_paused = true)]
async fn each_action_in_each_region_has_its_rate() {
    let pacing = Pacing::documented().rate("redis", "KillMasterGroup", 3).rate("redis", "KillMasterGroup", 7);
    for (of, region, expected) in [
        (LIST, "ap-tokyo", 20),
        (LIST, "ap-tokyo", 0),
        (LIST, "ap-seoul", 20),
        (action(&CVM, "DescribeInstances", 40), "ap-tokyo", 40),
        (action(&REDIS, "KillMasterGroup", 20), "ap-tokyo", 7),
        (action(&REDIS, "DescribeNothing", 1), "ap-tokyo", 1),
    ] {
        assert_eq!(at_once(&pacing, &of, region).await, expected, "{of:?} {region}");
    }
    assert_eq!(at_once(&pacing.clone(), &LIST, "ap-tokyo").await, 0, "clones share what is left");
    let off = Pacing::off().rate("redis", "KillMasterGroup", 3);
    assert_eq!(at_once(&off, &LIST, "ap-tokyo").await, 1_000);
    assert_eq!(at_once(&off, &action(&REDIS, "KillMasterGroup", 20), "ap-tokyo").await, 3);
}

/// How many calls the fullest second has.
fn most_in_a_second(mut times: Vec<Instant>) -> usize {
    times.sort();
    let until = |start: Instant| times.partition_point(|time| *time < start + SECOND);
    times.iter().enumerate().map(|(index, start)| until(*start) - index).max().unwrap_or(0)
}

/// Starts a caller that records its place in the queue and when it went.
fn call(tasks: &mut JoinSet<()>, pacing: &Pacing, gone: &Arc<std::sync::Mutex<Vec<(usize, Instant)>>>, place: usize) {
    let (pacing, gone) = (pacing.clone(), gone.clone());
    tasks.spawn(async move {
        pacing.slot(&LIST, None, far()).await.unwrap();
        gone.lock().unwrap().push((place, Instant::now()));
    });
}

/// 10,000 callers, of which every third gives up while it waits: the others go in their order, at the rate, and nothing
/// is left behind. No one waits longer because of those who gave up.
#[tokio::test(start_paused = true)]
async fn callers_go_in_order_and_those_who_give_up_cost_nothing() {
    const CALLERS: usize = 10_000;
    let (pacing, gone, start) = (Pacing::documented(), Arc::default(), Instant::now());
    let mut stay = JoinSet::new();
    let mut leave = JoinSet::new();
    for place in 0..CALLERS {
        let tasks = if place % 3 == 1 && place > 20 { &mut leave } else { &mut stay };
        call(tasks, &pacing, &gone, place);
        tokio::task::yield_now().await;
    }
    leave.abort_all();
    while stay.join_next().await.is_some() {}
    let gone = gone.lock().unwrap().clone();
    assert!(gone.is_sorted(), "in the order in which they came");
    let expected: Vec<_> = (0..CALLERS).filter(|place| !(place % 3 == 1 && *place > 20)).collect();
    assert_eq!(gone.iter().map(|(place, _)| *place).collect::<Vec<_>>(), expected);
    let seconds = start.elapsed().as_secs_f64();
    let least = (expected.len() as f64 - 20.0) / 20.0;
    assert!((least..=1.03 * least + 1.0).contains(&seconds), "{} calls took {seconds} s", expected.len());
    let most = most_in_a_second(gone.iter().map(|(_, time)| *time).collect());
    assert!(most <= 20, "{most} in a second");
    let limiter = pacing.limiter(&LIST, None).unwrap();
    assert!(Arc::strong_count(&limiter) == 2, "no task is left: {limiter:?}");
}

/// Callers at random times, on many tasks, some of which give up: no second has more calls than the rate.
#[tokio::test(start_paused = true)]
async fn no_second_has_more_calls_than_the_rate() {
    for seed in 0..20 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (pacing, gone) = (Pacing::documented(), Arc::default());
        let mut tasks = JoinSet::new();
        for place in 0..400 {
            call(&mut tasks, &pacing, &gone, place);
            match random.u32(0..20) {
                0 => sleep(SECOND.mul_f64(2.0 * random.f64())).await,
                1..=4 => sleep(SECOND.mul_f64(0.1 * random.f64())).await,
                5 => advance(Duration::from_millis(51)).await,
                6 => {
                    let _ = tokio::time::timeout(SECOND.mul_f64(random.f64()), pacing.slot(&LIST, None, far())).await;
                }
                _ => {}
            }
        }
        tasks.join_all().await;
        let most = most_in_a_second(gone.lock().unwrap().iter().map(|(_, time)| *time).collect());
        assert!(most <= 20, "{most} in a second, seed {seed}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_go_in_time_fails_at_once() {
    let (pacing, gone, start) = (Pacing::documented(), Arc::default(), Instant::now());
    let mut tasks = JoinSet::new();
    for place in 0..120 {
        call(&mut tasks, &pacing, &gone, place);
        tokio::task::yield_now().await;
    }
    // 100 wait, which takes more than 5 s.
    let error = pacing.slot(&LIST, None, start + 5 * SECOND).await.unwrap_err().to_string();
    assert!(error.contains("20 calls per second") && error.contains("6.1 s"), "{error}");
    assert_eq!(Instant::now(), start);
    tasks.abort_all();
    while tasks.join_next().await.is_some() {}
    pacing.slot(&LIST, None, start + 5 * SECOND).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 1, "those who have given up delay no one");
}

/// A runtime with a clock of its own.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap()
}

/// Starts callers in a runtime, which then wait, and uses up what could go at once.
fn fill(runtime: &tokio::runtime::Runtime, pacing: &Pacing, callers: usize) {
    runtime.block_on(async {
        assert_eq!(at_once(pacing, &LIST, "").await, 20);
        for _ in 0..callers {
            let pacing = pacing.clone();
            tokio::spawn(async move { pacing.slot(&LIST, Some(&Region::new("")), far()).await });
        }
        tokio::task::yield_now().await;
    });
}

#[test]
fn waiters_outlive_the_runtimes_of_those_before_them() {
    let (first, second) = (runtime(), runtime());
    let pacing = Pacing::documented();
    fill(&first, &pacing, 1);
    let other = pacing.clone();
    let last = second.spawn(async move { other.slot(&LIST, Some(&Region::new("")), far()).await });
    second.block_on(tokio::task::yield_now());
    drop(first);
    second.block_on(last).unwrap().unwrap();
}

/// Waiters in a runtime that does not run keep no one: others go when they would have gone anyway, and those who come later
/// do not wait for them.
#[test]
fn no_one_waits_for_an_idle_runtime() {
    let (idle, running) = (runtime(), runtime());
    let pacing = Pacing::documented();
    fill(&idle, &pacing, 3);
    running.block_on(async {
        for (call, expected) in [(1, 1.02 + 3.0 * 0.051), (2, 0.06), (3, 0.06), (4, 0.06)] {
            let start = Instant::now();
            pacing.slot(&LIST, Some(&Region::new("")), start + 2 * SECOND).await.unwrap();
            let waited = start.elapsed().as_secs_f64();
            assert!(waited <= expected + 0.03, "call {call} waited for {waited} s");
        }
    });
    // Once it runs again, its waiters are where they were.
    let limiter = pacing.limiter(&LIST, Some(&Region::new(""))).unwrap();
    idle.block_on(async { sleep(2 * SECOND).await });
    assert_eq!(Arc::strong_count(&limiter), 2, "all have gone: {limiter:?}");
}

/// The same for a future that is polled once and then held.
#[tokio::test(start_paused = true)]
async fn no_one_waits_for_a_future_that_is_not_polled() {
    let pacing = Pacing::documented();
    assert_eq!(at_once(&pacing, &LIST, "").await, 20);
    let region = Region::new("");
    let mut held: Vec<_> = (0..10).map(|_| Box::pin(pacing.slot(&LIST, Some(&region), far()))).collect();
    for future in &mut held {
        assert!(tokio::time::timeout(Duration::ZERO, future).await.is_err());
    }
    let start = Instant::now();
    for call in 0..100 {
        pacing.slot(&LIST, Some(&region), far()).await.unwrap_or_else(|no_slot| panic!("{call}: {no_slot}"));
    }
    let seconds = start.elapsed().as_secs_f64();
    assert!(seconds < 1.02 + 100.0 * 0.051 + 0.6, "100 calls took {seconds} s");
    drop(held);
    pacing.slot(&LIST, Some(&region), far()).await.unwrap();
}

mod shared;
