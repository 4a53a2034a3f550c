//! Responses whose values differ from the documentation: what is reported, with lenient decoding, strict decoding, and
//! the raw response.

use serde_json::{Value, json};
use tencloud::ErrorKind::MalformedResponse;
use tencloud::redis::{Client, DescribeInstancesResponse, ManualBackupInstanceResponse};
use tencloud::{Decoding, Error, Options, UntypedClient};
use tencloud_tests::{Response, Server};

use crate::{client_of, complete};

async fn server_of(response: &str) -> Server {
    Server::start([Response::of(response).header("x-from", "a gateway")]).await.unwrap()
}

fn strict(redis: &Client) -> Client {
    redis.with_options(Options::new().decoding(Decoding::Strict))
}

/// The case `response-misread-is-success`, with other members of its kind: what an instance always contains is present,
/// except for what the row is about.
#[tokio::test]
async fn every_misfit_has_a_place_and_a_type() {
    type Call = fn(Client) -> std::pin::Pin<Box<dyn Future<Output = (Value, Vec<String>)> + Send>>;
    let backup: Call = |redis| {
        Box::pin(async move {
            let raw = redis.manual_backup_instance().instance_id("crs-1").send_raw().await.unwrap();
            (json!(raw.response.task_id), raw.misfits().iter().map(ToString::to_string).collect())
        })
    };
    let instances: Call = |redis| {
        Box::pin(async move {
            let raw = redis.describe_instances().send_raw().await.unwrap();
            let ids = raw.response.instance_set.iter().map(|instance| json!(instance.instance_id));
            let misfits = raw.misfits().iter().filter(|misfit| misfit.found() != "nothing");
            (ids.collect(), misfits.map(ToString::to_string).collect())
        })
    };
    let slow_log: Call = |redis| {
        Box::pin(async move {
            let log = redis.describe_proxy_slow_log().instance_id("crs-1").begin_time("b").end_time("e");
            let raw = log.send_raw().await.unwrap();
            let durations = raw.response.instance_proxy_slow_log_detail.iter().map(|detail| json!(detail.duration));
            let misfits = raw.misfits().iter().filter(|misfit| misfit.found() != "nothing");
            (durations.collect(), misfits.map(ToString::to_string).collect())
        })
    };
    for (send, response, read, misfits) in [
        // The cases.
        (
            backup,
            r#"{"TaskId":"task-20261126-1","RequestId":"id"}"#,
            json!(0),
            &["TaskId: expected a 64-bit integer, found a string"][..],
        ),
        (
            instances,
            r#"{"TotalCount":2,"InstanceSet":{"0":{"InstanceId":"crs-1"}},"RequestId":"id"}"#,
            json!([]),
            &["InstanceSet: expected a list, found an object"],
        ),
        (
            instances,
            r#"{"TotalCount":2,"InstanceSet":["crs-1","crs-2"],"RequestId":"id"}"#,
            json!([]),
            &[
                "InstanceSet[0]: expected an object, found a string",
                "InstanceSet[1]: expected an object, found a string",
            ],
        ),
        (
            instances,
            r#"{"TotalCount":1,"InstanceSet":[{"InstanceId":"crs-1","Status":"running"}],"RequestId":"id"}"#,
            json!(["crs-1"]),
            &["InstanceSet[0].Status: expected a 64-bit integer, found a string"],
        ),
        (
            slow_log,
            r#"{"TotalCount":1,"InstanceProxySlowLogDetail":[{"Duration":0.75}],"RequestId":"id"}"#,
            json!([0]),
            &["InstanceProxySlowLogDetail[0].Duration: expected a 64-bit integer, found a number"],
        ),
        // Other members.
        (
            backup,
            r#"{"TaskId":null,"RequestId":"id"}"#,
            json!(0),
            &["TaskId: expected a 64-bit integer, found nothing"],
        ),
        (backup, r#"{"RequestId":"id"}"#, json!(0), &["TaskId: expected a 64-bit integer, found nothing"]),
        (
            backup,
            r#"{"TaskId":{},"RequestId":"id"}"#,
            json!(0),
            &["TaskId: expected a 64-bit integer, found an object"],
        ),
        (backup, r#"{"TaskId":[7],"RequestId":"id"}"#, json!(0), &["TaskId: expected a 64-bit integer, found a list"]),
        (
            backup,
            r#"{"TaskId":true,"RequestId":"id"}"#,
            json!(0),
            &["TaskId: expected a 64-bit integer, found a boolean"],
        ),
        (
            backup,
            r#"{"TaskId":1e999,"RequestId":"id"}"#,
            json!(0),
            &["TaskId: expected a 64-bit integer, found a number"],
        ),
        (backup, r#"{"TaskId":7,"RequestId":{}}"#, json!(7), &["RequestId: expected a string, found nothing"]),
        (
            instances,
            r#"{"InstanceSet":[{"InstanceId":"a"},0,null,[],[{}],true,{"InstanceId":"b"},"c"],"RequestId":"id"}"#,
            json!(["a", "b"]),
            &[
                "InstanceSet[1]: expected an object, found a number",
                "InstanceSet[2]: expected an object, found null",
                "InstanceSet[3]: expected an object, found a list",
                "InstanceSet[4]: expected an object, found a list",
                "InstanceSet[5]: expected an object, found a boolean",
                "InstanceSet[7]: expected an object, found a string",
            ],
        ),
        (
            instances,
            r#"{"InstanceSet":"[]","RequestId":"id"}"#,
            json!([]),
            &["InstanceSet: expected a list, found a string"],
        ),
        (
            instances,
            r#"{"InstanceSet":[{"InstanceId":"a"},{"InstanceId":"b","InstanceTags":[{"TagKey":"k","TagValue":"v"},"w"],
                "Size":"big","NodeSet":{},"IPv6":[],"NoAuth":"perhaps","Tags":["t",{}]}],"RequestId":"id"}"#,
            json!(["a", "b"]),
            &[
                "InstanceSet[1].InstanceTags[1]: expected an object, found a string",
                "InstanceSet[1].Size: expected a finite number, found a string",
                "InstanceSet[1].NodeSet: expected a list, found an object",
                "InstanceSet[1].IPv6: expected a string, found a list",
                "InstanceSet[1].NoAuth: expected a boolean, found a string",
                "InstanceSet[1].Tags[1]: expected a string, found an object",
            ],
        ),
    ] {
        let server = server_of(response).await;
        let (got, told) = send(client_of(&server)).await;
        assert_eq!((got, told), (read, misfits.iter().map(ToString::to_string).collect()), "{response}");
    }
}

