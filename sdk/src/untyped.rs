//! Untyped calls: calls of actions or whole products for which the SDK has no types.
//!
//! A call can be sent once ([`send`](UntypedCall::send)), read a list in pages ([`pages`](UntypedCall::pages)), or poll
//! until an asynchronous operation has ended ([`wait`](UntypedCall::wait)). What types know of a list or of an operation
//! is described at run time, by a [`Paging`] or a [`Polling`].

mod call;
mod pages;
mod paging;
mod polling;
mod signed;
mod upload;
mod wait;

use serde_json::Value;

use crate::call::ClientInner;
use crate::config::Config;
use crate::options::Options;
pub use call::{UntypedCall, UntypedResponse};
pub use pages::{UntypedItems, UntypedPages};
pub use paging::Paging;
pub use polling::Polling;
pub use signed::SignedRequest;
pub use wait::UntypedWait;

/// A client of any product, by name and version. The client of a product with a module has a method `call`, which does
/// the same for that product.
///
/// Cheap to clone; all clones share connections and credentials.
///
/// ```no_run
/// # async fn example(config: tencloud::Config) -> Result<(), tencloud::Error> {
/// let cvm = tencloud::UntypedClient::new(&config, "cvm", "2017-03-12");
/// let zones = cvm.call("DescribeZones", serde_json::json!({})).read_only().send().await?;
/// println!("{} zones, request {}", zones.response["TotalCount"], zones.request_id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct UntypedClient {
    inner: ClientInner,
}

impl UntypedClient {
    /// Creates a client of a version of a product, such as `cvm` and `2017-03-12`.
    pub fn new(config: &Config, product: impl Into<String>, version: impl Into<String>) -> Self {
        UntypedClient { inner: ClientInner::untyped(config, product.into(), version.into()) }
    }

    /// Returns the same client with options that override its own.
    #[must_use]
    pub fn with_options(&self, options: Options) -> Self {
        UntypedClient { inner: self.inner.with_options(options) }
    }

    /// Starts an untyped call of an action.
    pub fn call(&self, action: impl Into<String>, parameters: Value) -> UntypedCall {
        UntypedCall::new(&self.inner, action.into(), parameters)
    }
}
