//! Replication groups and the roles of nodes.

use serde_json::{Value, json};
use tencloud_emulator::Fault;

use crate::support::Fixture;

/// An instance that can join a group, in the region of the fixture.
fn joinable(fixture: &Fixture) -> String {
    fixture.instance(json!({ "TypeId": 9 }))
}

/// Calls an action and waits until its task has succeeded. Returns the response.
fn done(fixture: &Fixture, action: &str, parameters: Value) -> Value {
    let response = fixture.call(action, parameters);
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&response), ("succeed".into(), String::new()), "{action}");
    response
}

/// Creates a group with an instance. Returns its id.
fn group(fixture: &Fixture, instance: &str) -> String {
    let parameters = json!({ "InstanceId": instance, "GroupName": "group-1", "Remark": "note" });
    done(fixture, "CreateReplicationGroup", parameters)["GroupId"].as_str().unwrap().to_owned()
}

fn describe(fixture: &Fixture, group: &str) -> Value {
    let response = fixture.call("DescribeReplicationGroup", json!({ "GroupId": group, "Limit": 20, "Offset": 0 }));
    assert_eq!(response["TotalCount"], 1);
    response["Groups"][0].clone()
}

/// The instances of a group and their roles.
fn roles(fixture: &Fixture, group: &str) -> Vec<(String, String)> {
    let group = describe(fixture, group);
    assert_eq!(group["InstanceCount"], group["Instances"].as_array().unwrap().len());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let instances = group["Instances"].as_array().unwrap().iter();
    instances.map(|instance| (text(&instance["InstanceId"]), text(&instance["Role"]))).collect()
}

#[tokio::test]
async fn a_group_spans_regions_and_always_has_one_primary() {
    let mut fixture = Fixture::new().await;
    let first = joinable(&fixture);
    let id = group(&fixture, &first);
    let described = describe(&fixture, &id);
    assert!(id.starts_with("crs-rpl-"), "{id}");
    for (field, expect) in
        [("GroupName", json!("group-1")), ("Remark", json!("note")), ("Status", json!(0)), ("RegionId", json!(25))]
    {
        assert_eq!(described[field], expect, "{field}");
    }

    fixture.region = "ap-singapore";
    let second = joinable(&fixture);
    let member = json!({ "GroupId": id, "InstanceId": second });
    let with = |changes: Value| {
        let mut all = member.clone();
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        all
    };
    let role = |role: &str| with(json!({ "InstanceRole": role }));
    let expect = |first_role: &str, second_role: &str| {
        let expect = [(first.clone(), first_role.to_owned()), (second.clone(), second_role.to_owned())];
        assert_eq!(roles(&fixture, &id), expect);
    };
    let adding = fixture.call("AddReplicationInstance", role("r"));
    assert_eq!(describe(&fixture, &id)["Status"], 37);
    assert_eq!(roles(&fixture, &id).len(), 1, "it joins when the task has ended");
    assert_eq!(fixture.error_code("ChangeInstanceRole", role("rw")), "InvalidParameterValue.CheckNotPass");
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&adding).0, "succeed");
    expect("rw", "r");
    let found = fixture.call("DescribeReplicationGroupInstance", json!({ "InstanceId": second }));
    assert_eq!((&found["GroupId"], &found["InstanceRole"]), (&json!(id), &json!("r")));

    done(&fixture, "ChangeMasterInstance", member.clone());
    expect("r", "rw");
    let code = fixture.error_code("ChangeMasterInstance", with(json!({ "ForceSwitch": true })));
    assert_eq!(code, "UnsupportedOperation.InstanceNotOperation");
    let code = fixture.error_code("ChangeInstanceRole", role("r"));
    assert_eq!(code, "UnsupportedOperation.InstanceNotOperation", "the primary must accept writes");
    let sync = with(json!({ "SyncType": true }));
    let code = fixture.error_code("RemoveReplicationInstance", sync.clone());
    assert_eq!(code, "UnsupportedOperation.InstanceNotOperation", "the primary leaves last");

    fixture.region = "ap-tokyo";
    let of_first = json!({ "GroupId": id, "InstanceId": first });
    let mut change = of_first.clone();
    change["InstanceRole"] = json!("rw");
    done(&fixture, "ChangeInstanceRole", change.clone());
    assert_eq!(roles(&fixture, &id)[0].1, "rw");
    assert_eq!(fixture.error_code("ChangeInstanceRole", change), "InvalidParameterValue.CheckNotPass");
    let mut remove = of_first;
    remove["SyncType"] = json!(false);
    assert_eq!(fixture.error_code("RemoveReplicationInstance", remove.clone()), "InvalidParameterValue.CheckNotPass");
    remove["SyncType"] = json!(true);
    let removing = fixture.call("DeleteReplicationInstance", remove);
    assert_eq!(describe(&fixture, &id)["Status"], 51);
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&removing).0, "succeed");
    assert_eq!(fixture.error_code("RemoveReplicationGroup", json!({ "GroupId": id })), "ResourceInUse");

    fixture.region = "ap-singapore";
    done(&fixture, "RemoveReplicationInstance", sync);
    fixture.call("RemoveReplicationGroup", json!({ "GroupId": id }));
    let all = json!({ "Limit": 20, "Offset": 0 });
    assert_eq!(fixture.call("DescribeReplicationGroup", all)["TotalCount"], 0);
    let none = fixture.call("DescribeReplicationGroupInstance", json!({ "InstanceId": second }));
    assert!(none.get("GroupId").is_none());
}

