//! The faults, and how calls that meet them must end.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tencloud::ErrorKind::{self, Api, Connect, ConnectionLost, MalformedResponse, Timeout};
use tencloud_tests::Ending::{self, Close, HalfClose, KeepAlive, Reset, Silence};
use tencloud_tests::{AcceptMode, Request, Response, ServerConfig};

use crate::calls::Effect;
use crate::trust::{ServerCertificate, Trust};

/// Short enough that an attempt may time out before the request has been sent in full.
const SHORT_TIMEOUT: Duration = Duration::from_millis(250);

/// Long enough that most requests are sent within it, although it can be too short for some on a busy machine.
const ONE_ATTEMPT: Duration = Duration::from_secs(1);

/// Attempts of a call that is retried and fails each time.
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

/// Ordered as displayed.
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

/// How calls must end.
#[derive(Clone)]
pub(crate) struct Expected {
    /// The only allowed outcomes.
    pub(crate) ends: Vec<Outcome>,
    /// How often they may be sent.
    pub(crate) sent: RangeInclusive<u32>,
}

impl Expected {
    fn new(ends: &[Outcome], sent: RangeInclusive<u32>) -> Self {
        Expected { ends: ends.to_vec(), sent }
    }

    /// Returns whether one run may differ from the next.
    pub(crate) fn varies(&self) -> bool {
        self.ends.len() > 1 || self.sent.start() != self.sent.end()
    }
}

/// Returns the response to the n-th arrival of a call, counted from 1.
type Script = Arc<dyn Fn(u32, &Request) -> Response + Send + Sync>;

/// A fault, and how calls that meet it must end.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) script: Script,
    accept: AcceptMode,
    pub(crate) certificate: ServerCertificate,
    /// Whether the server is a proxy for the product's own host.
    pub(crate) is_proxy: bool,
    /// Whether requests are too long for a single packet.
    pub(crate) padded: bool,
    /// How many calls run concurrently.
    pub(crate) concurrency: usize,
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) event_timeout: Duration,
    /// Whether calls read the response as a stream of events, to its end.
    pub(crate) reads_events: bool,
    /// Whether each failed attempt proves that the request was not executed.
    pub(crate) not_executed: bool,
    read: Expected,
    write: Expected,
}

impl Fault {
    pub(crate) fn new(name: &'static str, script: impl Fn(u32, &Request) -> Response + Send + Sync + 'static) -> Self {
        let answered = Expected::new(&[Answered], 1..=1);
        Fault {
            name,
            script: Arc::new(script),
            accept: AcceptMode::Serves,
            certificate: ServerCertificate::None,
            is_proxy: false,
            padded: false,
            concurrency: 64,
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(10),
            call_timeout: Duration::from_secs(30),
            event_timeout: Duration::from_secs(10),
            reads_events: false,
            not_executed: false,
            read: answered.clone(),
            write: answered,
        }
    }

    /// Sends the same response to every request.
    fn always(name: &'static str, response: Response) -> Self {
        Self::new(name, move |_, _| response.clone())
    }

    fn accepting(accept: AcceptMode, name: &'static str) -> Self {
        Fault { accept, ..Self::always(name, success()) }
    }

    /// The server is a proxy, which is asked for a tunnel to the product's own host.
    fn proxy(accept: AcceptMode, name: &'static str, response: Response) -> Self {
        Fault { accept, is_proxy: true, ..Self::always(name, response) }
    }

    /// The response is a stream of events, which is read to its end.
    fn events(name: &'static str, body: &str, ending: Ending) -> Self {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        let response = Response::raw(format!("{head}{:x}\r\n{body}\r\n", body.len()), ending);
        Fault { reads_events: true, ..Self::always(name, response) }
    }

    fn with_certificate(certificate: ServerCertificate, name: &'static str) -> Self {
        Fault { certificate, ..Self::always(name, success()) }
    }

    fn expecting(self, read: Expected, write: Expected) -> Self {
        Fault { read, write, ..self }
    }

    /// Leaves open whether the request was executed: reads are retried, writes are not.
    fn outcome_unknown(self, kind: ErrorKind) -> Self {
        self.expecting(Expected::new(&[Failed(kind)], ALL..=ALL), Expected::new(&[Failed(kind)], 1..=1))
    }

