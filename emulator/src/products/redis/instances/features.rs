//! DescribeInstanceSupportFeature and DescribeInstanceDTSInfo.

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, ZoneSupport},
        },
    },
};

pub(super) fn describe_instance_support_feature(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let is_modern = !instance.config.engine.has_single_replica();
    let is_supported = match params.string("FeatureName") {
        "read-local-node-only" => instance.zone_support == ZoneSupport::LocalReads,
        "multi-account" => is_modern && instance.config.engine.family() != "Memcached",
        // `auto-failback`: there must be a zone to switch back to.
        _ => is_modern && instance.is_multi_zone(),
    };
    Ok(fields([("Support", is_supported.into())]))
}

/// Data transfers are started in DTS, another product: no instance takes part in one.
pub(super) fn describe_instance_dts_info(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    account.region(call.region).instance(id)?;
    Err(Reason::NoSuchTransfer.because(format!("`{id}` takes part in no data transfer: the emulator has no DTS")))
}
