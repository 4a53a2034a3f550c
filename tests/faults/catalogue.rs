//! The faults, and what must become of calls that meet them.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tencloud::ErrorKind::{self, Api, Connect, ConnectionLost, MalformedResponse, Timeout};
use tencloud_tests::Ending::{Close, HangUp, KeepAlive, Reset, Silence};
use tencloud_tests::{Authority, Certificate, Door, Manner, Reply, Request};

use crate::calls::Effect;

const IMPATIENT: Duration = Duration::from_millis(250);

/// Attempts of a read that fails each time.
const ALL: u32 = 3;

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answered,
    Failed(ErrorKind),
}
use Outcome::{Answered, Failed};

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answered => f.write_str("answered"),
            Failed(kind) => write!(f, "`{kind:?}`"),
        }
    }
}

/// In the order in which they are named.
impl Ord for Outcome {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.to_string().cmp(&other.to_string())
    }
}

impl PartialOrd for Outcome {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What must become of calls.
#[derive(Clone)]
pub(crate) struct Expected {
    /// The only ways in which they may end.
    pub(crate) ends: Vec<Outcome>,
    /// How often they may be sent.
    pub(crate) sent: RangeInclusive<u32>,
}

impl Expected {
    fn new(ends: &[Outcome], sent: RangeInclusive<u32>) -> Self {
        Expected { ends: ends.to_vec(), sent }
    }

    /// Whether a run may differ from the next.
    pub(crate) fn varies(&self) -> bool {
        self.ends.len() > 1 || self.sent.start() != self.sent.end()
    }
}

/// With whose certificate a server proves who it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    None,
    Good,
    OtherName,
    Expired,
    UnknownRoot,
}

/// Gives the reply to the n-th arrival of a call, counted from 1.
type Script = Arc<dyn Fn(u32, &Request) -> Reply + Send + Sync>;

/// A fault, and what must become of calls that meet it.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) script: Script,
    door: Door,
    proof: Proof,
    /// Requests are too long for a single packet.
    pub(crate) padded: bool,
    /// How many calls are under way together.
    pub(crate) at_once: usize,
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    /// The server says of each failed attempt that nothing was done.
    pub(crate) refuses: bool,
    read: Expected,
    change: Expected,
}

impl Fault {
    fn new(name: &'static str, script: impl Fn(u32, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let answered = Expected::new(&[Answered], 1..=1);
        Fault {
            name,
            script: Arc::new(script),
            door: Door::Open,
            proof: Proof::None,
            padded: false,
            at_once: 64,
            attempt_timeout: Duration::from_secs(10),
            call_timeout: Duration::from_secs(30),
            refuses: false,
            read: answered.clone(),
            change: answered,
        }
    }

    /// The same reply to every request.
    fn always(name: &'static str, reply: Reply) -> Self {
        Self::new(name, move |_, _| reply.clone())
    }

    fn at(door: Door, name: &'static str) -> Self {
        Fault { door, ..Self::always(name, success()) }
    }

    fn with_proof(proof: Proof, name: &'static str) -> Self {
        Fault { proof, ..Self::always(name, success()) }
    }

    fn each(self, read: Expected, change: Expected) -> Self {
        Fault { read, change, ..self }
    }

    /// It says nothing about what was done: reads are tried again, changes are not.
    fn open(self, kind: ErrorKind) -> Self {
        self.each(Expected::new(&[Failed(kind)], ALL..=ALL), Expected::new(&[Failed(kind)], 1..=1))
    }

    /// It says that nothing was done: all calls are tried again.
    fn not_done(self, kind: ErrorKind) -> Self {
        let expected = Expected::new(&[Failed(kind)], ALL..=ALL);
        Fault { refuses: true, ..self }.each(expected.clone(), expected)
    }

    /// It will not pass, and says that nothing was done.
    fn lasting(self, kind: ErrorKind) -> Self {
        let expected = Expected::new(&[Failed(kind)], 1..=1);
        Fault { refuses: true, ..self }.each(expected.clone(), expected)
    }

    /// It says that nothing was done, and passes.
    fn passing(self, sent: RangeInclusive<u32>) -> Self {
        let expected = Expected::new(&[Answered], sent);
        Fault { refuses: true, ..self }.each(expected.clone(), expected)
    }

    /// It is a race: calls may be answered or not.
    fn race(self, kind: ErrorKind) -> Self {
        let ends = [Answered, Failed(kind)];
        self.each(Expected::new(&ends, 1..=ALL), Expected::new(&ends, 1..=1))
    }

    /// Attempts have little time, and more of them wait together.
    fn impatient(self) -> Self {
        Fault { attempt_timeout: IMPATIENT, at_once: 250, ..self }
    }

