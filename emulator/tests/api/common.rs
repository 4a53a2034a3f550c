//! What all actions share: the envelope, the common errors, rates, the two request forms.

use std::time::Duration;

use serde_json::json;

use crate::support::{Draft, World, fetch, send};

#[tokio::test]
async fn each_fault_of_a_request_has_its_code() {
    let world = World::new().await;
    let describe = || world.post("DescribeInstances", &json!({}));
    let body = |text: &str| describe().but(|draft| draft.body = text.into());
    let long = "x".repeat(129);
    for (draft, expect) in [
        (describe().but(|draft| draft.method = "PUT"), "UnsupportedProtocol"),
        (describe().but(|draft| draft.method = "DELETE"), "UnsupportedProtocol"),
        (describe().with("content-type", "text/plain"), "UnsupportedProtocol"),
        (describe().with("content-type", "application/x-www-form-urlencoded"), "UnsupportedProtocol"),
        (world.get("DescribeInstances", "").with("content-type", "application/json"), "UnsupportedProtocol"),
        (describe().but(|draft| draft.service = "cvm".into()), "NoSuchProduct"),
        (describe().with("x-tc-version", "2017-03-12"), "NoSuchVersion"),
        (describe().without("x-tc-version"), "MissingParameter"),
        (describe().with("x-tc-action", "DescribeInstance"), "InvalidAction"),
        (describe().with("x-tc-action", "describeinstances"), "InvalidAction"),
        (describe().without("x-tc-action"), "MissingParameter"),
        (describe().with("x-tc-region", "ap-atlantis"), "UnsupportedRegion"),
        (describe().with("x-tc-region", ""), "MissingParameter"),
        (describe().without("x-tc-region"), "MissingParameter"),
        (describe().with("x-tc-language", "de-DE"), "InvalidParameterValue"),
        (describe().with("x-tc-requestclient", "SDK RUST"), "InvalidParameterValue"),
        (describe().with("x-tc-requestclient", &long), "InvalidParameterValue"),
        (body(""), "InvalidParameter"),
        (body("[]"), "InvalidParameter"),
        (body("{\"Limit\":"), "InvalidParameter"),
        (body("{\"Limit\":\"20\"}"), "InvalidParameter"),
        (body("{\"Limit\":1001}"), "InvalidParameterValue"),
        (body("{\"limit\":1}"), "UnknownParameter"),
        (world.post("ManualBackupInstance", &json!({})), "MissingParameter"),
        (world.get("DescribeInstances", "Limit=many"), "InvalidParameter"),
        (world.get("DescribeInstances", "Limit=1&Limit=2"), "InvalidParameter"),
        (world.get("DescribeInstances", "Action=DescribeInstances"), "UnknownParameter"),
        (world.get("DescribeInstances", &format!("SearchKey={}", "x".repeat(33_000))), "RequestSizeLimitExceeded"),
    ] {
        let shown = format!("{} {:?} {:?}", draft.method, draft.headers, String::from_utf8_lossy(&draft.body));
        let answer = draft.send();
        assert_eq!(answer.code(), expect, "{shown}");
        let message = answer.response()["Error"]["Message"].as_str().unwrap().to_owned();
        assert!(message.len() > 10, "{message}");
    }
}

#[tokio::test]
async fn a_message_names_the_parameter_and_its_place() {
    let world = World::new().await;
    for (nodes, place) in [
        (json!([{ "NodeType": 0 }, { "NodeType": "1" }]), "`NodeSet.1.NodeType`"),
        (json!([{ "NodeType": 0 }, { "NodeType": 2 }]), "`NodeSet.1.NodeType`"),
        (json!([{ "ZoneId": 1 }]), "`NodeSet.0.NodeType`"),
        (json!([{ "NodeType": 0, "Zone": 1 }]), "`NodeSet.0.Zone`"),
    ] {
        let response = world.post("CreateInstances", &World::order_with(json!({ "NodeSet": nodes }))).send().response();
        let message = response["Error"]["Message"].as_str().unwrap();
        assert!(message.contains(place), "{message}");
    }
}

#[tokio::test]
async fn faulty_bodies_are_not_repeated_in_messages() {
    let world = World::new().await;
    for body in ["{\"Password\":\"hush\",}", "\"hush\"", "{\"Password\":\"hush\"", "{\"hush"] {
        let answer = world.post("RestoreInstance", &json!({})).but(|draft| draft.body = body.into()).send();
        assert_eq!(answer.code(), "InvalidParameter");
        assert!(!String::from_utf8(answer.body).unwrap().contains("hush"), "{body}");
    }
}

