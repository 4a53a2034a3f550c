//! Programs and the limiter that they share, on one clock.

use std::collections::HashMap;
use std::sync::Mutex;

use super::super::gcra::{Slots, interval, nanos};
use super::*;

/// Reserves the slots of one quota as a server would.
#[derive(Debug)]
struct Desk {
    slots: Slots,
    start: Instant,
    mood: Mood,
    has_data: bool,
    round_trip: Duration,
    questions: usize,
    reserved: usize,
}

/// What happens to a question.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mood {
    Open,
    Closed,
    Silent,
    Panicking,
}

/// The desk as one program sees it.
#[derive(Clone, Debug)]
struct Window {
    desk: Arc<Mutex<Desk>>,
    number: u32,
    programs: u32,
}

impl SharedRateLimiter for Window {
    fn reserve<'a>(&'a self, quota: &'a Quota<'a>, request: SlotRequest) -> ReserveFuture<'a> {
        Box::pin(async move {
            assert_eq!((quota.product, quota.action, quota.region, quota.rate), ("redis", LIST.name, "", 20));
            let (mood, one_way) = {
                let mut desk = self.desk.lock().unwrap();
                desk.questions += 1;
                (desk.mood, desk.round_trip / 2)
            };
            sleep(one_way).await;
            match mood {
                Mood::Open => {}
                Mood::Closed => return Err("closed".into()),
                Mood::Silent => std::future::pending().await,
                Mood::Panicking => panic!("the desk is on fire"),
            }
            let reserved = {
                let mut desk = self.desk.lock().unwrap();
                let reserved = desk.reserve(request, self.number, self.programs);
                desk.reserved += reserved.slots.len();
                reserved
            };
            sleep(one_way).await;
            Ok(reserved)
        })
    }

    fn participants(&self) -> u32 {
        self.programs
    }
}

impl Desk {
    fn new(round_trip_ms: u64) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Desk {
            slots: Slots::new(interval(20), 20),
            start: Instant::now(),
            mood: Mood::Open,
            has_data: true,
            round_trip: Duration::from_millis(round_trip_ms),
            questions: 0,
            reserved: 0,
        }))
    }

    fn reserve(&mut self, request: SlotRequest, number: u32, programs: u32) -> Reserved {
        let now = nanos(self.start.elapsed());
        if !std::mem::replace(&mut self.has_data, true) {
            self.slots = Slots::starting_at(now + nanos(request.lead), interval(20), 20);
        }
        let mut slots = Vec::new();
        for limit in
            std::iter::once(request.within).chain(std::iter::repeat(request.ahead)).take(request.slots as usize)
        {
            let at = self.slots.when(now, 0);
            if at - now > nanos(limit) {
                break;
            }
            let mut time = now;
            while self.slots.take(time).is_err() {
                time = at;
            }
            slots.push(Duration::from_nanos(at - now));
        }
        let (step, round) = (nanos(interval(20)), nanos(interval(20)) * u64::from(programs));
        let turn = (u64::from(number) * step + round - now % round) % round;
        Reserved::new(slots, Duration::from_nanos(self.slots.when(now, 0) - now)).turn(Duration::from_nanos(turn))
    }

    /// Starts without data, as a server that was killed does.
    fn restart(&mut self) {
        (self.mood, self.has_data) = (Mood::Open, false);
    }
}

/// A program's pacing.
fn program(desk: &Arc<Mutex<Desk>>, number: u32, programs: u32) -> Pacing {
    Pacing::documented().shared(Window { desk: desk.clone(), number, programs })
}

/// What happened to the calls of a fleet.
#[derive(Debug, Default)]
struct Outcome {
    gone: Vec<Instant>,
    of_timeout: HashMap<Duration, usize>,
    refused: usize,
}

/// Lets programs, which start some milliseconds apart, make one call after the other, each with its timeout, until the end. A
/// call takes 5 ms after its slot; one that was refused is followed by another after 50 ms.
async fn fleet(desk: &Arc<Mutex<Desk>>, timeouts: &[u64], apart: u64, end: Instant) -> Outcome {
    let outcome = Arc::new(Mutex::new(Outcome::default()));
    let mut tasks = JoinSet::new();
    for (number, timeout) in timeouts.iter().enumerate() {
        let pacing = program(desk, number as u32, timeouts.len() as u32);
        let (outcome, timeout) = (outcome.clone(), Duration::from_secs(*timeout));
        tasks.spawn(async move {
            sleep(Duration::from_millis(apart * number as u64)).await;
            while Instant::now() < end {
                let start = Instant::now();
                let slot = pacing.slot(&LIST, None, start + timeout).await;
                assert!(start.elapsed() <= timeout, "{:?} of {timeout:?}", start.elapsed());
                if slot.is_ok() {
                    let mut outcome = outcome.lock().unwrap();
                    outcome.gone.push(Instant::now());
                    *outcome.of_timeout.entry(timeout).or_default() += 1;
                } else {
                    outcome.lock().unwrap().refused += 1;
                }
                sleep(Duration::from_millis(if slot.is_ok() { 5 } else { 50 })).await;
            }
        });
    }
    tasks.join_all().await;
    Arc::into_inner(outcome).unwrap().into_inner().unwrap()
}

