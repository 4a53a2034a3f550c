//! What all actions share: the envelope, common errors, rate limits and the two request formats.

use std::time::Duration;

use serde_json::json;

use crate::support::{Fixture, RequestBuilder, fetch, send};

#[tokio::test]
async fn each_invalid_request_has_its_code() {
    let fixture = Fixture::new().await;
    let describe = || fixture.post("DescribeInstances", &json!({}));
    let body = |text: &str| describe().modify(|request| request.body = text.into());
    let long = "x".repeat(129);
    for (request, expect) in [
        (describe().modify(|request| request.method = "PUT"), "UnsupportedProtocol"),
        (describe().modify(|request| request.method = "DELETE"), "UnsupportedProtocol"),
        (describe().with("content-type", "text/plain"), "UnsupportedProtocol"),
        (describe().with("content-type", "application/x-www-form-urlencoded"), "UnsupportedProtocol"),
        (fixture.get("DescribeInstances", "").with("content-type", "application/json"), "UnsupportedProtocol"),
        (describe().modify(|request| request.service = "cvm".into()), "NoSuchProduct"),
        (describe().with("x-tc-version", "2017-03-12"), "NoSuchVersion"),
        (describe().without("x-tc-version"), "MissingParameter"),
        (describe().with("x-tc-action", "DescribeInstance"), "InvalidAction"),
        (describe().with("x-tc-action", "describeinstances"), "InvalidAction"),
        (describe().without("x-tc-action"), "MissingParameter"),
        (describe().with("x-tc-region", "ap-atlantis"), "UnsupportedRegion"),
        (describe().with("x-tc-region", ""), "MissingParameter"),
        (describe().without("x-tc-region"), "MissingParameter"),
        (describe().with("x-tc-language", "de-DE"), "InvalidParameterValue"),
        (describe().with("x-tc-requestclient", "SDK\tRUST"), "InvalidParameterValue"),
        (describe().with("x-tc-requestclient", &long), "InvalidParameterValue"),
        (body(""), "InvalidParameter"),
        (body("[]"), "InvalidParameter"),
        (body("{\"Limit\":"), "InvalidParameter"),
        (body("{\"Limit\":\"20\"}"), "InvalidParameter"),
        (body("{\"Limit\":1001}"), "InvalidParameterValue"),
        (body("{\"limit\":1}"), "UnknownParameter"),
        (fixture.post("ManualBackupInstance", &json!({})), "MissingParameter"),
        (fixture.get("DescribeInstances", "Limit=many"), "InvalidParameter"),
        (fixture.get("DescribeInstances", "Limit=1&Limit=2"), "InvalidParameter"),
        (fixture.get("DescribeInstances", "Action=DescribeInstances"), "UnknownParameter"),
        (fixture.get("DescribeInstances", &format!("SearchKey={}", "x".repeat(33_000))), "RequestSizeLimitExceeded"),
    ] {
        let context = format!("{} {:?} {:?}", request.method, request.headers, String::from_utf8_lossy(&request.body));
        let response = request.send();
        assert_eq!(response.code(), expect, "{context}");
        let message = response.content()["Error"]["Message"].as_str().unwrap().to_owned();
        assert!(message.len() > 10, "{message}");
    }
}

#[tokio::test]
async fn a_message_names_the_parameter_and_its_position() {
    let fixture = Fixture::new().await;
    for (nodes, expect) in [
        (json!([{ "NodeType": 0 }, { "NodeType": "1" }]), "`NodeSet.1.NodeType`"),
        (json!([{ "NodeType": 0 }, { "NodeType": 2 }]), "`NodeSet.1.NodeType`"),
        (json!([{ "ZoneId": 1 }]), "`NodeSet.0.NodeType`"),
        (json!([{ "NodeType": 0, "Zone": 1 }]), "`NodeSet.0.Zone`"),
    ] {
        let response =
            fixture.post("CreateInstances", &Fixture::order_with(json!({ "NodeSet": nodes }))).send().content();
        let message = response["Error"]["Message"].as_str().unwrap();
        assert!(message.contains(expect), "{message}");
    }
}

#[tokio::test]
async fn messages_do_not_quote_malformed_bodies() {
    let fixture = Fixture::new().await;
    for body in ["{\"Password\":\"hush\",}", "\"hush\"", "{\"Password\":\"hush\"", "{\"hush"] {
        let response = fixture.post("RestoreInstance", &json!({})).modify(|request| request.body = body.into()).send();
        assert_eq!(response.code(), "InvalidParameter");
        assert!(!String::from_utf8(response.body).unwrap().contains("hush"), "{body}");
    }
}

