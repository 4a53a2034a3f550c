//! The one call loop: credentials → sign → send → read → classify → retry.
//!
//! Not generic, so compiled once: a request comes as bytes, a reply goes into a `dyn` record. Only `send` knows types.
//! `attempts` is the loop, `attempt` one turn of it, `signed` what it sends, `outcome` what came back, and `failure`
//! what a failed attempt means.

mod attempt;
mod classify;
mod failure;
mod request;
mod retry_loop;

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

use crate::action::{Action, ActionFacts, Effect, ProductFacts, ProductInfo};
use crate::config::Config;
use crate::credentials::{Credentials, Secret};
use crate::endpoint::Endpoint;
use crate::error::{Details, Error, ErrorKind, secrets_of};
use crate::options::Options;
use crate::record::{Record, ResponseSlot};
use crate::signing::tc3::SigningKey;
use crate::signing::{SignatureMethod, query};

/// Calls per second of an action of which only the name is known: what the documentation gives to most.
const UNTYPED_RATE: u32 = 20;

/// What all clones of a product's client share.
#[derive(Clone)]
pub struct ClientInner(Arc<Shared>);

struct Shared {
    config: Config,
    product: Product,
    /// The configuration's options, with the client's own laid over them.
    options: Options,
    /// Where calls go, or why they can go nowhere.
    route: Result<Route, String>,
    keys: Arc<Mutex<Option<Keys>>>,
}

/// The product that is called, by names that may be known only at run time.
#[derive(Clone)]
struct Product {
    name: Cow<'static, str>,
    version: Cow<'static, str>,
    regional: bool,
}

/// What of a request's way does not change from call to call.
#[derive(Clone)]
struct Route {
    endpoint: Endpoint,
    headers: HeaderMap,
}

/// The keys of the last call, and the key of the day that was derived from them.
struct Keys {
    credentials: Credentials,
    signing: Option<Arc<SigningKey>>,
}

impl fmt::Debug for ClientInner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientInner").field("config", &self.0.config).field("options", &self.0.options).finish()
    }
}

/// A call under way: a future that borrows nothing, so that it can be spawned.
///
/// One type for all states of a builder: with a future for each, the compiler would tell a missing parameter three times.
pub type SendFuture<A> = Pin<Box<dyn Future<Output = Result<<A as Action>::Response, CallError<A>>> + Send>>;

/// The error of a call.
pub type CallError<A> = Error<<A as Action>::ErrorCode>;

/// Sends a request that nobody else holds.
pub fn start<A: Action + 'static>(inner: ClientInner, request: A) -> SendFuture<A> {
    Box::pin(async move { send(&inner, &request).await })
}

/// Sends a request and gives the typed reply.
pub async fn send<A: Action>(inner: &ClientInner, request: &A) -> Result<A::Response, CallError<A>> {
    let mut response = A::Response::default();
    let result = match Call::new(inner.signature(), A::INFO, request) {
        Ok(call) => inner.call(&call, &mut response).await,
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(response),
        Err(error) => Err(error.with_code::<A::ErrorCode>()),
    }
}

/// What is called: everything about a request that its attempts share.
struct Call<'a> {
    action: &'a ActionFacts<'a>,
    body: Body,
    /// The request's secrets, which no error or log may show should the service send them back.
    secrets: Vec<Secret>,
}

/// The parameters, in the form in which they are signed.
enum Body {
    Json(Bytes),
    /// Flattened, for a query or a form.
    Pairs(Vec<(String, String)>),
}

impl<'a> Call<'a> {
    fn new(method: SignatureMethod, action: &'a ActionFacts<'a>, request: &dyn Record) -> Result<Self, Error> {
        let body = if method.is_json() { Body::Json(json(request)?) } else { Body::Pairs(query::pairs(request)) };
        let mut secrets = Vec::new();
        secrets_of(request, &mut secrets);
        Ok(Call { action, body, secrets })
    }
}

fn json(request: &dyn Record) -> Result<Bytes, Error> {
    serde_json::to_vec(request).map(Bytes::from).map_err(|error| {
        let message = format!("the request cannot be written as JSON: {error}");
        Error::new(None, Details::new(ErrorKind::Config, message))
    })
}

impl ClientInner {
    /// The client of a generated product.
    pub fn new(config: &Config, product: &ProductInfo) -> Self {
        let ProductFacts { name, version, regional } = *product;
        Self::assemble(config, Product { name: name.into(), version: version.into(), regional })
    }

    /// The core of a product that is known by nothing but its names.
    pub(crate) fn untyped(config: &Config, name: String, version: String) -> Self {
        Self::assemble(config, Product { name: name.into(), version: version.into(), regional: false })
    }

    fn assemble(config: &Config, product: Product) -> Self {
        let options = config.options().clone();
        let route = Route::find(config, &product, &options);
        ClientInner(Arc::new(Shared { config: config.clone(), product, options, route, keys: Arc::default() }))
    }

    /// The same client with options laid over its own.
    pub fn with_options(&self, options: Options) -> Self {
        let Shared { config, product, options: under, keys, .. } = &*self.0;
        let (config, product, keys) = (config.clone(), product.clone(), keys.clone());
        let options = options.over(under);
        let route = Route::find(&config, &product, &options);
        ClientInner(Arc::new(Shared { config, product, options, route, keys }))
    }

    /// Calls an action that has no type. Whoever awaits it holds what it borrows.
    pub(crate) async fn call_untyped(
        &self,
        name: &str,
        effect: Effect,
        parameters: &Map<String, Value>,
        secrets: Vec<Secret>,
        reply: &mut dyn ResponseSlot,
    ) -> Result<(), Error> {
        let Product { name: product, version, regional } = &self.0.product;
        let product = ProductFacts { name: product, version, regional: *regional };
        let action =
            ActionFacts { product: &product, name, effect, rate: UNTYPED_RATE, signed: true, sensitive_output: true };
        let call = Call { secrets, ..Call::new(self.signature(), &action, parameters)? };
        self.call(&call, reply).await
    }

    fn signature(&self) -> SignatureMethod {
        self.0.options.signature.unwrap_or_default()
    }

    /// Takes the keys of the last call out of an error's texts.
    pub(crate) fn redact_credentials(&self, error: &mut Error) {
        let last = self.0.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Keys { credentials, .. }) = &*last {
            error.redact(std::iter::once(credentials.secret_key()).chain(credentials.token()));
        }
    }
}

impl Route {
    fn find(config: &Config, product: &Product, options: &Options) -> Result<Route, String> {
        Ok(Route {
            endpoint: config.endpoint_of(&product.name, options.region.as_ref())?,
            headers: request::fixed_headers(config, product, options)?,
        })
    }
}
