//! Binds security groups to instances and unbinds them.
//!
//! The product that creates security groups is not emulated. Binding a group whose id is well-formed stands for having
//! created it: from then on, the region has it.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Instance, Region, SecurityGroup},
        },
        refusal::Refusal,
    },
};

/// The default quota of groups per network interface. The documentation only mentions that there is a limit.
const MAX_GROUPS: usize = 5;

pub(super) fn associate_security_groups(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let groups = group_ids(&[params.string("SecurityGroupId")])?;
    let ids = instances(account.region(call.region), params)?;
    for id in &ids {
        let instance = account.region(call.region).instance(id)?;
        let added = groups.iter().filter(|group| !instance.security.ids.contains(group)).count();
        ensure_within_limit(instance.security.ids.len() + added)?;
    }
    ids.iter().for_each(|id| bind(account, call, id, &groups));
    Ok(fields([]))
}

pub(super) fn disassociate_security_groups(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let group = params.string("SecurityGroupId");
    let region = account.region(call.region);
    let ids = instances(region, params)?;
    for id in &ids {
        if !region.instance(id)?.security.ids.iter().any(|bound| bound == group) {
            return Err(Reason::SecurityGroupNotBound.because(format!("`{id}` does not have `{group}`")));
        }
    }
    for id in &ids {
        region.instance(id)?.security.ids.retain(|bound| bound != group);
    }
    Ok(fields([]))
}

pub(super) fn modify_db_instance_security_groups(
    account: &mut Account,
    call: &Call<'_>,
    params: Params<'_>,
) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_in_service()?;
    let groups = group_ids(&params.strings("SecurityGroupIds"))?;
    if groups.is_empty() {
        return Err(Reason::ParameterMissing.because("`SecurityGroupIds` must contain at least one group"));
    }
    if !instance.security.has_had_any {
        let message = format!("`{id}` has never had a security group: call `AssociateSecurityGroups`");
        return Err(Reason::SecurityGroupNeverBound.because(message));
    }
    instance.security.ids.clear();
    bind(account, call, id, &groups);
    Ok(fields([]))
}

/// Returns ids of security groups without duplicates, if one instance can have all of them.
pub(crate) fn group_ids(sent: &[&str]) -> Result<Vec<String>, Refusal> {
    let mut ids: Vec<String> = Vec::new();
    for id in sent {
        let is_well_formed = id.strip_prefix("sg-").is_some_and(|suffix| {
            suffix.len() == 8 && suffix.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        if !is_well_formed {
            return Err(Reason::NoSuchSecurityGroup.because(format!("security group `{id:.40}` not found")));
        }
        if !ids.iter().any(|known| known == id) {
            ids.push((*id).to_owned());
            ensure_within_limit(ids.len())?;
        }
    }
    Ok(ids)
}

/// Binds groups to an instance, in addition to those that it has.
pub(crate) fn bind(account: &mut Account, call: &Call<'_>, instance_id: &str, groups: &[String]) {
    let region = account.region(call.region);
    let Some(instance) = region.instances.get_mut(instance_id) else { return };
    for id in groups {
        if !instance.security.ids.contains(id) {
            instance.security.ids.push(id.clone());
        }
        instance.security.has_had_any = true;
        if *id != SecurityGroup::default_of(call.region).id && !region.security_groups.contains_key(id) {
            region.security_groups.insert(id.clone(), new_group(call, instance, id));
        }
    }
}

fn new_group(call: &Call<'_>, instance: &Instance, id: &str) -> SecurityGroup {
    SecurityGroup {
        id: id.to_owned(),
        name: id.to_owned(),
        remark: String::new(),
        project: instance.config.project.max(0),
        created_at: call.now,
    }
}

/// Returns the ids of the instances that a request names, all of which can be changed.
fn instances(region: &mut Region, params: Params<'_>) -> Result<Vec<String>, Refusal> {
    let ids = params.strings("InstanceIds");
    if ids.is_empty() {
        return Err(Reason::ParameterMissing.because("`InstanceIds` must contain at least one instance"));
    }
    ids.iter().try_for_each(|id| region.instance(id)?.ensure_in_service())?;
    Ok(ids.into_iter().map(str::to_owned).collect())
}

fn ensure_within_limit(count: usize) -> Result<(), Refusal> {
    if count <= MAX_GROUPS {
        return Ok(());
    }
    Err(Reason::SecurityGroupLimit.because(format!("an instance can have at most {MAX_GROUPS} security groups")))
}
