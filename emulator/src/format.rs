//! The two formats in which a request can carry its parameters.

use axum::http::Method;
use serde_json::{Map, Value};
use tencloud_spec::{Action, ApiVersion};

use crate::{
    error::ApiError,
    params::{self, JsonError},
    request::HttpRequest,
};

/// The documented limit of a query, in bytes.
const QUERY_LIMIT: usize = 32 * 1024;

/// How a request carries its parameters.
#[derive(Clone, Copy)]
pub(crate) enum RequestFormat {
    /// `GET`: in the query.
    Query,
    /// `POST`: in a JSON body.
    Json,
}

impl RequestFormat {
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, ApiError> {
        let too_large = |limit| {
            let message = format!("the limit of a {} request is {limit}", request.method);
            Err(ApiError::new("RequestSizeLimitExceeded", message))
        };
        match request.method {
            Method::GET if request.query.len() > QUERY_LIMIT => too_large("32 KB for the query"),
            Method::POST | Method::GET if request.body.is_none() => too_large("10 MB for the body"),
            Method::GET => Ok(Self::Query),
            Method::POST => Ok(Self::Json),
            ref other => Err(ApiError::new("UnsupportedProtocol", format!("send POST or GET, not {other}"))),
        }
    }

    /// Checks the content type of a request that is signed with TC3-HMAC-SHA256.
    pub(crate) fn check_content_type(self, request: &HttpRequest) -> Result<(), ApiError> {
        let expected = match self {
            RequestFormat::Query => "application/x-www-form-urlencoded",
            RequestFormat::Json => "application/json",
        };
        let sent = request.header("content-type").unwrap_or_default();
        let media_type = sent.split(';').next().unwrap_or_default().trim();
        if media_type.eq_ignore_ascii_case(expected) {
            return Ok(());
        }
        Err(ApiError::new(
            "UnsupportedProtocol",
            format!(
                "the content type of a {} request signed with TC3-HMAC-SHA256 must be `{expected}`",
                request.method
            ),
        ))
    }

    /// Reads the parameters, without validating them.
    pub(crate) fn parameters(
        self,
        request: &HttpRequest,
        action: &Action,
        api: &ApiVersion,
    ) -> Result<Map<String, Value>, ApiError> {
        match self {
            RequestFormat::Query => params::unflatten(&request.query, &action.parameters, &api.types),
            RequestFormat::Json => {
                params::read_json(request.body.as_deref().unwrap_or_default()).map_err(|error| match error {
                    // serde_json's own message can quote the body, and thus a password: report only the position.
                    JsonError::Malformed(error) => {
                        let (line, column) = (error.line(), error.column());
                        let message = format!("the body is not a JSON object: see line {line}, column {column}");
                        ApiError::new("InvalidParameter", message)
                    }
                    JsonError::TooManyValues(most) => {
                        let message = format!("the emulator reads at most {most} values in a body");
                        ApiError::new("RequestSizeLimitExceeded", message)
                    }
                })
            }
        }
    }
}
