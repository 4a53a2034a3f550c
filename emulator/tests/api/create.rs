//! Creating instances.

use serde_json::{Value, json};

use crate::support::Fixture;

#[tokio::test]
async fn invalid_orders_are_rejected_with_the_documented_code() {
    let fixture = Fixture::new().await;
    let vpc = json!({ "VpcId": "vpc-1", "SubnetId": "subnet-1" });
    let with_vpc = |mut changes: Value| {
        changes.as_object_mut().unwrap().extend(vpc.as_object().unwrap().clone());
        changes
    };
    let policy = json!({ "Enabled": true, "MinLetterCount": 4, "MinDigitCount": 2, "MinSpecialCount": 1 });
    for (changes, expect) in [
        (json!({ "TypeId": 5 }), "InvalidParameterValue.InvalidInstanceTypeId"),
        (json!({ "MemSize": 0 }), "LimitExceeded.InvalidMemSize"),
        (json!({ "MemSize": 1000 }), "LimitExceeded.InvalidMemSize"),
        (json!({ "MemSize": 3072 }), "LimitExceeded.InvalidMemSize"),
        (json!({ "MemSize": i64::MAX - 1023 }), "LimitExceeded.InvalidMemSize"),
        (json!({ "MemSize": u64::MAX - 1023 }), "LimitExceeded.InvalidMemSize"),
        (json!({ "GoodsNum": 0 }), "LimitExceeded.InvalidParameterGoodsNumNotInRange"),
        (json!({ "GoodsNum": 101 }), "LimitExceeded.InvalidParameterGoodsNumNotInRange"),
        (json!({ "Period": 13 }), "InvalidParameterValue"),
        (json!({ "Period": 0 }), "LimitExceeded.PeriodLessThanMinLimit"),
        (json!({ "Period": 48 }), "LimitExceeded.PeriodExceedMaxLimit"),
        (json!({ "Password": null }), "InvalidParameterValue.PasswordEmpty"),
        (json!({ "Password": "short1" }), "InvalidParameterValue.PasswordRuleError"),
        (json!({ "Password": "onlyletters" }), "InvalidParameterValue.PasswordRuleError"),
        (json!({ "Password": "/starts0with" }), "InvalidParameterValue.PasswordRuleError"),
        (json!({ "Password": "with space1" }), "InvalidParameterValue.PasswordRuleError"),
        (json!({ "Password": "Passw0rd!", "TypeId": 3 }), "InvalidParameterValue.PasswordRuleError"),
        (json!({ "Password": "Passwd0!", "PasswordPolicy": policy }), "InvalidParameterValue.PasswordRuleError"),
        (json!({ "EncryptPassword": true }), "UnsupportedOperation"),
        (json!({ "NoAuth": true }), "InvalidParameterValue.BaseNetWorkAccessDeny"),
        (json!({ "VpcId": "vpc-1" }), "InvalidParameterValue.InvalidSubnetId"),
        (json!({ "SubnetId": "subnet-1" }), "InvalidParameterValue.InvalidSubnetId"),
        (json!({ "VpcId": "vpc-1", "SubnetId": "sub-1" }), "InvalidParameterValue.InvalidSubnetId"),
        (json!({ "VpcId": "1", "SubnetId": "subnet-1" }), "InvalidParameterValue.UnVpcIdNotExists"),
        (json!({ "VPort": 80 }), "InvalidParameterValue"),
        (json!({ "InstanceName": "a b" }), "InvalidParameterValue"),
        (json!({ "InstanceName": "x".repeat(60) }), "InvalidParameterValue"),
        (json!({ "RedisShardNum": 2 }), "InvalidParameterValue.SpecNotExist"),
        (json!({ "RedisReplicasNum": 6 }), "InvalidParameterValue.SpecNotExist"),
        (json!({ "ZoneId": 250_004 }), "ResourceUnavailable.NoRedisService"),
        (json!({ "ZoneId": 100_002 }), "ResourceUnavailable.NoRedisService"),
        (json!({ "ZoneName": "ap-guangzhou-2" }), "ResourceUnavailable.NoRedisService"),
        (json!({ "ZoneName": "ap-tokyo-2", "ZoneId": 250_001 }), "ResourceUnavailable.NoRedisService"),
        (json!({ "NodeSet": [{ "NodeType": 0, "ZoneId": 7 }] }), "ResourceUnavailable.NoRedisService"),
        (json!({ "NodeSet": [{ "NodeType": 0, "ZoneId": 250_001 }], "ZoneId": 250_002 }), "InvalidParameterValue"),
        (json!({ "NodeSet": [{ "NodeType": 0 }] }), "InvalidParameterValue.SpecNotExist"),
        (json!({ "RedisShardNum": 3 }), "InvalidParameterValue.SpecNotExist"),
        (json!({ "TypeId": 2, "RedisReplicasNum": 2 }), "InvalidParameterValue.SpecNotExist"),
        (json!({ "TypeId": 2, "ReplicasReadonly": true }), "InvalidParameterValue.SpecNotExist"),
        (json!({ "NodeSet": [{ "NodeType": 1 }] }), "InvalidParameterValue"),
        (json!({ "NodeSet": [{ "NodeType": 0 }, { "NodeType": 0 }] }), "InvalidParameterValue"),
        (json!({ "NodeSet": [{ "NodeType": 0 }], "RedisReplicasNum": 1 }), "InvalidParameterValue.SpecNotExist"),
        (json!({ "ProductVersion": "cdc" }), "InvalidParameter.EmptyParam"),
        (json!({ "ProductVersion": "cdc", "RedisClusterId": "crs-cdc-1" }), "ResourceNotFound"),
        (json!({ "RedisClusterId": "crs-cdc-1" }), "InvalidParameter"),
        (json!({ "ProductVersion": "cloud" }), "ResourceUnavailable.SaleOut"),
        (with_vpc(json!({ "DryRun": true, "NoAuth": true })), "DryRunOperation"),
        (json!({ "DryRun": true, "MemSize": 1 }), "LimitExceeded.InvalidMemSize"),
    ] {
        assert_eq!(fixture.error_code("CreateInstances", Fixture::order_with(changes.clone())), expect, "{changes}");
    }
    assert_eq!(fixture.call("DescribeInstances", json!({}))["TotalCount"], 0);
}

