//! SwitchInstanceVip.

use std::mem;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, Change, MaintenanceChange, Region, Status},
            workflows,
        },
    },
};

/// There are no transfers (DTS) here: the target counts as in sync with the source.
pub(super) fn switch_instance_vip(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let [source, target] = ["SrcInstanceId", "DstInstanceId"].map(|name| params.string(name));
    if source == target {
        return Err(Reason::ParameterInvalid.because("`SrcInstanceId` and `DstInstanceId` must differ"));
    }
    if params.integer("TimeDelay") < 0 {
        return Err(Reason::ParameterInvalid.because("`TimeDelay` must not be negative"));
    }
    let region = account.region(call.region);
    let network = |region: &mut Region, id: &str| {
        let instance = region.instance(id)?;
        instance.ensure_available()?;
        Ok((instance.config.vpc.clone(), instance.config.engine))
    };
    let ((vpc, engine), (target_vpc, target_engine)) = (network(region, source)?, network(region, target)?);
    if engine.family() != target_engine.family() {
        return Err(Reason::WrongType.because("the instances have different engines"));
    }
    if vpc != target_vpc {
        return Err(Reason::ParameterInvalid.because("the instances are in different VPCs"));
    }
    let change = Change::Maintenance(MaintenanceChange::ExchangeAddresses { other: target.to_owned() });
    let response = workflows::start(account, call, source, "036", Status::InProcess, change)?;
    let region = account.region(call.region);
    let task = region.instance(source)?.locked_by;
    let target = region.instance(target)?;
    (target.locked_by, target.status) = (task, Status::InProcess);
    Ok(response)
}

/// Exchanges the addresses of two instances if the task has succeeded, and unlocks the other one.
pub(super) fn exchange(region: &mut Region, instance_id: &str, other_id: &str, succeeded: bool) {
    let [Some(instance), Some(other)] = region.instances.get_disjoint_mut([instance_id, other_id]) else { return };
    (other.locked_by, other.status) = (None, Status::Running);
    if succeeded {
        mem::swap(&mut instance.network.address, &mut other.network.address);
        mem::swap(&mut instance.config.port, &mut other.config.port);
    }
}
