//! AllocateWanAddress and ReleaseWanAddress.

use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Object, Outcome, fields},
        redis::{
            networks::tls,
            reasons::Reason,
            state::{Account, Change, NetworkChange, Status},
            workflows,
        },
    },
};

/// Returns the host name of the public address of an instance: `tokyo-crs-….sql.tencentcdb.com`.
pub(super) fn host(region: &str, instance_id: &str) -> String {
    let (_, city) = region.split_once('-').unwrap_or(("", region));
    format!("{city}-{instance_id}.sql.tencentcdb.com")
}

pub(super) fn allocate_wan_address(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    if !instance.is_in_vpc() {
        return Err(
            Reason::NotInVpc.because(format!("`{id}` is in the classic network, which has no public addresses"))
        );
    }
    if instance.config.password.is_none() {
        return Err(Reason::PasswordFreeDenied.because(format!("`{id}` has no password, so it must stay private")));
    }
    if instance.network.public_address.is_some() {
        return Err(Reason::Unchanged.because(format!("`{id}` has a public address already")));
    }
    Ok(start(account, call, id, "052", NetworkChange::OpenPublicAddress, "opening"))
}

pub(super) fn release_wan_address(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    if instance.network.public_address.is_none() {
        return Err(Reason::Unchanged.because(format!("`{id}` has no public address")));
    }
    if instance.config.tls == Some(tls::PUBLIC) {
        return Err(Reason::Unsupported.because("TLS is on for the public address: first call `CloseSSL`"));
    }
    Ok(start(account, call, id, "053", NetworkChange::ClosePublicAddress, "closing"))
}

fn start(
    account: &mut Account,
    call: &Call<'_>,
    id: &str,
    kind: &str,
    change: NetworkChange,
    progress: &str,
) -> Object<'static> {
    let task = workflows::start_task(account, call, id, kind, Status::InProcess, Change::Network(change));
    fields([("FlowId", json!(task)), ("WanStatus", json!(progress))])
}