#[tokio::test]
async fn groups_are_found_and_renamed() {
    let fixture = Fixture::new().await;
    let id = group(&fixture, &joinable(&fixture));
    for (changes, name, remark) in [
        (json!({ "GroupName": "other" }), "other", "note"),
        (json!({ "Remark": "" }), "other", ""),
        (json!({ "GroupName": "组_1", "Remark": "new" }), "组_1", "new"),
    ] {
        let mut parameters = changes;
        parameters["GroupId"] = json!(id);
        fixture.call("ModifyReplicationGroup", parameters);
        let group = describe(&fixture, &id);
        assert_eq!((&group["GroupName"], &group["Remark"]), (&json!(name), &json!(remark)));
    }
    for (key, count) in [("组", 1), (&id[8..], 1), ("group-1", 0)] {
        let parameters = json!({ "Limit": 20, "Offset": 0, "SearchKey": key });
        assert_eq!(fixture.call("DescribeReplicationGroup", parameters)["TotalCount"], count, "{key}");
    }
}

#[tokio::test]
async fn a_deleted_instance_leaves_its_group() {
    let fixture = Fixture::new().await;
    let instances = [joinable(&fixture), joinable(&fixture)];
    let id = group(&fixture, &instances[0]);
    done(&fixture, "AddReplicationInstance", json!({ "GroupId": id, "InstanceId": instances[1], "InstanceRole": "r" }));
    done(&fixture, "DestroyPostpaidInstance", json!({ "InstanceId": instances[0] }));
    assert_eq!(describe(&fixture, &id)["Instances"][0]["Status"], -2);
    fixture.call("CleanUpInstance", json!({ "InstanceId": instances[0] }));
    fixture.advance_phases(2);
    assert_eq!(roles(&fixture, &id), [(instances[1].clone(), "rw".to_owned())], "the other one takes over");
}

#[tokio::test]
async fn a_group_that_could_not_be_created_does_not_exist() {
    let fixture = Fixture::new().await;
    let instance = joinable(&fixture);
    fixture.emulator.inject(Fault::failing_workflow("CreateReplicationGroup", "no link")).unwrap();
    let response = fixture.call("CreateReplicationGroup", json!({ "InstanceId": instance }));
    let group_id = json!({ "GroupId": response["GroupId"], "Limit": 1, "Offset": 0 });
    assert_eq!(fixture.call("DescribeReplicationGroup", group_id.clone())["Groups"][0]["InstanceCount"], 0);
    let remove = json!({ "GroupId": response["GroupId"] });
    assert_eq!(fixture.error_code("RemoveReplicationGroup", remove), "ResourceInUse");
    fixture.advance_phases(2);
    assert_eq!(fixture.task(&response), ("failed".into(), "no link".into()));
    let code = fixture.error_code("DescribeReplicationGroup", group_id);
    assert_eq!(code, "InvalidParameterValue.ReplicationGroupNotExists");
    group(&fixture, &instance);
}

#[tokio::test]
async fn what_cannot_be_in_a_group_is_refused() {
    let mut fixture = Fixture::new().await;
    let [member, free, other_version] =
        [json!({ "TypeId": 9 }), json!({ "TypeId": 9 }), json!({ "TypeId": 7 })].map(|order| fixture.instance(order));
    let standard = fixture.instance(json!({ "TypeId": 8 }));
    let id = group(&fixture, &member);
    let code = |instance: &str, name: &str| {
        fixture.error_code("CreateReplicationGroup", json!({ "InstanceId": instance, "GroupName": name }))
    };
    for (instance, name, expect) in [
        (member.as_str(), "name", "InvalidParameterValue.NotRepeatBind"),
        (&standard, "name", "InvalidParameterValue.UnSupportedType"),
        (&free, "a b", "InvalidParameterValue.InstanceNameRuleError"),
        ("crs-unknown0", "name", "ResourceNotFound.InstanceNotExists"),
    ] {
        assert_eq!(code(instance, name), expect, "{instance} {name}");
    }
    let code = |action: &str, group: &str, instance: &str| {
        let mut parameters = json!({ "GroupId": group, "InstanceId": instance });
        if action != "ChangeMasterInstance" {
            parameters["InstanceRole"] = json!("rw");
        }
        fixture.error_code(action, parameters)
    };
    for (action, group, instance, expect) in [
        ("AddReplicationInstance", id.as_str(), other_version.as_str(), "InvalidParameterValue.UnSupportedType"),
        ("AddReplicationInstance", "crs-rpl-0", &free, "InvalidParameterValue.ReplicationGroupNotExists"),
        ("ChangeInstanceRole", &id, &free, "InvalidParameterValue.CheckNotPass"),
        ("ChangeMasterInstance", &id, "crs-unknown0", "ResourceNotFound.InstanceNotExists"),
    ] {
        assert_eq!(code(action, group, instance), expect, "{action} {group} {instance}");
    }
    fixture.call("AddReplicationInstance", json!({ "GroupId": id, "InstanceId": free, "InstanceRole": "r" }));
    assert_eq!(code("ChangeInstanceRole", &id, &member), "LimitExceeded.ReplicationGroupLocked");
    let modify = json!({ "GroupId": "crs-rpl-0", "GroupName": "name" });
    assert_eq!(fixture.error_code("ModifyReplicationGroup", modify), "InvalidParameter.InvalidParameter");

    let areas = fixture.call("DescribeGlobalReplicationArea", json!({}));
    let regions: Vec<_> = areas["AvailableRegions"].as_array().unwrap().iter().map(|area| &area["Region"]).collect();
    assert!(regions.contains(&&json!("ap-tokyo")) && !regions.contains(&&json!("ap-shanghai-fsi")), "{regions:?}");
    fixture.region = "ap-shanghai-fsi";
    let financial = fixture.instance(json!({ "TypeId": 9, "VpcId": "vpc-a1b2c3d4", "SubnetId": "subnet-a1b2c3d4" }));
    let code = fixture.error_code("CreateReplicationGroup", json!({ "InstanceId": financial }));
    assert_eq!(code, "FailedOperation.UnSupportError");
}

