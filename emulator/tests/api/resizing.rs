//! Resizing instances and moving their nodes.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Fixture;

fn resize(id: &str, changes: Value) -> Value {
    let mut resize = json!({ "InstanceId": id, "MemSize": 1024 });
    resize.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    resize
}

#[tokio::test]
async fn an_instance_is_resized_by_an_order_and_then_a_task() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "BillingMode": 1 }));
    let larger = resize(&id, json!({ "MemSize": 4096 }));
    let price = fixture.call("InquiryPriceUpgradeInstance", larger.clone())["Price"].as_f64().unwrap() as i64;
    let order = fixture.call("UpgradeInstance", larger.clone());
    // The order, the size and the status of the instance.
    for (deal, size, status) in [(2, 1024, 2), (3, 1024, 2), (4, 1024, 1), (4, 1024, 1), (4, 4096, 2)] {
        assert_eq!(fixture.order_status(&order), (deal, price));
        assert_eq!((fixture.described(&id, "RedisShardSize"), fixture.status(&id)), (json!(size), json!(status)));
        if size == 1024 {
            fixture.error_code("UpgradeInstance", larger.clone());
            fixture.error_code("ManualBackupInstance", json!({ "InstanceId": id }));
        }
        fixture.advance_phases(1);
    }
    // The rest of the term is almost a month; the difference is 3 GB in two nodes.
    assert!((13_000..13_500).contains(&price), "{price}");
    let smaller = fixture.call("UpgradeInstance", resize(&id, json!({})));
    assert_eq!(fixture.order_status(&smaller).1, 0);
}

#[tokio::test]
async fn shards_and_replicas_are_added_and_removed() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "TypeId": 16, "RedisShardNum": 3 }));
    let nodes = || fixture.call("DescribeInstanceNodeInfo", json!({ "InstanceId": id }))["RedisCount"].clone();
    assert_eq!(nodes(), 6);
    for (changes, expect) in [
        (json!({ "RedisShardNum": 5 }), 10),
        (json!({ "RedisShardNum": 5, "RedisReplicasNum": 3 }), 20),
        (json!({ "RedisShardNum": 5, "RedisReplicasNum": 1 }), 10),
    ] {
        fixture.call("UpgradeInstance", resize(&id, changes));
        fixture.advance_phases(4);
        assert_eq!(nodes(), expect);
    }
    assert_eq!(fixture.described(&id, "RedisShardNum"), 5);
    assert_eq!(fixture.error_code("UpgradeInstance", resize(&id, json!({ "MemSize": 2048 }))), "MissingParameter");
}

#[tokio::test]
async fn replicas_in_several_zones_are_named() {
    let fixture = Fixture::new().await;
    let nodes = json!([{ "NodeType": 0 }, { "NodeType": 1, "ZoneName": "ap-tokyo-2" }]);
    let id = fixture.instance(json!({ "NodeSet": nodes }));
    let change = |replicas: i64, nodes: Value| resize(&id, json!({ "RedisReplicasNum": replicas, "NodeSet": nodes }));
    for (replicas, nodes) in [(2, json!([])), (2, json!([{ "NodeType": 0 }])), (3, json!([{ "NodeType": 1 }]))] {
        let code = fixture.error_code("UpgradeInstance", change(replicas, nodes.clone()));
        assert_eq!(code, "InvalidParameter.InvalidParameter", "{nodes}");
    }
    fixture.call("UpgradeInstance", change(2, json!([{ "NodeType": 1, "ZoneId": 250_003 }])));
    fixture.advance_phases(4);
    let nodes = fixture.described(&id, "NodeSet");
    assert_eq!(nodes[2]["ZoneName"], "ap-tokyo-3");
    let remove = |id: &Value| change(1, json!([{ "NodeType": 1, "NodeId": id }]));
    assert_eq!(fixture.error_code("UpgradeInstance", remove(&json!(7))), "InvalidParameter.InvalidParameter");
    fixture.call("UpgradeInstance", remove(&nodes[1]["NodeId"]));
    fixture.advance_phases(4);
    let zones: Vec<_> =
        fixture.described(&id, "NodeSet").as_array().unwrap().iter().map(|n| n["ZoneId"].clone()).collect();
    assert_eq!(zones, [250_001, 250_003]);
}

