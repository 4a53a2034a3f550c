//! What is sold, and where.

use serde_json::{Value, json};
use tencloud_emulator::Instance;

use crate::support::Fixture;

/// Returns a region of DescribeProductInfo.
fn region(info: &Value, name: &str) -> Value {
    let regions = info["RegionSet"].as_array().unwrap();
    regions.iter().find(|region| region["RegionId"] == name).unwrap().clone()
}

#[tokio::test]
async fn what_is_listed_is_sold_and_nothing_else() {
    let fixture = Fixture::new().await;
    let tokyo = region(&fixture.call("DescribeProductInfo", json!({})), "ap-tokyo");
    let zones = tokyo["ZoneSet"].as_array().unwrap();
    let names: Vec<_> = zones.iter().map(|zone| zone["ZoneId"].as_str().unwrap()).collect();
    assert_eq!(names, ["ap-tokyo-1", "ap-tokyo-2", "ap-tokyo-3"]);
    let order = |type_id: &Value, gb: i64, shards: i64, replicas: i64| {
        json!({
            "TypeId": type_id, "MemSize": gb * 1024, "GoodsNum": 1, "Period": 1, "BillingMode": 0,
            "ZoneName": "ap-tokyo-2", "RedisShardNum": shards, "RedisReplicasNum": replicas,
        })
    };
    let last = |list: &Value| list.as_array().unwrap().last().unwrap().as_str().unwrap().parse::<i64>().unwrap();
    for offer in zones[1]["ProductSet"].as_array().unwrap() {
        let (gb, shards, replicas) = (last(&offer["ShardSize"]), last(&offer["ShardNum"]), last(&offer["ReplicaNum"]));
        fixture.call("InquiryPriceCreateInstance", order(&offer["Type"], gb, shards, replicas));
        for refused in [(gb + 1, shards, replicas), (gb, shards + 1, replicas), (gb, shards, replicas + 1)] {
            let order = order(&offer["Type"], refused.0, refused.1, refused.2);
            fixture.error_code("InquiryPriceCreateInstance", order);
        }
    }
}

#[tokio::test]
async fn a_zone_can_be_sold_out() {
    let mut fixture = Fixture::new().await;
    fixture.region = "ap-guangzhou";
    let guangzhou = region(&fixture.call("DescribeProductInfo", json!({})), "ap-guangzhou");
    let zones = guangzhou["ZoneSet"].as_array().unwrap();
    assert_eq!((&zones[0]["IsSaleout"], &zones[1]["IsDefault"]), (&json!(true), &json!(true)));
    let code = fixture.error_code("CreateInstances", Fixture::order_with(json!({ "ZoneName": zones[0]["ZoneId"] })));
    assert_eq!(code, "ResourceUnavailable.SaleOut");
    let id = fixture.instance(json!({}));
    assert_eq!(fixture.described(&id, "ZoneId"), zones[1]["OldZoneId"]);
}

#[tokio::test]
async fn a_redis_cluster_has_limited_memory() {
    let fixture = Fixture::new().await;
    let clusters = |filter: Value| fixture.call("DescribeRedisClusters", filter);
    let found = clusters(json!({}));
    let cluster = &found["Resources"][0];
    let memory = |cluster: &Value| {
        let bundles = cluster["ResourceBundles"].as_array().unwrap();
        bundles.iter().map(|bundle| bundle["AvailableMemory"].as_i64().unwrap()).sum::<i64>()
    };
    assert_eq!((found["Total"].as_i64(), memory(cluster)), (Some(1), 554));
    let order = |gb: i64, count: i64| {
        let id = &cluster["RedisClusterId"];
        json!({ "ProductVersion": "cdc", "RedisClusterId": id, "MemSize": gb * 1024, "GoodsNum": count })
    };
    let mut elsewhere = order(1, 4);
    elsewhere["ZoneName"] = "ap-tokyo-2".into();
    let code = fixture.error_code("CreateInstances", Fixture::order_with(elsewhere));
    assert_eq!(code, "ResourceUnavailable.NoRedisService");
    let id = fixture.instance(order(64, 4));
    assert_eq!(fixture.described(&id, "DedicatedClusterId"), cluster["DedicatedClusterId"]);
    assert_eq!(memory(&clusters(json!({}))["Resources"][0]), 554 - 4 * 2 * 64);
    // 42 GB are left.
    let backup = fixture.backup(&id, json!({}));
    let small = fixture.instance(order(1, 1));
    let upgrade = |id: &str, gb: i64, replicas: i64| json!({ "InstanceId": id, "MemSize": gb * 1024, "RedisReplicasNum": replicas });
    let clone = |version: &Value| {
        json!({
            "InstanceId": id, "BackupId": backup, "GoodsNum": 1, "ZoneId": 250_001, "BillingMode": 0, "Period": 1,
            "SecurityGroupIdList": [], "Password": "Passw0rd!", "ProductVersion": version,
        })
    };
    let refused = |action: &str, parameters: Value| {
        assert_eq!(fixture.error_code(action, parameters.clone()), "ResourceInsufficient", "{action} {parameters}");
    };
    refused("CreateInstances", Fixture::order_with(order(8, 4)));
    refused("CloneInstances", clone(&Value::Null));
    refused("UpgradeInstance", upgrade(&id, 64, 2));
    fixture.call("UpgradeInstance", upgrade(&small, 16, 1));
    for _ in 0..4 {
        assert_eq!(memory(&clusters(json!({}))["Resources"][0]), 10, "what an order needs is taken at once");
        refused("CreateInstances", Fixture::order_with(order(8, 1)));
        fixture.advance_phases(1);
    }
    fixture.call("UpgradeInstance", upgrade(&small, 1, 1));
    fixture.call("CloneInstances", clone(&json!("local")));

    let added = |id: &Value| {
        let instance = Instance::new("crs-added000", "ap-tokyo").with("ProductVersion", "cdc");
        fixture.emulator.add_instance(&instance.with("RedisClusterId", id.clone())).map_err(|error| error.to_string())
    };
    assert!(added(&json!("crs-cdc-1")).unwrap_err().contains("crs-cdc-1"));
    added(&cluster["RedisClusterId"]).unwrap();
}

#[tokio::test]
async fn redis_clusters_are_filtered() {
    let fixture = Fixture::new().await;
    let cluster = fixture.call("DescribeRedisClusters", json!({}))["Resources"][0].clone();
    for (filter, expect) in [
        (json!({ "RedisClusterIds": [cluster["RedisClusterId"]] }), 1),
        (json!({ "DedicatedClusterId": cluster["DedicatedClusterId"] }), 1),
        (json!({ "SearchKey": "cdc", "Status": [2] }), 1),
        (json!({ "Status": [1, 3] }), 0),
        (json!({ "ProjectIds": [7] }), 0),
        (json!({ "AutoRenewFlag": [1] }), 0),
        (json!({ "ClusterName": "other" }), 0),
        (json!({ "DedicatedClusterId": "cluster-other" }), 0),
    ] {
        assert_eq!(fixture.call("DescribeRedisClusters", filter.clone())["Total"], expect, "{filter}");
    }
    let totals = |id: &Value| fixture.call("DescribeRedisClusterOverview", json!({ "DedicatedClusterId": id }));
    assert_eq!(totals(&cluster["DedicatedClusterId"])["TotalMemory"], 554);
    assert_eq!(totals(&json!("cluster-other"))["TotalBundle"], 0);
}
