//! Maintenance: windows, versions, addresses.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud_emulator::Fault;

use crate::support::Fixture;

const HOUR: Duration = Duration::from_secs(3600);

fn described(fixture: &Fixture, id: &str) -> Value {
    fixture.call("DescribeInstances", json!({ "InstanceId": id }))["InstanceSet"][0].clone()
}

/// The parameters that upgrade a version of an instance, as DescribeInstances returns them.
fn upgrade(fixture: &Fixture, id: &str, part: &str, now: i64) -> Value {
    let instance = described(fixture, id);
    let [current, next] = ["Current", "Upgrade"].map(|word| format!("{word}{part}Version"));
    json!({ "InstanceId": id, &current: instance[&current], &next: instance[&next], "InstanceTypeUpgradeNow": now })
}

/// Returns the status of the task of a response that has a `FlowId`.
fn flow(fixture: &Fixture, response: &Value) -> Value {
    fixture.call("DescribeTaskInfo", json!({ "TaskId": response["FlowId"] }))["Status"].clone()
}

fn order_status(fixture: &Fixture, response: &Value) -> Value {
    let deals = fixture.call("DescribeInstanceDealDetail", json!({ "DealName": response["DealName"] }));
    deals["DealDetails"][0]["Status"].clone()
}

#[tokio::test]
async fn the_window_is_set_and_returned() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let window = || {
        let window = fixture.call("DescribeMaintenanceWindow", json!({ "InstanceId": id }));
        ["StartTime", "EndTime"].map(|name| window[name].as_str().unwrap().to_owned())
    };
    assert_eq!(window(), ["03:00", "06:00"]);
    let set = json!({ "InstanceId": id, "StartTime": "23:30", "EndTime": "00:30" });
    assert_eq!(fixture.call("ModifyMaintenanceWindow", set)["Status"], "success");
    assert_eq!(window(), ["23:30", "00:30"]);
    for (start, end) in [("23:30", "00:31"), ("03:00", "03:00"), ("3:00", "04:00"), ("25:00", "26:00")] {
        let set = json!({ "InstanceId": id, "StartTime": start, "EndTime": end });
        assert_eq!(fixture.error_code("ModifyMaintenanceWindow", set), "InvalidParameterValue", "{start} {end}");
    }
    assert_eq!(window(), ["23:30", "00:30"]);
}

#[tokio::test]
async fn small_versions_are_upgraded_once() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    for (action, part, not_current, no_newer) in [
        ("UpgradeSmallVersion", "Redis", "InvalidParameterValue", "UnsupportedOperation.InstanceNotOperation"),
        ("UpgradeProxyVersion", "Proxy", "InvalidParameterValue.CheckNotPass", "InvalidParameterValue.CheckNotPass"),
    ] {
        let parameters = upgrade(&fixture, &id, part, 1);
        let [current, next] = ["Current", "Upgrade"].map(|word| format!("{word}{part}Version"));
        for name in [&current, &next] {
            let mut wrong = parameters.clone();
            wrong[name] = json!("1.0.0");
            assert_eq!(fixture.error_code(action, wrong), not_current, "{name}");
        }
        let response = fixture.call(action, parameters.clone());
        assert_eq!(described(&fixture, &id)[&current], parameters[&current], "until the task has ended");
        fixture.advance_phases(2);
        assert_eq!(flow(&fixture, &response), "succeed");
        let instance = described(&fixture, &id);
        assert_eq!((&instance[&current], &instance[&next]), (&parameters[&next], &json!("")));
        let mut again = upgrade(&fixture, &id, part, 1);
        again[&next] = json!("9.9.9");
        assert_eq!(fixture.error_code(action, again), no_newer);
    }
}

