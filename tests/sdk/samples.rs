//! The official samples, through the SDK's types and serde.

use std::path::Path;

use serde_json::{Value, json};
use tencloud::product::Action;
use tencloud::redis::types::{RedisNodeInfo, ResourceTag};
use tencloud::redis::*;

/// Returns every sample of an action: the request and the response.
fn samples_of(action: &str) -> Vec<(Value, Value)> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/redis/2018-04-12/actions");
    let text = std::fs::read_to_string(spec.join(format!("{action}.json"))).unwrap();
    let spec: Value = serde_json::from_str(&text).unwrap();
    let samples = spec["samples"].as_array().unwrap();
    assert!(!samples.is_empty(), "{action} has no sample");
    let pair = |sample: &Value| (sample["request"].clone(), sample["response"].clone());
    samples.iter().map(pair).collect()
}

/// Lists the differences, in the order of their paths. Numbers are compared by value: `4096` equals `4096.0`.
fn differences(path: &str, before: Option<&Value>, after: Option<&Value>, found: &mut Vec<String>) {
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let mut names: Vec<_> = before.keys().chain(after.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                differences(&format!("{path}/{name}"), before.get(name), after.get(name), found);
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) => {
            for index in 0..before.len().max(after.len()) {
                differences(&format!("{path}/{index}"), before.get(index), after.get(index), found);
            }
        }
        (Some(Value::Number(before)), Some(Value::Number(after)))
            if before.is_f64() != after.is_f64() && before.as_f64() == after.as_f64() => {}
        _ if before == after => {}
        _ => {
            let show = |value: Option<&Value>| value.map_or("absent".to_owned(), Value::to_string);
            found.push(format!("{path}: {} became {}", show(before), show(after)));
        }
    }
}

/// Reads a type from JSON, writes it, and reads that again. Returns what was written.
macro_rules! through {
    ($type:ty, $json:expr) => {{
        let first: $type = serde_json::from_value($json.clone()).unwrap();
        let written = serde_json::to_value(&first).unwrap();
        let second: $type = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(first, second, "{written}");
        written
    }};
}

macro_rules! quirks {
    ($($request:ident),*) => {{
        let mut quirks = Vec::new();
        $(
            let action = stringify!($request).strip_suffix("Request").unwrap();
            for (request, response) in samples_of(action) {
                let written = through!($request, request);
                differences(&format!("ask {action}"), Some(&request), Some(&written), &mut quirks);
                let written = through!(<$request as Action>::Response, response);
                differences(action, Some(&response), Some(&written), &mut quirks);
            }
        )*
        quirks
    }};
}

