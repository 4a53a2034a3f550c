//! Properties of any response and any value, tested with many, and of any sequence of responses, tested with all.

use std::sync::{Arc, LazyLock, Mutex};

use proptest::prelude::*;
use serde_json::{Value, json};
use tencloud::ErrorKind::{self, Api, ConnectionLost, MalformedResponse};
use tencloud::redis::types::{InstanceSet, ResourceTag};
use tencloud::redis::{Client, CreateInstancesRequest, DescribeInstancesResponse};
use tencloud::retry::RetryBudget;
use tencloud_tests::Ending::{Close, Reset};
use tencloud_tests::{Response, Server};
use tokio::runtime::Runtime;

use crate::{back_up, client_of, complete};

/// What a server does with an attempt, and whether its response shows that it has acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    /// It executes the request, and confirms that.
    Done,
    /// It reports that it did nothing, and that another attempt may succeed.
    Refused,
    /// It reports that it did nothing and never will.
    Denied,
    /// It may have executed the request, and does not report it.
    Open,
}

/// Returns what servers do, and the error that the caller gets if it is the last attempt.
fn deeds() -> Vec<(Deed, Response, Option<ErrorKind>)> {
    vec![
        (Deed::Done, Response::of(r#"{"TaskId":1,"RequestId":"id"}"#), None),
        (Deed::Refused, Response::api_error("RequestLimitExceeded"), Some(Api)),
        (Deed::Refused, Response::new(429, "slow down"), Some(MalformedResponse)),
        (Deed::Denied, Response::api_error("ResourceNotFound"), Some(Api)),
        (Deed::Denied, Response::new(403, "no"), Some(MalformedResponse)),
        (Deed::Open, Response::api_error("InternalError"), Some(Api)),
        (Deed::Open, Response::new(502, "<html>"), Some(MalformedResponse)),
        (Deed::Open, Response::new(200, "{"), Some(MalformedResponse)),
        (Deed::Open, Response::raw("", Close), Some(ConnectionLost)),
        (Deed::Open, Response::raw("", Reset), Some(ConnectionLost)),
    ]
}

/// Returns any JSON, with the names and the sloppy values that responses contain.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        ".{0,8}".prop_map(Value::from),
        any::<i64>().prop_map(|number| json!(number.to_string())),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let name = prop_oneof![
            prop::sample::select(vec!["TotalCount", "InstanceSet", "InstanceId", "Status", "Size", "InstanceTags"]),
            prop::sample::select(vec!["TagKey", "NodeSet", "RequestId", "Createtime", "Vip6", "AutoRenewFlag"]),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.prop_map(str::to_owned), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Whatever servers did before, a write is sent again only if all earlier attempts were rejected.
#[tokio::test]
async fn a_change_is_never_sent_after_it_may_have_been_made() {
    const ATTEMPTS: usize = 3;
    let met = Arc::new(Mutex::new(Vec::new()));
    let (script, log) = (Arc::new(Mutex::new(Vec::<(Deed, Response)>::new())), met.clone());
    let played = script.clone();
    let server = Server::answering(move |_, _| {
        let mut log = log.lock().unwrap();
        let (deed, response): (Deed, Response) = played.lock().unwrap()[log.len()].clone();
        log.push(deed);
        response
    });
    let server = server.await.unwrap();
    // A thousand calls fail here, each with all of its attempts.
    let config = complete(&server.url()).retry_budget(RetryBudget::unlimited()).build().unwrap();
    let redis = Client::new(&config);
    let deeds = deeds();
    for sequence in 0..deeds.len().pow(ATTEMPTS as u32) {
        let nth = |place: usize| deeds[sequence / deeds.len().pow(place as u32) % deeds.len()].clone();
        let (responses, kinds): (Vec<_>, Vec<_>) =
            (0..ATTEMPTS).map(nth).map(|(deed, response, kind)| ((deed, response), kind)).unzip();
        *script.lock().unwrap() = responses;
        let result = back_up(&redis).await;
        let met = std::mem::take(&mut *met.lock().unwrap());
        let (last, earlier) = met.split_last().unwrap();
        assert!(earlier.iter().all(|deed| *deed == Deed::Refused), "{met:?}");
        assert!(*last != Deed::Refused || met.len() == ATTEMPTS, "given up too early: {met:?}");
        assert_eq!(result.as_ref().err().map(tencloud::Error::kind), kinds[met.len() - 1], "{met:?}");
        if let Err(error) = result {
            assert_eq!(error.may_have_acted(), *last == Deed::Open, "{met:?}: {error}");
            assert_eq!(error.attempts() as usize, met.len(), "{met:?}: {error}");
        }
    }
}

/// A server that returns the response that was set last, and a client of it.
struct Echo {
    runtime: Runtime,
    redis: Client,
    body: Arc<Mutex<String>>,
    _server: Server,
}

static ECHO: LazyLock<Echo> = LazyLock::new(|| {
    let runtime = Runtime::new().unwrap();
    let body = Arc::new(Mutex::new(String::new()));
    let said = body.clone();
    let server = runtime.block_on(Server::answering(move |_, _| Response::of(&said.lock().unwrap()))).unwrap();
    let redis = client_of(&server);
    Echo { runtime, redis, body, _server: server }
});

proptest! {
    /// A response with any contents under `Response` is a success, since nothing in it reports an error.
    #[test]
    fn a_change_that_has_succeeded_is_never_an_error(mut fields in any_json(), task_id in any_json()) {
        if let Value::Object(fields) = &mut fields {
            fields.insert("TaskId".to_owned(), task_id.clone());
        } else {
            fields = json!({ "TaskId": task_id });
        }
        *ECHO.body.lock().unwrap() = fields.to_string();
        let result = ECHO.runtime.block_on(back_up(&ECHO.redis));
        let task = result.map_err(|error| TestCaseError::fail(format!("{fields}: {error}")))?.task_id;
        if let Some(id) = task_id.as_i64() {
            prop_assert_eq!(task, id);
        }
    }

    /// What was read can be written, and is the same when it is read again.
    #[test]
    fn a_record_of_anything_survives_being_written(json in any_json()) {
        let Ok(first) = serde_json::from_value::<DescribeInstancesResponse>(json) else { return Ok(()) };
        let written = serde_json::to_value(&first).unwrap();
        prop_assert_eq!(first, serde_json::from_value(written).unwrap());
    }

    /// Any value that a program sets is read back.
    #[test]
    fn a_record_keeps_any_value(
        text in any::<String>(), number in any::<u64>(), signed in any::<i64>(), float in prop::num::f64::NORMAL,
        tags in prop::collection::vec((any::<String>(), any::<String>()), 0..4),
    ) {
        let mut item = InstanceSet::default();
        item.instance_name = text.clone();
        item.size = float;
        item.status = signed.into();
        let read: InstanceSet = serde_json::from_str(&serde_json::to_string(&item).unwrap()).unwrap();
        prop_assert_eq!(item, read);

        let tag = |(key, value): (String, String)| ResourceTag::builder().tag_key(key).tag_value(value).build();
        let mut request = CreateInstancesRequest::default();
        request.mem_size = number;
        request.password = Some(text.into());
        request.resource_tags = Some(tags.into_iter().map(tag).collect());
        let read: CreateInstancesRequest = serde_json::from_str(&serde_json::to_string(&request).unwrap()).unwrap();
        prop_assert_eq!(request, read);
    }
}
