//! OpenSSL, CloseSSL and DescribeSSLStatus.

use serde_json::json;

use super::certificate;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Change, Engine, Instance, NetworkChange, Status},
            workflows,
        },
        refusal::Refusal,
    },
};

// Values of the spec's enum `SslAddressType`.
const UNSPECIFIED: i64 = -1;
const ANY: i64 = 0;
const PRIVATE_IPV4: i64 = 1;
const PRIVATE_IPV6: i64 = 2;
pub(super) const PUBLIC: i64 = 3;

/// Returns the type of address for which an order turns TLS on, if it does.
pub(crate) fn ordered_tls(engine: Engine, params: Params<'_>) -> Result<Option<i64>, Refusal> {
    let address_type = if params.boolean("SSLBindPrivateIPv4") { PRIVATE_IPV4 } else { ANY };
    if !params.boolean("EnableSSL") {
        return Ok(None);
    }
    ensure_tls(engine)?;
    Ok(Some(address_type))
}

fn ensure_tls(engine: Engine) -> Result<(), Refusal> {
    if engine.is_redis_4_or_later() {
        return Ok(());
    }
    Err(Reason::TlsUnsupported.because(format!("{} has no TLS", engine.name)))
}

pub(super) fn open_ssl(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    ensure_tls(instance.config.engine)?;
    if instance.config.password.is_none() {
        return Err(Reason::PasswordFreeDenied.because(format!("`{id}` has no password, which TLS requires")));
    }
    let address_type = address_type(instance, params)?;
    if instance.config.tls == Some(address_type) {
        return Err(Reason::Unchanged.because(format!("TLS is on already for `{id}`")));
    }
    start(account, call, id, Some(address_type))
}

fn address_type(instance: &Instance, params: Params<'_>) -> Result<i64, Refusal> {
    match params.integer("AddressType") {
        UNSPECIFIED => Ok(ANY),
        PRIVATE_IPV6 => Err(Reason::ParameterInvalid.because("the emulator has no IPv6 addresses")),
        PUBLIC if instance.network.public_address.is_none() => {
            Err(Reason::ParameterInvalid.because(format!("`{}` has no public address", instance.id)))
        }
        address_type => Ok(address_type),
    }
}

pub(super) fn close_ssl(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    instance.ensure_available()?;
    let Some(current) = instance.config.tls else {
        return Err(Reason::Unchanged.because(format!("TLS is off already for `{id}`")));
    };
    let address_type = params.integer("AddressType");
    if ![UNSPECIFIED, ANY, current].contains(&address_type) {
        return Err(Reason::ParameterInvalid.because(format!("TLS is on for the `AddressType` {current}")));
    }
    start(account, call, id, None)
}

fn start(account: &mut Account, call: &Call<'_>, id: &str, address_type: Option<i64>) -> Outcome {
    let change = Change::Network(NetworkChange::Tls { address_type });
    workflows::start(account, call, id, "062", Status::InProcess, change)
}

pub(super) fn describe_ssl_status(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let instance = region.instance(params.string("InstanceId"))?;
    if instance.status != Status::InProcess {
        instance.ensure_status(Status::Running)?;
    }
    let Some(instance) = region.instances.get(params.string("InstanceId")) else { return Ok(fields([])) };
    let is_changing = matches!(region.pending_change(instance), Some(Change::Network(NetworkChange::Tls { .. })));
    let is_supported = instance.config.engine.is_redis_4_or_later();
    let (url, expires_at) = if is_supported { certificate::link(call) } else { (String::new(), String::new()) };
    let host = match instance.config.tls {
        Some(PUBLIC) => instance.network.public_address.as_deref(),
        Some(_) => Some(instance.address()),
        None => None,
    };
    Ok(fields([
        ("CertDownloadUrl", json!(url)),
        ("UrlExpiredTime", json!(expires_at)),
        ("SSLConfig", json!(instance.config.tls.is_some())),
        ("FeatureSupport", json!(is_supported)),
        ("Status", json!(if is_changing { 1 } else { 2 })),
        ("AddressType", json!(instance.config.tls.unwrap_or(UNSPECIFIED))),
        ("EncryptAddress", json!(host.map(|host| format!("{host}:{}", instance.config.port)).unwrap_or_default())),
    ]))
}