/// With strict decoding, the same is an error that contains the places but no values. A write has been executed, and is
/// not repeated.
#[tokio::test]
async fn strict_decoding_rejects_what_does_not_fit() {
    let response = r#"{"TaskId":"hocuspocus","RequestId":"the-id"}"#;
    let server = server_of(response).await;
    for redis in
        [strict(&client_of(&server)), Client::new(&complete(&server.url()).decoding(Decoding::Strict).build().unwrap())]
    {
        let sent = server.requests().len();
        let error: Error = redis.manual_backup_instance().instance_id("crs-1").send().await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_acted(), error.attempts()), (MalformedResponse, true, 1), "{error}");
        assert_eq!((error.request_id(), error.status(), error.body_start()), (Some("the-id"), Some(200), None));
        assert_eq!(error.message(), "unexpected response: TaskId: expected a 64-bit integer, found a string");
        assert!(!format!("{error} {error:?}").contains("hocuspocus"), "{error:?}");
        let [misfit] = error.misfits() else { panic!("{error:?}") };
        assert_eq!((misfit.path(), misfit.expected(), misfit.found()), ("TaskId", "a 64-bit integer", "a string"));
        // What did fit is not lost.
        let kept = error.last_response::<ManualBackupInstanceResponse>().unwrap();
        assert_eq!((kept.task_id, kept.request_id.as_str()), (0, "the-id"));
        assert_eq!(server.requests().len(), sent + 1);
    }
    // The options of a call take precedence.
    let lenient = strict(&client_of(&server)).with_options(Options::new().decoding(Decoding::Lenient));
    lenient.manual_backup_instance().instance_id("crs-1").send().await.unwrap();

    let server = server_of(r#"{"TotalCount":1,"InstanceSet":[0,0,0,0,0],"RequestId":"id"}"#).await;
    let redis = strict(&client_of(&server));
    let error: Error = redis.describe_instances().send().await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_acted(), error.attempts()), (MalformedResponse, false, 1), "{error}");
    assert!(error.message().ends_with("InstanceSet[2]: expected an object, found a number; and 2 more"), "{error}");
    let error = redis.describe_instances().items().next().await.unwrap().unwrap_err();
    assert_eq!(error.misfits().len(), 5, "{error}");
    let error = redis.call("DescribeInstances", json!({})).read_only().send().await;
    assert!(error.is_ok(), "{error:?}");
}

