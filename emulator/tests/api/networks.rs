//! Addresses, public access, TLS, limits, and which nodes serve reads.

use std::time::Duration;

use serde_json::{Value, json};
use tencloud_emulator::Fault;

use crate::support::{Fixture, fetch};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn with(instance: &str, parameters: Value) -> Value {
    let mut all = json!({ "InstanceId": instance });
    all.as_object_mut().unwrap().extend(parameters.as_object().unwrap().clone());
    all
}

/// Calls an action and waits until its task has ended. Returns the response.
fn run(fixture: &Fixture, action: &str, instance: &str, parameters: Value) -> Value {
    let response = fixture.call(action, with(instance, parameters));
    fixture.advance_phases(2);
    let task = if response["TaskId"].is_null() { &response["FlowId"] } else { &response["TaskId"] };
    assert_eq!(fixture.task(&json!({ "TaskId": task })), ("succeed".into(), String::new()), "{action}");
    response
}

fn described(fixture: &Fixture, instance: &str) -> Value {
    fixture.call("DescribeInstances", json!({ "InstanceId": instance }))["InstanceSet"][0].clone()
}

fn in_vpc(fixture: &Fixture, changes: Value) -> String {
    let mut all = json!({ "VpcId": "vpc-1", "SubnetId": "subnet-1" });
    all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    fixture.instance(all)
}

#[tokio::test]
async fn an_instance_moves_when_the_task_ends() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let first = described(&fixture, &id)["WanIp"].clone();
    let place = |instance: &Value| ["UniqVpcId", "UniqSubnetId", "WanIp", "Port"].map(|field| instance[field].clone());
    let mut before = place(&described(&fixture, &id));
    for parameters in [
        json!({ "Operation": "changeBaseToVpc", "VpcId": "vpc-1", "SubnetId": "subnet-1" }),
        json!({ "Operation": "changeVpc", "VpcId": "vpc-2", "SubnetId": "subnet-2", "Recycle": 3 }),
        json!({ "Operation": "changeVip", "Vip": "10.20.0.8", "VPort": 7000 }),
        json!({ "Operation": "changeVPort", "VPort": 7001 }),
    ] {
        fixture.emulator.inject(Fault::failing_workflow("ModifyNetworkConfig", "broken")).unwrap();
        fixture.call("ModifyNetworkConfig", with(&id, parameters.clone()));
        fixture.advance_phases(2);
        let response = fixture.call("ModifyNetworkConfig", with(&id, parameters.clone()));
        assert_eq!(place(&described(&fixture, &id)), before, "{parameters}");
        fixture.advance_phases(2);
        let after = place(&described(&fixture, &id));
        let [vpc, subnet, address, port] = &after;
        assert_eq!((&response["VpcId"], &response["SubnetId"], &response["Vip"]), (vpc, subnet, address));
        assert!(after != before && port == parameters.get("VPort").unwrap_or(&before[3]), "{parameters}");
        before = after;
    }
    assert_eq!(before, [json!("vpc-2"), json!("subnet-2"), json!("10.20.0.8"), json!(7001)]);
    assert_ne!(described(&fixture, &fixture.instance(json!({})))["WanIp"], first, "addresses are not assigned twice");
}

#[tokio::test]
async fn a_former_address_is_kept_for_its_days() {
    let fixture = Fixture::new().await;
    let (first, second) = (in_vpc(&fixture, json!({})), in_vpc(&fixture, json!({})));
    let elsewhere = fixture.instance(json!({ "VpcId": "vpc-2", "SubnetId": "subnet-2" }));
    let to =
        |vip: &str, recycle: i64| json!({ "Operation": "changeVip", "Vip": vip, "VPort": 6379, "Recycle": recycle });
    let refusal = |instance: &str, vip: &str| fixture.error_code("ModifyNetworkConfig", with(instance, to(vip, 0)));
    run(&fixture, "ModifyNetworkConfig", &first, to("10.20.0.8", 0));
    run(&fixture, "ModifyNetworkConfig", &first, to("10.20.0.9", 2));
    for vip in ["10.20.0.8", "10.20.0.9"] {
        assert_eq!(refusal(&second, vip), "InvalidParameterValue.CheckNotPass", "{vip}");
    }
    run(&fixture, "ModifyNetworkConfig", &elsewhere, to("10.20.0.8", 0));
    fixture.clock.advance(2 * DAY - Duration::from_secs(40));
    assert_eq!(refusal(&second, "10.20.0.8"), "InvalidParameterValue.CheckNotPass");
    fixture.clock.advance(Duration::from_secs(20));
    run(&fixture, "ModifyNetworkConfig", &second, to("10.20.0.8", 0));
    // An address that a task is about to assign is taken.
    fixture.call("ModifyNetworkConfig", with(&second, to("10.20.0.10", 0)));
    assert_eq!(refusal(&first, "10.20.0.10"), "InvalidParameterValue.CheckNotPass");
    assert_eq!(refusal(&second, "10.20.0.11"), "ResourceUnavailable.InstanceLockedError");
}

