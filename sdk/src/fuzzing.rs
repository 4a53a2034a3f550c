//! Entry points for the fuzz targets; this module exists only when they are built.

use crate::action::Action;
use crate::common::Site;
use crate::credentials::{Credentials, parsing};
use crate::endpoint::{Caller, Endpoint, Endpoints};
use crate::envelope;
use crate::error::redacted;
use crate::region::Region;
use crate::secret::Secret;
use crate::transport::events_of;

/// The parts of a decoded response.
#[derive(Debug)]
pub struct Envelope<R> {
    /// The fields of the response.
    pub response: R,
    /// The request id.
    pub request_id: Option<String>,
    /// The code of an API error.
    pub code: Option<String>,
}

/// Reads a body as the response of an action.
///
/// # Errors
///
/// If the body is not a response of the API.
pub fn envelope<A: Action>(body: &[u8]) -> Result<Envelope<A::Response>, String> {
    let mut response = A::Response::default();
    let read = envelope::read(body, &mut response).map_err(|error| error.reason)?;
    Ok(Envelope { response, request_id: read.request_id, code: read.error.map(|error| error.code) })
}

/// Returns the data of the events of a body that arrives in parts, and what is wrong with the last event.
pub fn events<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Vec<Result<String, &'static str>> {
    events_of(parts)
}

/// Reads the data of an event of an action.
///
/// # Errors
///
/// If the data is not a JSON object.
pub fn event<A: Action>(data: &str) -> Result<Envelope<A::Response>, String> {
    let mut response = A::Response::default();
    let read = envelope::read_event(data, None, &mut response).map_err(|error| error.reason)?;
    Ok(Envelope { response, request_id: read.request_id, code: read.error.map(|error| error.code) })
}

/// Redacts a secret in a text, as in an error.
pub fn redact(text: &str, secret: &str) -> String {
    redacted(text, std::iter::once(&Secret::new(secret)))
}

/// Returns the host of an endpoint URL as it is signed.
///
/// # Errors
///
/// If the URL is rejected, or its zone is not the region's.
pub fn endpoint(url: &str, region: Option<&str>) -> Result<String, String> {
    let shared = Some(Endpoint::parse(url, false)?);
    let (site, root_domain, of_products, signed_host) = (Site::default(), None, Vec::new(), None);
    let endpoints = Endpoints { site, root_domain, shared, of_products, signed_host };
    Ok(endpoints.of("redis", region.map(Region::new).as_ref(), Caller::Program)?.signed_host)
}

/// Returns the credentials in a text, read as an INI file, as a file of the command-line tool and as responses of the
/// metadata service, or the messages of the errors.
pub fn credentials(text: &str) -> Vec<Result<Option<Credentials>, String>> {
    let role = parsing::parse_role(text.as_bytes());
    vec![
        parsing::parse_ini(text, "default"),
        parsing::parse_tccli(text),
        parsing::parse_credentials(text.as_bytes()).map(Some),
        role.map(|_| None).map_err(str::to_owned),
    ]
}