#[tokio::test]
async fn financial_regions_require_a_vpc() {
    let mut fixture = Fixture::new().await;
    fixture.region = "ap-shanghai-fsi";
    let code = fixture.error_code("CreateInstances", Fixture::order());
    assert_eq!(code, "InvalidParameter.OnlyVPCOnSpecZoneId");
    fixture.instance(json!({ "VpcId": "vpc-1", "SubnetId": "subnet-1" }));
}

#[tokio::test]
async fn every_type_can_be_created_and_backed_up() {
    let fixture = Fixture::new().await;
    for type_id in [2, 3, 4, 6, 7, 8, 9, 15, 16, 17, 18, 19, 20, 21, 22, 200] {
        let id = fixture.instance(json!({ "TypeId": type_id, "Password": "Passw0rd" }));
        fixture.backup(&id, json!({}));
    }
}

#[tokio::test]
async fn an_instance_is_described_as_it_was_ordered() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({
        "TypeId": 16, "MemSize": 2048, "RedisShardNum": 3, "RedisReplicasNum": 1, "BillingMode": 1, "Period": 2,
        "VpcId": "vpc-1", "SubnetId": "subnet-1", "VPort": 6380, "ProjectId": 7, "AutoRenew": 1, "NoAuth": true,
        "InstanceName": "name-1", "ZoneId": 250_002, "ProductVersion": "localv2",
        "ResourceTags": [{ "TagKey": "k", "TagValue": "v" }],
        "NodeSet": [{ "NodeType": 0 }, { "NodeType": 1, "ZoneName": "ap-tokyo-1" }],
    }));
    let found = fixture.call("DescribeInstances", json!({ "InstanceId": id }));
    let instance = &found["InstanceSet"][0];
    for (field, expect) in [
        ("InstanceId", json!(id)),
        ("InstanceName", json!("name-1")),
        ("Type", json!(16)),
        ("Engine", json!("Redis")),
        ("ProductType", json!("cluster")),
        ("ProductVersion", json!("localv2")),
        ("Size", json!(6144.0)),
        ("RedisShardSize", json!(2048)),
        ("RedisShardNum", json!(3)),
        ("RedisReplicasNum", json!(1)),
        ("BillingMode", json!(1)),
        ("Createtime", json!("2026-11-19 01:46:40")),
        ("DeadlineTime", json!("2027-01-18 01:46:40")),
        ("CloseTime", json!("0000-00-00 00:00:00")),
        ("AutoRenewFlag", json!(1)),
        ("UniqVpcId", json!("vpc-1")),
        ("UniqSubnetId", json!("subnet-1")),
        ("Port", json!(6380)),
        ("ProjectId", json!(7)),
        ("NoAuth", json!(true)),
        ("Region", json!("ap-tokyo")),
        ("RegionId", json!(25)),
        ("ZoneId", json!(250_002)),
        ("InstanceTags", json!([{ "TagKey": "k", "TagValue": "v" }])),
    ] {
        assert_eq!(instance[field], expect, "{field}");
    }
    let zones: Vec<_> = instance["NodeSet"].as_array().unwrap().iter().map(|node| &node["ZoneName"]).collect();
    assert_eq!(zones, ["ap-tokyo-2", "ap-tokyo-1"]);
}
