//! Orders, the lifecycle of an instance, and the list of instances.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud_emulator::Fault;

use crate::support::Fixture;

#[tokio::test]
async fn an_order_is_paid_and_delivered_and_its_instances_start() {
    let fixture = Fixture::new().await;
    let response = fixture.call("CreateInstances", Fixture::order_with(json!({ "GoodsNum": 2 })));
    let ids: Vec<_> = response["InstanceIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert!(ids.len() == 2 && ids.iter().all(|id| id.starts_with("crs-") && id.len() == 12), "{ids:?}");

    let never = "0000-00-00 00:00:00";
    for (order, end_time, instance) in [
        (2, never, 0),
        (3, never, 0),
        (4, "2026-11-19 01:47:00", 1),
        (4, "2026-11-19 01:47:00", 2),
        (4, "2026-11-19 01:47:00", 2),
    ] {
        for parameters in [json!({ "DealName": response["DealName"] }), json!({ "DealIds": [response["DealId"]] })] {
            let deals = fixture.call("DescribeInstanceDealDetail", parameters);
            let deal = &deals["DealDetails"][0];
            assert_eq!((&deal["Status"], &deal["EndTime"]), (&json!(order), &json!(end_time)));
            assert_eq!((&deal["GoodsNum"], &deal["InstanceIds"]), (&json!(2), &json!(ids)));
        }
        assert_eq!(fixture.status(ids[1]), instance);
        fixture.advance_phases(1);
    }
}

#[tokio::test]
async fn orders_are_found_only_by_name() {
    let fixture = Fixture::new().await;
    let unknown = fixture.call("DescribeInstanceDealDetail", json!({ "DealName": "20260101000000000000000" }));
    assert_eq!(unknown["DealDetails"], json!([]));
    assert_eq!(fixture.error_code("DescribeInstanceDealDetail", json!({})), "MissingParameter");
    let many = json!({ "DealIds": vec!["1"; 11] });
    assert_eq!(fixture.error_code("DescribeInstanceDealDetail", many), "InvalidParameterValue");
}

#[tokio::test]
async fn an_injected_fault_fails_the_next_order() {
    let fixture = Fixture::new().await;
    fixture.emulator.inject(Fault::failing_workflow("CreateInstances", "no stock")).unwrap();
    assert_eq!(
        fixture.error_code("CreateInstances", Fixture::order_with(json!({ "MemSize": 1 }))),
        "LimitExceeded.InvalidMemSize"
    );
    let failing = fixture.call("CreateInstances", Fixture::order());
    let good = fixture.call("CreateInstances", Fixture::order());
    fixture.advance_phases(2);
    for (response, status, description, count) in [(failing, 5, "no stock", 0), (good, 4, "delivered", 1)] {
        let deals = fixture.call("DescribeInstanceDealDetail", json!({ "DealName": response["DealName"] }));
        assert_eq!(deals["DealDetails"][0]["Status"], status);
        assert_eq!(deals["DealDetails"][0]["Description"], description);
        let found = fixture.call("DescribeInstances", json!({ "InstanceIds": response["InstanceIds"] }));
        assert_eq!(found["TotalCount"], count);
    }
}

#[tokio::test]
async fn an_instance_is_isolated_and_cleaned_up() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let instance = json!({ "InstanceId": id });
    assert_eq!(fixture.error_code("CleanUpInstance", instance.clone()), "ResourceUnavailable.InstanceStatusAbnormal");

    let isolation = fixture.call("DestroyPostpaidInstance", instance.clone());
    for (task, status) in [("preparing", 1), ("running", 1), ("succeed", -2)] {
        assert_eq!(fixture.task(&isolation), (task.into(), String::new()));
        assert_eq!(fixture.status(&id), status);
        if task != "succeed" {
            fixture.advance_phases(1);
        }
    }
    let described = &fixture.call("DescribeInstances", instance.clone())["InstanceSet"][0];
    assert_eq!(described["CloseTime"], "2026-11-19 01:47:30");
    assert_eq!(described["OfflineTime"], "2026-11-19 03:47:30");
    for action in ["ManualBackupInstance", "DestroyPostpaidInstance"] {
        let code = fixture.error_code(action, instance.clone());
        let expect = if action == "ManualBackupInstance" { "InstanceStatusAbnormal" } else { "InstanceStatusError" };
        assert_eq!(code, format!("ResourceUnavailable.{expect}"));
    }

    let clean_up = fixture.call("CleanUpInstance", instance.clone());
    assert_eq!(fixture.status(&id), -3);
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&clean_up), ("succeed".into(), String::new()));
    assert!(fixture.status(&id).is_null());
    assert_eq!(fixture.error_code("CleanUpInstance", instance.clone()), "ResourceNotFound");
    assert_eq!(fixture.error_code("DestroyPostpaidInstance", instance), "ResourceNotFound.InstanceNotExists");
}