#[tokio::test]
async fn impossible_moves_are_refused() {
    let fixture = Fixture::new().await;
    let classic = fixture.instance(json!({}));
    let id = in_vpc(&fixture, json!({}));
    let vpc = json!({ "VpcId": "vpc-1", "SubnetId": "subnet-1" });
    let not_passed = "InvalidParameterValue.CheckNotPass";
    for (instance, operation, parameters, expect) in [
        ("crs-unknown0", "changeVPort", json!({ "VPort": 7000 }), "ResourceNotFound.InstanceNotExists"),
        // The official sample.
        (&id, "changeVip", json!({}), "MissingParameter"),
        (&id, "changeVip", json!({ "Vip": "10.20.0.8" }), "MissingParameter"),
        (&id, "changeVip", json!({ "Vip": "8.8.8.8", "VPort": 6379 }), not_passed),
        (&id, "changeVip", json!({ "Vip": "10.1", "VPort": 6379 }), not_passed),
        (&id, "changeVPort", json!({}), "MissingParameter"),
        (&id, "changeVPort", json!({ "VPort": 6379 }), "UnsupportedOperation"),
        (&id, "changeVPort", json!({ "VPort": 80 }), "InvalidParameterValue"),
        (&id, "changeVpc", json!({}), "MissingParameter"),
        (&id, "changeVpc", json!({ "VpcId": "vpc-1" }), not_passed),
        (&id, "changeVpc", json!({ "VpcId": "1", "SubnetId": "subnet-1" }), not_passed),
        (&id, "changeBaseToVpc", vpc.clone(), "InvalidParameter.NotSupported"),
        (&classic, "changeVpc", vpc.clone(), "InvalidParameter.NotSupported"),
        (&classic, "changeBaseToVpc", json!({ "Recycle": 4 }), "InvalidParameterValue"),
    ] {
        let mut all = with(instance, parameters);
        all["Operation"] = json!(operation);
        assert_eq!(fixture.error_code("ModifyNetworkConfig", all.clone()), expect, "{all}");
    }
}

#[tokio::test]
async fn a_public_address_opens_and_closes() {
    let fixture = Fixture::new().await;
    let id = in_vpc(&fixture, json!({}));
    let address = || described(&fixture, &id)["WanAddress"].clone();
    let instance = json!({ "InstanceId": id });
    assert_eq!(fixture.error_code("ReleaseWanAddress", instance.clone()), "UnsupportedOperation");
    run(&fixture, "AllocateWanAddress", &id, json!({}));
    assert_eq!(address(), format!("tokyo-{id}.sql.tencentcdb.com"));
    assert_eq!(fixture.error_code("AllocateWanAddress", instance.clone()), "FailedOperation.UnSupportError");
    let free = with(&id, json!({ "NoAuth": true }));
    assert_eq!(fixture.error_code("ResetPassword", free), "InvalidParameterValue.PasswordFreeDenied");

    fixture.call("ReleaseWanAddress", instance.clone());
    assert_ne!(address(), "");
    assert_eq!(fixture.error_code("AllocateWanAddress", instance.clone()), "ResourceUnavailable.InstanceUnLockedError");
    fixture.advance_phases(2);
    assert_eq!(address(), "");

    for (instance, expect) in [
        (fixture.instance(json!({})), "InvalidParameter.IsNotVpcInstance"),
        (in_vpc(&fixture, json!({ "NoAuth": true })), "FailedOperation.UnSupportError"),
        ("crs-unknown0".to_owned(), "ResourceNotFound"),
    ] {
        assert_eq!(fixture.error_code("AllocateWanAddress", json!({ "InstanceId": instance })), expect);
    }
}

