//! Text from the other side, in everything that shows it: it stays on its line, in its direction, and visible.

use std::sync::{Arc, Mutex};

use serde_json::json;
use tencloud::credentials::{CredentialsError, ProvideCredentials, ProvideFuture};
use tencloud::observe::{Attempt, AttemptEnd, CallEnd, Observe};
use tencloud::redis::Client;
use tencloud::{Error, ErrorKind, Options, UntypedClient};
use tencloud_tests::{Response, Server};

use crate::recorder::Recorder;
use crate::{back_up, complete, offline};

/// Text that moves the cursor, begins a line, or hides or reverses text, with the form in which it may be shown.
const HOSTILE: [(&str, &str); 12] = [
    ("\n", r"\n"),
    ("\r\n", r"\r\n"),
    ("\t", r"\t"),
    ("\u{1b}[2K", r"\u{1b}[2K"),
    ("\u{7f}", r"\u{7f}"),
    ("\u{85}", r"\u{85}"),
    ("\u{202e}", r"\u{202e}"),
    ("\u{2066}", r"\u{2066}"),
    ("\u{2028}", r"\u{2028}"),
    ("\u{2029}", r"\u{2029}"),
    ("\u{200b}", r"\u{200b}"),
    ("\u{e0041}", r"\u{e0041}"),
];

