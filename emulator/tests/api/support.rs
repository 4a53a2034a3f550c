//! A signer, an HTTP client and a check against the spec, each as small as the tests allow.

mod fixture;
mod request_builder;
mod response_spec;

pub(crate) use fixture::Fixture;
pub(crate) use request_builder::{HttpResponse, KEY_PAIR, RequestBuilder, fetch, send};
