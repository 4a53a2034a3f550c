//! Headers, and the common parameters that are sent as headers or beside the parameters.

use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use crate::config::Config;
use crate::options::{Language, Options};
use crate::region::Region;
use crate::signing::SignatureMethod;

pub(super) const JSON: &str = "application/json";
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The common parameters that are the same in every call of a client: the name of the header, the name of the
/// parameter, the value.
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

/// The headers that are the same in every call of a client, or which of them cannot be sent.
pub(super) fn fixed(config: &Config, version: &str, options: &Options) -> Result<HeaderMap, String> {
    // The user's headers come first: none of them is one of the protocol's.
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

/// The value of a header; the error names what it is.
pub(super) fn plain(value: &str, what: &str) -> Result<HeaderValue, String> {
    HeaderValue::from_str(value).map_err(|_| {
        format!(
            "{what} contains characters that an HTTP header cannot contain, such as a line break; remove them where it \
             is set"
        )
    })
}

/// The value of a header that is not to be logged.
pub(super) fn secret(value: &str, what: &str) -> Result<HeaderValue, String> {
    let mut value = plain(value, what)?;
    value.set_sensitive(true);
    Ok(value)
}
