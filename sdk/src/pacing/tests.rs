use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{advance, sleep};

use super::*;
use crate::action::{ActionInfo, Effect, ProductInfo};

const SECOND: Duration = Duration::from_secs(1);

const REDIS: ProductInfo = ProductInfo { name: "redis", version: "2018-04-12", regional: true, error_classes: &[] };
const CVM: ProductInfo = ProductInfo { name: "cvm", version: "2017-03-12", regional: true, error_classes: &[] };

const fn action(product: &'static ProductInfo, name: &'static str, rate: u32) -> ActionInfo {
    ActionInfo { product, name, effect: Effect::Read, rate, regional: true, signed: true, sensitive_output: false }
}

const LIST: ActionInfo = action(&REDIS, "DescribeInstances", 20);

fn far() -> Instant {
    Instant::now() + 1_000_000 * SECOND
}

/// Makes as many calls as possible without waiting. Returns their number.
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

/// Starts a caller that records its place in the queue and the time at which it was released.
fn call(tasks: &mut JoinSet<()>, pacing: &Pacing, gone: &Arc<std::sync::Mutex<Vec<(usize, Instant)>>>, place: usize) {
    let (pacing, gone) = (pacing.clone(), gone.clone());
    tasks.spawn(async move {
        pacing.slot(&LIST, None, far()).await.unwrap();
        gone.lock().unwrap().push((place, Instant::now()));
    });
}

/// Of 10,000 callers, every third gives up while it waits: the others are released in their order, at the rate, and
/// nothing is left behind. Those that give up delay no one.
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
    for (index, (_, time)) in gone.iter().enumerate() {
        let in_a_second = gone[index..].iter().take_while(|(_, other)| *other < *time + SECOND).count();
        assert!(in_a_second <= 20, "{in_a_second} in the second from {:?}", *time - start);
    }
    let limiter = pacing.limiter(&LIST, None).unwrap();
    assert!(Arc::strong_count(&limiter) == 2, "no task is left: {limiter:?}");
}

/// Callers arrive at random times, on many tasks, and some of them give up: no second has more calls than the rate.
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
        let mut times: Vec<_> = gone.lock().unwrap().iter().map(|(_, time)| *time).collect();
        times.sort();
        for (index, time) in times.iter().enumerate() {
            let in_a_second = times[index..].iter().take_while(|other| **other < *time + SECOND).count();
            assert!(in_a_second <= 20, "{in_a_second} in a second, seed {seed}");
        }
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
    // 100 callers wait, which takes more than 5 s.
    let error = pacing.slot(&LIST, None, start + 5 * SECOND).await.unwrap_err().to_string();
    assert!(error.contains("20 calls per second") && error.contains("6.1 s"), "{error}");
    assert_eq!(Instant::now(), start);
    tasks.abort_all();
    while tasks.join_next().await.is_some() {}
    pacing.slot(&LIST, None, start + 5 * SECOND).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 1, "those who have given up delay no one");
}

/// A runtime that ends and one that is idle stop only their own callers.
#[test]
fn callers_do_not_depend_on_other_runtimes() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    for first_ends in [true, false] {
        let (first, second) = (runtime(), runtime());
        let pacing = Pacing::documented();
        let (waiting, other) = (pacing.clone(), pacing.clone());
        let tokyo = Region::new("ap-tokyo");
        first.block_on(async {
            assert_eq!(at_once(&waiting, &LIST, "ap-tokyo").await, 20);
            tokio::spawn(async move { waiting.slot(&LIST, Some(&Region::new("ap-tokyo")), far()).await });
            tokio::task::yield_now().await;
        });
        let last = second.spawn(async move { other.slot(&LIST, Some(&Region::new("ap-tokyo")), far()).await });
        second.block_on(tokio::task::yield_now());
        if first_ends {
            drop(first);
        }
        second.block_on(async {
            last.await.unwrap().unwrap();
            // This runtime has its own time, which has advanced by the two slots that were taken, and no further.
            let until = Instant::now() + SECOND;
            for _ in 0..19 {
                pacing.slot(&LIST, Some(&tokyo), until).await.unwrap();
            }
            assert!(pacing.slot(&LIST, Some(&tokyo), until).await.is_err());
            assert!(Instant::now() <= until);
        });
    }
}

/// Callers with a second each, one after another, use the whole rate, and none is sent later.
#[tokio::test(start_paused = true)]
async fn overload() {
    let (pacing, start) = (Pacing::documented(), Instant::now());
    let gone: Arc<std::sync::Mutex<Vec<Instant>>> = Arc::default();
    let mut callers = JoinSet::new();
    for _ in 0..30 {
        let (pacing, gone) = (pacing.clone(), gone.clone());
        callers.spawn(async move {
            while start.elapsed() < 60 * SECOND {
                let until = Instant::now() + SECOND;
                match pacing.slot(&LIST, None, until).await {
                    Ok(_) => gone.lock().unwrap().push(Instant::now()),
                    Err(_) => sleep(Duration::from_millis(10)).await,
                }
                assert!(Instant::now() <= until);
            }
        });
    }
    callers.join_all().await;
    let gone = gone.lock().unwrap().clone();
    assert!(gone.len() >= 1_140, "{} calls in 60 s", gone.len());
    assert!(most_in_a_second(&gone) <= 20);
}

/// Returns the number of calls in the fullest second.
fn most_in_a_second(times: &[Instant]) -> usize {
    let mut times = times.to_vec();
    times.sort();
    let until = |start: Instant| times.partition_point(|time| *time < start + SECOND);
    times.iter().enumerate().map(|(index, start)| until(*start) - index).max().unwrap_or(0)
}

mod shared;
