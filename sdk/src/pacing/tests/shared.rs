//! Programs and the limiter that they share, on one clock.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::super::gcra::{Slots, interval, nanos};
use super::*;

/// Hands out the slots of one quota as a server would, or does not answer.
#[derive(Clone, Debug)]
struct Desk {
    state: Arc<Mutex<DeskState>>,
    start: Instant,
    participants: u32,
    /// Which of the participants asks.
    turn: u32,
    round_trip: Duration,
    questions: Arc<AtomicU32>,
}

#[derive(Debug)]
struct DeskState {
    manner: Manner,
    slots: Slots,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Manner {
    Answers,
    Refuses,
    Hangs,
    Panics,
}

impl SharedRateLimiter for Desk {
    fn reserve<'a>(&'a self, quota: &'a Quota<'a>, wanted: u32, within: Duration) -> ReserveFuture<'a> {
        assert_eq!((quota.product, quota.action, quota.region, quota.rate), ("redis", LIST.name, "", 20));
        assert!(wanted > 0);
        Box::pin(async move {
            self.questions.fetch_add(1, Ordering::Relaxed);
            sleep(self.round_trip / 2).await;
            let answer = self.answer(wanted, within);
            if answer == Err(Manner::Hangs) {
                std::future::pending::<()>().await;
            }
            assert_ne!(answer, Err(Manner::Panics), "made up");
            let answer = answer.map_err(|_| "closed")?;
            sleep(self.round_trip / 2).await;
            Ok(answer)
        })
    }

    fn participants(&self) -> u32 {
        self.participants
    }
}

impl Desk {
    fn new(participants: u32) -> Self {
        let state = Arc::new(Mutex::new(DeskState { manner: Manner::Answers, slots: Slots::new(interval(20), 20) }));
        let round_trip = Duration::from_millis(2);
        Desk { state, start: Instant::now(), participants, turn: 0, round_trip, questions: Arc::default() }
    }

    fn answer(&self, wanted: u32, within: Duration) -> Result<Reserved, Manner> {
        let state = &mut *self.state.lock().unwrap();
        if state.manner != Manner::Answers {
            return Err(state.manner);
        }
        let (now, mut slots) = (nanos(self.start.elapsed()), Vec::new());
        while slots.len() < wanted as usize
            && let Ok(at) = state.slots.reserve(now, now + nanos(within))
        {
            slots.push(Duration::from_nanos(at - now));
        }
        let (step, turns) = (nanos(interval(20)), u64::from(self.participants));
        let turn = (u64::from(self.turn) * step + turns * step - now % (turns * step)) % (turns * step);
        let next = Duration::from_nanos(state.slots.next().saturating_sub(now));
        Ok(Reserved::new(slots, next).turn(Duration::from_nanos(turn)))
    }

    fn set(&self, manner: Manner) {
        self.state.lock().unwrap().manner = manner;
    }

    /// Answers again, and has forgotten everything.
    fn restart(&self) {
        let mut state = self.state.lock().unwrap();
        (state.manner, state.slots) = (Manner::Answers, Slots::new(interval(20), 1));
    }

    /// The programs that share it.
    fn programs(&self) -> impl Iterator<Item = Pacing> {
        (0..self.participants).map(|turn| Pacing::documented().shared(Desk { turn, ..self.clone() }))
    }
}

/// All programs call as often as they can while the limiter is down for five seconds, and recovers: together they use
/// the whole quota, and never exceed it.
#[tokio::test(start_paused = true)]
async fn a_limiter_that_goes_down_and_recovers() {
    const CALLS: usize = 75;
    const PROGRAMS: u32 = 8;
    let (desk, gone, start) = (Desk::new(PROGRAMS), Arc::default(), Instant::now());
    let mut tasks = JoinSet::new();
    for pacing in desk.programs() {
        for place in 0..CALLS {
            call(&mut tasks, &pacing, &gone, place);
        }
        sleep(Duration::from_millis(37)).await;
    }
    sleep(4 * SECOND).await;
    desk.set(Manner::Refuses);
    sleep(5 * SECOND).await;
    desk.set(Manner::Answers);
    tasks.join_all().await;
    let times: Vec<_> = gone.lock().unwrap().iter().map(|(_, time)| *time).collect();
    assert!(most_in_a_second(&times) <= 20, "{} in a second", most_in_a_second(&times));
    let seconds = start.elapsed().as_secs_f64();
    assert!(seconds <= (PROGRAMS as usize * CALLS) as f64 / (0.95 * 20.0), "{seconds} s");
}

