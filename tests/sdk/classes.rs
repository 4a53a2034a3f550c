//! What an error code or a status means: whether the request was executed, and whether it is sent again.

use std::time::Duration;

use serde_json::json;
use tencloud::retry::{FailedAttempt, RetryPolicy};
use tencloud::{Error, ErrorKind, UntypedClient, redis, sts};
use tencloud_tests::{Response, Server};
use tokio::task::JoinSet;

use crate::{back_up, complete};

/// Retries once, without a wait.
#[derive(Debug)]
struct OnceMore;

impl RetryPolicy for OnceMore {
    fn wait(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        (failed.attempts() < 2).then_some(Duration::ZERO)
    }
}

/// The observed outcome of a call that gets the same response each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seen {
    /// Whether a read is sent again, and whether a write is.
    again: (bool, bool),
    /// Whether a write may have been executed.
    open: bool,
    throttled: bool,
}

const PERMANENT: Seen = Seen { again: (false, false), open: false, throttled: false };
const TRANSIENT: Seen = Seen { again: (true, true), ..PERMANENT };
const THROTTLED: Seen = Seen { throttled: true, ..TRANSIENT };
const OPEN: Seen = Seen { again: (true, false), open: true, throttled: false };
const OPEN_FOR_GOOD: Seen = Seen { again: (false, false), ..OPEN };

/// The ways to make a call.
#[derive(Clone, Copy, Debug)]
enum Calls {
    Typed,
    /// Through the client of a product, and by its names alone.
    Untyped,
    ByName(&'static str, &'static str),
}

async fn seen(calls: Calls, response: Response) -> Seen {
    let server = Server::start([response]).await.unwrap();
    let config = complete(&server.url()).retry(OnceMore).build().unwrap();
    let client = redis::Client::new(&config);
    let parameters = || json!({"InstanceId": "crs-5a4py64p"});
    let by_name = |read: bool| {
        let call = match calls {
            Calls::ByName(product, version) => UntypedClient::new(&config, product, version).call("A", parameters()),
            _ => client.call("ManualBackupInstance", parameters()),
        };
        if read { call.read_only().send() } else { call.send() }
    };
    let (read, write): (Error, Error) = match calls {
        Calls::Typed => (client.describe_instances().send().await.unwrap_err(), back_up(&client).await.unwrap_err()),
        _ => (by_name(true).await.unwrap_err(), by_name(false).await.unwrap_err()),
    };
    assert!(!read.may_have_acted(), "{read}");
    assert_eq!(read.is_throttled(), write.is_throttled(), "{read}");
    assert_eq!(server.requests().len() as u32, read.attempts() + write.attempts(), "{read}");
    let again = (read.attempts() == 2, write.attempts() == 2);
    Seen { again, open: write.may_have_acted(), throttled: write.is_throttled() }
}

