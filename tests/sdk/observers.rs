//! What observes calls: the user's observer, `tracing`, and the `metrics` facade.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder as MetricsRecorder, SharedString, Unit,
};
use tencloud::observe::{Attempt, AttemptEnd, CallEnd, Observe};
use tencloud::redis::Client;
use tencloud_tests::Ending::Close;
use tencloud_tests::{Response, Server};

use crate::recorder::Recorder;
use crate::{SECRET_KEY, back_up, complete};

/// Records what it observes.
#[derive(Clone, Debug, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn write(&self, line: String) {
        self.0.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Observe for Diary {
    fn before_sending(&self, attempt: &Attempt<'_>) {
        let Attempt { service, action, region, number, bytes_sent, .. } = attempt;
        self.write(format!("{service} {action} {} {number}: {bytes_sent} bytes", region.unwrap_or("-")));
    }

    fn after_attempt(&self, attempt: &Attempt<'_>, end: &AttemptEnd<'_>) {
        let AttemptEnd { status, request_id, bytes_received, error, .. } = end;
        let kind = error.map(|error| format!("{:?} {} {}", error.kind(), error.attempts(), error.may_have_acted()));
        self.write(format!("{}: {status:?} {request_id:?} {bytes_received} bytes {kind:?}", attempt.number));
    }

    fn after_call(&self, call: &CallEnd<'_>) {
        let kind = call.error.map(|error| format!("{:?}", error.kind()));
        self.write(format!("{} attempts, {kind:?}", call.attempts));
    }
}

fn watched(server: &Server, diary: &Diary) -> Client {
    Client::new(&complete(&server.url()).observer(diary.clone()).build().unwrap())
}

const SUCCESS: &str = r#"{"TaskId":1,"RequestId":"the-id"}"#;

#[tokio::test]
async fn an_observer_is_told_of_calls_and_attempts() {
    let diary = Diary::default();
    let responses = [Response::api_error("RequestLimitExceeded"), Response::of(SUCCESS), Response::raw("", Close)];
    let server = Server::start(responses).await.unwrap();
    let redis = watched(&server, &diary);
    let sent = "redis ManualBackupInstance ap-tokyo";
    back_up(&redis).await.unwrap();
    let envelope = SUCCESS.len() + r#"{"Response":}"#.len();
    let answered = format!("2: Some(200) Some(\"the-id\") {envelope} bytes None");
    let expected = [
        format!("{sent} 1: 29 bytes"),
        "1: Some(200) Some(\"id-of-the-failure\") 118 bytes Some(\"Api 1 false\")".to_owned(),
        format!("{sent} 2: 29 bytes"),
        answered,
        "2 attempts, None".to_owned(),
    ];
    assert_eq!(diary.lines(), expected);

    back_up(&redis).await.unwrap_err();
    let broken = "1: None None 0 bytes Some(\"ConnectionLost 1 true\")".to_owned();
    let end = "1 attempts, Some(\"ConnectionLost\")".to_owned();
    assert_eq!(diary.lines(), [format!("{sent} 1: 29 bytes"), broken, end]);
}

/// A call that ends before anything is sent has no attempt to report.
#[tokio::test]
async fn an_observer_of_a_call_that_cannot_be_made() {
    let diary = Diary::default();
    let keys = tencloud::credentials::Credentials::new("line\nbreak", "key");
    let config = complete("http://127.0.0.1:1").credentials(keys).observer(diary.clone()).build().unwrap();
    back_up(&Client::new(&config)).await.unwrap_err();
    assert_eq!(diary.lines(), ["1 attempts, Some(\"Config\")"]);
}

/// Otherwise, what the tests record would depend on which of them runs first.
#[test]
fn a_recorder_hears_what_a_thread_without_one_has_said_before() {
    fn say() {
        tracing::warn!("said");
    }
    let recorder = Recorder::default();
    let _listening = recorder.listen();
    std::thread::spawn(say).join().unwrap();
    say();
    assert_eq!(recorder.lines().len(), 1);
}