#[tokio::test]
async fn ten_megabytes_pass_and_one_byte_more_does_not() {
    let world = World::new().await;
    let limit = 10 * 1024 * 1024;
    for (size, expect) in
        [(limit, ""), (limit + 1, "RequestSizeLimitExceeded"), (3 * limit, "RequestSizeLimitExceeded")]
    {
        // White space is JSON too.
        let draft = world.post("DescribeInstances", &json!({}));
        let draft = draft.but(|draft| draft.body.resize(size, b' '));
        assert_eq!(draft.send().code(), expect, "{size}");
    }
}

#[tokio::test]
async fn every_reply_has_a_request_id_of_its_own_and_the_date_of_the_clock() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for draft in [world.post("DescribeInstances", &json!({})), world.post("Nonsense", &json!({}))] {
        let answer = draft.send();
        assert!(answer.head.contains("date: Wed, 18 Nov 2026 17:46:40 GMT\r\n"), "{}", answer.head);
        let id = answer.response()["RequestId"].as_str().unwrap().to_owned();
        assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(&id[14..15], "4");
        ids.push(id);
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn calls_above_the_documented_rate_are_refused_until_the_window_has_moved() {
    let world = World::with(|builder| builder.rate_limits(true)).await;
    let burst = |action: &str, region: &str, calls: usize| {
        let codes = (0..calls).map(|_| world.post(action, &json!({})).with("x-tc-region", region).send().code());
        codes.filter(|code| code == "RequestLimitExceeded").count()
    };
    // The documentation gives this action 35 calls a second, the next one 20.
    assert_eq!(burst("DescribeInstances", "ap-tokyo", 37), 2);
    assert_eq!(burst("DescribeInstances", "ap-beijing", 35), 0);
    assert_eq!(burst("DescribeInstanceBackups", "ap-tokyo", 21), 1);
    world.clock.advance(Duration::from_millis(999));
    assert_eq!(burst("DescribeInstances", "ap-tokyo", 1), 1);
    world.clock.advance(Duration::from_millis(1));
    assert_eq!(burst("DescribeInstances", "ap-tokyo", 35), 0);

    let answer = world.post("DescribeInstances", &json!({})).send();
    assert!(answer.response()["Error"]["Message"].as_str().unwrap().contains("35"));
}

#[tokio::test]
async fn rate_limits_can_be_switched_off() {
    let world = World::new().await;
    for _ in 0..50 {
        world.call("DescribeInstances", json!({}));
    }
}

#[tokio::test]
async fn a_query_says_the_same_as_a_body() {
    let world = World::new().await;
    let query = "TypeId=16&MemSize=1024&GoodsNum=2&Period=1&BillingMode=0&Password=Pass%26w0rd&RedisShardNum=3\
        &InstanceName=%E5%A4%87&NodeSet.0.NodeType=0&NodeSet.0.ZoneId=250001&NodeSet.1.NodeType=1\
        &NodeSet.1.ZoneName=ap-tokyo-2&ResourceTags.0.TagKey=team&ResourceTags.0.TagValue=a+b&ReplicasReadonly=true";
    let reply = world.get("CreateInstances", query).send().response();
    assert_eq!(reply["InstanceIds"].as_array().unwrap().len(), 2, "{reply}");
    world.phases(3);

    let query = "Status.0=2&Status.1=1&InstanceTags.0.TagKey=team&InstanceTags.0.TagValue=a+b&OrderType=0";
    let found = world.get("DescribeInstances", query).send().response();
    assert_eq!(found["TotalCount"], 2);
    let instance = &found["InstanceSet"][0];
    assert_eq!(instance["InstanceName"], "备");
    assert_eq!(instance["SlaveReadWeight"], 100);
    assert_eq!(instance["NodeSet"][1]["ZoneName"], "ap-tokyo-2");
}

#[tokio::test]
async fn regions_share_nothing() {
    let mut world = World::new().await;
    let id = world.instance(json!({}));
    let task = world.call("ManualBackupInstance", json!({ "InstanceId": id }));
    world.region = "ap-guangzhou";
    assert!(world.status(&id).is_null());
    let refused = world.refused("DescribeTaskInfo", json!({ "TaskId": task["TaskId"] }));
    assert_eq!(refused, "InvalidParameter.InvalidParameter");
}

#[tokio::test]
async fn elsewhere_there_is_nothing() {
    let world = World::new().await;
    assert_eq!(fetch(&format!("{}/other", world.emulator.url())).status, 404);
    assert_eq!(fetch(&format!("{}/backups/ap-tokyo/x.rdb", world.emulator.url())).status, 403);
    let nonsense = send(world.host(), b"NONSENSE\r\n\r\n");
    assert_eq!(nonsense.status, 400);
}

#[tokio::test]
async fn head_requests_are_refused_without_a_body() {
    let world = World::new().await;
    let answer = Draft::new("HEAD", world.host(), 0).send();
    assert_eq!((answer.status, answer.body.len()), (200, 0));
}
