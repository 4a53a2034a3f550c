//! The action that is called, with its parameters.

use bytes::Bytes;

use crate::action::ActionFacts;
use crate::error::{Error, ErrorKind};
use crate::record::{Record, secrets_of};
use crate::secret::Secret;
use crate::signing::{SignatureMethod, query};

/// An action with its parameters: everything that all attempts of a call share.
pub(super) struct Invocation<'a> {
    pub(super) action: &'a ActionFacts<'a>,
    pub(super) body: Body,
    /// The secrets of the request. Errors and logs must not show them, even if the service sends them back.
    pub(super) secrets: Vec<Secret>,
}

/// The parameters, in the form in which they are signed.
pub(super) enum Body {
    Json(Bytes),
    /// Flattened, for a query or a form.
    Pairs(Vec<(String, String)>),
}

impl<'a> Invocation<'a> {
    pub(super) fn new(
        method: SignatureMethod,
        action: &'a ActionFacts<'a>,
        request: &dyn Record,
    ) -> Result<Self, Error> {
        let body = if method.is_json() { Body::Json(json(request)?) } else { Body::Pairs(query::pairs(request)) };
        let mut secrets = Vec::new();
        secrets_of(request, &mut secrets);
        Ok(Invocation { action, body, secrets })
    }
}

fn json(request: &dyn Record) -> Result<Bytes, Error> {
    serde_json::to_vec(request)
        .map(Bytes::from)
        .map_err(|error| Error::new(ErrorKind::Config, format!("the request cannot be written as JSON: {error}")))
}
