//! The one call loop: credentials → sign → send → read → classify → retry.
//!
//! Not generic, so compiled once: a request comes as bytes, a reply goes into a `dyn` record. Only `send` knows types.
//! `attempts` is the loop, `attempt` one turn of it, `headers` what is signed and sent, `outcome` what came back, and
//! `failure` what a failed attempt means.

mod attempt;
mod attempts;
mod failure;
mod headers;
mod outcome;

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use crate::action::{Action, ActionInfo, ProductInfo};
use crate::config::Config;
use crate::credentials::{Credentials, Secret};
use crate::endpoint::Endpoint;
use crate::error::{Details, Error, ErrorKind, secrets_of};
use crate::record::Record;
use crate::signing::tc3::SigningKey;

/// What all clones of a product's client share.
#[derive(Clone)]
pub(crate) struct Core(Arc<Shared>);

struct Shared {
    config: Config,
    /// The product's endpoint, or why the configuration gives none.
    endpoint: Result<Endpoint, String>,
    /// The key of the day, with the credentials that it was derived from.
    key: Mutex<Option<(Credentials, Arc<SigningKey>)>>,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Core").field(&self.0.config).finish()
    }
}

/// A call under way: a future that borrows nothing, so that it can be spawned.
///
/// One type for all states of a builder: with a future for each, the compiler would tell a missing parameter three times.
pub type Sending<A> =
    Pin<Box<dyn Future<Output = Result<<A as Action>::Response, Error<<A as Action>::ErrorCode>>> + Send>>;

/// Sends a request that nobody else holds.
pub(crate) fn start<A: Action + 'static>(core: Core, request: A) -> Sending<A> {
    Box::pin(async move { send(&core, &request).await })
}

/// Sends a request and gives the typed reply.
pub(crate) async fn send<A: Action>(core: &Core, request: &A) -> Result<A::Response, Error<A::ErrorCode>> {
    let mut response = A::Response::default();
    let result = match encode(request) {
        Ok(body) => {
            let mut call = Call { action: A::INFO, body, secrets: Vec::new() };
            secrets_of(request, &mut call.secrets);
            core.call(&call, &mut response).await
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(response),
        Err(error) => Err(error.with_code::<A::ErrorCode>()),
    }
}

fn encode(request: &dyn Record) -> Result<Bytes, Error> {
    serde_json::to_vec(request).map(Bytes::from).map_err(|error| {
        let message = format!("the request cannot be written as JSON: {error}");
        Error::new(None, Details::new(ErrorKind::Config, message))
    })
}

/// What is called: everything about a request that its attempts share.
struct Call {
    action: &'static ActionInfo,
    body: Bytes,
    /// The request's secrets, which no error or log may show should the service send them back.
    secrets: Vec<Secret>,
}

impl Core {
    pub(crate) fn new(config: &Config, product: &'static ProductInfo) -> Self {
        let config = config.clone();
        let endpoint = config.endpoint_of(product);
        Core(Arc::new(Shared { config, endpoint, key: Mutex::new(None) }))
    }

    /// Takes the keys of the last call out of an error's texts.
    pub(crate) fn hide_keys(&self, error: &mut Error) {
        let cached = self.0.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((keys, _)) = &*cached {
            error.hide(std::iter::once(keys.secret_key()).chain(keys.token()));
        }
    }
}