#[tokio::test]
async fn a_replica_is_promoted() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({
        "ZoneId": 250_001, "NodeSet": [{ "NodeType": 0 }, { "NodeType": 1, "ZoneId": 250_002 }],
    }));
    let nodes = || {
        let found = fixture.call("DescribeInstances", json!({ "InstanceId": id }));
        let nodes = found["InstanceSet"][0]["NodeSet"].as_array().unwrap().clone();
        nodes.iter().map(|node| [&node["NodeType"], &node["ZoneId"], &node["NodeId"]].map(Value::to_string)).collect()
    };
    let before: Vec<[String; 3]> = nodes();
    assert_eq!(before[1][..2], ["1", "250002"]);
    let group: u64 = before[1][2].parse().unwrap();
    for (group, expect) in
        [(json!(null), "InvalidParameter.InvalidParameter"), (json!(7), "InvalidParameter.InvalidParameter")]
    {
        let code = fixture.error_code("ChangeReplicaToMaster", json!({ "InstanceId": id, "GroupId": group }));
        assert_eq!(code, expect);
    }
    done(&fixture, "ChangeReplicaToMaster", json!({ "InstanceId": id, "GroupId": group }));
    let primary: Vec<_> = nodes().into_iter().filter(|node: &[String; 3]| node[0] == "0").collect();
    assert_eq!((primary.len(), &primary[0][2]), (1, &before[1][2]));
    assert_eq!(fixture.described(&id, "ZoneId"), 250_002, "it is in the zone of its primary");
    let code = fixture.error_code("ChangeReplicaToMaster", json!({ "InstanceId": id, "GroupId": group }));
    assert_eq!(code, "InvalidParameter.InvalidParameter", "it is the primary already");
}

#[tokio::test]
async fn a_failure_of_primaries_is_simulated() {
    let fixture = Fixture::new().await;
    let id = fixture.instance(json!({ "TypeId": 16, "RedisShardNum": 3, "Password": "Passw0rd!" }));
    for (changes, expect) in [
        (json!({}), "InvalidParameterValue.PasswordEmpty"),
        (json!({ "Password": "wrong-one" }), "InvalidParameterValue.PasswordError"),
        (json!({ "Password": "Passw0rd!", "ShardIds": [3] }), "InvalidParameter.InvalidParameter"),
        (json!({ "Password": "Passw0rd!", "InstanceId": "crs-unknown0" }), "ResourceNotFound.InstanceNotExists"),
    ] {
        let mut parameters = json!({ "InstanceId": id });
        parameters.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        assert_eq!(fixture.error_code("KillMasterGroup", parameters), expect, "{changes}");
    }
    // The ids of the primaries and of the replicas, by shard.
    let nodes = || {
        let info = fixture.call("DescribeInstanceNodeInfo", json!({ "InstanceId": id }));
        let all = info["Redis"].as_array().unwrap().clone();
        ["master", "slave"].map(|role| {
            let of_role = all.iter().filter(|node| node["NodeRole"] == role);
            of_role.map(|node| (node["ClusterId"].clone(), node["NodeId"].clone())).collect::<Vec<_>>()
        })
    };
    for shards in [vec![0, 2], vec![]] {
        let [primaries, replicas] = nodes();
        done(&fixture, "KillMasterGroup", json!({ "InstanceId": id, "Password": "Passw0rd!", "ShardIds": shards }));
        let [primaries_after, replicas_after] = nodes();
        for shard in 0..3 {
            let is_killed = shards.is_empty() || shards.contains(&shard);
            let promoted = if is_killed { &replicas } else { &primaries };
            assert_eq!(primaries_after[shard], promoted[shard], "shard {shard}");
            assert_eq!(replicas_after[shard] != replicas[shard], is_killed, "shard {shard}");
        }
    }
}