/// The facts that a trace must contain, each in the span or event in which users look for it.
#[tokio::test]
async fn spans_and_events() {
    let server = Server::start([Response::api_error("RequestLimitExceeded"), Response::of(SUCCESS)]).await.unwrap();
    let redis = Client::new(&complete(&server.url()).build().unwrap());
    let recorder = Recorder::default();
    {
        let _listening = recorder.listen();
        back_up(&redis).await.unwrap();
    }
    let lines: Vec<_> =
        recorder.lines().into_iter().filter(|line| line.contains("tencloud") || line.starts_with("later")).collect();
    let host = server.url().replace("http://", "");
    let expected: &[&[&str]] = &[
        &[
            "span tencloud::call tencloud.call",
            "rpc.service=\"redis\"",
            "rpc.method=\"ManualBackupInstance\"",
            "cloud.region=\"ap-tokyo\"",
            &host,
        ],
        &["span tencloud::call tencloud.attempt", "attempt=1", &host],
        &["DEBUG tencloud::call", "attempt ended", "http.response.status_code=200", "elapsed_ms="],
        &["later http.request.body.size=29"],
        &["later tencentcloud.request_id=\"id-of-the-failure\""],
        &["later error.type=RequestLimitExceeded"],
        &["DEBUG tencloud::call", "attempt failed, retrying", "wait_ms="],
        &["later http.request.resend_count=1"],
        &["span tencloud::call tencloud.attempt", "attempt=2"],
        &["later tencentcloud.request_id=\"the-id\""],
        &["DEBUG tencloud::call", "call succeeded", "attempts=2"],
    ];
    let mut rest = lines.iter();
    for parts in expected {
        assert!(rest.any(|line| parts.iter().all(|part| line.contains(part))), "{parts:?} is missing in {lines:#?}");
    }
    assert!(!lines.iter().any(|line| line.contains(SECRET_KEY)), "{lines:#?}");
}

/// Stores what the facade passes on, by name and labels.
#[derive(Default)]
struct Numbers(Mutex<BTreeMap<String, Arc<Number>>>);

#[derive(Default)]
struct Number(AtomicU64);

impl metrics::CounterFn for Number {
    fn increment(&self, value: u64) {
        self.0.fetch_add(value, Ordering::Relaxed);
    }

    fn absolute(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }
}

impl HistogramFn for Number {
    fn record(&self, seconds: f64) {
        assert!((0.0..60.0).contains(&seconds));
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Numbers {
    fn at(&self, key: &Key) -> Arc<Number> {
        let labels: Vec<_> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        self.0.lock().unwrap().entry(format!("{} {}", key.name(), labels.join(" "))).or_default().clone()
    }
}

impl MetricsRecorder for Numbers {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.at(key))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.at(key))
    }
}

#[test]
fn metrics_of_calls() {
    let numbers = Numbers::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&numbers, || {
        tencloud::metrics::describe();
        runtime.block_on(async {
            let responses =
                [Response::api_error("RequestLimitExceeded"), Response::of(SUCCESS), Response::raw("", Close)];
            let server = Server::start(responses).await.unwrap();
            let redis = Client::new(&complete(&server.url()).build().unwrap());
            back_up(&redis).await.unwrap();
            back_up(&redis).await.unwrap_err();
        });
    });
    let found: BTreeMap<_, _> = numbers
        .0
        .lock()
        .unwrap()
        .iter()
        .map(|(name, number)| (name.clone(), number.0.load(Ordering::Relaxed)))
        .collect();
    let labels = "service=redis action=ManualBackupInstance region=ap-tokyo";
    for (name, code, expected) in [
        (tencloud::metrics::CALL_DURATION, "", 2),
        (tencloud::metrics::CALLS, " code=OK", 1),
        (tencloud::metrics::CALLS, " code=ConnectionLost", 1),
        (tencloud::metrics::ATTEMPT_DURATION, "", 3),
        (tencloud::metrics::ATTEMPTS, " code=OK", 1),
        (tencloud::metrics::ATTEMPTS, " code=RequestLimitExceeded", 1),
        (tencloud::metrics::ATTEMPTS, " code=ConnectionLost", 1),
        (tencloud::metrics::BYTES_SENT, "", 3 * 29),
    ] {
        let key = format!("{name} {labels}{code}");
        assert_eq!(found.get(&key), Some(&expected), "{key} in {found:#?}");
    }
    assert!(found[&format!("{} {labels}", tencloud::metrics::BYTES_RECEIVED)] > 100);
}

/// Labels are names of time series, and lines of an exposition format.
#[test]
fn labels_are_printable() {
    let numbers = Numbers::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&numbers, || {
        runtime.block_on(async {
            let code = "A\\n\\u202e".to_owned() + &"x".repeat(1_000);
            let server = Server::start([Response::api_error(&code)]).await.unwrap();
            let redis = Client::new(&complete(&server.url()).build().unwrap());
            back_up(&redis).await.unwrap_err();
            let options = tencloud::Options::new().region("a\nb");
            redis.with_options(options).call("Do\nIt", serde_json::json!({})).send().await.unwrap_err();
        });
    });
    let found: Vec<String> = numbers.0.lock().unwrap().keys().cloned().collect();
    assert!(found.iter().any(|key| key.contains(r"code=A\n\u{202e}xxx")), "{found:#?}");
    assert!(found.iter().any(|key| key.contains(r"action=Do\nIt region=a\nb")), "{found:#?}");
    for key in found {
        assert!(key.len() < 500 && !key.contains(['\n', '\u{202e}']), "{key:?}");
    }
}