/// Fails unless the quota was used, and never exceeded.
fn check(name: &str, outcome: Outcome, seconds: f64) {
    let used = outcome.gone.len() as f64 / (20.0 * seconds);
    let by_timeout = &outcome.of_timeout;
    let most = most_in_a_second(outcome.gone);
    assert!(most <= 20, "{name}: {most} in a second");
    assert!(used >= 0.95, "{name}: {used:.3} of the quota, {by_timeout:?}, {} refused", outcome.refused);
}

/// Programs want more than there is, each one call after the other, for up to ten minutes.
#[tokio::test(start_paused = true)]
async fn overload_does_not_collapse() {
    let mixed: Vec<u64> = (0..30).map(|number| if number % 2 == 0 { 1 } else { 30 }).collect();
    for (name, timeouts, round_trip, seconds) in [
        ("impatient", vec![1; 30], 1, 600),
        ("patient", vec![30; 30], 1, 60),
        ("mixed", mixed.clone(), 1, 60),
        ("mixed, far away", mixed, 80, 60),
        ("many", vec![1; 100], 1, 60),
    ] {
        let desk = Desk::new(round_trip);
        let end = Instant::now() + seconds * SECOND;
        let outcome = fleet(&desk, &timeouts, 7, end).await;
        for (timeout, calls) in &outcome.of_timeout {
            assert!(*calls as u32 >= 2 * seconds, "{name}: {calls} calls with a timeout of {timeout:?}");
        }
        check(name, outcome, f64::from(seconds));
        // One in each interval at most, from each program.
        let questions = desk.lock().unwrap().questions;
        assert!(questions <= 20 * seconds as usize * timeouts.len(), "{name}: {questions} questions");
    }
}

/// The same while the limiter is killed and comes back without its data: at once, and after ten seconds.
#[tokio::test(start_paused = true)]
async fn a_limiter_that_is_killed() {
    let timeouts: Vec<u64> = (0..30).map(|number| if number % 2 == 0 { 1 } else { 30 }).collect();
    for (down, mood, apart) in [
        (0.2, Mood::Closed, 3),
        (0.2, Mood::Closed, 7),
        (0.2, Mood::Closed, 8),
        (0.2, Mood::Closed, 9),
        (10.0, Mood::Closed, 7),
        (10.0, Mood::Silent, 7),
        (10.0, Mood::Panicking, 7),
    ] {
        let desk = Desk::new(1);
        let start = Instant::now();
        let event = |after: f64, change: Box<dyn Fn(&mut Desk) + Send>| {
            let desk = desk.clone();
            tokio::spawn(async move {
                sleep(SECOND.mul_f64(after)).await;
                change(&mut desk.lock().unwrap());
            })
        };
        event(20.0, Box::new(move |desk| desk.mood = mood));
        event(20.0 + down, Box::new(Desk::restart));
        let outcome = fleet(&desk, &timeouts, apart, start + 60 * SECOND).await;
        check(&format!("{mood:?} for {down} s, {apart} ms apart"), outcome, 60.0);
    }
}

/// One program, one caller or many, and a limiter that is far away.
#[tokio::test(start_paused = true)]
async fn the_round_trip_does_not_bound_the_rate() {
    for (callers, round_trip) in [(1, 1), (1, 80), (1, 100), (10, 80), (200, 80)] {
        let (desk, gone) = (Desk::new(round_trip), Arc::new(Mutex::new(Vec::new())));
        let pacing = program(&desk, 0, 1);
        let end = Instant::now() + 30 * SECOND;
        let mut tasks = JoinSet::new();
        for _ in 0..callers {
            let (pacing, gone) = (pacing.clone(), gone.clone());
            tasks.spawn(async move {
                while Instant::now() < end && pacing.slot(&LIST, None, far()).await.is_ok() {
                    gone.lock().unwrap().push(Instant::now());
                    sleep(Duration::from_millis(1)).await;
                }
            });
        }
        tasks.join_all().await;
        let gone: Vec<_> = gone.lock().unwrap().iter().copied().filter(|time| *time < end).collect();
        let used = gone.len() as f64 / 600.0;
        assert!(used >= 0.95, "{callers} callers, {round_trip} ms: {used:.3} of the quota");
        assert!(most_in_a_second(gone) <= 20, "{callers} callers, {round_trip} ms");
    }
}

