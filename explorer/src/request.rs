//! What handlers of requests have in common: what they take, and why they refuse.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use tencloud_calls::{Target, TargetError};

use crate::app::App;
use crate::bare;
use crate::guard::BODY_LIMIT;
use crate::submitted::Submitted;

/// What all requests share.
pub(crate) type Shared = State<Arc<App>>;

/// The names in the path of an action: product, version, action.
pub(crate) type Names = Path<(String, String, String)>;

/// The fields of a form.
pub(crate) type Fields = Result<Form<Vec<(String, String)>>, FormRejection>;

/// Returns the page that says that something was not found.
pub(crate) fn not_found(what: &str) -> Response {
    (StatusCode::NOT_FOUND, bare::missing(what)).into_response()
}

/// Why a request has no answer.
pub(crate) enum Refusal {
    Missing(String),
    Faulty(String),
    TooLarge,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let fragment = |message: &str| html! { div.error role="alert" { p { (message) } } };
        match self {
            Refusal::Missing(what) => not_found(&what),
            Refusal::Faulty(message) => (StatusCode::UNPROCESSABLE_ENTITY, fragment(&message)).into_response(),
            Refusal::TooLarge => {
                let message = format!("The form is larger than {} MB.", BODY_LIMIT / 1024 / 1024);
                (StatusCode::PAYLOAD_TOO_LARGE, fragment(&message)).into_response()
            }
        }
    }
}

impl From<TargetError> for Refusal {
    fn from(error: TargetError) -> Refusal {
        Refusal::Missing(error.to_string())
    }
}

/// Returns what a form has sent.
pub(crate) fn submitted(fields: Fields) -> Result<Submitted, Refusal> {
    match fields {
        Ok(Form(fields)) => Submitted::new(fields).map_err(Refusal::Faulty),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Refusal::TooLarge),
        Err(rejection) => Err(Refusal::Faulty(rejection.body_text())),
    }
}

/// Finds an action by the exact names in a path.
pub(crate) fn find((product, number, action): &(String, String, String)) -> Result<Target, Refusal> {
    Ok(Target::find(product, Some(number), action)?)
}
