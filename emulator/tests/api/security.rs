//! Security groups: binding, unbinding and listing them.

use serde_json::{Value, json};

use crate::support::Fixture;

/// Returns the ids of the groups of an instance, as both actions that list them do.
fn bound(fixture: &Fixture, instance: &str) -> Vec<String> {
    let of = |groups: &Value| -> Vec<String> {
        let groups = groups.as_array().unwrap().iter();
        groups.map(|group| group["SecurityGroupId"].as_str().unwrap().to_owned()).collect()
    };
    let one = fixture.call("DescribeDBSecurityGroups", json!({ "Product": "redis", "InstanceId": instance }));
    let many = fixture.call("DescribeInstanceSecurityGroup", json!({ "InstanceIds": [instance] }));
    let details = &many["InstanceSecurityGroupsDetail"][0];
    assert_eq!((&details["InstanceId"], of(&details["SecurityGroupDetails"])), (&json!(instance), of(&one["Groups"])));
    of(&one["Groups"])
}

fn bind(instances: &[&str], group: &str) -> Value {
    json!({ "Product": "redis", "SecurityGroupId": group, "InstanceIds": instances })
}

fn replace(instance: &str, groups: &[&str]) -> Value {
    json!({ "Product": "redis", "InstanceId": instance, "SecurityGroupIds": groups })
}

#[tokio::test]
async fn groups_are_bound_replaced_and_unbound() {
    let fixture = Fixture::new().await;
    let (first, second) = (fixture.instance(json!({})), fixture.instance(json!({ "ProjectId": 7 })));
    assert!(bound(&fixture, &first).is_empty());
    fixture.call("AssociateSecurityGroups", bind(&[&first, &second], "sg-aaaaaaaa"));
    fixture.call("AssociateSecurityGroups", bind(&[&first], "sg-bbbbbbbb"));
    // Once is enough.
    fixture.call("AssociateSecurityGroups", bind(&[&first], "sg-aaaaaaaa"));
    assert_eq!(bound(&fixture, &first), ["sg-aaaaaaaa", "sg-bbbbbbbb"]);
    fixture.call("DisassociateSecurityGroups", bind(&[&first, &second], "sg-aaaaaaaa"));
    assert_eq!((bound(&fixture, &first), bound(&fixture, &second)), (vec!["sg-bbbbbbbb".to_owned()], vec![]));
    fixture.call("ModifyDBInstanceSecurityGroups", replace(&second, &["sg-cccccccc", "sg-aaaaaaaa"]));
    assert_eq!(bound(&fixture, &second), ["sg-cccccccc", "sg-aaaaaaaa"]);

    let details = fixture.call("DescribeDBSecurityGroups", json!({ "Product": "redis", "InstanceId": first }));
    let instance = fixture.call("DescribeInstances", json!({ "InstanceId": first }))["InstanceSet"][0].clone();
    assert_eq!((&details["VIP"], &details["VPort"]), (&instance["WanIp"], &json!(instance["Port"].to_string())));
}

#[tokio::test]
async fn an_order_can_contain_groups() {
    let fixture = Fixture::new().await;
    let order = |groups: &[&str]| Fixture::order_with(json!({ "SecurityGroupIdList": groups }));
    let id = fixture.instance(json!({ "SecurityGroupIdList": ["sg-bbbbbbbb", "sg-aaaaaaaa", "sg-bbbbbbbb"] }));
    assert_eq!(bound(&fixture, &id), ["sg-bbbbbbbb", "sg-aaaaaaaa"]);
    for (groups, expect) in [
        (vec!["sg-unknown"], "InvalidParameterValue.SecurityGroupIdsNotExists"),
        (
            vec!["sg-0000000a", "sg-0000000b", "sg-0000000c", "sg-0000000d", "sg-0000000e", "sg-0000000f"],
            "LimitExceeded",
        ),
    ] {
        assert_eq!(fixture.error_code("CreateInstances", order(&groups)), expect);
    }
}

