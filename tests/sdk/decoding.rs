//! Responses that are not as documented, and how they are decoded.

use serde_json::json;
use tencloud::redis::types::{InstanceSet, InstanceStatus};
use tencloud::redis::{Client, DescribeInstancesResponse, ManualBackupInstanceResponse};
use tencloud_tests::Ending::{Close, KeepAlive};
use tencloud_tests::{Response, Server};

use crate::recorder::Recorder;
use crate::{back_up, client_of, complete};

/// Returns the fields that the warnings in a log mention.
fn warned(log: &Recorder) -> Vec<String> {
    let named = |line: String| {
        let name = line.split("field=\"").nth(1).and_then(|rest| rest.split('"').next());
        name.map_or(line.clone(), str::to_owned)
    };
    let warnings = log.lines().into_iter().filter(|line| line.starts_with("WARN"));
    warnings.map(named).collect()
}

/// Returns the outcome of a backup call with this response, and the fields that are warned about.
async fn backup(response: &str) -> (ManualBackupInstanceResponse, Vec<String>) {
    let server = Server::start([Response::of(response)]).await.unwrap();
    let log = Recorder::default();
    let guard = log.listen();
    let result = back_up(&client_of(&server)).await;
    drop(guard);
    assert_eq!(server.requests().len(), 1, "{response}");
    (result.unwrap_or_else(|error| panic!("{response} gave {error}")), warned(&log))
}

