//! A signer, an HTTP client and a look into the spec, each as small as the tests allow.

mod conform;
mod draft;
mod world;

pub(crate) use draft::{Draft, PAIR, fetch, send};
pub(crate) use world::World;