#[tokio::test]
async fn an_upgrade_waits_for_the_window_or_is_switched_over() {
    let fixture = Fixture::new().await;
    let (waiting, switched) = (fixture.instance(json!({})), fixture.instance(json!({})));
    let switch = json!({ "InstanceId": switched });
    let code = "ResourceUnavailable.InstanceStatusAbnormal";
    assert_eq!(fixture.error_code("SwitchAccessNewInstance", switch.clone()), code);
    let [first, second] =
        [&waiting, &switched].map(|id| fixture.call("UpgradeProxyVersion", upgrade(&fixture, id, "Proxy", 0)));
    assert_eq!(fixture.error_code("SwitchAccessNewInstance", switch.clone()), code, "it is not ready yet");
    fixture.advance_phases(2);
    fixture.call("SwitchAccessNewInstance", switch.clone());
    assert_eq!(fixture.error_code("SwitchAccessNewInstance", switch), code);
    fixture.advance_phases(1);
    let newest = described(&fixture, &switched)["CurrentProxyVersion"].clone();
    assert_eq!((flow(&fixture, &first), flow(&fixture, &second)), (json!("running"), json!("succeed")));
    assert_eq!(fixture.status(&waiting), 2);
    assert_ne!(described(&fixture, &waiting)["CurrentProxyVersion"], newest);
    let set = json!({ "InstanceId": waiting, "StartTime": "04:00", "EndTime": "05:00" });
    assert_eq!(fixture.error_code("ModifyMaintenanceWindow", set), "ResourceInUse");

    // It is 01:47. The window opens at 03:00.
    fixture.clock.advance(HOUR);
    assert_eq!(flow(&fixture, &first), "running");
    fixture.clock.advance(HOUR / 2);
    assert_eq!(flow(&fixture, &first), "succeed");
    assert_eq!(described(&fixture, &waiting)["CurrentProxyVersion"], newest);
}

#[tokio::test]
async fn an_order_upgrades_the_version_or_the_architecture() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "TypeId": 6 }));
    let order = |target: &str| json!({ "InstanceId": id, "SwitchOption": 2, "TargetInstanceType": target });
    for (target, expect) in
        [("7", (7, "cluster", "4.0.1")), ("9", (9, "cluster", "5.0.1")), ("20", (20, "cluster", "8.0.1"))]
    {
        let response = fixture.call("UpgradeInstanceVersion", order(target));
        for (deal, status) in [(2, 2), (3, 1), (4, 2)] {
            assert_eq!((order_status(&fixture, &response), fixture.status(&id)), (json!(deal), json!(status)));
            fixture.advance_phases(1);
        }
        let instance = described(&fixture, &id);
        assert_eq!(instance["Type"], expect.0);
        assert_eq!(instance["ProductType"], expect.1);
        assert_eq!(instance["CurrentRedisVersion"], expect.2);
        assert_eq!(instance["UpgradeRedisVersion"], "");
    }
}

#[tokio::test]
async fn upgrades_that_do_not_go_upwards_are_refused() {
    let fixture = Fixture::new().await;
    for (current, target) in
        [(7, "6"), (7, "7"), (8, "6"), (6, "9"), (20, "18"), (3, "6"), (200, "7"), (6, "4"), (6, "no"), (2, "4")]
    {
        let id = fixture.instance(json!({ "TypeId": current, "Password": "Passw0rd" }));
        let order = json!({ "InstanceId": id, "SwitchOption": 2, "TargetInstanceType": target });
        let expect = if target == "no" { "InvalidParameterValue" } else { "UnsupportedOperation" };
        assert_eq!(fixture.error_code("UpgradeInstanceVersion", order), expect, "{current} {target}");
    }
}

#[tokio::test]
async fn the_product_version_is_upgraded_in_the_window() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let order = json!({ "InstanceId": id, "SwitchOption": 1, "TargetProductVersion": "localv2" });
    let response = fixture.call("UpgradeInstanceProductVersion", order.clone());
    fixture.advance_phases(2);
    assert_eq!((order_status(&fixture, &response), fixture.status(&id)), (json!(3), json!(2)));
    fixture.clock.advance(HOUR * 2);
    assert_eq!(order_status(&fixture, &response), 4);
    assert_eq!(described(&fixture, &id)["ProductVersion"], "localv2");
    assert_eq!(fixture.error_code("UpgradeInstanceProductVersion", order), "UnsupportedOperation");

    let other = fixture.instance(json!({}));
    fixture.emulator.inject(Fault::failing_workflow("UpgradeInstanceProductVersion", "no stock")).unwrap();
    let order = json!({ "InstanceId": other, "SwitchOption": 2, "TargetProductVersion": "localv2" });
    let response = fixture.call("UpgradeInstanceProductVersion", order);
    fixture.advance_phases(2);
    assert_eq!((order_status(&fixture, &response), fixture.status(&other)), (json!(5), json!(2)));
    assert_eq!(described(&fixture, &other)["ProductVersion"], "local");
}