#[tokio::test]
async fn an_isolated_instance_is_deleted_after_two_hours() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    fixture.call("DestroyPostpaidInstance", json!({ "InstanceId": id }));
    fixture.advance_phases(2);
    assert_eq!(fixture.status(&id), -2);
    fixture.clock.advance(Duration::from_secs(2 * 3600));
    assert!(fixture.status(&id).is_null());
}

#[tokio::test]
async fn a_failed_deletion_leaves_the_instance_unchanged() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    for (action, status) in [("DestroyPostpaidInstance", 2), ("CleanUpInstance", -2)] {
        fixture.emulator.inject(Fault::failing_workflow(action, "disk full")).unwrap();
        let failing = fixture.call(action, json!({ "InstanceId": id }));
        assert_eq!(fixture.task(&failing).1, "", "the message appears with the failure");
        fixture.advance_phases(2);
        assert_eq!(fixture.task(&failing), ("failed".into(), "disk full".into()));
        assert_eq!(fixture.status(&id), status);
        fixture.call(action, json!({ "InstanceId": id }));
        fixture.advance_phases(2);
    }
    assert!(fixture.status(&id).is_null());
}

#[tokio::test]
async fn only_running_pay_as_you_go_instances_can_be_destroyed() {
    let fixture = Fixture::new().await;
    let prepaid = fixture.instance(json!({ "BillingMode": 1 }));
    let fresh = fixture.call("CreateInstances", Fixture::order())["InstanceIds"][0].clone();
    for (id, expect) in [
        (json!(prepaid), "InvalidParameterValue.UnSupportedType"),
        (fresh, "ResourceUnavailable.InstanceStatusError"),
        (json!("crs-unknown0"), "ResourceNotFound.InstanceNotExists"),
    ] {
        assert_eq!(fixture.error_code("DestroyPostpaidInstance", json!({ "InstanceId": id })), expect);
    }
}