/// A value that fits in any of its forms is not a misfit: strict decoding accepts it.
#[tokio::test]
async fn strict_decoding_accepts_every_form_that_fits() {
    for task_id in ["7", r#""7""#, "7.0", r#"" 7 ""#, "7e0", r#""7.0""#] {
        let server = server_of(&format!(r#"{{"TaskId":{task_id},"New":[1e999],"RequestId":"id"}}"#)).await;
        let redis = strict(&client_of(&server));
        let backup = redis.manual_backup_instance().instance_id("crs-1").send().await;
        assert_eq!(backup.unwrap_or_else(|error| panic!("{task_id}: {error}")).task_id, 7);
    }
    // An API error is an API error in both modes.
    let server = Server::start([Response::api_error("ResourceNotFound")]).await.unwrap();
    let error = strict(&client_of(&server)).describe_instances().send().await.unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFound"));
}

/// Items that are not instances are omitted. The list reports them at its end, and keeps its position.
#[tokio::test]
async fn a_list_tells_which_items_are_missing() {
    for (pages, ids, text) in [
        (
            &[r#""TotalCount":2,"InstanceSet":{"0":{"InstanceId":"a"}}"#][..],
            "",
            "ended after 0 items, although the service reports 2; InstanceSet: expected a list, found an object",
        ),
        (&[r#""TotalCount":2,"InstanceSet":[]"#], "", "ended after 0 items, although the service reports 2"),
        (&[r#""TotalCount":2,"InstanceSet":null"#], "", "ended after 0 items, although the service reports 2"),
        (&[r#""TotalCount":2"#], "", "ended after 0 items, although the service reports 2"),
        (
            &[r#""TotalCount":2,"InstanceSet":["a","b"]"#],
            "",
            "items that do not have their documented type were omitted from the list: 2; InstanceSet[0]: expected an object",
        ),
        (
            &[
                r#""TotalCount":5,"InstanceSet":[{"InstanceId":"a"},null]"#,
                r#""TotalCount":5,"InstanceSet":[{"InstanceId":"b"},{"InstanceId":"c"}]"#,
                r#""TotalCount":5,"InstanceSet":[{"InstanceId":"d"}]"#,
            ],
            "abcd",
            "items that do not have their documented type were omitted from the list: 1; InstanceSet[1]: expected an object",
        ),
    ] {
        let responses: Vec<_> =
            pages.iter().map(|page| Response::of(&format!(r#"{{{page},"RequestId":"id"}}"#))).collect();
        let server = Server::start(responses).await.unwrap();
        let mut items = client_of(&server).describe_instances().limit(2).items();
        let mut found = String::new();
        let error = loop {
            match items.next().await {
                Some(Ok(instance)) => found.push_str(&instance.instance_id),
                Some(Err(error)) => break error,
                None => panic!("{pages:?} is no error"),
            }
        };
        assert_eq!((found.as_str(), error.kind()), (ids, MalformedResponse), "{pages:?}: {error}");
        assert!(error.message().contains(text), "{pages:?}: {error}");
        assert!(items.next().await.is_none(), "{pages:?}");
        assert_eq!(server.requests().len(), pages.len(), "{pages:?}");
    }
    // An empty list is accepted in all forms, with a total of zero or none.
    for page in
        [r#""TotalCount":0,"InstanceSet":[]"#, r#""TotalCount":0,"InstanceSet":null"#, r#""TotalCount":0"#, r#""A":1"#]
    {
        let server = server_of(&format!(r#"{{{page},"RequestId":"id"}}"#)).await;
        assert!(client_of(&server).describe_instances().items().next().await.is_none(), "{page}");
    }
}

#[tokio::test]
async fn a_raw_response_has_everything_that_came() {
    let response = r#"{"TaskId":7,"NewField":{"Deep":[1.10]},"RequestId":"id"}"#;
    let server = server_of(response).await;
    let raw = client_of(&server).manual_backup_instance().instance_id("crs-1").send_raw().await.unwrap();
    assert_eq!((raw.response.task_id, raw.status(), raw.request_id()), (7, 200, Some("id")));
    assert_eq!((raw.header("X-From"), raw.header("x-nothing")), (Some("a gateway"), None));
    assert!(raw.headers().any(|header| header == ("x-from", "a gateway")));
    assert_eq!(raw.json(), format!(r#"{{"Response":{response}}}"#));
    assert_eq!(raw.value()["NewField"], json!({"Deep": [1.1]}));
    assert!(raw.misfits().is_empty());
    assert!(!format!("{raw:?}").contains("NewField"), "{raw:?}");

    let server = server_of(r#"{"A":[1e999,2],"B":"ok","RequestId":"id"}"#).await;
    let cvm = UntypedClient::new(&complete(&server.url()).build().unwrap(), "cvm", "2017-03-12");
    let raw = cvm.call("DescribeZones", json!({})).send_raw().await.unwrap();
    assert_eq!(raw.response.response, json!({"A": [null, 2], "B": "ok", "RequestId": "id"}));
    assert_eq!((raw.response.request_id.as_str(), raw.header("x-from")), ("id", Some("a gateway")));
    let misfits: Vec<_> = raw.misfits().iter().map(ToString::to_string).collect();
    assert_eq!(misfits, ["A[0]: expected a finite number, found a number"]);
    assert!(raw.json().contains("1e999"));
    // An attempt that failed leaves nothing behind.
    let server =
        Server::start([Response::new(502, "").header("x-from", "the first"), Response::of(r#"{"RequestId":"id"}"#)]);
    let server = server.await.unwrap();
    let raw = client_of(&server).describe_instances().send_raw().await.unwrap();
    assert_eq!((raw.status(), raw.header("x-from")), (200, None));
}

/// Parameters newer than the SDK can be sent, also in place of what a setter sends, in every format of a request.
#[tokio::test]
async fn parameters_that_the_sdk_does_not_know() {
    let server = server_of(r#"{"TotalCount":0,"InstanceSet":[],"RequestId":"id"}"#).await;
    let redis = client_of(&server);
    let list = redis
        .describe_instances()
        .limit(10)
        .search_key("mine")
        .with_parameter("NewField", json!({"Deep": [1, null, {"X": null}]}))
        .with_parameter("Limit", "ten")
        .with_parameter("Flag", true)
        .with_parameter("Twice", 1)
        .with_parameter("Twice", 2)
        .with_parameter("SearchKey", Value::Null)
        .with_parameter("NewPassword", "opensesame");
    let expected = json!({
        "Limit": "ten", "NewField": {"Deep": [1, null, {}]}, "Flag": true, "Twice": 2, "NewPassword": "opensesame"
    });
    let request = list.into_request();
    redis.send(&request).await.unwrap();
    let sent: Value = serde_json::from_slice(&server.requests()[0].body).unwrap();
    assert_eq!(sent, expected);
    assert_eq!(serde_json::to_value(&request).unwrap(), expected);
    assert!(!format!("{request:?}").contains("opensesame"), "{request:?}");
    assert!(request.clone() == request && request != redis.describe_instances().into_request());

    let v1 = redis.with_options(Options::new().signature(tencloud::signing::SignatureMethod::HmacSha256Get));
    v1.send(&request).await.unwrap();
    let line = &server.requests()[1].line;
    for part in ["Limit=ten&", "NewField.Deep.0=1&", "Flag=true&", "Twice=2&"] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!line.contains("Limit=10") && !line.contains("SearchKey"), "{line}");

    // In the pages of a list, and redacted if the service returns it.
    let api_error =
        Response::of(r#"{"Error":{"Code":"InvalidParameter","Message":"not opensesame"},"RequestId":"id"}"#);
    let server = Server::start([api_error]).await.unwrap();
    let redis = client_of(&server);
    let list = redis.describe_instances().with_parameter("NewPassword", "opensesame");
    let error = list.items().next().await.unwrap().unwrap_err();
    assert!(!format!("{error} {error:?}").contains("opensesame"), "{error}");
    let sent: Value = serde_json::from_slice(&server.requests()[0].body).unwrap();
    assert_eq!(sent, json!({"Limit": 100, "Offset": 0, "NewPassword": "opensesame"}));
}

async fn name(value: &str) -> (String, bool) {
    let server = server_of(&format!(r#"{{"InstanceSet":[{{"InstanceName":{value}}}],"RequestId":"id"}}"#)).await;
    let raw =
        client_of(&server).describe_instances().send_raw().await.unwrap_or_else(|error| panic!("{value}: {error}"));
    let is_misfit = raw.misfits().iter().any(|misfit| misfit.path().ends_with("InstanceName"));
    (raw.response.instance_set.into_iter().map(|instance| instance.instance_name).collect(), is_misfit)
}

/// A number in place of a string keeps all of its digits.
#[tokio::test]
async fn numbers_in_strings_stay_as_they_are_written() {
    for number in [
        "0",
        "-0",
        "7",
        "-7",
        "1.10",
        "1.0",
        "1e3",
        "1E+3",
        "-0.0",
        "0.1e-7",
        "1e999",
        "12345678901234567890123",
        "18446744073709551616",
        "-9223372036854775809",
        "9007199254740993.0",
        "3.14159265358979323846264338327950288",
    ] {
        assert_eq!(name(number).await, (number.to_owned(), false), "{number}");
    }
    for (text, expected) in [(r#""\ud83d""#, "\u{fffd}"), (r#""a\udc00b""#, "a\u{fffd}b"), (r#""\ud83d\ude00""#, "😀")]
    {
        assert_eq!(name(text).await, (expected.to_owned(), false), "{text}");
    }
    for other in ["true", "[]", "{}", "null"] {
        assert_eq!(name(other).await, (String::new(), true), "{other}");
    }
}

/// A number that no float can represent is not infinity, and does not make the response unreadable.
#[tokio::test]
async fn numbers_that_no_float_can_be() {
    for (size, expected, is_misfit) in [
        ("1e999", 0.0, true),
        ("-1e999", 0.0, true),
        (r#""1e999""#, 0.0, true),
        (r#""inf""#, 0.0, true),
        (r#""NaN""#, 0.0, true),
        ("1e-999", 0.0, false),
        ("1.7976931348623157e308", f64::MAX, false),
        ("0.1", 0.1, false),
        ("12345678901234567890123", 1.234_567_890_123_456_8e22, false),
    ] {
        let server = server_of(&format!(r#"{{"InstanceSet":[{{"Size":{size}}}],"RequestId":"id"}}"#)).await;
        let raw = client_of(&server).describe_instances().send_raw().await.unwrap();
        assert_eq!(raw.response.instance_set[0].size, expected, "{size}");
        assert_eq!(raw.misfits().iter().any(|misfit| misfit.path() == "InstanceSet[0].Size"), is_misfit, "{size}");
    }
}

/// Integers around 2^53 and beyond are exact, in every form.
#[tokio::test]
async fn integers_that_no_float_can_be() {
    for number in [9_007_199_254_740_991, 9_007_199_254_740_992, 9_007_199_254_740_993, i64::MAX, i64::MIN] {
        for form in [
            format!("{number}"),
            format!("{number}.0"),
            format!("\"{number}.0\""),
            format!("{number}e0"),
            format!("\"{number}\""),
        ] {
            let server = server_of(&format!(r#"{{"TaskId":{form},"RequestId":"id"}}"#)).await;
            let backup = crate::back_up(&client_of(&server)).await.unwrap();
            assert_eq!(backup.task_id, number, "{form}");
        }
    }
    // As `serde_json` passes numbers if any crate of a program has enabled `arbitrary_precision`.
    for (number, expected) in [("7", 7), ("7.0", 7), ("9007199254740993.0", 9_007_199_254_740_993), ("7.5", 0)] {
        let json = json!({"TaskId": {"$serde_json::private::Number": number}, "RequestId": "id"});
        let backup: ManualBackupInstanceResponse = serde_json::from_value(json).unwrap();
        assert_eq!((backup.task_id, backup.request_id.as_str()), (expected, "id"));
    }
    // A float of `serde` that has already lost the digit is not taken for one of the two integers that it may
    // represent.
    for (number, expected) in [(9_007_199_254_740_991.0, 9_007_199_254_740_991), (9_007_199_254_740_992.0, 0)] {
        let json = json!({"TaskId": number, "RequestId": "id"});
        let backup: ManualBackupInstanceResponse = serde_json::from_value(json).unwrap();
        assert_eq!(backup.task_id, expected);
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_no_part_of_a_response() {
    let server = Server::start([Response::new(200, "\u{feff}{\"Response\":{\"TaskId\":7,\"RequestId\":\"id\"}}")])
        .await
        .unwrap();
    assert_eq!(crate::back_up(&client_of(&server)).await.unwrap().task_id, 7);
}

/// An untyped response is read however deeply it is nested, down to the depth at which its mere existence would exhaust
/// a stack.
#[tokio::test]
async fn untyped_responses_that_are_nested_deep() {
    for depth in [1, 127, 128, 200, 250, 300, 10_000, 100_000] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let deep = format!("{}7{}", open.repeat(depth), close.repeat(depth));
            let server = server_of(&format!(r#"{{"Deep":{deep},"After":1,"RequestId":"id"}}"#)).await;
            let raw = client_of(&server)
                .call("Do", json!({}))
                .send_raw()
                .await
                .unwrap_or_else(|error| panic!("{depth}: {error}"));
            assert_eq!(
                (&raw.response.response["After"], raw.response.request_id.as_str()),
                (&json!(1), "id"),
                "{depth}"
            );
            assert_eq!(raw.misfits().is_empty(), depth <= 254, "{depth}");
            let copy = raw.response.response.clone();
            assert_eq!(
                (copy == raw.response.response, copy.to_string().len() > depth.min(254)),
                (true, true),
                "{depth}"
            );
        }
    }
}

/// The size of the response limits memory: items that are not instances use none, and a list of nearly empty ones is
/// rejected in time.
#[tokio::test]
async fn memory_is_bound_by_what_comes_in() {
    let zeros = vec!["0"; 290_000].join(",");
    let response = format!(r#"{{"TotalCount":1,"InstanceSet":[{zeros}],"RequestId":"id"}}"#);
    let server = server_of(&response).await;
    let raw = client_of(&server).describe_instances().send_raw().await.unwrap();
    assert_eq!((raw.response.instance_set.capacity(), raw.misfits().len()), (0, 101));

    let items = |item: &str, bytes: usize| {
        let items = format!("{item},").repeat(bytes / (item.len() + 1));
        format!(r#"{{"InstanceSet":[{}],"RequestId":"id"}}"#, items.trim_end_matches(','))
    };
    for (item, bytes) in [("{}", 49_000_000), ("{}", 2_000_000), (r#"{"NodeSet":[{},{},{},{}]}"#, 4_000_000)] {
        let server = server_of(&items(item, bytes)).await;
        let error: Error = client_of(&server).describe_instances().send().await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (MalformedResponse, 1), "{item}: {error}");
        assert!(error.message().contains("more memory than its text"), "{item}: {error}");
    }
    let server = server_of(&items("0", 20_000_000)).await;
    let error = client_of(&server).call("Do", json!({})).send().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.may_have_acted()), (MalformedResponse, 1, true), "{error}");

    // A thousand empty items, and a long list of short ones, are accepted.
    let server = server_of(&items("{}", 3_000)).await;
    let response: DescribeInstancesResponse = client_of(&server).describe_instances().send().await.unwrap();
    assert_eq!(response.instance_set.len(), 1_000);
    let tags = vec![r#""t""#; 100_000].join(",");
    let server = server_of(&format!(r#"{{"InstanceSet":[{{"Tags":[{tags}]}}],"RequestId":"id"}}"#)).await;
    let response = client_of(&server).describe_instances().send().await.unwrap();
    assert_eq!(response.instance_set[0].tags.len(), 100_000);
}

/// An untyped response can contain any number of misfits; of the items of all lists, some are enough.
#[tokio::test]
async fn misfits_of_untyped_responses_are_bounded() {
    let items = vec!["1e309"; 10_000].join(",");
    let server = server_of(&format!(r#"{{"A":[{items}],"B":1e309,"RequestId":"id"}}"#)).await;
    let raw = client_of(&server).call("Do", json!({})).send_raw().await.unwrap();
    assert_eq!((raw.response.response["A"].as_array().map(Vec::len), raw.misfits().len()), (Some(10_000), 101));
}

/// The names in a path of an untyped response can be anything: they are truncated, and no error repeats more of them.
#[tokio::test]
async fn paths_are_bounded() {
    let server = server_of(&format!(r#"{{"{}":1e999,"RequestId":"id"}}"#, "n".repeat(100_000))).await;
    let raw = client_of(&server).call("Do", json!({})).send_raw().await.unwrap();
    assert!(raw.misfits()[0].path().len() <= 128, "{}", raw.misfits()[0]);
}