    /// Whether an attempt may end before all of its request has gone out.
    pub(crate) fn is_impatient(&self) -> bool {
        self.attempt_timeout.min(self.call_timeout) <= IMPATIENT
    }

    /// Whether requests get as far as being read whole.
    pub(crate) fn arrives(&self) -> bool {
        matches!(self.door, Door::Open) && matches!(self.proof, Proof::None | Proof::Good)
    }

    pub(crate) fn expected(&self, effect: Effect) -> &Expected {
        if effect == Effect::Read { &self.read } else { &self.change }
    }

    /// How the server receives its clients.
    pub(crate) fn manner(&self, trust: &Trust) -> Manner {
        Manner { door: self.door, certificate: trust.certificate_for(self.proof) }
    }
}

/// Whom clients trust, and what servers show them.
pub(crate) struct Trust {
    authority: Authority,
    good: Certificate,
    other_name: Certificate,
    expired: Certificate,
}

impl Trust {
    pub(crate) fn new() -> Self {
        let authority = Authority::new().unwrap();
        Trust {
            good: authority.certify("127.0.0.1", 2199).unwrap(),
            other_name: authority.certify("elsewhere.example", 2199).unwrap(),
            expired: authority.certify("127.0.0.1", 2001).unwrap(),
            authority,
        }
    }

    fn certificate_for(&self, proof: Proof) -> Option<Certificate> {
        Some(match proof {
            Proof::None => return None,
            Proof::Good | Proof::UnknownRoot => self.good.clone(),
            Proof::OtherName => self.other_name.clone(),
            Proof::Expired => self.expired.clone(),
        })
    }

    /// A client that trusts the test's authority; the SDK's own, which trusts the machine's, where that is the fault.
    pub(crate) fn client_for(&self, fault: &Fault) -> Option<reqwest::Client> {
        if matches!(fault.proof, Proof::None | Proof::UnknownRoot) {
            return None;
        }
        let tls = self.authority.trusted().unwrap();
        Some(reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap())
    }
}

fn success() -> Reply {
    Reply::of(r#"{"TaskId":1,"TotalCount":1,"InstanceSet":[],"RequestId":"id"}"#)
}

/// Unix seconds of a machine whose clock is off by so many seconds.
fn clock(off: i64) -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the service has a clock of its own")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() + off
}

/// As the service does: what is signed more than five minutes off its own clock has expired.
fn by_a_clock(off: i64) -> impl Fn(u32, &Request) -> Reply {
    move |_, request| {
        let now = clock(off);
        let signed: i64 = request.header("x-tc-timestamp").and_then(|text| text.parse().ok()).unwrap_or_default();
        if (signed - now).abs() <= 300 {
            return success();
        }
        let date = UNIX_EPOCH + Duration::from_secs(now.try_into().unwrap());
        Reply::refusal("AuthFailure.SignatureExpire").header("date", &httpdate::fmt_http_date(date))
    }
}

/// A fault that only the first arrivals of a call meet.
fn first(count: u32, reply: Reply) -> impl Fn(u32, &Request) -> Reply {
    move |nth, _| if nth <= count { reply.clone() } else { success() }
}

