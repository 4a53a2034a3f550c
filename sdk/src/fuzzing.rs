//! A door for the fuzz targets, which is there only when they are built.

use crate::action::Action;
use crate::endpoint::Endpoint;
use crate::envelope;
use crate::region::Region;

/// What was read of a reply.
#[derive(Debug)]
pub struct Envelope<R> {
    /// The reply's fields.
    pub response: R,
    /// The request id.
    pub request_id: Option<String>,
    /// The code of a refusal.
    pub code: Option<String>,
}

/// Reads a body as the reply of an action.
///
/// # Errors
///
/// It is no reply of the API.
pub fn envelope<A: Action>(body: &[u8]) -> Result<Envelope<A::Response>, String> {
    let mut response = A::Response::default();
    let read = envelope::read(body, &mut response)?;
    Ok(Envelope { response, request_id: read.request_id, code: read.error.map(|error| error.code) })
}

/// The host of an endpoint's URL, as it is signed.
///
/// # Errors
///
/// The URL is refused, or serves another zone than the region's.
pub fn endpoint(url: &str, region: Option<&str>) -> Result<String, String> {
    let endpoint = Endpoint::parse(url)?;
    endpoint.check_zone(region.map(Region::new).as_ref())?;
    Ok(endpoint.host)
}