#[tokio::test]
async fn tls_is_turned_on_and_off() {
    let fixture = Fixture::new().await;
    let id = in_vpc(&fixture, json!({}));
    let status = || {
        let status = fixture.call("DescribeSSLStatus", json!({ "InstanceId": id }));
        ["SSLConfig", "Status", "AddressType", "EncryptAddress"].map(|field| status[field].clone())
    };
    let off = [json!(false), json!(2), json!(-1), json!("")];
    assert_eq!(status(), off);
    fixture.call("OpenSSL", with(&id, json!({ "AddressType": 1 })));
    assert_eq!(status(), [json!(false), json!(1), json!(-1), json!("")]);
    fixture.advance_phases(2);
    let address = described(&fixture, &id)["WanIp"].as_str().unwrap().to_owned();
    assert_eq!(status(), [json!(true), json!(2), json!(1), json!(format!("{address}:6379"))]);

    for (action, parameters, expect) in [
        ("OpenSSL", json!({ "AddressType": 1 }), "UnsupportedOperation.InstanceNotOperation"),
        ("OpenSSL", json!({ "AddressType": 2 }), "InvalidParameter"),
        ("OpenSSL", json!({ "AddressType": 3 }), "InvalidParameter"),
        ("CloseSSL", json!({ "AddressType": 3 }), "InvalidParameter"),
        ("ResetPassword", json!({ "NoAuth": true }), "InvalidParameterValue.PasswordFreeDenied"),
    ] {
        assert_eq!(fixture.error_code(action, with(&id, parameters.clone())), expect, "{action} {parameters}");
    }
    run(&fixture, "AllocateWanAddress", &id, json!({}));
    run(&fixture, "OpenSSL", &id, json!({ "AddressType": 3 }));
    assert_eq!(status()[3], format!("tokyo-{id}.sql.tencentcdb.com:6379"));
    assert_eq!(fixture.error_code("ReleaseWanAddress", json!({ "InstanceId": id })), "UnsupportedOperation");
    run(&fixture, "CloseSSL", &id, json!({}));
    assert_eq!(status(), off);
    let again = fixture.error_code("CloseSSL", json!({ "InstanceId": id }));
    assert_eq!(again, "UnsupportedOperation.InstanceNotOperation");
    run(&fixture, "DestroyPostpaidInstance", &id, json!({}));
    for action in ["OpenSSL", "CloseSSL", "DescribeSSLStatus"] {
        let code = fixture.error_code(action, json!({ "InstanceId": id }));
        assert_eq!(code, "ResourceUnavailable.InstanceStatusError", "{action}");
    }
}

#[tokio::test]
async fn an_order_can_turn_tls_on() {
    let fixture = Fixture::new().await;
    for (changes, expect) in [
        (json!({ "EnableSSL": true }), 0),
        (json!({ "EnableSSL": true, "SSLBindPrivateIPv4": true }), 1),
        (json!({ "SSLBindPrivateIPv4": true }), -1),
    ] {
        let id = fixture.instance(changes.clone());
        let status = fixture.call("DescribeSSLStatus", json!({ "InstanceId": id }));
        assert_eq!((&status["SSLConfig"], &status["AddressType"]), (&json!(expect >= 0), &json!(expect)), "{changes}");
    }
    for (changes, expect) in [
        (json!({ "EnableSSL": true, "TypeId": 2 }), "UnsupportedOperation"),
        (
            json!({ "EnableSSL": true, "NoAuth": true, "VpcId": "vpc-1", "SubnetId": "subnet-1" }),
            "InvalidParameterValue.PasswordFreeDenied",
        ),
    ] {
        assert_eq!(fixture.error_code("CreateInstances", Fixture::order_with(changes)), expect);
    }
    let old = fixture.instance(json!({ "TypeId": 2 }));
    let status = fixture.call("DescribeSSLStatus", json!({ "InstanceId": old }));
    assert_eq!((&status["FeatureSupport"], &status["CertDownloadUrl"]), (&json!(false), &json!("")));
    let open = fixture.error_code("OpenSSL", json!({ "InstanceId": old }));
    assert_eq!(open, "InvalidParameterValue.UnSupportedType");
}