/// A number is accepted in any form that represents it; anything else becomes zero, with a warning that contains the
/// field. A write that has succeeded never becomes an error.
#[tokio::test]
async fn a_task_id_in_every_shape() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (task_id, expected) in [
        (r#""6954227""#, Some(6_954_227)),
        ("6954227", Some(6_954_227)),
        ("6954227.0", Some(6_954_227)),
        (r#"" 6954227 ""#, Some(6_954_227)),
        (r#""6954227.0""#, Some(6_954_227)),
        ("9007199254740993", Some(9_007_199_254_740_993)),
        (r#""-9223372036854775808""#, Some(i64::MIN)),
        ("-1", Some(-1)),
        ("9223372036854775808", None),
        ("1e300", None),
        ("6954227.5", None),
        ("null", None),
        (r#""abc""#, None),
        (r#""""#, None),
        (r#""NaN""#, None),
        ("true", None),
        ("{}", None),
        (r#"{"TaskId":1}"#, None),
        ("[1]", None),
        (&deep, None),
    ] {
        let (response, warnings) = backup(&format!(r#"{{"TaskId":{task_id},"RequestId":"id"}}"#)).await;
        let short = task_id.get(..30).unwrap_or(task_id);
        assert_eq!(response.task_id, expected.unwrap_or(0), "{short}");
        assert_eq!(response.request_id, "id", "{short}");
        let warned: &[&str] = if expected.is_some() { &[] } else { &["TaskId"] };
        assert_eq!(warnings, warned, "{short}");
    }
}

/// For a page of a hundred items that lack the same field, there is one line in the log, not a hundred.
#[tokio::test]
async fn items_that_lack_the_same_are_warned_of_once() {
    let items = vec![r#"{"InstanceId":"a","NodeSet":[{"NodeId":[]},{"NodeId":[]}]}"#; 100].join(",");
    let response = format!(r#"{{"TotalCount":100,"InstanceSet":[{items}],"RequestId":"id"}}"#);
    let server = Server::start([Response::of(&response)]).await.unwrap();
    let log = Recorder::default();
    let guard = log.listen();
    let response = client_of(&server).describe_instances().send().await.unwrap();
    drop(guard);
    assert_eq!(response.instance_set.len(), 100);
    let warned = warned(&log);
    for field in ["InstanceName", "Status", "NodeType", "NodeId"] {
        assert_eq!(warned.iter().filter(|name| *name == field).count(), 1, "{field} in {warned:?}");
    }
}

#[tokio::test]
async fn what_stands_beside_the_task_id() {
    let deep = format!(r#"{{"Deep":{}{},"TaskId":7,"RequestId":"id"}}"#, "[".repeat(100_000), "]".repeat(100_000));
    for (response, task_id, request_id, warned) in [
        (r#"{"RequestId":"id"}"#, 0, "id", &["TaskId"][..]),
        (r#"{"TaskId":7}"#, 7, "", &["RequestId"]),
        (r#"{"TaskId":7,"RequestId":null}"#, 7, "", &["RequestId"]),
        (r#"{"TaskId":7,"RequestId":81}"#, 7, "81", &[]),
        (r#"{}"#, 0, "", &["TaskId", "RequestId"]),
        (r#"{"TaskId":7,"RequestId":"id","New":{"Unknown":[1,null]}}"#, 7, "id", &[]),
        (r#"{"Error":null,"TaskId":7,"RequestId":"id"}"#, 7, "id", &[]),
        (r#"{"TaskId":7,"DeprecatedWarning":"use another","RequestId":"id"}"#, 7, "id", &[]),
        (r#"{"TaskId":6,"TaskId":7,"RequestId":"no","RequestId":"id"}"#, 7, "id", &[]),
        (r#"{"\u0054askId":7,"RequestId":"\u0069d"}"#, 7, "id", &[]),
        ("\n { \"TaskId\" : 7 , \"RequestId\" : \"id\" }\t", 7, "id", &[]),
        (&deep, 7, "id", &[]),
    ] {
        let short = response.get(..60).unwrap_or(response);
        let (response, warnings) = backup(response).await;
        assert_eq!((response.task_id, response.request_id.as_str()), (task_id, request_id), "{short}");
        assert_eq!(warnings, warned, "{short}");
    }
}

/// Neither the content type nor the framing of a body affects whether it is a response.
#[tokio::test]
async fn a_reply_in_every_frame() {
    const BODY: &str = r#"{"Response":{"TaskId":7,"RequestId":"id"},"Beside":1}"#;
    let length = BODY.len();
    let (start, rest) = BODY.split_at(9);
    let chunks = format!("{:x}\r\n{start}\r\n{:x}\r\n{rest}\r\n0\r\n\r\n", start.len(), rest.len());
    for response in [
        Response::new(200, BODY),
        Response::new(201, BODY),
        Response::new(200, BODY).header("content-type", "text/html"),
        Response::raw(format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}"), KeepAlive),
        Response::raw(format!("HTTP/1.1 200 OK\r\n\r\n{BODY}"), Close),
        Response::raw(format!("HTTP/1.0 200 OK\r\ncontent-length: {length}\r\n\r\n{BODY}"), Close),
    ] {
        let server = Server::start([response.clone()]).await.unwrap();
        let got = back_up(&client_of(&server)).await;
        let got = got.unwrap_or_else(|error| panic!("{response:?} gave {error}"));
        assert_eq!((got.task_id, got.request_id.as_str()), (7, "id"), "{response:?}");
    }
}

async fn instances(response: &str) -> DescribeInstancesResponse {
    let server = Server::start([Response::of(response)]).await.unwrap();
    client_of(&server).describe_instances().send().await.unwrap()
}

#[tokio::test]
async fn lists_are_empty_if_null_or_absent() {
    for (response, ids) in [
        (r#"{"TotalCount":0,"RequestId":"id"}"#, &[][..]),
        (r#"{"InstanceSet":null,"RequestId":"id"}"#, &[]),
        (r#"{"InstanceSet":[],"RequestId":"id"}"#, &[]),
        (r#"{"InstanceSet":{},"RequestId":"id"}"#, &[]),
        (r#"{"InstanceSet":"[]","RequestId":"id"}"#, &[]),
        (r#"{"InstanceSet":[{"InstanceId":"a"},{"InstanceId":"b"}],"RequestId":"id"}"#, &["a", "b"]),
        (r#"{"InstanceSet":[{"InstanceId":"a"}],"InstanceSet":[{"InstanceId":"b"}]}"#, &["b"]),
    ] {
        let decoded = instances(response).await;
        let got: Vec<_> = decoded.instance_set.iter().map(|instance| instance.instance_id.as_str()).collect();
        assert_eq!(got, ids, "{response}");
    }
}

/// The lenient rules apply inside structs: numbers as strings, strings as numbers, booleans as strings, nulls, wrong
/// types.
#[tokio::test]
async fn fields_inside_a_structure() {
    type Look = fn(&InstanceSet) -> serde_json::Value;
    let status: Look = |instance| json!(instance.status.value());
    let size: Look = |instance| json!(instance.size);
    let name: Look = |instance| json!(instance.instance_name);
    let no_auth: Look = |instance| json!(instance.no_auth);
    let ipv6: Look = |instance| json!(instance.ipv6);
    let protection: Look = |instance| json!(instance.delete_protection_switch.as_ref().map(|switch| switch.value()));
    let tags: Look = |instance| json!(instance.tags);
    let nodes: Look = |instance| {
        let nodes = instance.node_set.iter();
        json!(nodes.map(|node| (node.node_type.value(), node.node_id, node.zone_name.clone())).collect::<Vec<_>>())
    };
    let slopes: Look = |instance| {
        let nodes = instance.instance_node.iter().flat_map(|node| &node.instance_cluster_node);
        json!(nodes.map(|node| node.qps_slope).collect::<Vec<_>>())
    };
    for (look, field, expected) in [
        (status, r#""Status":"-2""#, json!(-2)),
        (status, r#""Status":2.0"#, json!(2)),
        (status, r#""Status":null"#, json!(0)),
        (status, r#""Status":1,"Status":null"#, json!(1)),
        (status, r#""Status":1,"Status":2"#, json!(2)),
        (size, r#""Size":4096"#, json!(4096.0)),
        (size, r#""Size":"4096.5""#, json!(4096.5)),
        (size, r#""Size":"inf""#, json!(0.0)),
        (name, r#""InstanceName":12"#, json!("12")),
        (name, r#""InstanceName":1.5"#, json!("1.5")),
        (name, r#""InstanceName":null"#, json!("")),
        (name, r#""InstanceName":"\u672a\ud83d\ude00\n""#, json!("未😀\n")),
        (no_auth, r#""NoAuth":"true""#, json!(true)),
        (no_auth, r#""NoAuth":true"#, json!(true)),
        (no_auth, r#""NoAuth":"false""#, json!(false)),
        (no_auth, r#""NoAuth":"perhaps""#, json!(false)),
        (ipv6, r#""IPv6":"fd00::1""#, json!("fd00::1")),
        (ipv6, r#""IPv6":null"#, json!(null)),
        (ipv6, r#""Other":1"#, json!(null)),
        (protection, r#""DeleteProtectionSwitch":"1""#, json!(1)),
        (protection, r#""DeleteProtectionSwitch":"on""#, json!(null)),
        (tags, r#""Tags":null"#, json!([])),
        (tags, r#""Tags":["a",1]"#, json!(["a", "1"])),
        (tags, r#""Tags":["a"],"Tags":[]"#, json!([])),
        (nodes, r#""NodeSet":[{"NodeType":"1","NodeId":"7","ZoneName":null}]"#, json!([[1, 7, null]])),
        (nodes, r#""NodeSet":[{"NodeType":1,"New":{"a":[]}},{}]"#, json!([[1, null, null], [0, null, null]])),
        (slopes, r#""InstanceNode":[{"InstanceClusterNode":[{"QpsSlope":"0.5"}]}]"#, json!([0.5])),
        (slopes, r#""InstanceNode":[{"InstanceClusterNode":null}]"#, json!([])),
    ] {
        let response =
            format!(r#"{{"TotalCount":"1","InstanceSet":[{{"InstanceId":"crs-a",{field}}}],"RequestId":"id"}}"#);
        let response = instances(&response).await;
        assert_eq!((response.total_count, response.request_id.as_str()), (1, "id"), "{field}");
        let [instance] = &response.instance_set[..] else { panic!("{field} gave {response:?}") };
        assert_eq!(instance.instance_id, "crs-a", "{field}");
        assert_eq!(look(instance), expected, "{field}");
    }
}

/// A value that was not documented when this version was generated is still received, and can be sent.
#[tokio::test]
async fn values_of_tomorrow() {
    for (status, named) in [(2, Some(InstanceStatus::Running)), (-2, Some(InstanceStatus::Isolated)), (77, None)] {
        let response = format!(r#"{{"InstanceSet":[{{"Status":{status}}},{{"Status":"{status}"}}]}}"#);
        for instance in instances(&response).await.instance_set {
            assert_eq!(instance.status.value(), status);
            assert_eq!(named.is_none(), matches!(instance.status, InstanceStatus::Other(_)), "{status}");
            assert!(named.as_ref().is_none_or(|named| instance.status == *named), "{status}");
            assert_eq!((i64::from(instance.status.clone()), instance.status.to_string()), (status, status.to_string()));
            let redis = Client::new(&complete("http://127.0.0.1:9").build().unwrap());
            let [by_number, by_name] = [
                redis.describe_instances().status([status]).into_request(),
                redis.describe_instances().status([instance.status]).into_request(),
            ];
            assert_eq!((json!(by_number), json!(by_name)), (json!({"Status": [status]}), json!({"Status": [status]})));
        }
    }
}

/// What a truncated attempt has read must not be visible in the response of the next attempt.
#[tokio::test]
async fn an_earlier_attempt_leaves_nothing_behind() {
    let half = r#"{"Response":{"TotalCount":2,"InstanceSet":[{"InstanceId":"a"},{"InstanceId":"b"}],"Tot"#;
    let whole = Response::of(r#"{"RequestId":"id"}"#);
    let server = Server::start([Response::new(200, half), whole]).await.unwrap();
    let response = client_of(&server).describe_instances().send().await.unwrap();
    assert_eq!((response.total_count, response.instance_set.len()), (0, 0));
    assert_eq!(server.requests().len(), 2);
}

/// Always-present fields are also checked in structs, at any depth.
#[tokio::test]
async fn what_a_structure_lacks_is_warned_of() {
    let tags = r#""InstanceTags":[{"TagKey":"k"},{"TagKey":"k","TagValue":"v"},{"TagValue":"v"}]"#;
    let response = format!(r#"{{"TotalCount":1,"InstanceSet":[{{{tags}}}],"RequestId":"id"}}"#);
    let log = Recorder::default();
    let _guard = log.listen();
    instances(&response).await;
    let warnings = warned(&log);
    let of = |field: &str| warnings.iter().filter(|name| *name == field).count();
    let expected = [("TagValue", 1), ("TagKey", 1), ("InstanceId", 1), ("InstanceTags", 0), ("InstanceSet", 0)];
    for (field, times) in expected {
        assert_eq!(of(field), times, "{field}: {warnings:?}");
    }
}