    /// Proves that the request was not executed: all calls are retried.
    fn retried(self, kind: ErrorKind) -> Self {
        let expected = Expected::new(&[Failed(kind)], ALL..=ALL);
        Fault { not_executed: true, ..self }.expecting(expected.clone(), expected)
    }

    /// Proves that the request was not executed, and that no retry can help.
    fn permanent(self, kind: ErrorKind) -> Self {
        let expected = Expected::new(&[Failed(kind)], 1..=1);
        Fault { not_executed: true, ..self }.expecting(expected.clone(), expected)
    }

    /// Proves that the request was not executed, and goes away: all calls are retried until answered.
    pub(crate) fn transient(self, sent: RangeInclusive<u32>) -> Self {
        let expected = Expected::new(&[Answered], sent);
        Fault { not_executed: true, ..self }.expecting(expected.clone(), expected)
    }

    /// A race: calls may be answered or not.
    fn race(self, kind: ErrorKind) -> Self {
        let ends = [Answered, Failed(kind)];
        self.expecting(Expected::new(&ends, 1..=ALL), Expected::new(&ends, 1..=1))
    }

    /// Leaves open whether the request was executed, but no retry can help, or not in time.
    fn sent_once(self, kind: ErrorKind) -> Self {
        let expected = Expected::new(&[Failed(kind)], 1..=1);
        self.expecting(expected.clone(), expected)
    }

    /// Lets more calls wait concurrently for their next attempt.
    fn waiting(self) -> Self {
        Fault { concurrency: 250, ..self }
    }

    /// Gives attempts a short timeout, and lets more of them wait concurrently. On a busy machine, the timeout can
    /// elapse before there is a connection: then nothing was sent, and a write is retried, too.
    fn short_timeout(mut self) -> Self {
        self.write.sent = *self.write.sent.start()..=ALL;
        Fault { attempt_timeout: SHORT_TIMEOUT, concurrency: 250, ..self }
    }

    /// Returns whether an attempt may end before its request has been sent in full.
    pub(crate) fn has_short_timeout(&self) -> bool {
        self.attempt_timeout.min(self.call_timeout) <= ONE_ATTEMPT
    }

    /// Returns whether requests are read in full.
    pub(crate) fn arrives(&self) -> bool {
        !self.is_proxy
            && matches!(self.accept, AcceptMode::Serves)
            && matches!(self.certificate, ServerCertificate::None | ServerCertificate::Valid)
    }

    pub(crate) fn expected(&self, effect: Effect) -> &Expected {
        match effect {
            Effect::Read | Effect::Wait | Effect::List => &self.read,
            Effect::Write => &self.write,
        }
    }

    pub(crate) fn server_config(&self, trust: &Trust) -> ServerConfig {
        ServerConfig { accept: self.accept, certificate: trust.certificate_for(self.certificate) }
    }
}

