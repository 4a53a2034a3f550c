//! The official sample requests, with the id of a running instance.

use std::fs;

use serde_json::{Value, json};

use crate::support::Fixture;

/// The samples that are refused, and why.
const REFUSED: &[(&str, &str, &str)] = &[
    ("AddReplicationInstance", "InvalidParameterValue.ReplicationGroupNotExists", "there is no such group"),
    ("ApplyParamsTemplate", "ResourceNotFound", "there is no such template"),
    ("ChangeInstanceRole", "InvalidParameterValue.ReplicationGroupNotExists", "there is no such group"),
    ("ChangeMasterInstance", "InvalidParameterValue.ReplicationGroupNotExists", "there is no such group"),
    ("ChangeReplicaToMaster", "InvalidParameter.InvalidParameter", "the instance has no such group of nodes"),
    ("CleanUpInstance", "ResourceUnavailable.InstanceStatusAbnormal", "the instance is not isolated"),
    ("ClearInstance", "InvalidParameterValue.PasswordError", "the instance has another password"),
    ("CloneInstances", "ResourceNotFound", "there is no such backup"),
    ("CloseLog", "InvalidParameterValue.CheckNotPass", "the audit log is off"),
    ("CloseSSL", "UnsupportedOperation.InstanceNotOperation", "TLS is off"),
    ("CreateExportTask", "UnsupportedOperation.InstanceNotOperation", "the audit log is off"),
    ("CreateInstanceAccount", "InvalidParameterValue", "asterisks hide the name of the account"),
    ("CreateInstances", "ResourceUnavailable.NoRedisService", "the zone is in another region"),
    ("CreateParamTemplate", "ResourceNotFound", "there is no such template to copy"),
    (
        "CreateReplicationGroup",
        "InvalidParameterValue.UnSupportedType",
        "the instance is not a cluster of Redis 4.0 or 5.0",
    ),
    ("DeleteExportTask", "ResourceNotFound", "there is no such file"),
    ("DeleteInstanceAccount", "ResourceNotFound", "there is no such account"),
    ("DeleteParamTemplate", "ResourceNotFound", "there is no such template"),
    ("DeleteReplicationInstance", "InvalidParameterValue.ReplicationGroupNotExists", "there is no such group"),
    ("DescribeBackupDetail", "InvalidParameterValue.BackupNotExists", "there is no such backup"),
    ("DescribeBackupUrl", "InvalidParameterValue.BackupNotExists", "there is no such backup"),
    ("DescribeInstanceDTSInfo", "ResourceNotFound", "there is no DTS"),
    ("DescribeInstanceShards", "InvalidParameterValue.UnSupportedType", "the instance is not a cluster"),
    ("DescribeLogs", "UnsupportedOperation", "the audit log is off"),
    ("DescribeParamTemplateInfo", "ResourceNotFound", "there is no such template"),
    ("DescribeReplicationGroup", "InvalidParameterValue.ReplicationGroupNotExists", "there is no such group"),
    ("DescribeSecondLevelBackupInfo", "FailedOperation.UnSupportError", "second-level backup is off"),
    ("DescribeTaskInfo", "InvalidParameter.InvalidParameter", "there is no such task"),
    ("DestroyPrepaidInstance", "InvalidParameterValue.UnSupportedType", "the instance is pay-as-you-go"),
    ("DisassociateSecurityGroups", "FailedOperation.DisassociateSecurityGroupsFailed", "the group is not bound"),
    ("InquiryPriceCreateInstance", "InvalidParameterValue.SpecNotExist", "the zone is in another region"),
    ("InquiryPriceRenewInstance", "FailedOperation.UnSupportError", "the instance is pay-as-you-go"),
    ("InquiryPriceUpgradeInstance", "InvalidParameter.InvalidParameter", "the instance already has this size"),
    ("KillMasterGroup", "InvalidParameterValue.PasswordError", "the instance has another password"),
    ("ModfiyInstancePassword", "InvalidParameterValue.PasswordError", "asterisks hide the old password"),
    ("ModifyDBInstanceSecurityGroups", "FailedOperation.UpdateSecurityGroupsFailed", "there has never been a group"),
    ("ModifyInstanceAccount", "ResourceNotFound", "asterisks hide the name of the account"),
    ("ModifyInstanceAvailabilityZones", "InvalidParameterValue.CheckNotPass", "the zones are in another region"),
    ("ModifyInstanceEvent", "InvalidParameter.InvalidParameter", "there is no such event"),
    ("ModifyInstancePassword", "InvalidParameterValue.PasswordError", "asterisks hide the old password"),
    ("ModifyLog", "UnsupportedOperation", "the audit log is off"),
    ("ModifyNetworkConfig", "MissingParameter", "`changeVip` requires `Vip` and `VPort`"),
    ("ModifyParamTemplate", "ResourceNotFound", "there is no such template"),
    ("ModifyReplicationGroup", "InvalidParameter.InvalidParameter", "there is no such group"),
    ("ReleaseWanAddress", "UnsupportedOperation", "there is no public address"),
    ("RemoveReplicationGroup", "InvalidParameterValue.ReplicationGroupNotExists", "there is no such group"),
    ("RemoveReplicationInstance", "InvalidParameterValue.ReplicationGroupNotExists", "there is no such group"),
    ("RenewInstance", "UnsupportedOperation", "the instance is pay-as-you-go"),
    ("RestoreInstance", "InvalidParameterValue.PasswordError", "the instance has another password"),
    ("StartupInstance", "ResourceUnavailable.InstanceStatusAbnormal", "the instance is not isolated"),
    (
        "SwitchAccessNewInstance",
        "ResourceUnavailable.InstanceStatusAbnormal",
        "no change waits for the maintenance window",
    ),
    ("SwitchInstanceVip", "ResourceNotFound", "there are no such instances"),
    ("UpgradeInstanceVersion", "UnsupportedOperation", "the instance is newer than the target"),
    ("UpgradeProxyVersion", "InvalidParameterValue.CheckNotPass", "the proxy has another version"),
    ("UpgradeSmallVersion", "InvalidParameterValue", "the engine has another version"),
    ("AssumeRole", "ResourceNotFound.RoleNotFound", "the role belongs to an account that does not exist"),
    ("AssumeRoleWithSAML", "ResourceNotFound.RoleNotFound", "the role belongs to an account that does not exist"),
    ("AssumeRoleWithWebIdentity", "InvalidParameter.WebIdentityTokenError", "asterisks hide the token"),
    ("GetSessionToken", "FailedOperation.CheckMFAError", "the device belongs to another user"),
    ("QueryApiKey", "InvalidParameter.ParamError", "the account does not exist"),
];