/// Everything that was shown, by the place where it was shown.
#[derive(Clone, Debug, Default)]
struct Shown(Arc<Mutex<Vec<(&'static str, String)>>>);

impl Shown {
    fn add(&self, place: &'static str, text: impl ToString) {
        self.0.lock().unwrap().push((place, text.to_string()));
    }

    fn error(&self, error: &Error) {
        self.add("Display", error);
        self.add("Debug", format!("{error:?}"));
        self.add("the code", error.code().unwrap_or_default());
        self.add("the message", error.message());
        self.add("the request id", error.request_id().unwrap_or_default());
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            self.add("a source", format!("{error} {error:?}"));
            cause = error.source();
        }
    }

    /// Fails if any of the hostile strings was shown.
    fn assert_is_harmless(&self, of: &str) {
        let shown = self.0.lock().unwrap();
        assert!(shown.len() > 5, "{of}: too little was shown: {shown:?}");
        for (place, text) in &*shown {
            let found = HOSTILE.iter().find(|(hostile, _)| text.contains(hostile));
            assert!(found.is_none(), "{of}: {place} shows {:?} in {text:?}", found.map(|(_, escaped)| escaped));
        }
    }
}

impl Observe for Shown {
    fn before_sending(&self, attempt: &Attempt<'_>) {
        let Attempt { service, action, region, host, .. } = attempt;
        self.add("before_sending", format!("{service} {action} {} {host}", region.unwrap_or_default()));
    }

    fn after_attempt(&self, attempt: &Attempt<'_>, end: &AttemptEnd<'_>) {
        self.before_sending(attempt);
        self.add("after_attempt", end.request_id.unwrap_or_default());
        end.error.into_iter().for_each(|error| self.error(error));
    }

    fn after_call(&self, call: &CallEnd<'_>) {
        let CallEnd { service, action, region, .. } = call;
        self.add("after_call", format!("{service} {action} {}", region.unwrap_or_default()));
        call.error.into_iter().for_each(|error| self.error(error));
    }
}

/// Makes a call that is observed in every possible way, and records what the observers see.
async fn watch<T>(shown: &Shown, call: impl Future<Output = Result<T, Error>>) -> Option<Error> {
    let recorder = Recorder::default();
    let result = {
        let _listening = recorder.listen();
        call.await
    };
    recorder.lines().into_iter().filter(|line| line.contains("tencloud") || line.starts_with("later")).for_each(
        // `{:?}` escapes line breaks, and `{}` does not.
        |line| shown.add("the trace", line),
    );
    let error = result.err();
    error.iter().for_each(|error| shown.error(error));
    error
}

fn in_json(text: &str) -> serde_json::Value {
    text.into()
}

#[tokio::test]
async fn what_a_server_returns() {
    for (hostile, escaped) in HOSTILE {
        let text = format!("Resource{hostile}NotFound");
        let value = in_json(&text);
        let responses = [
            ("code", Response::of(&json!({"Error": {"Code": value, "Message": "no"}, "RequestId": "id"}).to_string())),
            (
                "message",
                Response::of(&json!({"Error": {"Code": "A", "Message": value}, "RequestId": "id"}).to_string()),
            ),
            (
                "request id",
                Response::of(&json!({"Error": {"Code": "A", "Message": ""}, "RequestId": value}).to_string()),
            ),
            ("request id of a success", Response::of(&json!({"TaskId": 1, "RequestId": value}).to_string())),
            ("request id of a wrong status", Response::new(302, json!({"Response": {"RequestId": value}}).to_string())),
            ("page", Response::new(502, &text)),
            ("page that is no JSON", Response::new(200, format!("<{text}>"))),
            ("error that is no object", Response::of(&json!({"Error": value}).to_string())),
        ];
        for (place, response) in responses {
            let server = Server::start([response]).await.unwrap();
            let shown = Shown::default();
            let redis = Client::new(&complete(&server.url()).observer(shown.clone()).build().unwrap());
            let error = watch(&shown, back_up(&redis)).await;
            shown.assert_is_harmless(place);
            assert_eq!(error.is_none(), place == "request id of a success", "{place}");
            let Some(error) = error else { continue };
            match place {
                "code" => {
                    assert_eq!(error.code(), Some(format!("Resource{escaped}NotFound").as_str()));
                    let types = shown.0.lock().unwrap().iter().filter(|(_, line)| line.contains("error.type=")).count();
                    assert!(types >= 2, "the spans have no error.type");
                }
                "message" => assert_eq!(error.message(), format!("Resource{escaped}NotFound")),
                "request id" => assert_eq!(error.request_id(), Some(format!("Resource{escaped}NotFound").as_str())),
                "page" => assert_eq!(error.body_start(), Some(text.as_str()), "a body is kept as it came"),
                _ => {}
            }
        }
    }
}

/// A text that cannot be a code is truncated, and is not a known code.
#[tokio::test]
async fn codes_that_cannot_be_codes() {
    use tencloud::redis::ManualBackupInstanceErrorCode as Code;
    for (code, expected) in [
        ("ResourceNotFound.InstanceNotExists".to_owned(), "ResourceNotFound.InstanceNotExists".to_owned()),
        (
            "ResourceNotFound.InstanceNotExists\u{200b}".to_owned(),
            r"ResourceNotFound.InstanceNotExists\u{200b}".to_owned(),
        ),
        ("ResourceNotFound.InstanceNotExists\n".to_owned(), r"ResourceNotFound.InstanceNotExists\n".to_owned()),
        ("x".repeat(1_000_000), "x".repeat(129)),
    ] {
        let response = Response::of(&json!({"Error": {"Code": code, "Message": "no"}}).to_string());
        let server = Server::start([response]).await.unwrap();
        let error = back_up(&crate::client_of(&server)).await.unwrap_err();
        assert_eq!(error.code(), Some(expected.as_str()));
        assert_eq!(error.is(Code::ResourceNotFoundInstanceNotExists), code == expected);
    }
}

/// Names that come only from untyped calls and options become parts of hosts, headers and spans.
#[tokio::test]
async fn names_that_cannot_be_names() {
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    let hostile = HOSTILE.iter().map(|(hostile, _)| format!("Do{hostile}It"));
    let others = ["".to_owned(), "Do It".to_owned(), "Do/It".to_owned(), "Dö".to_owned(), "x".repeat(129)];
    for name in hostile.chain(others) {
        for (what, product, version, action, region) in [
            ("product", name.as_str(), "2017-03-12", "Do", "ap-tokyo"),
            ("version", "cvm", name.as_str(), "Do", "ap-tokyo"),
            ("action", "cvm", "2017-03-12", name.as_str(), "ap-tokyo"),
            ("region", "cvm", "2017-03-12", "Do", name.as_str()),
        ] {
            if what == "region" && name.len() > 128 {
                continue;
            }
            let shown = Shown::default();
            let config = complete(&server.url()).observer(shown.clone()).build().unwrap();
            let client = UntypedClient::new(&config, product, version).with_options(Options::new().region(region));
            let error = watch(&shown, client.call(action, json!({})).send()).await.unwrap();
            shown.assert_is_harmless(what);
            assert_eq!(error.kind(), ErrorKind::Config, "{error}");
            assert!(error.message().starts_with(&format!("invalid {what} `")), "{error}");
        }
    }
    assert!(server.requests().is_empty());
    let config = complete(&server.url()).build().unwrap();
    UntypedClient::new(&config, "cvm", "2017-03-12").call("Describe_Zones2", json!({})).send().await.unwrap();
}

/// A provider passes on the response of its own source.
#[tokio::test]
async fn errors_of_credentials() {
    #[derive(Debug)]
    struct Broken(&'static str);
    impl ProvideCredentials for Broken {
        fn provide(&self) -> ProvideFuture<'_> {
            Box::pin(async { Err(CredentialsError::new(format!("the vault says {}no", self.0))) })
        }
    }
    for (hostile, escaped) in HOSTILE {
        let shown = Shown::default();
        let config = offline().region("ap-tokyo").credentials(Broken(hostile)).observer(shown.clone());
        let error = watch(&shown, back_up(&Client::new(&config.build().unwrap()))).await.unwrap();
        shown.assert_is_harmless("a provider");
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Credentials, format!("the vault says {escaped}no").as_str())
        );
    }
}

/// A waiter passes on the state and the message of what has failed.
#[tokio::test]
async fn errors_of_waits() {
    for (hostile, _) in HOSTILE {
        for (status, message) in
            [("failed".to_owned(), format!("a{hostile}b")), (format!("a{hostile}b"), String::new())]
        {
            let response = json!({"Status": status, "TaskMessage": message, "RequestId": "id"});
            let server = Server::start([Response::of(&response.to_string())]).await.unwrap();
            let shown = Shown::default();
            let redis = Client::new(&complete(&server.url()).observer(shown.clone()).build().unwrap());
            let wait = redis.wait_for_task(1).timeout(std::time::Duration::ZERO);
            let error = watch(&shown, std::future::IntoFuture::into_future(wait)).await.unwrap();
            shown.assert_is_harmless("a wait");
            assert!(matches!(error.kind(), ErrorKind::WaitFailed | ErrorKind::WaitTimeout), "{error}");
        }
    }
}
