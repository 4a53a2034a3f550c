//! What depends on the endpoint to which a request is sent.

use crate::signature::authorization::Authorization;
use crate::signature::context::Context;
use crate::signature::pasted::Pasted;

/// Returns the host of a request without its port, if it is that of an emulator: the service's endpoints have no port.
///
/// Some official clients sign a host without its port, and take the service from its first label. An emulator accepts
/// both.
pub(super) fn without_port<'a>(request: &'a Pasted, context: &Context<'_>) -> Option<&'a str> {
    let host = request.host.as_deref()?;
    let (name, port) = host.rsplit_once(':')?;
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    (is_port && context.hosts.iter().any(|known| known == host)).then_some(name)
}

/// Returns the service that the credential scope must name.
pub(super) fn service(request: &Pasted, authorization: &Authorization, context: &Context<'_>) -> String {
    let first_label = |host: &str| host.split('.').next().unwrap_or_default().to_owned();
    let of_emulator = without_port(request, context).map(first_label);
    if let Some(service) = of_emulator.filter(|service| *service == authorization.service) {
        return service;
    }
    let of_host = || request.host.as_deref().map(first_label).unwrap_or_default();
    context.service.map_or_else(of_host, str::to_owned)
}