#[tokio::test]
async fn a_body_may_have_ten_megabytes_and_not_one_byte_more() {
    let fixture = Fixture::new().await;
    let limit = 10 * 1024 * 1024;
    for (size, expect) in
        [(limit, ""), (limit + 1, "RequestSizeLimitExceeded"), (3 * limit, "RequestSizeLimitExceeded")]
    {
        // JSON may be followed by whitespace.
        let request = fixture.post("DescribeInstances", &json!({}));
        let request = request.modify(|request| request.body.resize(size, b' '));
        assert_eq!(request.send().code(), expect, "{size}");
    }
}

#[tokio::test]
async fn every_response_has_its_own_request_id_and_the_date_of_the_clock() {
    let fixture = Fixture::new().await;
    let mut ids = Vec::new();
    for request in [fixture.post("DescribeInstances", &json!({})), fixture.post("Nonsense", &json!({}))] {
        let response = request.send();
        assert!(response.head.contains("date: Wed, 18 Nov 2026 17:46:40 GMT\r\n"), "{}", response.head);
        let id = response.content()["RequestId"].as_str().unwrap().to_owned();
        assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(&id[14..15], "4");
        ids.push(id);
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn calls_above_the_documented_rate_are_rejected_until_the_window_has_moved() {
    let fixture = Fixture::with(|builder| builder.rate_limits(true)).await;
    let burst = |action: &str, region: &str, calls: usize| {
        let codes = (0..calls).map(|_| fixture.post(action, &json!({})).with("x-tc-region", region).send().code());
        codes.filter(|code| code == "RequestLimitExceeded").count()
    };
    // The documented rates are 35 calls per second for this action, and 20 for DescribeInstanceBackups.
    assert_eq!(burst("DescribeInstances", "ap-tokyo", 37), 2);
    assert_eq!(burst("DescribeInstances", "ap-beijing", 35), 0);
    assert_eq!(burst("DescribeInstanceBackups", "ap-tokyo", 21), 1);
    fixture.clock.advance(Duration::from_millis(999));
    assert_eq!(burst("DescribeInstances", "ap-tokyo", 1), 1);
    fixture.clock.advance(Duration::from_millis(1));
    assert_eq!(burst("DescribeInstances", "ap-tokyo", 35), 0);

    let response = fixture.post("DescribeInstances", &json!({})).send();
    assert!(response.content()["Error"]["Message"].as_str().unwrap().contains("35"));
}

#[tokio::test]
async fn rate_limits_can_be_disabled() {
    let fixture = Fixture::new().await;
    for _ in 0..50 {
        fixture.call("DescribeInstances", json!({}));
    }
}

#[tokio::test]
async fn a_query_is_equivalent_to_a_body() {
    let fixture = Fixture::new().await;
    let query = "TypeId=16&MemSize=1024&GoodsNum=2&Period=1&BillingMode=0&Password=Pass%26w0rd&RedisShardNum=3\
        &InstanceName=%E5%A4%87&NodeSet.0.NodeType=0&NodeSet.0.ZoneId=250001&NodeSet.1.NodeType=1\
        &NodeSet.1.ZoneName=ap-tokyo-2&ResourceTags.0.TagKey=team&ResourceTags.0.TagValue=a+b&ReplicasReadonly=true";
    let response = fixture.get("CreateInstances", query).send().content();
    assert_eq!(response["InstanceIds"].as_array().unwrap().len(), 2, "{response}");
    fixture.advance_phases(3);

    let query = "Status.0=2&Status.1=1&InstanceTags.0.TagKey=team&InstanceTags.0.TagValue=a+b&OrderType=0";
    let found = fixture.get("DescribeInstances", query).send().content();
    assert_eq!(found["TotalCount"], 2);
    let instance = &found["InstanceSet"][0];
    assert_eq!(instance["InstanceName"], "备");
    assert_eq!(instance["SlaveReadWeight"], 100);
    assert_eq!(instance["NodeSet"][1]["ZoneName"], "ap-tokyo-2");
}

#[tokio::test]
async fn regions_share_nothing() {
    let mut fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let task = fixture.call("ManualBackupInstance", json!({ "InstanceId": id }));
    fixture.region = "ap-guangzhou";
    assert!(fixture.status(&id).is_null());
    let code = fixture.error_code("DescribeTaskInfo", json!({ "TaskId": task["TaskId"] }));
    assert_eq!(code, "InvalidParameter.InvalidParameter");
}

#[tokio::test]
async fn other_paths_and_malformed_requests_have_http_errors() {
    let fixture = Fixture::new().await;
    assert_eq!(fetch(&format!("{}/other", fixture.emulator.url())).status, 404);
    assert_eq!(fetch(&format!("{}/backups/ap-tokyo/x.rdb", fixture.emulator.url())).status, 403);
    let nonsense = send(fixture.host(), b"NONSENSE\r\n\r\n");
    assert_eq!(nonsense.status, 400);
}

#[tokio::test]
async fn a_head_request_has_a_response_without_a_body() {
    let fixture = Fixture::new().await;
    let response = RequestBuilder::new("HEAD", fixture.host(), 0).send();
    assert_eq!((response.status, response.body.len()), (200, 0));
}