#[tokio::test]
async fn the_members_of_a_group_have_one_version() {
    let fixture = Fixture::new().await;
    let [first, second] = [(); 2].map(|()| fixture.instance(json!({ "TypeId": 9 })));
    let version = |id: &str| described(&fixture, id)["CurrentRedisVersion"].clone();
    fixture.call("UpgradeSmallVersion", upgrade(&fixture, &first, "Redis", 1));
    fixture.advance_phases(2);
    assert_ne!(version(&first), version(&second));
    let group = fixture.call("CreateReplicationGroup", json!({ "InstanceId": second }))["GroupId"].clone();
    fixture.advance_phases(2);
    let member = json!({ "GroupId": group, "InstanceId": first, "InstanceRole": "r" });
    fixture.call("AddReplicationInstance", member);
    fixture.advance_phases(2);
    assert_eq!(version(&first), version(&second));
    fixture.call("UpgradeSmallVersion", upgrade(&fixture, &first, "Redis", 1));
    fixture.advance_phases(2);
    assert_eq!((version(&first), version(&second)), (json!("5.0.1"), json!("5.0.1")));
    let order = json!({ "InstanceId": first, "SwitchOption": 2, "TargetInstanceType": "16" });
    assert_eq!(fixture.error_code("UpgradeInstanceVersion", order), "UnsupportedOperation");
}

#[tokio::test]
async fn two_instances_exchange_their_addresses() {
    let fixture = Fixture::new().await;
    let source = fixture.instance(json!({ "VPort": 6380 }));
    let target = fixture.instance(json!({}));
    let addresses = || {
        [&source, &target].map(|id| {
            let instance = described(&fixture, id);
            (instance["WanIp"].clone(), instance["Port"].clone())
        })
    };
    let before = addresses();
    let parameters = json!({ "SrcInstanceId": source, "DstInstanceId": target });
    for (fails, expect) in [(true, before.clone()), (false, [before[1].clone(), before[0].clone()])] {
        if fails {
            fixture.emulator.inject(Fault::failing_workflow("SwitchInstanceVip", "no link")).unwrap();
        }
        fixture.call("SwitchInstanceVip", parameters.clone());
        assert_eq!([&source, &target].map(|id| fixture.status(id)), [1, 1]);
        assert_eq!(fixture.error_code("ManualBackupInstance", json!({ "InstanceId": target })), {
            "ResourceUnavailable.InstanceLockedError"
        });
        fixture.advance_phases(2);
        assert_eq!([&source, &target].map(|id| fixture.status(id)), [2, 2]);
        assert_eq!(addresses(), expect);
    }
    let elsewhere = fixture.instance(json!({ "VpcId": "vpc-a1b2c3d4", "SubnetId": "subnet-a1b2c3d4" }));
    let valkey = fixture.instance(json!({ "TypeId": 19 }));
    for (target, expect) in [
        (source.as_str(), "InvalidParameter.InvalidParameter"),
        (&elsewhere, "InvalidParameter.InvalidParameter"),
        (&valkey, "InvalidParameterValue.UnSupportedType"),
        ("crs-unknown0", "ResourceNotFound"),
    ] {
        let parameters = json!({ "SrcInstanceId": source, "DstInstanceId": target });
        assert_eq!(fixture.error_code("SwitchInstanceVip", parameters), expect, "{target}");
    }
}

#[tokio::test]
async fn a_failure_of_proxies_is_simulated() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let proxy = &fixture.call("DescribeInstanceNodeInfo", json!({ "InstanceId": id }))["Proxy"][0]["NodeId"];
    for proxies in [json!({}), json!({ "ProxyID": proxy }), json!({ "ProxyIDList": [proxy] })] {
        let mut parameters = proxies;
        parameters["InstanceId"] = json!(id);
        let response = fixture.call("SwitchProxy", parameters);
        fixture.advance_phases(2);
        assert_eq!(fixture.task(&response).0, "succeed");
    }
    for proxies in [json!({ "ProxyID": "0" }), json!({ "ProxyIDList": ["0"] })] {
        let mut parameters = proxies;
        parameters["InstanceId"] = json!(id);
        assert_eq!(fixture.error_code("SwitchProxy", parameters), "InvalidParameter");
    }
}
