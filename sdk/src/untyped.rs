//! Calls without types: for actions, and whole products, that the SDK does not know yet.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use serde_json::{Map, Value};

use crate::action::Effect;
use crate::call::ClientInner;
use crate::config::Config;
use crate::credentials::Secret;
use crate::error::{Details, Error, ErrorKind};
use crate::options::Options;

/// Calls any product by its name and version. Products that have a module have a client of their own, whose method
/// `call` does the same for that product.
///
/// Cheap to clone; all clones share connections and credentials.
///
/// ```no_run
/// # async fn example(config: tencloud::Config) -> Result<(), tencloud::Error> {
/// let cvm = tencloud::UntypedClient::new(&config, "cvm", "2017-03-12");
/// let reply = cvm.call("DescribeZones", serde_json::json!({})).read_only().send().await?;
/// println!("{} zones, request {}", reply.response["TotalCount"], reply.request_id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct UntypedClient {
    inner: ClientInner,
}

impl UntypedClient {
    /// A client of a product's version, such as `cvm` and `2017-03-12`, that calls as the configuration says.
    pub fn new(config: &Config, product: impl Into<String>, version: impl Into<String>) -> Self {
        UntypedClient { inner: ClientInner::untyped(config, product.into(), version.into()) }
    }

    /// The same client with options laid over its own.
    #[must_use]
    pub fn with_options(&self, options: Options) -> Self {
        UntypedClient { inner: self.inner.with_options(options) }
    }

    /// Calls an action by its name; see [`UntypedCall`].
    pub fn call(&self, action: impl Into<String>, parameters: Value) -> UntypedCall {
        UntypedCall::new(&self.inner, action.into(), parameters)
    }
}

/// A call of an action by its name, with parameters and reply as JSON.
///
/// Goes the way of every call: signed, tried again, watched. The SDK knows nothing of the action, so it is held for one
/// that changes things and never sent again where that is in doubt, unless [`read_only`](Self::read_only) says
/// otherwise. It is paced to 20 calls a second, the rate of most actions; see [`Pacing::rate`](crate::Pacing::rate) for
/// another. Texts whose name speaks of a password, secret or token are kept out of errors and logs.
#[derive(Clone)]
#[must_use = "nothing is sent before `send`"]
pub struct UntypedCall {
    inner: ClientInner,
    action: String,
    parameters: Value,
    effect: Effect,
}

/// What an action replied.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct UntypedResponse {
    /// The object under `Response`, as it came.
    pub response: Value,
    /// The id of this call. Name it when asking the service's support about the call. Empty where none came.
    pub request_id: String,
}

impl UntypedCall {
    #[doc(hidden)]
    pub fn new(inner: &ClientInner, action: String, parameters: Value) -> Self {
        UntypedCall { inner: inner.clone(), action, parameters, effect: Effect::Write }
    }

    /// The action changes nothing, so that it can be sent again after any failure that may pass.
    pub fn read_only(self) -> Self {
        UntypedCall { effect: Effect::Read, ..self }
    }

    /// Sends the call and waits for the reply. Parameters that are `null` are not sent.
    ///
    /// # Errors
    ///
    /// The service's refusal with its code, or what kept the call from being made or answered: see [`ErrorKind`].
    /// [`ErrorKind::Config`] where the parameters are no JSON object.
    pub fn send(self) -> Pin<Box<dyn Future<Output = Result<UntypedResponse, Error>> + Send>> {
        Box::pin(self.run())
    }

    async fn run(self) -> Result<UntypedResponse, Error> {
        let Value::Object(parameters) = &self.parameters else {
            let message = format!("the parameters of {} must be a JSON object", self.action);
            return Err(Error::new(None, Details::new(ErrorKind::Config, message)));
        };
        let (mut secrets, mut reply) = (Vec::new(), Map::new());
        probable_secrets(&self.parameters, false, &mut secrets);
        self.inner.call_untyped(&self.action, self.effect, parameters, secrets, &mut reply).await?;
        let request_id = reply.get("RequestId").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(UntypedResponse { response: Value::Object(reply), request_id })
    }
}

/// The texts that are secrets by their names: their own, or that of what they are in.
fn probable_secrets(value: &Value, is_secret: bool, secrets: &mut Vec<Secret>) {
    let names_secret = |name: &str| {
        let name = name.to_ascii_lowercase();
        ["password", "passwd", "secret", "token"].iter().any(|word| name.contains(word))
    };
    match value {
        Value::String(text) if is_secret => secrets.push(text.as_str().into()),
        Value::Array(items) => items.iter().for_each(|item| probable_secrets(item, is_secret, secrets)),
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| probable_secrets(value, is_secret || names_secret(name), secrets))
        }
        _ => {}
    }
}

/// Leaves out the response: nobody knows which of it is secret.
impl fmt::Debug for UntypedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedResponse").field("request_id", &self.request_id).finish_non_exhaustive()
    }
}

/// Leaves out the parameters: nobody knows which of them are secrets.
impl fmt::Debug for UntypedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedCall")
            .field("action", &self.action)
            .field("effect", &self.effect)
            .finish_non_exhaustive()
    }
}