#[tokio::test]
async fn instances_must_match_all_filters() {
    let fixture = Fixture::new().await;
    let plain = fixture.instance(json!({ "InstanceName": "plain" }));
    let cluster = fixture.instance(json!({
        "InstanceName": "cluster", "TypeId": 18, "BillingMode": 1, "ProjectId": 7, "AutoRenew": 2,
        "VpcId": "vpc-1", "SubnetId": "subnet-1", "ResourceTags": [{ "TagKey": "k", "TagValue": "v" }],
        "NodeSet": [{ "NodeType": 0 }, { "NodeType": 1, "ZoneName": "ap-tokyo-3" }],
    }));
    let alone =
        fixture.instance(json!({ "InstanceName": "alone", "TypeId": 3, "NodeSet": null, "Password": "Passw0rd" }));
    fixture.call("CreateInstances", Fixture::order_with(json!({ "InstanceName": "fresh", "TypeId": 6 })));
    let of = |parameters: &Value| fixture.call("DescribeInstances", parameters.clone())["InstanceSet"].clone();
    let address = of(&json!({ "InstanceId": alone }))[0]["WanIp"].clone();
    let numbers = of(&json!({ "InstanceId": cluster }))[0].clone();
    let (vpc, subnet) = (numbers["VpcId"].to_string(), numbers["SubnetId"].to_string());

    for (parameters, expect) in [
        (json!({}), vec!["fresh", "alone", "cluster", "plain"]),
        (json!({ "InstanceId": "crs-unknown0" }), vec![]),
        (json!({ "InstanceId": plain }), vec!["plain"]),
        (json!({ "InstanceIds": [plain, alone, "crs-unknown0"] }), vec!["alone", "plain"]),
        (json!({ "InstanceIds": [plain], "InstanceId": alone }), vec![]),
        (json!({ "InstanceName": "lai" }), vec!["plain"]),
        (json!({ "SearchKey": "a" }), vec!["alone", "plain"]),
        (json!({ "SearchKeys": [address, "clus"] }), vec!["alone", "cluster"]),
        (json!({ "SearchKeys": [plain, "clus"] }), vec!["cluster", "plain"]),
        (json!({ "ProjectIds": [7] }), vec!["cluster"]),
        (json!({ "UniqVpcIds": ["vpc-1"] }), vec!["cluster"]),
        (json!({ "UniqSubnetIds": ["subnet-2"] }), vec![]),
        (json!({ "VpcIds": [vpc], "SubnetIds": [subnet] }), vec!["cluster"]),
        (json!({ "Status": [0, 1] }), vec!["fresh"]),
        (json!({ "Status": [] }), vec!["fresh", "alone", "cluster", "plain"]),
        (json!({ "TypeVersion": 3 }), vec!["cluster"]),
        (json!({ "TypeVersion": 2, "Status": [2] }), vec!["alone", "plain"]),
        (json!({ "EngineName": "Redis-6.2" }), vec!["plain"]),
        (json!({ "EngineName": "CKV" }), vec!["alone"]),
        (json!({ "AutoRenew": [2] }), vec!["cluster"]),
        (json!({ "BillingMode": "prepaid" }), vec!["cluster"]),
        (json!({ "Type": 18 }), vec!["cluster"]),
        (json!({ "TypeList": [3, 15] }), vec!["alone", "plain"]),
        (json!({ "InstanceTags": [{ "TagKey": "k", "TagValue": "v" }] }), vec!["cluster"]),
        (json!({ "InstanceTags": [{ "TagKey": "k", "TagValue": "w" }] }), vec![]),
        (json!({ "TagKeys": ["k"] }), vec!["cluster"]),
        (json!({ "ProductVersions": ["local"], "ProjectIds": [7] }), vec!["cluster"]),
        (json!({ "AzMode": "multiaz" }), vec!["cluster"]),
        (json!({ "MonitorVersion": "1m" }), vec![]),
        (json!({ "MonitorVersion": "5s" }), vec!["fresh", "alone", "cluster", "plain"]),
        (json!({ "RegionIds": [1] }), vec!["fresh", "alone", "cluster", "plain"]),
        (json!({ "OrderType": 0 }), vec!["plain", "cluster", "alone", "fresh"]),
        (json!({ "OrderBy": "instancename" }), vec!["plain", "fresh", "cluster", "alone"]),
        (json!({ "OrderBy": "type", "OrderType": 0 }), vec!["alone", "fresh", "plain", "cluster"]),
        (json!({ "OrderBy": "projectId" }), vec!["cluster", "fresh", "alone", "plain"]),
        (json!({ "OrderBy": "curDeadline" }), vec!["cluster", "fresh", "alone", "plain"]),
        (json!({ "OrderBy": "createtime", "Limit": 2, "Offset": 1 }), vec!["alone", "cluster"]),
        (json!({ "Limit": 0 }), vec![]),
        (json!({ "Offset": 4 }), vec![]),
    ] {
        let found = of(&parameters);
        let names: Vec<_> =
            found.as_array().unwrap().iter().map(|instance| instance["InstanceName"].as_str().unwrap()).collect();
        assert_eq!(names, expect, "{parameters}");
    }
}

#[tokio::test]
async fn a_page_has_twenty_instances_and_the_total_count() {
    let fixture = Fixture::new().await;
    fixture.call("CreateInstances", Fixture::order_with(json!({ "GoodsNum": 50 })));
    for (parameters, expect) in [(json!({}), 20), (json!({ "Offset": 40 }), 10), (json!({ "Limit": 1000 }), 50)] {
        let page = fixture.call("DescribeInstances", parameters);
        assert_eq!(page["InstanceSet"].as_array().unwrap().len(), expect);
        assert_eq!(page["TotalCount"], 50);
    }
}
