//! Headers, and the common parameters that are sent as headers or together with the action's parameters.

use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use crate::config::Config;
use crate::options::{Language, Options};
use crate::region::Region;
use crate::signing::SignatureMethod;

pub(super) const JSON: &str = "application/json";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Returns the common parameters that are the same for all calls of a client, each as header name, parameter name and
/// value.
pub(super) fn common<'a>(
    config: &'a Config,
    version: &'a str,
    options: &'a Options,
) -> impl Iterator<Item = (&'static str, &'static str, &'a str)> {
    let region = options.region.as_ref().map(Region::as_str);
    let language = options.language.map(Language::as_str);
    [
        ("x-tc-version", "Version", Some(version)),
        ("x-tc-requestclient", "RequestClient", Some(config.request_client())),
        ("x-tc-region", "Region", region),
        ("x-tc-language", "Language", language),
    ]
    .into_iter()
    .filter_map(|(header, parameter, value)| Some((header, parameter, value?)))
}

/// Returns the headers that are the same for all calls of a client, or an error that names the header that cannot be
/// sent.
pub(super) fn fixed(config: &Config, version: &str, options: &Options) -> Result<HeaderMap, String> {
    // The user's headers come first; none of them can be a header of the protocol.
    let mut headers = options.header_map()?;
    let signature = options.signature.unwrap_or_default();
    let content_type = if signature.is_json() { JSON } else { FORM };
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if signature.is_tc3() {
        for (name, _, value) in common(config, version, options) {
            headers.insert(name, plain(value, name)?);
        }
    }
    if signature == SignatureMethod::Tc3UnsignedPayload {
        headers.insert("x-tc-content-sha256", HeaderValue::from_static("UNSIGNED-PAYLOAD"));
    }
    Ok(headers)
}

/// Converts a string to a header value. The error names the header.
pub(super) fn plain(value: &str, what: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(value).map_err(|_| {
        format!(
            "{what} contains characters that an HTTP header cannot contain, such as a line break; remove them from its \
             value"
        )
    })
}

/// Converts a string to a header value that must not be logged.
pub(super) fn secret(value: &str, what: &str) -> Result<HeaderValue, String> {
    let mut value = plain(value, what)?;
    value.set_sensitive(true);
    Ok(value)
}
