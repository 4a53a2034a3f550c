//! The forms that a request can have.

use axum::http::Method;
use serde_json::{Map, Value};
use tencloud_spec::{Action, ApiVersion};

use crate::{error::ApiError, http::Incoming, params};

/// The documented limit of a query.
const QUERY_LIMIT: usize = 32 * 1024;

/// The two shapes of a request.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// `GET`: parameters in the query.
    Query,
    /// `POST`: parameters in a JSON body.
    Json,
}

impl Form {
    pub(crate) fn of(request: &Incoming) -> Result<Self, ApiError> {
        let too_large = |limit| {
            Err(ApiError::new("RequestSizeLimitExceeded", format!("a {} request may have {limit}", request.method)))
        };
        match request.method {
            Method::GET if request.query.len() > QUERY_LIMIT => too_large("32 KB of query"),
            Method::POST | Method::GET if request.body.is_none() => too_large("10 MB of body"),
            Method::GET => Ok(Self::Query),
            Method::POST => Ok(Self::Json),
            ref other => Err(ApiError::new("UnsupportedProtocol", format!("send POST or GET, not {other}"))),
        }
    }

    pub(crate) fn check_content_type(self, request: &Incoming) -> Result<(), ApiError> {
        let expected = match self {
            Form::Query => "application/x-www-form-urlencoded",
            Form::Json => "application/json",
        };
        let sent = request.header("content-type").unwrap_or_default();
        let media_type = sent.split(';').next().unwrap_or_default().trim();
        if media_type.eq_ignore_ascii_case(expected) {
            return Ok(());
        }
        Err(ApiError::new(
            "UnsupportedProtocol",
            format!("a {} request signed with TC3-HMAC-SHA256 has the content type `{expected}`", request.method),
        ))
    }

    pub(crate) fn parameters(
        self,
        request: &Incoming,
        action: &Action,
        api: &ApiVersion,
    ) -> Result<Map<String, Value>, ApiError> {
        match self {
            Form::Query => params::unflatten(&request.query, &action.parameters, &api.types),
            Form::Json => {
                // serde_json's own message can quote the body, and so a password.
                serde_json::from_slice(request.body.as_deref().unwrap_or_default()).map_err(|error| {
                    let place = format!("line {}, column {}", error.line(), error.column());
                    ApiError::new("InvalidParameter", format!("the body is not one JSON object: look at {place}"))
                })
            }
        }
    }
}