#[tokio::test]
async fn a_change_can_wait_for_the_maintenance_window() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    fixture.call("UpgradeInstance", resize(&id, json!({ "MemSize": 2048, "SwitchOption": 1 })));
    // It is 01:47 in Beijing.
    fixture.clock.advance(Duration::from_secs(3600));
    assert_eq!((fixture.status(&id), fixture.described(&id, "RedisShardSize")), (json!(2), json!(1024)));
    assert_eq!(
        fixture.error_code("ClearInstance", json!({ "InstanceId": id, "Password": "Passw0rd!" })),
        "ResourceInUse"
    );
    fixture.clock.advance(Duration::from_secs(1200));
    assert_eq!((fixture.status(&id), fixture.described(&id, "RedisShardSize")), (json!(2), json!(2048)));
}

#[tokio::test]
async fn nodes_move_to_other_zones() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "RedisReplicasNum": 2 }));
    let node = |role: i64, id: &Value, zone: i64| json!({ "NodeType": role, "NodeId": id, "ZoneId": zone });
    let none = Value::Null;
    let request = |nodes: Value| json!({ "InstanceId": id, "SwitchOption": 2, "NodeSet": nodes });
    for (nodes, expect) in [
        (json!([node(0, &none, 250_001)]), "InvalidParameter.InvalidParameter"),
        (
            json!([node(0, &none, 250_001), node(0, &none, 250_002), node(1, &none, 250_002)]),
            "InvalidParameter.InvalidParameter",
        ),
        (
            json!([node(0, &none, 250_001), node(1, &none, 250_001), node(1, &none, 250_001)]),
            "InvalidParameterValue.CheckNotPass",
        ),
        (
            json!([node(0, &none, 250_001), node(1, &none, 250_009), node(1, &none, 250_001)]),
            "InvalidParameterValue.CheckNotPass",
        ),
    ] {
        assert_eq!(fixture.error_code("ModifyInstanceAvailabilityZones", request(nodes.clone())), expect, "{nodes}");
    }
    let nodes = json!([node(0, &none, 250_002), node(1, &none, 250_001), node(1, &none, 250_002)]);
    let task = fixture.call("ModifyInstanceAvailabilityZones", request(nodes));
    assert_eq!((fixture.status(&id), fixture.described(&id, "ZoneId")), (json!(1), json!(250_001)));
    fixture.advance_phases(2);
    assert_eq!((fixture.task(&task).0.as_str(), fixture.described(&id, "ZoneId")), ("succeed", json!(250_002)));

    let placed = fixture.described(&id, "NodeSet");
    let back = |ids: [&Value; 3]| {
        request(json!([node(0, ids[0], 250_001), node(1, ids[1], 250_001), node(1, ids[2], 250_001)]))
    };
    let code = fixture.error_code("ModifyInstanceAvailabilityZones", back([&none, &none, &none]));
    assert_eq!(code, "InvalidParameter.InvalidParameter");
    let ids = [&placed[0]["NodeId"], &placed[1]["NodeId"], &placed[2]["NodeId"]];
    fixture.call("ModifyInstanceAvailabilityZones", back(ids));
    fixture.advance_phases(2);
    assert_eq!(fixture.described(&id, "NodeSet"), json!([]));
}

#[tokio::test]
async fn an_instance_is_prepared_for_several_zones() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let supports = |feature: &str| {
        let request = json!({ "InstanceId": id, "FeatureName": feature });
        fixture.call("DescribeInstanceSupportFeature", request)["Support"].clone()
    };
    assert_eq!((supports("read-local-node-only"), supports("multi-account")), (json!(false), json!(true)));
    let prepare = |upgrade: bool| json!({ "InstanceId": id, "UpgradeProxyAndRedisServer": upgrade });
    let action = "UpgradeVersionToMultiAvailabilityZones";
    for (upgrade, status) in [(false, 2), (true, 1)] {
        let response = fixture.call(action, prepare(upgrade));
        assert_eq!(fixture.status(&id), status);
        fixture.advance_phases(2);
        assert_eq!(fixture.task(&json!({ "TaskId": response["FlowId"] })).0, "succeed");
        assert_eq!(fixture.error_code(action, prepare(upgrade)), "UnsupportedOperation.InstanceNotOperation");
    }
    assert_eq!(supports("read-local-node-only"), true);
    assert_eq!(supports("auto-failback"), false);
}
