//! Networks: addresses, ports, public access, bandwidth, TLS.

mod addresses;
mod certificate;
mod limits;
mod public;
mod reads;
mod tls;
mod zip;

use super::{
    handler::Handler,
    state::{Account, Instance, NetworkChange},
};
use crate::products::call::{Field, Moment};

pub(super) use addresses::{release_addresses, vpc_and_subnet};
pub(super) use certificate::certificate;
pub(super) use tls::ordered_tls;

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("AllocateWanAddress", public::allocate_wan_address),
    ("CloseSSL", tls::close_ssl),
    ("DescribeBandwidthRange", limits::describe_bandwidth_range),
    ("DescribeInstanceSpecBandwidth", limits::describe_instance_spec_bandwidth),
    ("DescribeSSLStatus", tls::describe_ssl_status),
    ("DisableReplicaReadonly", reads::disable_replica_readonly),
    ("EnableReplicaReadonly", reads::enable_replica_readonly),
    ("ModifyConnectionConfig", limits::modify_connection_config),
    ("ModifyInstanceReadOnly", reads::modify_instance_read_only),
    ("ModifyNetworkConfig", addresses::modify_network_config),
    ("OpenSSL", tls::open_ssl),
    ("ReleaseWanAddress", public::release_wan_address),
];

/// Applies what a task has changed.
pub(super) fn apply(account: &mut Account, moment: &Moment<'_>, instance_id: &str, change: NetworkChange) {
    let Some(instance) = account.region(moment.region).instances.get_mut(instance_id) else { return };
    match change {
        NetworkChange::Move { to, keep_days } => addresses::relocate(account, moment, instance_id, to, keep_days),
        NetworkChange::OpenPublicAddress => {
            instance.network.public_address = Some(public::host(moment.region, instance_id));
        }
        NetworkChange::ClosePublicAddress => instance.network.public_address = None,
        NetworkChange::Tls { address_type } => instance.config.tls = address_type,
        NetworkChange::ReplicaReads { root_policy } => reads::apply(instance, root_policy),
        NetworkChange::Limits { added_bandwidth, client_limit } => {
            let network = &mut instance.network;
            network.added_bandwidth = added_bandwidth.unwrap_or(network.added_bandwidth);
            network.client_limit = client_limit.unwrap_or(network.client_limit);
        }
        NetworkChange::ReadOnly(read_only) => instance.network.read_only = read_only,
    }
}

/// Returns the fields of the network that DescribeInstances returns.
pub(super) fn describe(instance: &Instance) -> [Field<'_>; 8] {
    [
        ("WanIp", instance.address().into()),
        ("Port", instance.config.port.into()),
        ("WanAddress", instance.network.public_address.as_deref().unwrap_or_default().into()),
        ("ReadOnly", i64::from(instance.network.read_only).into()),
        ("ClientLimit", limits::client_limit(instance).into()),
        ("ClientLimitMin", limits::MIN_CLIENT_LIMIT.into()),
        ("ClientLimitMax", limits::max_client_limit(&instance.config).into()),
        ("NetLimit", limits::shard_bandwidth(instance).into()),
    ]
}