/// The types work with serde: what the service sends can be read into the types and written again. The test lists
/// everything that changes on the way: a string becomes the documented number, a list that is null becomes empty, and
/// an always-present field that a sample lacks has its zero value. An action that is added later need not be listed
/// here.
#[test]
fn samples_survive_serde_but_for_their_quirks() {
    let quirks = quirks!(
        AddReplicationInstanceRequest,
        AllocateWanAddressRequest,
        ApplyParamsTemplateRequest,
        AssociateSecurityGroupsRequest,
        ChangeInstanceRoleRequest,
        ChangeMasterInstanceRequest,
        ChangeReplicaToMasterRequest,
        CleanUpInstanceRequest,
        ClearInstanceRequest,
        CloneInstancesRequest,
        CloseLogRequest,
        CloseSSLRequest,
        CreateExportTaskRequest,
        CreateInstanceAccountRequest,
        CreateInstancesRequest,
        CreateParamTemplateRequest,
        CreateReplicationGroupRequest,
        DeleteExportTaskRequest,
        DeleteInstanceAccountRequest,
        DeleteParamTemplateRequest,
        DeleteReplicationInstanceRequest,
        DescribeAutoBackupConfigRequest,
        DescribeBackupDetailRequest,
        DescribeBackupDownloadRestrictionRequest,
        DescribeBackupEncryptConfigRequest,
        DescribeBackupUrlRequest,
        DescribeBandwidthRangeRequest,
        DescribeCommonDBInstancesRequest,
        DescribeDBSecurityGroupsRequest,
        DescribeExportTasksRequest,
        DescribeGlobalReplicationAreaRequest,
        DescribeInstanceAccountRequest,
        DescribeInstanceBackupsRequest,
        DescribeInstanceDTSInfoRequest,
        DescribeInstanceDealDetailRequest,
        DescribeInstanceEventsRequest,
        DescribeInstanceLogDeliveryRequest,
        DescribeInstanceMonitorBigKeyRequest,
        DescribeInstanceMonitorBigKeySizeDistRequest,
        DescribeInstanceMonitorBigKeyTypeDistRequest,
        DescribeInstanceMonitorHotKeyRequest,
        DescribeInstanceMonitorSIPRequest,
        DescribeInstanceMonitorTookDistRequest,
        DescribeInstanceMonitorTopNCmdRequest,
        DescribeInstanceMonitorTopNCmdTookRequest,
        DescribeInstanceNodeInfoRequest,
        DescribeInstanceParamRecordsRequest,
        DescribeInstanceParamsRequest,
        DescribeInstancePasswordPolicyRequest,
        DescribeInstanceSecurityGroupRequest,
        DescribeInstanceShardsRequest,
        DescribeInstanceSpecBandwidthRequest,
        DescribeInstanceSupportFeatureRequest,
        DescribeInstanceZoneInfoRequest,
        DescribeInstancesRequest,
        DescribeLogInstanceListRequest,
        DescribeLogsRequest,
        DescribeMaintenanceWindowRequest,
        DescribeParamTemplateInfoRequest,
        DescribeParamTemplatesRequest,
        DescribeProductInfoRequest,
        DescribeProjectSecurityGroupRequest,
        DescribeProjectSecurityGroupsRequest,
        DescribeProxySlowLogRequest,
        DescribeRedisClusterOverviewRequest,
        DescribeRedisClustersRequest,
        DescribeReplicationGroupRequest,
        DescribeReplicationGroupInstanceRequest,
        DescribeSSLStatusRequest,
        DescribeSecondLevelBackupInfoRequest,
        DescribeSlowLogRequest,
        DescribeTaskInfoRequest,
        DescribeTaskListRequest,
        DescribeTendisSlowLogRequest,
        DestroyPostpaidInstanceRequest,
        DestroyPrepaidInstanceRequest,
        DisableReplicaReadonlyRequest,
        DisassociateSecurityGroupsRequest,
        EnableReplicaReadonlyRequest,
        InquiryPriceCreateInstanceRequest,
        InquiryPriceRenewInstanceRequest,
        InquiryPriceUpgradeInstanceRequest,
        KillMasterGroupRequest,
        ManualBackupInstanceRequest,
        ModfiyInstancePasswordRequest,
        ModifyAutoBackupConfigRequest,
        ModifyBackupDownloadRestrictionRequest,
        ModifyBackupEncryptRequest,
        ModifyConnectionConfigRequest,
        ModifyDBInstanceSecurityGroupsRequest,
        ModifyInstanceRequest,
        ModifyInstanceAccountRequest,
        ModifyInstanceAvailabilityZonesRequest,
        ModifyInstanceBackupModeRequest,
        ModifyInstanceChargeTypeRequest,
        ModifyInstanceEventRequest,
        ModifyInstanceLogDeliveryRequest,
        ModifyInstanceParamsRequest,
        ModifyInstancePasswordRequest,
        ModifyInstancePasswordPolicyRequest,
        ModifyInstanceReadOnlyRequest,
        ModifyLogRequest,
        ModifyMaintenanceWindowRequest,
        ModifyNetworkConfigRequest,
        ModifyParamTemplateRequest,
        ModifyReplicationGroupRequest,
        OpenLogRequest,
        OpenSSLRequest,
        ReleaseWanAddressRequest,
        RemoveReplicationGroupRequest,
        RemoveReplicationInstanceRequest,
        RenewInstanceRequest,
        ResetPasswordRequest,
        RestoreInstanceRequest,
        StartupInstanceRequest,
        SwitchAccessNewInstanceRequest,
        SwitchInstanceVipRequest,
        SwitchProxyRequest,
        UpgradeInstanceRequest,
        UpgradeInstanceProductVersionRequest,
        UpgradeInstanceVersionRequest,
        UpgradeProxyVersionRequest,
        UpgradeSmallVersionRequest,
        UpgradeVersionToMultiAvailabilityZonesRequest
    );
    let expected = [
        "DescribeBackupUrl/DownloadUrl: absent became []",
        "DescribeBackupUrl/Filenames: absent became []",
        "DescribeBackupUrl/InnerDownloadUrl: absent became []",
        "DescribeInstances/InstanceSet/0/SizeUsed: absent became 0.0",
        "DescribeLogInstanceList/Items/0/DeliverSummary: null became []",
        "DescribeParamTemplateInfo/Items/1/EnumValue: null became []",
        "DescribeParamTemplateInfo/Items/2/EnumValue: null became []",
        "DescribeParamTemplateInfo/Items/3/EnumValue: null became []",
        "DescribeSecondLevelBackupInfo/MissingTimestamps: null became []",
        "DescribeSlowLog/InstanceSlowlogDetail: absent became []",
        "DescribeSlowLog/InstanceSlowlogDetail: absent became []",
        r#"DestroyPostpaidInstance/TaskId: "6954227" became 6954227"#,
        r#"DestroyPrepaidInstance/DealId: absent became """#,
        r#"EnableReplicaReadonly/Status: absent became """#,
        r#"ManualBackupInstance/TaskId: "6954227" became 6954227"#,
        r#"RenewInstance/DealId: absent became """#,
        "StartupInstance/TaskId: absent became 0",
        r#"UpgradeInstance/DealId: absent became """#,
        r#"UpgradeInstanceVersion/DealId: absent became """#,
        r#"UpgradeVersionToMultiAvailabilityZones/FlowId: "140171780" became 140171780"#,
    ];
    assert_eq!(quirks, expected, "{quirks:#?}");
}

