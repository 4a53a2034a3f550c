//! Waiting with untyped calls, as a `Polling` describes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tencloud::ErrorKind::{self, Api, Config, MalformedResponse, WaitFailed, WaitTimeout};
use tencloud::blocking::Runtime;
use tencloud::untyped::UntypedResponse;
use tencloud::{Polling, UntypedClient, UntypedWait};
use tencloud_emulator::Emulator;
use tencloud_tests::Ending::{Close, Silence};
use tencloud_tests::{Response, Server};

use crate::{client_at, complete};

const AT_ONCE: Duration = Duration::from_millis(1);
/// Reached only if a test fails.
const LONG: Duration = Duration::from_secs(5);

fn wait(server: &Server, parameters: Value, polling: Polling) -> UntypedWait {
    let config = complete(&server.url()).build().unwrap();
    let client = UntypedClient::new(&config, "demo", "2020-02-02");
    client.call("DescribeThing", parameters).wait(polling).interval(AT_ONCE).timeout(LONG)
}

fn task() -> Polling {
    Polling::new("task", "TaskId", "/Status").done(["succeed"]).failed(["failed", "error"]).message("/TaskMessage")
}

fn status(status: impl Into<Value>) -> Response {
    let response = json!({"Status": status.into(), "TaskMessage": "the disk is full", "RequestId": "id"});
    Response::of(&response.to_string())
}