/// All faults, in the order in which a call could meet them.
pub(crate) fn faults() -> Vec<Fault> {
    const HTML: &str = "<html><title>no</title></html>";
    const HEAD: &str = "HTTP/1.1 200 OK\r\n";
    const START: &str = r#"{"Response":{"TaskId":1,"#;
    const HOUR: i64 = 3600;
    const MILLISECOND: Duration = Duration::from_millis(1);
    let half = format!("{HEAD}content-length: 99\r\n\r\n{START}");
    let headers: String = (0..1000).map(|index| format!("x-{index}: y\r\n")).collect();
    let throttled = || Reply::refusal("RequestLimitExceeded");
    let mut faults = vec![
        Fault::always("none", success()),
        Fault::at(Door::Refuses, "connection refused").not_done(Connect),
        Fault::at(Door::ResetsAtOnce, "reset before the request").each(
            // Where the reset is quick, the connection has not even been made.
            Expected::new(&[Failed(Connect), Failed(ConnectionLost)], ALL..=ALL),
            Expected::new(&[Failed(Connect), Failed(ConnectionLost)], 1..=ALL),
        ),
        Fault { padded: true, ..Fault::at(Door::ResetsInHead, "reset in the request's head").open(ConnectionLost) },
        Fault { padded: true, ..Fault::at(Door::ResetsInBody, "reset in the request's body").open(ConnectionLost) },
        Fault { padded: true, ..Fault::at(Door::Deaf, "request never read").open(Timeout).impatient() },
        Fault::always("closed after the request", Reply::raw("", Close)).open(ConnectionLost),
        Fault::always("reset after the request", Reply::raw("", Reset)).open(ConnectionLost),
        Fault::always("no reply", Reply::raw("", Silence)).open(Timeout).impatient(),
        Fault {
            call_timeout: IMPATIENT,
            at_once: 250,
            ..Fault::always("no reply, and time for one attempt", Reply::raw("", Silence))
                .each(Expected::new(&[Failed(Timeout)], 1..=1), Expected::new(&[Failed(Timeout)], 1..=1))
        },
        Fault::always("half a head, closed", Reply::raw("HTTP/1.1 200 O", Close)).open(ConnectionLost),
        Fault::always("half a reply, closed", Reply::raw(half.as_str(), Close)).open(ConnectionLost),
        Fault::always("half a reply, reset", Reply::raw(half.as_str(), Reset)).open(ConnectionLost),
        Fault::always("half a reply, then silence", Reply::raw(half.as_str(), Silence)).open(Timeout).impatient(),
        Fault::always("a byte every 10 ms", success().drip(10 * MILLISECOND)).open(Timeout).impatient(),
        Fault::always("length too long, kept open", Reply::raw(half.as_str(), KeepAlive)).open(Timeout).impatient(),
        Fault::always("length too short", Reply::raw(format!("{HEAD}content-length: 9\r\n\r\n{START}"), KeepAlive))
            .open(MalformedResponse),
        Fault::always(
            "two lengths",
            Reply::raw(format!("{HEAD}content-length: 9\r\ncontent-length: 24\r\n\r\n{START}"), Close),
        )
        .open(ConnectionLost),
        Fault::always(
            "chunk cut off",
            Reply::raw(format!("{HEAD}transfer-encoding: chunked\r\n\r\nff\r\n{START}"), Close),
        )
        .open(ConnectionLost),
        Fault::always("another protocol", Reply::raw("SSH-2.0-OpenSSH_9.6\r\n", Close)).open(ConnectionLost),
        Fault {
            at_once: 8,
            ..Fault::always("a header of 1 MB", success().header("x-huge", &"y".repeat(1024 * 1024)))
                .open(ConnectionLost)
        },
        Fault::always("1,000 headers", Reply::raw(format!("{HEAD}{headers}content-length: 2\r\n\r\n{{}}"), Close))
            .open(ConnectionLost),
        Fault::always("truncated JSON", Reply::new(200, START)).open(MalformedResponse),
        Fault::always("bytes that are no text", Reply::new(200, b"\xff\xfe\x00\x01")).open(MalformedResponse),
        Fault::always("HTML with status 200", Reply::new(200, HTML)).open(MalformedResponse),
        Fault::always("redirect", Reply::new(307, "").header("location", "/elsewhere")).lasting(MalformedResponse),
        Fault::always("HTML with status 400", Reply::new(400, HTML)).lasting(MalformedResponse),
        Fault::always("429", Reply::new(429, HTML)).not_done(MalformedResponse),
        Fault::always("500", Reply::new(500, HTML)).open(MalformedResponse),
        Fault::always("502", Reply::new(502, HTML)).open(MalformedResponse),
        Fault::always("503", Reply::new(503, HTML)).open(MalformedResponse),
        Fault::new("502, once", first(1, Reply::new(502, HTML)))
            .each(Expected::new(&[Answered], 2..=2), Expected::new(&[Failed(MalformedResponse)], 1..=1)),
        Fault::always("`InternalError`", Reply::refusal("InternalError")).open(Api),
        Fault::always("`RequestLimitExceeded`", throttled()).not_done(Api),
        Fault::new("`RequestLimitExceeded`, twice", first(2, throttled())).passing(3..=3),
        Fault::new("clock an hour ahead", by_a_clock(-HOUR)).passing(1..=2),
        Fault::new("clock an hour behind", by_a_clock(HOUR)).passing(1..=2),
        Fault::always("closed right after each reply", success().ending(Close)).race(ConnectionLost),
        Fault::always("reset right after each reply", success().ending(Reset)).race(ConnectionLost),
        Fault::always("no more taken after each reply", success().ending(HangUp(Duration::ZERO))).race(ConnectionLost),
        Fault::always("no more taken 1 ms after each reply", success().ending(HangUp(MILLISECOND)))
            .race(ConnectionLost),
    ];
    faults.extend([
        Fault::with_proof(Proof::Good, "none, over TLS"),
        Fault::with_proof(Proof::OtherName, "certificate of another host").lasting(Connect),
        Fault::with_proof(Proof::Expired, "certificate has expired").lasting(Connect),
        Fault::with_proof(Proof::UnknownRoot, "certificate of an unknown root").lasting(Connect),
    ]);
    faults
}