/// Calls of 30 programs, one after the other in each, of which every second program has 30 s for each call and the others
/// one, or all have one, for a minute: they use the quota, never exceed it, and end in time. Meanwhile the limiter refuses,
/// hangs or panics for ten seconds, and forgets what it has granted.
#[tokio::test(start_paused = true)]
async fn overload() {
    for (patient, outage) in [
        (0, None),
        (15, None),
        (0, Some(Manner::Refuses)),
        (15, Some(Manner::Refuses)),
        (15, Some(Manner::Hangs)),
        (15, Some(Manner::Panics)),
    ] {
        let (desk, start) = (Desk::new(30), Instant::now());
        let gone: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let failed = Arc::new(AtomicU32::new(0));
        let mut callers = JoinSet::new();
        for (index, pacing) in desk.programs().enumerate() {
            let (gone, failed) = (gone.clone(), failed.clone());
            let timeout = if index < patient { 30 * SECOND } else { SECOND };
            callers.spawn(async move {
                while start.elapsed() < 60 * SECOND {
                    let until = Instant::now() + timeout;
                    let slot = pacing.slot(&LIST, None, until).await;
                    assert!(Instant::now() <= until, "{:?} late", Instant::now() - until);
                    match slot {
                        Ok(_) => gone.lock().unwrap().push(Instant::now()),
                        Err(_) if timeout > SECOND => drop(failed.fetch_add(1, Ordering::Relaxed)),
                        Err(_) => sleep(Duration::from_millis(20)).await,
                    }
                    sleep(Duration::from_millis(3)).await;
                }
            });
        }
        if let Some(outage) = outage {
            sleep(20 * SECOND).await;
            desk.set(outage);
            sleep(10 * SECOND).await;
            desk.restart();
        }
        callers.join_all().await;
        let gone = gone.lock().unwrap().clone();
        let case = format!("{patient} patient, {outage:?}");
        let in_time = gone.iter().filter(|time| **time < start + 60 * SECOND).count();
        let most = most_in_a_second(&gone);
        assert!(most <= 20, "{case}: {most} in a second");
        assert!(in_time >= 1_140, "{case}: {in_time} calls in 60 s");
        assert_eq!(failed.load(Ordering::Relaxed), 0, "{case}: patient calls");

        // Once the load has ended, nothing is left of it.
        sleep(2 * SECOND).await;
        let (pacing, now) = (Pacing::documented().shared(desk.clone()), Instant::now());
        pacing.slot(&LIST, None, now + SECOND).await.unwrap();
        assert!(now.elapsed() < Duration::from_millis(5), "{case}: {:?}", now.elapsed());
    }
}

/// The time that an answer takes does not bound the rate, whether calls are made at the same time or one after the other.
#[tokio::test(start_paused = true)]
async fn a_limiter_far_away() {
    for (callers, at_least) in [(40, 1_140), (1, 1_080)] {
        let desk = Desk { round_trip: Duration::from_millis(80), ..Desk::new(1) };
        let (pacing, start) = (Pacing::documented().shared(desk.clone()), Instant::now());
        let gone: Arc<Mutex<Vec<Instant>>> = Arc::default();
        let mut tasks = JoinSet::new();
        for _ in 0..callers {
            let (pacing, gone) = (pacing.clone(), gone.clone());
            tasks.spawn(async move {
                while start.elapsed() < 60 * SECOND {
                    pacing.slot(&LIST, None, Instant::now() + 30 * SECOND).await.unwrap();
                    gone.lock().unwrap().push(Instant::now());
                }
            });
        }
        tasks.join_all().await;
        let gone = gone.lock().unwrap().clone();
        assert!(gone.len() >= at_least, "{} calls of {callers} in 60 s", gone.len());
        assert!(most_in_a_second(&gone) <= 20);
        let questions = desk.questions.load(Ordering::Relaxed) as usize;
        assert!(questions <= gone.len(), "{questions} questions for {} slots", gone.len());
    }
}