#[tokio::test]
async fn a_region_lists_its_default_group_and_those_that_were_bound() {
    let fixture = Fixture::new().await;
    let (first, second) = (fixture.instance(json!({})), fixture.instance(json!({ "ProjectId": 7 })));
    fixture.call("AssociateSecurityGroups", bind(&[&first], "sg-aaaaaaaa"));
    fixture.call("AssociateSecurityGroups", bind(&[&second], "sg-bbbbbbbb"));
    fixture.call("DisassociateSecurityGroups", bind(&[&second], "sg-bbbbbbbb"));
    let names = |action: &str, list: &str, parameters: Value| -> Vec<String> {
        let groups = fixture.call(action, parameters)[list].as_array().unwrap().clone();
        groups.iter().map(|group| group["SecurityGroupName"].as_str().unwrap().to_owned()).collect()
    };
    for (parameters, expect) in [
        (json!({}), vec!["default", "sg-aaaaaaaa", "sg-bbbbbbbb"]),
        (json!({ "ProjectId": -1 }), vec!["default", "sg-aaaaaaaa", "sg-bbbbbbbb"]),
        (json!({ "ProjectId": 0 }), vec!["default", "sg-aaaaaaaa"]),
        (json!({ "ProjectId": 7 }), vec!["sg-bbbbbbbb"]),
        (json!({ "SecurityGroupId": "sg-aaaaaaaa" }), vec!["sg-aaaaaaaa"]),
        (json!({ "SecurityGroupId": "sg-cccccccc" }), vec![]),
    ] {
        let found = names("DescribeProjectSecurityGroup", "SecurityGroupDetails", parameters.clone());
        assert_eq!(found, expect, "{parameters}");
    }
    for (mut parameters, expect, total) in [
        (json!({}), vec!["default", "sg-aaaaaaaa", "sg-bbbbbbbb"], 3),
        (json!({ "ProjectId": 0 }), vec!["default", "sg-aaaaaaaa"], 2),
        (json!({ "ProjectId": 7, "Limit": 2 }), vec!["default", "sg-aaaaaaaa"], 3),
        (json!({ "Limit": 2, "Offset": 2 }), vec!["sg-bbbbbbbb"], 3),
        (json!({ "SearchKey": "default" }), vec!["default"], 1),
        (json!({ "SearchKey": "sg-bbbbbbbb" }), vec!["sg-bbbbbbbb"], 1),
    ] {
        parameters["Product"] = "redis".into();
        assert_eq!(names("DescribeProjectSecurityGroups", "Groups", parameters.clone()), expect, "{parameters}");
        assert_eq!(fixture.call("DescribeProjectSecurityGroups", parameters)["Total"], total);
    }
}

#[tokio::test]
async fn what_cannot_be_bound_or_unbound_is_refused() {
    let fixture = Fixture::new().await;
    let (id, fresh) = (fixture.instance(json!({})), fixture.instance(json!({})));
    let isolated = fixture.instance(json!({}));
    fixture.call("DestroyPostpaidInstance", json!({ "InstanceId": isolated }));
    fixture.advance_phases(2);
    for group in ["sg-00000001", "sg-00000002", "sg-00000003", "sg-00000004", "sg-00000005"] {
        fixture.call("AssociateSecurityGroups", bind(&[&id], group));
    }
    for (action, parameters, expect) in [
        ("AssociateSecurityGroups", bind(&["crs-unknown0"], "sg-aaaaaaaa"), "ResourceNotFound"),
        ("AssociateSecurityGroups", bind(&[], "sg-aaaaaaaa"), "MissingParameter"),
        ("AssociateSecurityGroups", bind(&[&fresh], "sg-A"), "FailedOperation.AssociateSecurityGroupsFailed"),
        ("AssociateSecurityGroups", bind(&[&isolated], "sg-aaaaaaaa"), "ResourceUnavailable"),
        ("AssociateSecurityGroups", bind(&[&fresh, &id], "sg-aaaaaaaa"), "InvalidParameter.InstanceSGOverLimitError"),
        ("DisassociateSecurityGroups", bind(&["crs-unknown0"], "sg-00000001"), "ResourceNotFound.InstanceNotFound"),
        (
            "DisassociateSecurityGroups",
            bind(&[&id, &fresh], "sg-00000001"),
            "FailedOperation.DisassociateSecurityGroupsFailed",
        ),
        ("ModifyDBInstanceSecurityGroups", replace(&id, &[]), "MissingParameter"),
        (
            "ModifyDBInstanceSecurityGroups",
            replace(&fresh, &["sg-aaaaaaaa"]),
            "FailedOperation.UpdateSecurityGroupsFailed",
        ),
        ("ModifyDBInstanceSecurityGroups", replace("crs-unknown0", &["sg-aaaaaaaa"]), "ResourceNotFound"),
        ("DescribeInstanceSecurityGroup", json!({ "InstanceIds": [id, "crs-unknown0"] }), "ResourceNotFound"),
    ] {
        assert_eq!(fixture.error_code(action, parameters.clone()), expect, "{action} {parameters}");
    }
    // A refused call has changed none of its instances.
    assert_eq!((bound(&fixture, &id).len(), bound(&fixture, &fresh).len()), (5, 0));
}