fn success() -> Response {
    Response::of(r#"{"TaskId":1,"TotalCount":1,"InstanceSet":[{"InstanceId":"crs-1","Status":2}],"RequestId":"id"}"#)
}

/// Returns the body of a success with another status.
fn success_with(status: u16) -> Response {
    Response::new(status, r#"{"Response":{"TaskId":1,"TotalCount":1,"InstanceSet":[],"RequestId":"id"}}"#)
}

/// Returns the Unix time on a machine whose clock is off by this many seconds.
fn clock(off: i64) -> i64 {
    #[expect(clippy::disallowed_methods, reason = "the service has its own clock")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() + off
}

/// Like the service, rejects signatures whose time differs from its own clock by more than five minutes.
fn with_clock_off_by(off: i64) -> impl Fn(u32, &Request) -> Response {
    move |_, request| {
        let now = clock(off);
        let signed: i64 = request.header("x-tc-timestamp").and_then(|text| text.parse().ok()).unwrap_or_default();
        if (signed - now).abs() <= 300 {
            return success();
        }
        let date = UNIX_EPOCH + Duration::from_secs(now.try_into().unwrap());
        Response::api_error("AuthFailure.SignatureExpire").header("date", &httpdate::fmt_http_date(date))
    }
}

/// Returns a fault that only the first arrivals of each call meet.
pub(crate) fn first(count: u32, response: Response) -> impl Fn(u32, &Request) -> Response {
    move |nth, _| if nth <= count { response.clone() } else { success() }
}

/// Returns all faults, in the order in which a call could meet them.
pub(crate) fn faults() -> Vec<Fault> {
    const HTML: &str = "<html><title>no</title></html>";
    const HEAD: &str = "HTTP/1.1 200 OK\r\n";
    const START: &str = r#"{"Response":{"TaskId":1,"#;
    const HOUR: i64 = 3600;
    const MILLISECOND: Duration = Duration::from_millis(1);
    let half = format!("{HEAD}content-length: 99\r\n\r\n{START}");
    let headers: String = (0..1000).map(|index| format!("x-{index}: y\r\n")).collect();
    let throttled = || Response::api_error("RequestLimitExceeded");
    let mut faults = vec![
        Fault::always("none", success()),
        Fault::accepting(AcceptMode::Refuses, "connection refused").retried(Connect),
        Fault {
            accept: AcceptMode::NeverReads,
            ..Fault::with_certificate(ServerCertificate::Valid, "TLS handshake never answered")
                .retried(Timeout)
                .short_timeout()
        },
        Fault::accepting(AcceptMode::ResetsOnAccept, "reset before the request").expecting(
            // After a fast reset, the client has not even seen the connection established.
            Expected::new(&[Failed(Connect), Failed(ConnectionLost)], ALL..=ALL),
            Expected::new(&[Failed(Connect), Failed(ConnectionLost)], 1..=ALL),
        ),
        Fault {
            padded: true,
            ..Fault::accepting(AcceptMode::ResetsInHead, "reset in the request's head").outcome_unknown(ConnectionLost)
        },
        Fault {
            padded: true,
            ..Fault::accepting(AcceptMode::ResetsInBody, "reset in the request's body").outcome_unknown(ConnectionLost)
        },
        Fault {
            padded: true,
            ..Fault::accepting(AcceptMode::NeverReads, "request never read").outcome_unknown(Timeout).short_timeout()
        },
        Fault::always("closed after the request", Response::raw("", Close)).outcome_unknown(ConnectionLost),
        Fault::always("reset after the request", Response::raw("", Reset)).outcome_unknown(ConnectionLost),
        Fault::always("no response", Response::raw("", Silence)).outcome_unknown(Timeout).short_timeout(),
        Fault {
            call_timeout: ONE_ATTEMPT,
            concurrency: 250,
            ..Fault::always("no response, and time for one attempt", Response::raw("", Silence))
                .expecting(Expected::new(&[Failed(Timeout)], 1..=1), Expected::new(&[Failed(Timeout)], 1..=1))
        },
        Fault::always("half a head, closed", Response::raw("HTTP/1.1 200 O", Close)).outcome_unknown(ConnectionLost),
        Fault::always("half a response, closed", Response::raw(half.as_str(), Close)).outcome_unknown(ConnectionLost),
        Fault::always("half a response, reset", Response::raw(half.as_str(), Reset)).outcome_unknown(ConnectionLost),
        Fault::always("half a response, then silence", Response::raw(half.as_str(), Silence))
            .outcome_unknown(Timeout)
            .short_timeout(),
        Fault::always("a byte every 10 ms", success().drip(10 * MILLISECOND)).outcome_unknown(Timeout).short_timeout(),
        Fault::always("`Content-Length` too long, kept open", Response::raw(half.as_str(), KeepAlive))
            .outcome_unknown(Timeout)
            .short_timeout(),
        Fault::always(
            "`Content-Length` too short",
            Response::raw(format!("{HEAD}content-length: 9\r\n\r\n{START}"), KeepAlive),
        )
        .outcome_unknown(MalformedResponse),
        Fault::always(
            "two `Content-Length`s",
            Response::raw(format!("{HEAD}content-length: 9\r\ncontent-length: 24\r\n\r\n{START}"), Close),
        )
        .outcome_unknown(ConnectionLost),
        Fault::always(
            "truncated chunk",
            Response::raw(format!("{HEAD}transfer-encoding: chunked\r\n\r\nff\r\n{START}"), Close),
        )
        .outcome_unknown(ConnectionLost),
        Fault::always("another protocol", Response::raw("SSH-2.0-OpenSSH_9.6\r\n", Close))
            .outcome_unknown(ConnectionLost),
        Fault {
            concurrency: 8,
            ..Fault::always("a header of 1 MB", success().header("x-huge", &"y".repeat(1024 * 1024)))
                .outcome_unknown(ConnectionLost)
        },
        Fault::always("1,000 headers", Response::raw(format!("{HEAD}{headers}content-length: 2\r\n\r\n{{}}"), Close))
            .outcome_unknown(ConnectionLost),
        Fault::always("truncated JSON", Response::new(200, START)).outcome_unknown(MalformedResponse),
        Fault::always("invalid UTF-8", Response::new(200, b"\xff\xfe\x00\x01")).outcome_unknown(MalformedResponse),
        Fault::always("HTML with status 200", Response::new(200, HTML)).outcome_unknown(MalformedResponse),
        Fault::always("redirect", Response::new(307, "").header("location", "/elsewhere")).permanent(MalformedResponse),
        Fault::always("HTML with status 400", Response::new(400, HTML)).permanent(MalformedResponse),
        Fault::always("a success with status 302", success_with(302)).sent_once(MalformedResponse),
        Fault::always("a success with status 400", success_with(400)).sent_once(MalformedResponse),
        Fault::always("truncated JSON with status 400", Response::new(400, START)).sent_once(MalformedResponse),
        Fault::always("status 408", Response::new(408, HTML)).outcome_unknown(MalformedResponse),
        Fault::always("status 425", Response::new(425, HTML)).retried(MalformedResponse),
        Fault::always("status 429", Response::new(429, HTML)).retried(MalformedResponse).waiting(),
        Fault::new(
            "status 429 with `Retry-After`, once",
            first(1, Response::new(429, HTML).header("retry-after", "1")),
        )
        .transient(2..=2)
        .waiting(),
        Fault::always("status 429, `Retry-After` too late", Response::new(429, HTML).header("retry-after", "60"))
            .permanent(MalformedResponse),
        Fault::always("status 499", Response::new(499, HTML)).outcome_unknown(MalformedResponse),
        Fault::always("status 500", Response::new(500, HTML)).outcome_unknown(MalformedResponse),
        Fault::always("status 502", Response::new(502, HTML)).outcome_unknown(MalformedResponse),
        Fault::always("status 503", Response::new(503, HTML)).outcome_unknown(MalformedResponse),
        Fault::always("status 503, `Retry-After` too late", Response::new(503, HTML).header("retry-after", "60"))
            .sent_once(MalformedResponse),
        Fault::new("status 502, once", first(1, Response::new(502, HTML)))
            .expecting(Expected::new(&[Answered], 2..=2), Expected::new(&[Failed(MalformedResponse)], 1..=1)),
        Fault::always("`InternalError`", Response::api_error("InternalError")).outcome_unknown(Api),
        Fault::always("`FailedOperation.SystemError`", Response::api_error("FailedOperation.SystemError"))
            .outcome_unknown(Api),
        Fault::always("`FailedOperation.Unknown`", Response::api_error("FailedOperation.Unknown")).outcome_unknown(Api),
        Fault::always("`ResourceUnavailable.CallOssError`", Response::api_error("ResourceUnavailable.CallOssError"))
            .outcome_unknown(Api),
        Fault::always(
            "`ResourceUnavailable.InstanceLockedError`",
            Response::api_error("ResourceUnavailable.InstanceLockedError"),
        )
        .permanent(Api),
        Fault::always("`ResponseSizeLimitExceeded`", Response::api_error("ResponseSizeLimitExceeded")).sent_once(Api),
        Fault::always("`UnsupportedOperation.Inspection`", Response::api_error("UnsupportedOperation.Inspection"))
            .retried(Api),
        Fault::always("`RequestLimitExceeded`", throttled()).retried(Api).waiting(),
        Fault::new("`RequestLimitExceeded`, twice", first(2, throttled())).transient(3..=3).waiting(),
        Fault::always("`RequestLimitExceeded`, `Retry-After` too late", throttled().header("retry-after", "60"))
            .permanent(Api),
        Fault::always(
            "`RequestLimitExceeded.RepeatRequest`",
            Response::api_error("RequestLimitExceeded.RepeatRequest"),
        )
        .sent_once(Api),
        Fault::new(
            "`LimitExceeded.RateLimitExceeded`, twice",
            first(2, Response::api_error("LimitExceeded.RateLimitExceeded")),
        )
        .transient(3..=3)
        .waiting(),
        Fault::new("clock an hour ahead", with_clock_off_by(-HOUR)).transient(1..=2),
        Fault::new("clock an hour behind", with_clock_off_by(HOUR)).transient(1..=2),
        Fault::always("closed right after each response", success().ending(Close)).race(ConnectionLost),
        Fault::always("reset right after each response", success().ending(Reset)).race(ConnectionLost),
        Fault::always("half-closed after each response", success().ending(HalfClose(Duration::ZERO)))
            .race(ConnectionLost),
        Fault::always("half-closed 1 ms after each response", success().ending(HalfClose(MILLISECOND)))
            .race(ConnectionLost),
    ];
    faults.extend([
        Fault::always(
            "stream of events",
            Response::new(200, "data: {\"TaskId\":1}\n\n").header("content-type", "text/event-stream"),
        )
        .expecting(
            Expected::new(&[Failed(MalformedResponse)], 1..=1),
            Expected::new(&[Failed(MalformedResponse)], 1..=1),
        ),
        Fault::proxy(AcceptMode::Refuses, "proxy: connection refused", success()).retried(Connect),
        Fault::proxy(AcceptMode::Serves, "proxy: status 403", Response::new(403, HTML)).permanent(Connect),
        Fault::proxy(AcceptMode::Serves, "proxy: status 407", Response::new(407, HTML)).permanent(Connect),
        Fault::proxy(AcceptMode::Serves, "proxy: status 502", Response::new(502, HTML)).retried(Connect),
        Fault::proxy(AcceptMode::Serves, "proxy: closed", Response::raw("", Close)).retried(Connect),
        Fault {
            connect_timeout: SHORT_TIMEOUT,
            ..Fault::proxy(AcceptMode::NeverReads, "proxy: silent", success()).retried(Connect)
        },
    ]);
    const PING: &str = ": ping\n\n";
    const EVENT: &str = "data: {\"TaskId\":1}\n\n";
    let throttled = "data: {\"Error\":{\"Code\":\"RequestLimitExceeded\",\"Message\":\"no\"}}\n\n";
    faults.extend([
        Fault::events("none, as a stream of events", &format!("{EVENT}data: [DONE]\n\n"), Silence),
        Fault::events("events: `RequestLimitExceeded` as the first", throttled, KeepAlive).retried(Api).waiting(),
        Fault::events("events: closed before the first", PING, Close).outcome_unknown(ConnectionLost),
        Fault::events("events: reset before the first", PING, Reset).outcome_unknown(ConnectionLost),
        Fault::events("events: silence before the first", PING, Silence).outcome_unknown(Timeout).short_timeout(),
        Fault::events("events: closed after the first", EVENT, Close).sent_once(ConnectionLost),
        Fault::events("events: reset after the first", EVENT, Reset).sent_once(ConnectionLost),
        Fault {
            event_timeout: SHORT_TIMEOUT,
            ..Fault::events("events: silence after the first", EVENT, Silence).sent_once(Timeout).waiting()
        },
        Fault::events("events: not JSON", "data: hello\n\n", KeepAlive).sent_once(MalformedResponse),
    ]);
    faults.extend([
        Fault::with_certificate(ServerCertificate::Valid, "none, over TLS"),
        Fault::with_certificate(ServerCertificate::OtherName, "certificate of another host").permanent(Connect),
        Fault::with_certificate(ServerCertificate::Expired, "expired certificate").permanent(Connect),
        Fault::with_certificate(ServerCertificate::UnknownRoot, "certificate of an unknown root").permanent(Connect),
    ]);
    faults
}
