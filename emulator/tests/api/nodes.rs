//! The nodes of an instance, in all forms, and lists in other forms.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::Fixture;

#[tokio::test]
async fn all_forms_show_the_same_nodes() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({
        "TypeId": 18, "RedisShardNum": 3,
        "NodeSet": [{ "NodeType": 0 }, { "NodeType": 1, "ZoneId": 250_002 }, { "NodeType": 1, "ZoneId": 250_002 }],
    }));
    let instance = json!({ "InstanceId": id });
    let list = |response: &Value, field: &str| response[field].as_array().unwrap().clone();
    let ids = |nodes: Vec<Value>, field: &str| -> BTreeSet<String> {
        nodes.iter().map(|node| node[field].as_str().unwrap().to_owned()).collect()
    };

    let info = fixture.call("DescribeInstanceNodeInfo", instance.clone());
    let zones = fixture.call("DescribeInstanceZoneInfo", instance.clone());
    let shards = fixture.call("DescribeInstanceShards", instance.clone());
    let groups = list(&zones, "ReplicaGroups");
    let in_groups = groups.iter().flat_map(|group| list(group, "RedisNodes")).collect();
    let redis = ids(list(&info, "Redis"), "NodeId");
    assert_eq!((redis.len(), &info["RedisCount"], &shards["TotalCount"]), (9, &json!(9), &json!(9)));
    assert_eq!(redis, ids(in_groups, "NodeId"));
    assert_eq!(redis, ids(list(&shards, "InstanceShards"), "RunId"));
    assert!(redis.iter().all(|id| id.len() == 40));
    assert_eq!(info["ProxyCount"], list(&info, "Proxy").len());

    let names: Vec<_> = groups.iter().map(|group| (&group["GroupName"], &group["ZoneId"], &group["Role"])).collect();
    assert_eq!(
        json!(names),
        json!([["", "ap-tokyo-1", "master"], ["ng-1", "ap-tokyo-2", "replica"], ["ng-2", "ap-tokyo-2", "replica"],])
    );
    let placed = fixture.described(&id, "NodeSet");
    assert_eq!(json!([placed[0]["NodeId"], placed[1]["NodeId"]]), json!([groups[0]["GroupId"], groups[1]["GroupId"]]));

    let primaries = fixture.call("DescribeInstanceShards", json!({ "InstanceId": id, "FilterSlave": true }));
    let slots: Vec<_> = list(&primaries, "InstanceShards").iter().map(|node| node["Slots"].clone()).collect();
    assert_eq!(slots, ["[\"0-5460\"]", "[\"5461-10921\"]", "[\"10922-16383\"]"]);
}

#[tokio::test]
async fn nodes_of_what_does_not_exist_are_refused() {
    let fixture = Fixture::new().await;
    let standard = fixture.instance(json!({}));
    for (action, parameters, expect) in [
        ("DescribeInstanceShards", json!({ "InstanceId": standard }), "InvalidParameterValue.UnSupportedType"),
        ("DescribeInstanceShards", json!({ "InstanceId": "crs-unknown0" }), "ResourceNotFound"),
        ("DescribeInstanceNodeInfo", json!({ "InstanceId": "crs-unknown0" }), "ResourceNotFound.InstanceNotExists"),
        ("DescribeInstanceZoneInfo", json!({}), "InvalidParameter.EmptyParam"),
        ("DescribeInstanceDTSInfo", json!({ "InstanceId": standard }), "ResourceNotFound"),
    ] {
        assert_eq!(fixture.error_code(action, parameters), expect, "{action}");
    }
}

#[tokio::test]
async fn the_short_list_has_the_same_instances() {
    let fixture = Fixture::new().await;
    let plain = fixture.instance(json!({ "InstanceName": "plain" }));
    let prepaid = fixture.instance(json!({ "InstanceName": "paid", "BillingMode": 1, "ProjectId": 7 }));
    let address = fixture.described(&plain, "WanIp");
    for (filter, expect) in [
        (json!({}), vec!["paid", "plain"]),
        (json!({ "OrderByType": "asc" }), vec!["plain", "paid"]),
        (json!({ "OrderBy": "instancename" }), vec!["plain", "paid"]),
        (json!({ "PayMode": 0 }), vec!["paid"]),
        (json!({ "PayMode": 1 }), vec!["plain"]),
        (json!({ "InstanceIds": [prepaid] }), vec!["paid"]),
        (json!({ "InstanceNames": ["plain"] }), vec!["plain"]),
        (json!({ "Status": ["1"] }), vec![]),
        (json!({ "Status": ["2"], "Limit": 1 }), vec!["paid"]),
        (json!({ "Vips": [address] }), vec!["plain"]),
        (json!({ "UniqVpcIds": ["vpc-1"] }), vec![]),
        (json!({ "Offset": 1 }), vec!["plain"]),
    ] {
        let found = fixture.call("DescribeCommonDBInstances", filter.clone());
        let names = found["InstanceDetails"].as_array().unwrap().iter();
        let names: Vec<_> = names.map(|instance| instance["InstanceName"].as_str().unwrap()).collect();
        assert_eq!(names, expect, "{filter}");
    }
    let short = fixture.call("DescribeCommonDBInstances", json!({ "InstanceIds": [prepaid] }));
    assert_eq!(short["InstanceDetails"][0]["PayMode"], 1, "the opposite of the filter");
}