/// The last response is returned, or an error with these parts, after this many responses.
#[tokio::test]
async fn an_operation_is_polled_until_it_has_ended() {
    let listed = |state: Value| Response::of(&json!({"Set": [{"State": state}], "RequestId": "id"}).to_string());
    let unlisted = || Response::of(r#"{"Set":[],"RequestId":"id"}"#);
    let item = || {
        let names = [("1", "Running"), ("-2", "Isolated")];
        Polling::new("instance", "Ids", "/Set/0/State").names(names).done(["2"]).failed(["-2"])
    };
    let flag = || Polling::new("job", "Job", "/Status").done(["true"]);
    let of_task = json!({"TaskId": 7});
    let of_item = json!({"Ids": ["ins-1"]});
    let of_job = json!({"Job": "j"});
    let blip = || Response::api_error("InternalError");
    let none: &[&str] = &[];
    for (name, polling, parameters, responses, expected, parts) in [
        ("done", task(), &of_task, vec![status("running"), status("succeed")], None, none),
        ("done, in another case", task(), &of_task, vec![status("Succeed")], None, none),
        ("an unknown state", task(), &of_task, vec![status("of tomorrow"), status("succeed")], None, none),
        ("no state", task(), &of_task, vec![status(()), Response::of("{}"), status("succeed")], None, none),
        (
            "a blip",
            task(),
            &of_task,
            [vec![status("running")], vec![blip(); 7], vec![status("succeed")]].concat(),
            None,
            none,
        ),
        ("a blip at first", task(), &of_task, vec![Response::raw("", Close), blip(), status("succeed")], None, none),
        ("a number", item(), &of_item, vec![unlisted(), listed(json!(1)), listed(json!(2))], None, none),
        ("a boolean", flag(), &of_job, vec![status(false), status(true)], None, none),
        (
            "failed",
            task(),
            &of_task,
            vec![status("running"), status("failed")],
            Some(WaitFailed),
            &["the task 7 ended with the status failed: the disk is full", "request id id"],
        ),
        (
            "failed, without a message",
            item(),
            &of_item,
            vec![listed(json!(-2))],
            Some(WaitFailed),
            &["the instance ins-1 ended with the status Isolated (-2)"],
        ),
        (
            "an object",
            task(),
            &of_task,
            vec![status(json!({}))],
            Some(MalformedResponse),
            &["the state of the task 7 cannot be read: /Status: expected a string or a number, found an object"],
        ),
        ("a list", task(), &of_task, vec![status(json!([]))], Some(MalformedResponse), &["found a list"]),
        (
            "a permanent failure",
            task(),
            &of_task,
            vec![status("running"), Response::api_error("ResourceNotFound")],
            Some(Api),
            &["while waiting for the task 7, last running"],
        ),
    ] {
        let server = Server::start(responses.clone()).await.unwrap();
        let result = wait(&server, parameters.clone(), polling).await;
        assert_eq!(result.as_ref().err().map(tencloud::Error::kind), expected, "{name}: {result:?}");
        if let Err(error) = result {
            assert!(parts.iter().all(|part| error.to_string().contains(part)), "{name}: {error}");
            assert!(error.last_response::<UntypedResponse>().is_some(), "{name}");
        }
        assert_eq!(server.requests().len(), responses.len(), "{name}");
        assert!(server.requests().iter().all(|request| request.body == parameters.to_string().as_bytes()), "{name}");
    }
}

#[tokio::test]
async fn operations_that_do_not_end() {
    // Long enough for the polls before it ends, on a busy machine.
    let short = Duration::from_millis(400);
    for (name, responses, text) in [
        ("pending", vec![status("running")], "the task 7 is still running after 400ms; set a longer timeout"),
        ("no state", vec![status(())], "the task 7 is still in an unknown state after 400ms"),
        (
            "no response",
            vec![status("running"), Response::raw("", Silence)],
            "still running after 400ms; the last poll failed",
        ),
        ("an outage", vec![Response::api_error("InternalError")], "the state of the task 7 is unknown after 400ms"),
    ] {
        let server = Server::start(responses).await.unwrap();
        let error = wait(&server, json!({"TaskId": 7}), task()).timeout(short).await.unwrap_err();
        assert_eq!(error.kind(), WaitTimeout, "{name}: {error}");
        assert!(error.to_string().contains(text), "{name}: {error}");
    }
    let server = Server::start([Response::of(r#"{"Set":[],"RequestId":"id"}"#)]).await.unwrap();
    let polling = Polling::new("instance", "Ids", "/Set/0/State").done(["2"]);
    let error = wait(&server, json!({"Ids": ["a"]}), polling).timeout(short).await.unwrap_err();
    assert!(error.to_string().contains("the instance a is still not listed"), "{error}");
}

#[tokio::test]
async fn nothing_is_polled_for_what_cannot_be_waited_for() {
    let server = Server::start([status("succeed")]).await.unwrap();
    let (no_id, no_object) = ("there is no task to wait for", "must be a JSON object");
    for (parameters, interval, text) in [
        (json!({}), AT_ONCE, no_id),
        (json!({"TaskId": null}), AT_ONCE, no_id),
        (json!({"TaskId": 0}), AT_ONCE, no_id),
        (json!({"TaskId": -1}), AT_ONCE, no_id),
        (json!({"TaskId": ""}), AT_ONCE, no_id),
        (json!({"TaskId": []}), AT_ONCE, no_id),
        (json!({"TaskId": [""]}), AT_ONCE, no_id),
        (json!([7]), AT_ONCE, no_object),
        (json!({"TaskId": 7}), Duration::ZERO, "the interval between two polls of the task is zero"),
    ] {
        let error = wait(&server, parameters.clone(), task()).interval(interval).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_acted()), (Config, false), "{parameters}: {error}");
        assert!(error.message().contains(text), "{parameters}: {error}");
    }
    assert_eq!(server.requests().len(), 0);
}

/// Parameters whose names suggest a secret are redacted in the waiter's own errors, too.
#[tokio::test]
async fn errors_contain_no_secret() {
    let response = json!({"Status": "failed", "TaskMessage": "Made-up1 is too short", "RequestId": "id"});
    let server = Server::start([Response::of(&response.to_string())]).await.unwrap();
    for (parameters, id) in
        [(json!({"TaskId": 7, "Password": "Made-up1"}), "TaskId"), (json!({"TaskToken": "Made-up1"}), "TaskToken")]
    {
        let polling = Polling::new("task", id, "/Status").failed(["failed"]).message("/TaskMessage");
        let wait = wait(&server, parameters, polling);
        let shown = format!("{wait:?}");
        let error = wait.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WaitFailed, "{error}");
        assert!(error.to_string().contains("is too short"), "{error}");
        for text in [shown, error.to_string(), format!("{error:?}")] {
            assert!(!text.contains("Made-up1"), "{text}");
        }
    }
}

/// The same as a typed wait, at the emulator, also for a program that is not async.
#[test]
fn the_same_end_as_a_typed_wait() {
    let servers = tokio::runtime::Runtime::new().unwrap();
    let emulator = servers.block_on(Emulator::builder().start()).unwrap();
    let (runtime, redis) = (Runtime::new().unwrap(), client_at(&emulator));
    let order =
        json!({"TypeId": 15, "MemSize": 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0, "Password": "Made-up1"});
    let bought = runtime.wait(redis.call("CreateInstances", order).send()).unwrap();
    let id = &bought.response["InstanceIds"][0];
    let typed = runtime.wait(redis.wait_for_instance(id.as_str().unwrap()).interval(AT_ONCE)).unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let states = seen.clone();
    let wait = redis
        .call("DescribeInstances", json!({"InstanceId": id}))
        .wait(Polling::new("instance", "InstanceId", "/InstanceSet/0/Status").done(["2"]).failed(["-2", "-3"]))
        .on_progress(move |page| states.lock().unwrap().push(page.response["InstanceSet"][0]["Status"].clone()));
    let untyped = runtime.wait(wait).unwrap();
    assert_eq!(untyped.response["InstanceSet"][0]["InstanceId"], typed.instance_set[0].instance_id);
    assert_eq!(*seen.lock().unwrap(), [2]);
}
