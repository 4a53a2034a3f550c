//! ModifyNetworkConfig.

use std::{net::Ipv4Addr, time::Duration};

use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Moment, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Change, Effect, FormerAddress, Location, NetworkChange, Region, Status},
            workflows,
        },
        refusal::Refusal,
    },
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Returns the parameters `VpcId` and `SubnetId`: none, or any whose ids are well-formed.
pub(crate) fn vpc_and_subnet(params: Params<'_>) -> Result<(String, String), Refusal> {
    let (vpc, subnet) = (params.string("VpcId"), params.string("SubnetId"));
    if !vpc.is_empty() && !vpc.starts_with("vpc-") {
        return Err(Reason::VpcUnknown.because(format!("VPC `{vpc}` not found")));
    }
    if vpc.is_empty() != subnet.is_empty() || (!subnet.is_empty() && !subnet.starts_with("subnet-")) {
        let message = "`VpcId` requires `SubnetId` (`subnet-…`) and vice versa";
        return Err(Reason::SubnetUnknown.because(message));
    }
    Ok((vpc.to_owned(), subnet.to_owned()))
}

/// The response contains the new addresses; DescribeInstances does so once the task has ended.
pub(super) fn modify_network_config(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let region = account.region(call.region);
    let instance = region.instance(id)?;
    instance.ensure_available()?;
    let from = Location {
        vpc: instance.config.vpc.clone(),
        subnet: instance.config.subnet.clone(),
        address: instance.network.address.clone(),
        port: instance.config.port,
    };
    let next_number = instance.serial + 1;
    let operation = params.string("Operation");
    let to = match operation {
        "changeVip" => {
            Location { address: free_vip(region, id, &from.vpc, params)?, port: port(params)?, ..from.clone() }
        }
        "changeVPort" => Location { port: port(params)?, ..from.clone() },
        _ => {
            let (vpc, subnet) = destination(operation, &from, params)?;
            Location { vpc, subnet, address: region.free_address(next_number), port: from.port }
        }
    };
    if to == from {
        return Err(Reason::Unchanged.because(format!("`{id}` has this address and port already")));
    }
    // Only an address can be kept: if the address stays, clients must use its new port.
    let recycle = if to.address == from.address { 0 } else { params.integer("Recycle") };
    let keep_days = recycle.try_into().unwrap_or_default();
    let kind = match operation {
        "changeVip" | "changeVPort" => "027",
        "changeBaseToVpc" => "031",
        _ => "062",
    };
    let new = fields([
        ("Status", json!(true)),
        ("VpcId", json!(to.vpc)),
        ("SubnetId", json!(to.subnet)),
        ("Vip", json!(to.address)),
    ]);
    let change = Change::Network(NetworkChange::Move { to, keep_days });
    let mut response = workflows::start(account, call, id, kind, Status::InProcess, change)?;
    response.extend(new);
    Ok(response)
}

fn missing(parameter: &str, operation: &str) -> Refusal {
    Reason::ParameterMissing.because(format!("`Operation` `{operation}` requires `{parameter}`"))
}

fn port(params: Params<'_>) -> Result<i64, Refusal> {
    let port = params.integer("VPort");
    if port == 0 { Err(missing("VPort", params.string("Operation"))) } else { Ok(port) }
}

/// Returns the parameter `Vip`, if no other instance in the VPC has this address.
fn free_vip(region: &Region, id: &str, vpc: &str, params: Params<'_>) -> Result<String, Refusal> {
    let vip = params.string("Vip");
    if vip.is_empty() {
        return Err(missing("Vip", params.string("Operation")));
    }
    if !vip.parse().is_ok_and(|address: Ipv4Addr| address.is_private()) {
        return Err(Reason::AddressUnavailable.because("`Vip` must be a private IPv4 address"));
    }
    match region.users_of_address(vip).find(|(used_in, user)| *used_in == vpc && user.id != id) {
        Some((_, user)) => Err(Reason::AddressUnavailable.because(format!("`{}` has the address {vip}", user.id))),
        None => Ok(vip.to_owned()),
    }
}

/// Returns the VPC and the subnet to which an operation moves an instance.
fn destination(operation: &str, from: &Location, params: Params<'_>) -> Result<(String, String), Refusal> {
    match (operation, from.vpc.is_empty()) {
        ("changeVpc", true) => return Err(Reason::NotInVpc.because("not in a VPC: use `changeBaseToVpc`")),
        ("changeBaseToVpc", false) => return Err(Reason::InVpc.because("already in a VPC: use `changeVpc`")),
        _ => {}
    }
    let (vpc, subnet) = vpc_and_subnet(params)?;
    if vpc.is_empty() { Err(missing("VpcId", operation)) } else { Ok((vpc, subnet)) }
}

/// Moves an instance, and keeps its former address for some days.
pub(super) fn relocate(account: &mut Account, moment: &Moment<'_>, id: &str, to: Location, keep_days: u32) {
    let Some(instance) = account.region(moment.region).instances.get_mut(id) else { return };
    let (config, network) = (&mut instance.config, &mut instance.network);
    let until = moment.now + DAY * keep_days;
    let former = FormerAddress {
        vpc: std::mem::replace(&mut config.vpc, to.vpc),
        address: std::mem::replace(&mut network.address, to.address),
        port: std::mem::replace(&mut config.port, to.port),
        until,
    };
    config.subnet = to.subnet;
    network.former.retain(|former| former.vpc != config.vpc || former.address != network.address);
    if keep_days > 0 {
        network.former.push(former);
        account.plan(moment, until, Effect::ReleaseAddresses { instance: id.to_owned() });
    }
}

/// Releases the former addresses of an instance whose time is over.
pub(crate) fn release_addresses(account: &mut Account, moment: &Moment<'_>, id: &str) {
    if let Some(instance) = account.region(moment.region).instances.get_mut(id) {
        instance.network.former.retain(|former| former.until > moment.now);
    }
}