/// Programs that use little of the quota reserve no more than that, and hardly wait.
#[tokio::test(start_paused = true)]
async fn programs_with_few_calls_reserve_few_slots() {
    let desk = Desk::new(1);
    let mut tasks = JoinSet::new();
    for number in 0..10 {
        let pacing = program(&desk, number, 10);
        tasks.spawn(async move {
            sleep(Duration::from_millis(97 * u64::from(number))).await;
            for call in 0..50 {
                let start = Instant::now();
                pacing.slot(&LIST, None, far()).await.unwrap();
                assert!(start.elapsed() <= Duration::from_millis(60), "call {call}: {:?}", start.elapsed());
                sleep(SECOND).await;
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(desk.lock().unwrap().reserved, 500);
}

/// Callers that leave before the answer comes lose no slots: the next one has them. So the other program, which would take
/// whatever is there, has all but those that the first one used.
#[tokio::test(start_paused = true)]
async fn slots_of_callers_who_leave_go_to_the_next() {
    let desk = Desk::new(80);
    let (hasty, other) = (program(&desk, 0, 2), program(&desk, 1, 2));
    let end = Instant::now() + 30 * SECOND;
    let hasty = tokio::spawn(async move {
        let mut gone = Vec::new();
        while Instant::now() < end {
            if tokio::time::timeout(Duration::from_millis(50), hasty.slot(&LIST, None, far())).await.is_ok() {
                gone.push(Instant::now());
            }
        }
        gone
    });
    let mut callers = JoinSet::new();
    for _ in 0..5 {
        let other = other.clone();
        callers.spawn(async move {
            let mut gone = Vec::new();
            while Instant::now() < end {
                other.slot(&LIST, None, far()).await.unwrap();
                gone.push(Instant::now());
            }
            gone
        });
    }
    let mut gone: Vec<_> = callers.join_all().await.into_iter().flatten().collect();
    let hasty = hasty.await.unwrap();
    assert!(hasty.len() > 100, "{}", hasty.len());
    gone.extend(hasty);
    assert!(gone.len() as f64 >= 0.95 * 600.0, "{} calls", gone.len());
    assert!(most_in_a_second(gone) <= 20);
}

/// The times in an answer count from its arrival. If no one was there to read it, they have passed, and other programs have
/// used the slots after them: it is asked for others.
#[tokio::test(start_paused = true)]
async fn slots_of_an_answer_that_no_one_read_are_not_used() {
    for (pause, reserved) in [(200, 1), (10_000, 2)] {
        let desk = Desk::new(80);
        let pacing = program(&desk, 0, 1);
        // The caller leaves when the slot has been reserved, before the answer arrives.
        let left = tokio::time::timeout(Duration::from_millis(50), pacing.slot(&LIST, None, far())).await;
        assert!(left.is_err());
        sleep(Duration::from_millis(pause)).await;
        pacing.slot(&LIST, None, far()).await.unwrap();
        let desk = desk.lock().unwrap();
        assert_eq!((desk.reserved, desk.questions), (reserved, reserved), "after {pause} ms");
    }
}

/// While the limiter is down, it is asked once a second; calls go on at this program's share, and none waits for it longer
/// than its own time. Once it answers, it is used again.
#[tokio::test(start_paused = true)]
async fn a_limiter_that_does_not_answer() {
    for mood in [Mood::Closed, Mood::Silent, Mood::Panicking] {
        let (desk, start) = (Desk::new(1), Instant::now());
        desk.lock().unwrap().mood = mood;
        let pacing = program(&desk, 0, 8);
        let error = pacing.slot(&LIST, None, start + Duration::from_millis(50)).await;
        assert_eq!(error.is_err(), mood == Mood::Silent);
        assert!(start.elapsed() <= Duration::from_millis(52), "{mood:?}: {:?}", start.elapsed());
        let begin = Instant::now();
        let mut calls = 0;
        while begin.elapsed() < 10 * SECOND {
            pacing.slot(&LIST, None, far()).await.unwrap();
            calls += 1;
        }
        // One call in eight intervals of 51 ms.
        assert!((24..=26).contains(&calls), "{mood:?}: {calls} calls");
        let questions = desk.lock().unwrap().questions;
        assert!((7..=12).contains(&questions), "{mood:?}: {questions} questions");
        let error = pacing.slot(&LIST, None, Instant::now() + Duration::from_millis(50)).await.unwrap_err();
        assert!(error.to_string().contains("s away, after the call's timeout"), "{error}");

        desk.lock().unwrap().restart();
        // A few calls, far apart.
        for _ in 0..4 {
            sleep(2 * SECOND).await;
            pacing.slot(&LIST, None, far()).await.unwrap();
        }
        sleep(SECOND).await;
        assert_eq!(at_once(&pacing, &LIST, "").await, 0, "a fast path that asks no one");
        let start = Instant::now();
        for _ in 0..19 {
            pacing.slot(&LIST, None, far()).await.unwrap();
        }
        assert!(start.elapsed() < SECOND / 2, "{mood:?}: the whole rate again, but {:?}", start.elapsed());
    }
}

/// A caller in a runtime that does not run keeps no one, even if it is the one that asks.
#[test]
fn no_one_waits_for_an_idle_runtime() {
    let (idle, running) = (runtime(), runtime());
    let pacing = running.block_on(async { program(&Desk::new(1), 0, 1) });
    let waiting = pacing.clone();
    idle.block_on(async move {
        tokio::spawn(async move { waiting.slot(&LIST, None, far()).await });
        tokio::task::yield_now().await;
    });
    running.block_on(async {
        for call in 0..5 {
            let start = Instant::now();
            pacing.slot(&LIST, None, start + SECOND).await.unwrap_or_else(|no_slot| panic!("{call}: {no_slot}"));
        }
    });
}