#[tokio::test]
async fn samples_are_accepted_or_refused_for_a_reason() {
    let fixture = Fixture::new().await;
    let mut refused = Vec::new();
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");
    let folders = ["redis/2018-04-12/actions", "sts/2018-08-13/actions"];
    let folders = folders.map(|folder| fs::read_dir(format!("{spec}/{folder}")).unwrap());
    let mut files: Vec<_> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let action: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let name = action["action"].as_str().unwrap();
        for sample in action["samples"].as_array().unwrap() {
            let mut request = sample["request"].clone();
            let running = || fixture.instance(json!({ "VpcId": "vpc-1", "SubnetId": "subnet-1" }));
            if request.get("InstanceId").is_some() {
                request["InstanceId"] = json!(running());
            }
            for id in request.get_mut("InstanceIds").and_then(Value::as_array_mut).into_iter().flatten() {
                *id = json!(running());
            }
            if let Some(code) = fixture.outcome(name, request) {
                refused.push((name.to_owned(), code));
            }
        }
    }
    let expect: Vec<_> = REFUSED.iter().map(|(action, code, _)| ((*action).to_owned(), (*code).to_owned())).collect();
    assert_eq!(refused, expect);
    let docs = fs::read_to_string(format!("{spec}/../docs/emulator.md")).unwrap();
    for (action, code, why) in REFUSED {
        assert!(
            docs.contains(&format!("| `{action}` | `{code}` | {why} |\n")),
            "docs/emulator.md lacks {action}: {why}"
        );
    }
}