#[tokio::test]
async fn the_certificate_can_be_downloaded_until_its_link_expires() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    let status = fixture.call("DescribeSSLStatus", json!({ "InstanceId": id }));
    assert_eq!(status["UrlExpiredTime"], "2026-11-19 07:47:10");
    let url = status["CertDownloadUrl"].as_str().unwrap();
    let file = fetch(url);
    assert_eq!(file.status, 200);
    assert!(file.body.starts_with(b"PK\x03\x04"));
    assert!(String::from_utf8_lossy(&file.body).contains("-----BEGIN CERTIFICATE-----"));
    assert_eq!(fetch(&url.replace("/certificates/", "/backups/")).status, 403);
    fixture.clock.advance(Duration::from_secs(6 * 3600));
    assert_eq!(fetch(url).status, 403);
}

#[tokio::test]
async fn bandwidth_and_connections_are_limited() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "TypeId": 16, "RedisShardNum": 3, "RedisReplicasNum": 2 }));
    let fields = ["ClientLimit", "ClientLimitMin", "ClientLimitMax", "NetLimit"];
    let limits = || fields.map(|field| described(&fixture, &id)[field].as_i64().unwrap());
    let added = || fixture.call("DescribeBandwidthRange", json!({ "InstanceId": id }))["AddBandwidth"].clone();
    assert_eq!((limits(), added()), ([10_000, 10_000, 40_000, 24], json!(0)));
    run(&fixture, "ModifyConnectionConfig", &id, json!({ "Bandwidth": 5, "ClientLimit": 20_000 }));
    assert_eq!((limits(), added()), ([20_000, 10_000, 40_000, 29], json!(5)));
    run(&fixture, "ModifyConnectionConfig", &id, json!({ "Bandwidth": 72 }));
    run(&fixture, "EnableReplicaReadonly", &id, json!({}));
    run(&fixture, "ModifyConnectionConfig", &id, json!({ "ClientLimit": 50_000 }));
    assert_eq!((limits(), added()), ([50_000, 10_000, 50_000, 120], json!(72)));
    run(&fixture, "DisableReplicaReadonly", &id, json!({}));
    assert_eq!((limits(), added()), ([40_000, 10_000, 40_000, 96], json!(72)));
    for (parameters, expect) in [
        (json!({}), "MissingParameter"),
        (json!({ "Bandwidth": 0 }), "InvalidParameterValue"),
        (json!({ "Bandwidth": 73 }), "InvalidParameterValue"),
        (json!({ "ClientLimit": 9_999 }), "InvalidParameterValue"),
        (json!({ "ClientLimit": 40_001 }), "InvalidParameterValue"),
    ] {
        assert_eq!(fixture.error_code("ModifyConnectionConfig", with(&id, parameters.clone())), expect, "{parameters}");
    }
    assert_eq!(
        fixture.error_code("DescribeBandwidthRange", json!({ "InstanceId": "crs-unknown0" })),
        "ResourceNotFound.InstanceNotExists"
    );
}

#[tokio::test]
async fn the_bandwidth_of_a_size_is_that_of_instances_with_it() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "TypeId": 16, "RedisShardNum": 3 }));
    let zeros = json!({ "ShardSize": 0, "ShardNum": 0, "ReplicateNum": 0, "ReadOnlyWeight": 0, "Type": 0 });
    for (parameters, megabytes) in [
        (with(&id, json!({})), 72),
        (with(&id, zeros), 72),
        (with(&id, json!({ "ShardNum": 5 })), 120),
        (with(&id, json!({ "ReplicateNum": 2, "ReadOnlyWeight": 100 })), 144),
        (json!({ "Type": 15, "ShardSize": 32 * 1024 }), 48),
        (json!({ "Type": 16, "ShardNum": 3 }), 72),
    ] {
        let found = fixture.call("DescribeInstanceSpecBandwidth", parameters.clone());
        let expect = (json!(megabytes * 1024 * 1024), json!(10_000));
        assert_eq!((&found["Bandwidth"], &found["ClientLimit"]), (&expect.0, &expect.1), "{parameters}");
    }
    for (parameters, expect) in [
        (json!({}), "MissingParameter"),
        (json!({ "Type": 16 }), "MissingParameter"),
        (json!({ "ShardNum": 3 }), "MissingParameter"),
        (json!({ "Type": 5, "ShardNum": 1 }), "InvalidParameterValue"),
        (json!({ "Type": 15, "ShardNum": 3 }), "InvalidParameterValue"),
        (json!({ "Type": 15, "ShardSize": 1000 }), "InvalidParameterValue"),
        (json!({ "Type": 15, "ShardSize": -1024 }), "InvalidParameterValue"),
        (json!({ "InstanceId": "crs-unknown0" }), "ResourceNotFound"),
    ] {
        assert_eq!(fixture.error_code("DescribeInstanceSpecBandwidth", parameters.clone()), expect, "{parameters}");
    }
}

