//! What every action receives and returns.

use serde_json::{Map, Value};

use crate::{durations::Durations, error::ApiError, ids::Ids, presign::UrlSigner, time::Time};

/// The context of a call that has passed the checks of the gateway.
pub(crate) struct Call<'a> {
    pub(crate) now: Time,
    /// Empty if the product is not regional.
    pub(crate) region: &'a str,
    pub(crate) durations: &'a Durations,
    pub(crate) ids: &'a Ids,
    pub(crate) urls: &'a UrlSigner,
    /// The message of the failure, if the workflow that the call starts is to fail.
    pub(crate) failure: Option<&'a str>,
}

/// The fields of a response, or an API error.
pub(crate) type ActionResult = Result<Map<String, Value>, ApiError>;

/// Builds the fields of a response.
pub(crate) fn fields<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
