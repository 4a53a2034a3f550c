//! Lists security groups and their rules.

use serde_json::{Value, json};

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Region, SecurityGroup},
        },
    },
};

/// The project number that selects the groups of all projects.
const ALL_PROJECTS: i64 = -1;

pub(super) fn describe_db_security_groups(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let instance = region.instance(params.string("InstanceId"))?;
    let (address, port, ids) = (instance.address().to_owned(), instance.config.port, instance.security.ids.clone());
    let groups = bound(region, call, &ids).iter().map(describe).collect();
    Ok(fields([("Groups", groups), ("VIP", json!(address)), ("VPort", json!(port.to_string()))]))
}

pub(super) fn describe_instance_security_group(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let ids = params.strings("InstanceIds");
    if ids.is_empty() {
        return Err(Reason::ParameterMissing.because("`InstanceIds` must contain at least one instance"));
    }
    let region = account.region(call.region);
    let mut details = Vec::new();
    for id in ids {
        let groups = region.instance(id)?.security.ids.clone();
        let groups: Value = bound(region, call, &groups).iter().map(describe_briefly).collect();
        details.push(json!({ "InstanceId": id, "SecurityGroupDetails": groups }));
    }
    Ok(fields([("InstanceSecurityGroupsDetail", json!(details))]))
}

/// Without parameters, returns all groups.
pub(super) fn describe_project_security_group(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("SecurityGroupId");
    let project = if params.has("ProjectId") { params.integer("ProjectId") } else { ALL_PROJECTS };
    let groups = all(account.region(call.region), call)
        .into_iter()
        .filter(|group| (id.is_empty() || group.id == id) && (project == ALL_PROJECTS || group.project == project));
    Ok(fields([("SecurityGroupDetails", groups.map(|group| describe_briefly(&group)).collect())]))
}

/// Returns the groups of a project and, as in the official sample, those of the default project.
pub(super) fn describe_project_security_groups(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let search = params.string("SearchKey");
    let project = params.has("ProjectId").then(|| params.integer("ProjectId"));
    let groups = all(account.region(call.region), call).into_iter().filter(|group| {
        project.is_none_or(|project| group.project == project || group.project == 0)
            && (search.is_empty() || group.id == search || group.name == search)
    });
    call.list(params, groups, |group| describe(&group))
}

/// Returns all groups of a region, the default group first.
fn all(region: &Region, call: &Call<'_>) -> Vec<SecurityGroup> {
    let mut groups = vec![SecurityGroup::default_of(call.region)];
    groups.extend(region.security_groups.values().cloned());
    groups
}

/// Returns the groups with these ids, in this order.
fn bound(region: &Region, call: &Call<'_>, ids: &[String]) -> Vec<SecurityGroup> {
    let default = SecurityGroup::default_of(call.region);
    let group = |id: &String| if *id == default.id { Some(&default) } else { region.security_groups.get(id) };
    ids.iter().filter_map(group).cloned().collect()
}

/// Returns a group as the newer actions do. Its rules allow everything: no connection passes through the emulator.
fn describe(group: &SecurityGroup) -> Value {
    let rule = json!({ "Action": "ACCEPT", "CidrIp": "0.0.0.0/0", "IpProtocol": "ALL", "PortRange": "ALL" });
    with_rules(group, ["Inbound", "Outbound"], &rule)
}

/// Returns a group as the older actions do, with less detail for each rule.
fn describe_briefly(group: &SecurityGroup) -> Value {
    let rule = json!({ "Action": "ACCEPT", "Ip": "0.0.0.0/0", "Port": "ALL", "Proto": "ALL" });
    with_rules(group, ["InboundRule", "OutboundRule"], &rule)
}

fn with_rules(group: &SecurityGroup, [inbound, outbound]: [&str; 2], rule: &Value) -> Value {
    json!({
        "SecurityGroupId": group.id,
        "SecurityGroupName": group.name,
        "SecurityGroupRemark": group.remark,
        "ProjectId": group.project,
        "CreateTime": group.created_at.to_text(),
        inbound: [rule],
        outbound: [rule],
    })
}