#[tokio::test]
async fn replicas_serve_reads_only_while_this_is_enabled() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "RedisReplicasNum": 2 }));
    let reads = || {
        let accounts = fixture.call("DescribeInstanceAccount", with(&id, json!({ "Limit": 1, "Offset": 0 })));
        (described(&fixture, &id)["SlaveReadWeight"].clone(), accounts["Accounts"][0]["ReadonlyPolicy"].clone())
    };
    assert_eq!(reads(), (json!(0), json!(["master"])));
    let response = run(&fixture, "EnableReplicaReadonly", &id, json!({}));
    assert_eq!(response["Status"], "OK");
    assert_eq!(reads(), (json!(100), json!(["replication"])));
    let account = json!({
        "AccountName": "app", "AccountPassword": "Secret_77", "ReadonlyPolicy": ["replication"], "Privilege": "r",
    });
    run(&fixture, "CreateInstanceAccount", &id, account);
    let disable = json!({ "InstanceId": id });
    assert_eq!(fixture.error_code("DisableReplicaReadonly", disable.clone()), "FailedOperation.UnSupportError");
    run(&fixture, "ModifyInstanceAccount", &id, json!({ "AccountName": "app", "ReadonlyPolicy": ["master"] }));
    run(&fixture, "DisableReplicaReadonly", &id, json!({}));
    assert_eq!(reads(), (json!(0), json!(["master"])));
    run(&fixture, "EnableReplicaReadonly", &id, json!({ "ReadonlyPolicy": ["master", "replication"] }));
    assert_eq!(reads(), (json!(100), json!(["master", "replication"])));

    let old = fixture.instance(json!({ "TypeId": 2 }));
    for (instance, expect) in [(old.as_str(), "FailedOperation.UnSupportError"), ("crs-unknown0", "ResourceNotFound")] {
        assert_eq!(fixture.error_code("EnableReplicaReadonly", json!({ "InstanceId": instance })), expect);
    }
}

#[tokio::test]
async fn an_instance_can_be_read_only() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({}));
    for (mode, expect) in [("1", 1), ("0", 0)] {
        run(&fixture, "ModifyInstanceReadOnly", &id, json!({ "InputMode": mode }));
        assert_eq!(described(&fixture, &id)["ReadOnly"], expect);
    }
    for (parameters, expect) in [
        (with(&id, json!({ "InputMode": "2" })), "InvalidParameterValue"),
        (with("crs-unknown0", json!({ "InputMode": "1" })), "ResourceNotFound.InstanceNotExists"),
    ] {
        assert_eq!(fixture.error_code("ModifyInstanceReadOnly", parameters), expect);
    }
}

#[tokio::test]
async fn a_direct_connection_uses_no_proxy() {
    let fixture = Fixture::new().await;
    for (mode, expect) in [(0, false), (1, true)] {
        let id = fixture.instance(json!({ "ConnectionMode": mode }));
        let instance = described(&fixture, &id);
        let [current, next] = [&instance["CurrentProxyVersion"], &instance["UpgradeProxyVersion"]];
        assert_eq!([current == "", next == ""], [expect, expect]);
        let upgrade = json!({
            "InstanceId": id, "CurrentProxyVersion": current, "UpgradeProxyVersion": next,
            "InstanceTypeUpgradeNow": 1,
        });
        let refusal = expect.then(|| "InvalidParameterValue.CheckNotPass".to_owned());
        assert_eq!(fixture.outcome("UpgradeProxyVersion", upgrade), refusal);
    }
}