/// Compares the observed outcomes with the expected ones, row by row.
async fn check(rows: impl IntoIterator<Item = (String, Calls, Response, Seen)>) {
    let mut checks = JoinSet::new();
    for (name, calls, response, expected) in rows {
        checks.spawn(async move { (seen(calls, response).await, name, expected) });
    }
    let mut wrong = Vec::new();
    while let Some(done) = checks.join_next().await {
        let (seen, name, expected) = done.unwrap();
        if seen != expected {
            wrong.push(format!("{name}: {seen:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The codes of Redis that are not permanent, by what they mean according to the spec.
const REDIS: [(Seen, &[&str]); 4] = [
    (
        THROTTLED,
        &[
            "RequestLimitExceeded",
            "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
            "RequestLimitExceeded.IPLimitExceeded",
            "RequestLimitExceeded.UinLimitExceeded",
        ],
    ),
    (TRANSIENT, &["UnsupportedOperation.Inspection"]),
    (
        OPEN,
        &[
            // Something failed within the service, or the code does not say what.
            "FailedOperation",
            "FailedOperation.GetSecurityGroupDetailFailed",
            "FailedOperation.RedoFlowFailed",
            "FailedOperation.ServiceAccessError",
            "FailedOperation.SystemError",
            "FailedOperation.Unknown",
            "InternalError",
            "InternalError.CamAuthOssResponseReturnCodeError",
            "InternalError.DbOperationFailed",
            "InternalError.ExecHttpRequestError",
            "InternalError.InstanceNotFoundError",
            "InternalError.InternalError",
            "InternalError.ListInstancesError",
            "InternalError.NetWorkErr",
            "ResourceUnavailable.CallOssError",
            "ResourceUnavailable.GetSecurityError",
            "ServiceUnavailable",
            // One step of several failed; the others may have been executed.
            "FailedOperation.AddInstanceInfoFailed",
            "FailedOperation.AssociateSecurityGroupsFailed",
            "FailedOperation.ClearInstanceInfoFailed",
            "FailedOperation.CommitFlowError",
            "FailedOperation.DisassociateSecurityGroupsFailed",
            "FailedOperation.SetRuleLocationFailed",
            "FailedOperation.UpdateInstanceInfoFailed",
            "FailedOperation.UpdateSecurityGroupsFailed",
        ],
    ),
    // Executed, but its response was too long.
    (OPEN_FOR_GOOD, &["ResponseSizeLimitExceeded"]),
];

#[tokio::test]
async fn each_code_of_the_spec_means_what_it_says() {
    let version = tencloud_spec::catalog::product("redis", "2018-04-12").unwrap().unwrap();
    let common = tencloud_spec::catalog::common().unwrap();
    let codes: Vec<&str> = version.product.errors.keys().chain(common.errors.keys()).map(String::as_str).collect();
    let expected = |code: &str| {
        let row = REDIS.iter().find(|(_, codes)| codes.contains(&code));
        row.map_or(PERMANENT, |(seen, _)| *seen)
    };
    for (_, listed) in REDIS {
        listed.iter().for_each(|code| assert!(codes.contains(code), "{code} is not in the spec"));
    }
    let typed = codes.iter().map(|code| ((*code).to_owned(), Calls::Typed, Response::api_error(code), expected(code)));
    check(typed).await;
    // Untyped calls also use the exceptions of the product.
    for calls in [Calls::Untyped, Calls::ByName("redis", "2018-04-12")] {
        let codes = version.product.error_classes.keys();
        check(codes.map(|code| (code.clone(), calls, Response::api_error(code), expected(code)))).await;
    }
}

/// The Security Token Service reports throttling as an invalid parameter.
#[tokio::test]
async fn codes_of_another_product() {
    for (code, attempts, throttled) in [
        ("InvalidParameter.OverLimit", 2, true),
        ("InvalidParameter.OverTimeError", 1, false),
        ("InternalError.DbError", 2, false),
        ("InternalError.IllegalRole", 1, false),
        ("FailedOperation.CheckMFAError", 1, false),
    ] {
        let server = Server::start([Response::api_error(code)]).await.unwrap();
        let client = sts::Client::new(&complete(&server.url()).retry(OnceMore).build().unwrap());
        let error = client.get_federation_token().name("n").policy("p").send().await.unwrap_err();
        assert_eq!((error.attempts(), error.is_throttled()), (attempts, throttled), "{error}");
    }
}

/// Products throttle under codes other than `RequestLimitExceeded`, and report unknown outcomes in many words.
#[tokio::test]
async fn codes_that_no_spec_lists() {
    const SSL: Calls = Calls::ByName("ssl", "2019-12-05");
    // As a certificate service sent it.
    let sent =
        r#"{"Response":{"Error":{"Code":"LimitExceeded.RateLimitExceeded","Message":"too often"},"RequestId":"id"}}"#;
    check([("as sent".to_owned(), SSL, Response::new(200, sent), THROTTLED)]).await;
    let rows = [
        (
            THROTTLED,
            "LimitExceeded.RateLimitExceeded FailedOperation.RequestLimitExceeded LimitExceeded.TooManyRequests \
             FailedOperation.Throttling UnsupportedOperation.FrequencyLimit FailedOperation.TooFrequently",
        ),
        (
            OPEN,
            "FailedOperation.Unknown FailedOperation.SystemError FailedOperation.Timeout FailedOperation.RequestTimeout \
             FailedOperation.ServiceAccessError FailedOperation.NetworkError InternalServerError \
             ResourceInsufficient.ServerTimeout UnsupportedOperation.ServiceTemporaryUnavailable",
        ),
        (OPEN_FOR_GOOD, "RequestLimitExceeded.RepeatRequest FailedOperation.DuplicateRequest"),
        (
            PERMANENT,
            "LimitExceeded LimitExceeded.CertificateQuota InvalidParameterValue.Timeout ResourceInUse Brand.New \
             FailedOperation.CertificateNotFound OperationDenied.Locked",
        ),
    ];
    for calls in [SSL, Calls::Typed] {
        check(rows.into_iter().flat_map(|(expected, codes)| {
            let row = move |code: &str| (code.to_owned(), calls, Response::api_error(code), expected);
            codes.split_whitespace().map(row)
        }))
        .await;
    }
}

/// A status other than 200 is not the API's own. It shows that nothing was done only if that is its meaning and the
/// body is not a success.
#[tokio::test]
async fn statuses() {
    const HTML: &str = "<html>no</html>";
    const JSON: &str = r#"{"message":"no"}"#;
    const SUCCESS: &str = r#"{"Response":{"TaskId":1,"TotalCount":0,"InstanceSet":[],"RequestId":"id"}}"#;
    let quota = r#"{"Response":{"Error":{"Code":"LimitExceeded","Message":"no"},"RequestId":"id"}}"#;
    let mut rows = Vec::new();
    let mut row = |statuses: &[u16], body: &str, expected| {
        for status in statuses {
            rows.push((format!("{status} {body}"), Calls::Typed, Response::new(*status, body), expected));
        }
    };
    for body in [HTML, JSON, ""] {
        row(&[301, 302, 307, 308, 400, 401, 403, 404, 405, 407, 411, 413, 414, 417, 421, 431, 451], body, PERMANENT);
        row(&[300, 303, 304, 406, 409, 410, 412, 418, 422, 424, 444], body, OPEN_FOR_GOOD);
        row(&[408, 460, 499, 500, 502, 503, 504, 520, 200, 201], body, OPEN);
        row(&[425], body, TRANSIENT);
        row(&[429], body, THROTTLED);
    }
    for body in [SUCCESS, &SUCCESS[..30], &SUCCESS[..5]] {
        row(&[302, 303, 307, 400, 401, 404, 407, 422], body, OPEN_FOR_GOOD);
        row(&[408, 500, 502, 503], body, OPEN);
        // A request cannot be both throttled and executed.
        row(&[429], body, Seen { throttled: true, ..OPEN });
    }
    row(&[200, 400, 503], quota, PERMANENT);
    row(&[429], quota, THROTTLED);
    // An empty body is not a success either.
    check(rows).await;
}

/// A timeout before there is a connection: nothing was sent, whatever the call does.
#[tokio::test]
async fn no_connection_in_time() {
    use tencloud_tests::{AcceptMode, ServerConfig};
    let mute = ServerConfig { accept: AcceptMode::NeverReads, ..ServerConfig::default() };
    let server = Server::with(mute, |_, _| Response::new(200, "")).await.unwrap();
    // The handshake is never answered.
    let url = server.url().replace("http:", "https:");
    let short = Duration::from_millis(100);
    for (config, kind) in [
        (complete(&url).attempt_timeout(short), ErrorKind::Timeout),
        (complete(&url).connect_timeout(short), ErrorKind::Connect),
    ] {
        let client = redis::Client::new(&config.retry(OnceMore).build().unwrap());
        let error = back_up(&client).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.may_have_acted()), (kind, 2, false), "{error}");
    }
    let client = redis::Client::new(&complete(&url).call_timeout(short).build().unwrap());
    let error = back_up(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_acted()), (ErrorKind::Timeout, 1, false), "{error}");
    // There is a connection, and the request is on its way.
    let client = redis::Client::new(&complete(&server.url()).attempt_timeout(short).build().unwrap());
    let error = back_up(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_acted()), (ErrorKind::Timeout, 1, true), "{error}");
}