#[tokio::test(start_paused = true)]
async fn a_waiter_returns_at_its_deadline() {
    let (desk, start) = (Desk::new(8), Instant::now());
    desk.set(Manner::Refuses);
    let pacing = Pacing::documented().shared(desk);
    pacing.slot(&LIST, None, far()).await.unwrap();
    let error = pacing.slot(&LIST, None, start + Duration::from_millis(50)).await.unwrap_err().to_string();
    assert!(error.contains("was not free within its timeout"), "{error}");
    assert!(start.elapsed() < Duration::from_millis(60));
    pacing.slot(&LIST, None, far()).await.unwrap();
    assert_eq!(start.elapsed().as_millis() / 10, 40, "an eighth of the rate is this program's");
}

/// No more is taken than calls can use: one that comes too late is not taken at all, and one that is left goes to the next.
#[tokio::test(start_paused = true)]
async fn nothing_is_taken_that_no_call_uses() {
    let desk = Desk::new(1);
    let pacing = Pacing::documented().shared(desk.clone());
    for _ in 0..20 {
        pacing.slot(&LIST, None, far()).await.unwrap();
    }
    let start = Instant::now();
    for number in 0..20 {
        let error = pacing.slot(&LIST, None, Instant::now() + Duration::from_millis(20)).await.unwrap_err().to_string();
        assert!(number > 0 || error.contains("1.0 s away, after its timeout"), "{error}");
    }
    assert!(desk.questions.load(Ordering::Relaxed) < 20 + 10, "it is not asked again at once");
    let first = pacing.slot(&LIST, None, far());
    assert!(tokio::time::timeout(Duration::from_millis(300), first).await.is_err());
    let before = desk.questions.load(Ordering::Relaxed);
    pacing.slot(&LIST, None, far()).await.unwrap();
    assert_eq!(desk.questions.load(Ordering::Relaxed), before, "it is there");
    assert!(start.elapsed() < Duration::from_millis(1_100), "{:?}", start.elapsed());
}

/// Whoever asks for all and is not there to hear the answer holds the others up for no longer than an answer may take.
#[test]
fn callers_do_not_depend_on_the_one_that_asks() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let (first, second) = (runtime(), runtime());
    let desk = first.block_on(async { Desk::new(1) });
    let pacing = Pacing::documented().shared(desk.clone());
    let waiting = pacing.clone();
    first.block_on(async move {
        for _ in 0..3 {
            let waiting = waiting.clone();
            tokio::spawn(async move { waiting.slot(&LIST, None, far()).await });
        }
        tokio::task::yield_now().await;
    });
    second.block_on(async {
        let start = Instant::now();
        pacing.slot(&LIST, None, start + SECOND).await.unwrap();
        pacing.slot(&LIST, None, start + SECOND).await.unwrap();
        assert!(start.elapsed() < Duration::from_millis(400), "{:?}", start.elapsed());
    });
}

/// A panic is an outage, and not asked for again at once.
#[tokio::test(start_paused = true)]
async fn a_limiter_that_panics_is_down() {
    let desk = Desk::new(20);
    desk.set(Manner::Panics);
    let (pacing, start) = (Pacing::documented().shared(desk.clone()), Instant::now());
    for _ in 0..3 {
        pacing.slot(&LIST, None, far()).await.unwrap();
    }
    assert!(start.elapsed() > 2 * SECOND, "a twentieth of the rate");
    assert!(desk.questions.load(Ordering::Relaxed) <= 3);
    desk.set(Manner::Answers);
    pacing.slot(&LIST, None, far()).await.unwrap();
}