#[test]
fn builders_write_the_requests_of_the_samples() {
    let config = crate::complete("http://127.0.0.1:9").build().unwrap();
    let redis = Client::new(&config);
    let check = |action: &str, request: Value| {
        let (expected, _) = samples_of(action).remove(0);
        assert_eq!(request, expected, "{action}");
    };
    let request = redis.manual_backup_instance().instance_id("crs-5a4py64p").remark("xxxx").into_request();
    check("ManualBackupInstance", json!(request));

    let node = |role: i64, id: i64, zone: u64, name: &str| {
        RedisNodeInfo::builder().node_type(role).node_id(id).zone_id(zone).zone_name(name).build()
    };
    let request = redis
        .create_instances()
        .connection_mode(1)
        .dry_run(false)
        .billing_mode(0)
        .period(1)
        .goods_num(1)
        .mem_size(1024)
        .type_id(18)
        .zone_id(100_002)
        .password("******MyP*ssword")
        .vpc_id("vpc-pxyz****")
        .subnet_id("subnet-26qr****")
        .redis_shard_num(3)
        .redis_replicas_num(1)
        .node_set([node(0, 675, 100_002, "ap-guangzhou-2"), node(1, 676, 100_003, "ap-guangzhou-3")])
        .into_request();
    check("CreateInstances", json!(request));

    let request = redis.describe_instances().limit(2).offset(0).order_by("createtime").into_request();
    check("DescribeInstances", json!(request));

    let request = redis.restore_instance().password("mypassword").instance_id("crs-5a4py64p");
    let request = request.backup_id("678362566696298532848117").into_request();
    check("RestoreInstance", json!(request));

    check("DescribeTaskInfo", json!(redis.describe_task_info().task_id(18_215).into_request()));
}

/// A list that was set to nothing is sent, and one that was not set is not; the last setting applies.
#[test]
fn what_is_set_is_sent_and_nothing_else() {
    let config = crate::complete("http://127.0.0.1:9").build().unwrap();
    let redis = Client::new(&config);
    let list = || redis.describe_instances();
    let none: [&str; 0] = [];
    let tag = ResourceTag::builder().tag_value("v").tag_key("k").build();
    for (request, expected) in [
        (json!(list().into_request()), json!({})),
        (json!(list().instance_ids(none).into_request()), json!({"InstanceIds": []})),
        (json!(list().status([0; 0]).into_request()), json!({"Status": []})),
        (json!(list().instance_tags([]).into_request()), json!({"InstanceTags": []})),
        (json!(list().instance_ids(["a", "b"]).into_request()), json!({"InstanceIds": ["a", "b"]})),
        (json!(list().limit(1).limit(2).into_request()), json!({"Limit": 2})),
        (json!(list().search_key("").into_request()), json!({"SearchKey": ""})),
        (json!(list().limit(u64::MAX).into_request()), json!({"Limit": u64::MAX})),
        (json!(list().search_key("\"\\\n\u{1}é😀").into_request()), json!({"SearchKey": "\"\\\n\u{1}é😀"})),
        (json!(tag), json!({"TagKey": "k", "TagValue": "v"})),
    ] {
        assert_eq!(request, expected);
    }
}

/// The body that is sent is the request's JSON and nothing else.
#[tokio::test]
async fn the_body_on_the_wire_is_the_request() {
    use tencloud_tests::{Response, Server};

    let server = Server::start([Response::of(r#"{"TaskId":1,"RequestId":"id"}"#)]).await.unwrap();
    let redis = crate::client_of(&server);
    let request = redis.manual_backup_instance().instance_id("crs-5a4py64p").remark("né\u{7f}").into_request();
    for _ in 0..2 {
        redis.send(&request).await.unwrap();
    }
    for seen in server.requests() {
        let body: Value = serde_json::from_slice(&seen.body).unwrap();
        assert_eq!(body, json!({"InstanceId": "crs-5a4py64p", "Remark": "né\u{7f}"}));
        crate::assert_is_signed(&seen);
        for (header, expected) in [
            ("content-type", "application/json"),
            ("x-tc-action", "ManualBackupInstance"),
            ("x-tc-version", "2018-04-12"),
            ("x-tc-region", "ap-tokyo"),
        ] {
            assert_eq!(seen.header(header), Some(expected), "{header}");
        }
        for absent in ["x-tc-token", "x-tc-language"] {
            assert_eq!(seen.header(absent), None, "{absent}");
        }
    }
    assert_eq!(server.requests().len(), 2);
}
