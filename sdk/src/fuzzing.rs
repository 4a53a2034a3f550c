//! A door for the fuzz targets, which is there only when they are built.

use crate::action::Action;
use crate::credentials::{Credentials, parsing};
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
    let read = envelope::read(body, &mut response).map_err(|error| error.reason)?;
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

/// The keys in a text, read as each of the things that hold keys: an INI file, a file of the command line tool, and the
/// metadata service's replies. What cannot be read gives the error's text.
pub fn credentials(text: &str) -> Vec<Result<Option<Credentials>, String>> {
    let role = parsing::parse_role(text.as_bytes());
    vec![
        parsing::parse_ini(text, "default"),
        parsing::parse_tccli(text),
        parsing::parse_credentials(text.as_bytes()).map(Some),
        role.map(|_| None).map_err(str::to_owned),
    ]
}
