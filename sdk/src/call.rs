//! The one call loop: credentials → sign → send → read → classify → retry.
//!
//! Not generic, so compiled once: a request comes as bytes, a reply goes into a `dyn` record. Only `send` knows types.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::Instrument;

use crate::action::{Action, ActionInfo, Effect, ProductInfo};
use crate::clock;
use crate::config::Config;
use crate::credentials::{Credentials, Secret};
use crate::endpoint::Endpoint;
use crate::envelope::{self, Envelope};
use crate::error::{Code, Details, Error, ErrorKind, secrets_of};
use crate::record::{Record, Target};
use crate::retry::{Verdict, after, backoff};
use crate::signing::tc3::{Request, SigningKey};
use crate::transport::{self, Reply, SendError};

/// Corrections of the clock smaller than this change nothing: the service allows five minutes.
const SKEW_STEP: i64 = 60;

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

/// A failed attempt: what the caller would be told, and whether it is worth another attempt.
struct Failure {
    error: Error,
    verdict: Verdict,
}

impl Failure {
    fn new(kind: ErrorKind, verdict: Verdict, message: impl Into<String>) -> Self {
        Failure { error: Error::new(None, Details::new(kind, message)), verdict }
    }

    fn of_transport(error: SendError) -> Self {
        let (kind, verdict, message, source) = match error {
            SendError::NotSent(source) => (ErrorKind::Connect, Verdict::NotDone, "no connection could be made", source),
            // Who is not trusted now will not be at the next attempt.
            SendError::Untrusted(source) => {
                (ErrorKind::Connect, Verdict::Final, "the server's certificate is not trusted", source)
            }
            SendError::Broken(source) => {
                (ErrorKind::Interrupted, Verdict::Open, "the connection broke before the reply was complete", source)
            }
            SendError::Cut { error, status, start } => {
                let mut failure = Failure::of_transport(SendError::Broken(error));
                failure.error.set_reply(status, &start);
                return failure;
            }
            SendError::TooLarge { status, start } => {
                let mut failure =
                    Failure::new(ErrorKind::Response, Verdict::Spent, "the reply is larger than any of the API's");
                failure.error.set_reply(status, &start);
                return failure;
            }
        };
        let cause = innermost(&source);
        let mut failure = Failure::new(kind, verdict, format!("{message}: {cause}"));
        failure.error.details().source = Some(Box::new(source));
        failure
    }
}

/// The deepest cause of an error, which is the one that tells something.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

impl Core {
    pub(crate) fn new(config: &Config, product: &'static ProductInfo) -> Self {
        let config = config.clone();
        let endpoint = config.endpoint_of(product);
        Core(Arc::new(Shared { config, endpoint, key: Mutex::new(None) }))
    }

    async fn call(&self, call: &Call, target: &mut dyn Target) -> Result<(), Error> {
        let (action, product) = (call.action, call.action.product);
        let region = self.0.config.region().map(|region| region.as_str());
        let span = tracing::info_span!(
            "tencloud.call",
            otel.name = format_args!("{}/{}", product.name, action.name),
            otel.kind = "client",
            otel.status_code = tracing::field::Empty,
            rpc.system = "tencentcloud",
            rpc.service = product.name,
            rpc.method = action.name,
            cloud.region = region,
            server.address = self.0.endpoint.as_ref().ok().map(|endpoint| endpoint.host.as_str()),
            http.request.resend_count = tracing::field::Empty,
            http.response.status_code = tracing::field::Empty,
            tencentcloud.request_id = tracing::field::Empty,
            error.r#type = tracing::field::Empty,
        );
        let result = self.attempts(call, target).instrument(span.clone()).await;
        if let Err(error) = &result {
            span.record("otel.status_code", "ERROR");
            span.record("error.type", tracing::field::display(error.type_name()));
        }
        result
    }

    /// Tries until the call succeeds, cannot succeed, or has used up its attempts or its time.
    async fn attempts(&self, call: &Call, target: &mut dyn Target) -> Result<(), Error> {
        let effect = call.action.effect;
        let policy = self.0.config.retry();
        let deadline = after(Instant::now(), self.0.config.call_timeout());
        let mut attempt = 0;
        loop {
            attempt += 1;
            let Failure { mut error, verdict } = match self.attempt(call, target, deadline).await {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            error.details().attempts = attempt;
            let lost = matches!(verdict, Verdict::Open | Verdict::Spent);
            error.details().may_have_acted = lost && effect == Effect::Write;
            let wait = backoff(policy, attempt, verdict);
            let time_is_up = after(Instant::now(), wait) >= deadline;
            if !verdict.allows_retry(effect) || attempt >= policy.attempts || time_is_up {
                tracing::debug!(attempt, %error, "call failed");
                return Err(error);
            }
            tracing::debug!(attempt, %error, wait_ms = wait.as_millis() as u64, "attempt failed, trying again");
            tracing::Span::current().record("http.request.resend_count", attempt);
            sleep(wait).await;
        }
    }

    async fn attempt(&self, call: &Call, target: &mut dyn Target, deadline: Instant) -> Result<(), Failure> {
        let Call { action, body, secrets } = call;
        let config = &self.0.config;
        let configuration = |message| Failure::new(ErrorKind::Config, Verdict::Final, message);
        let endpoint = self.0.endpoint.as_ref().map_err(|message| configuration(message.clone()))?;
        if action.product.regional && config.region().is_none() {
            return Err(configuration(format!(
                "{} needs a region; set TENCENTCLOUD_REGION, or Config::builder().region(\"ap-…\")",
                action.product.name
            )));
        }
        let out_of_time =
            |after: Duration, verdict| Failure::new(ErrorKind::Timeout, verdict, format!("no reply within {after:?}"));
        let keys = match timeout_at(deadline, config.credentials().provide()).await {
            Ok(Ok(Some(keys))) => keys,
            Ok(Ok(None)) => {
                let message = "the configured credentials provider has no keys";
                return Err(Failure::new(ErrorKind::Credentials, Verdict::Final, message));
            }
            Ok(Err(error)) => return Err(Failure::new(ErrorKind::Credentials, Verdict::Final, error.to_string())),
            Err(_) => return Err(out_of_time(config.call_timeout(), Verdict::NotDone)),
        };
        let skew = config.clock_skew();
        let headers = self.headers(action, endpoint, &keys, body, skew).map_err(configuration)?;
        let started = Instant::now();
        let until = deadline.min(after(started, config.attempt_timeout()));
        let sent = timeout_at(until, transport::post(config.http(), endpoint.url.clone(), headers, body.clone())).await;
        let reply = match sent {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => {
                let mut failure = Failure::of_transport(error);
                failure.error.hide(secrets.iter().chain([keys.secret_key()]).chain(keys.token()));
                return Err(failure);
            }
            Err(_) => return Err(out_of_time(until - started, Verdict::Open)),
        };
        tracing::debug!(
            http.response.status_code = reply.status,
            http.request.body.size = body.len(),
            http.response.body.size = reply.body.len(),
            elapsed_ms = started.elapsed().as_millis() as u64,
            "reply"
        );
        let mut result = self.classify(&reply, skew, target);
        if let Err(failure) = &mut result {
            failure.error.hide(secrets.iter().chain([keys.secret_key()]).chain(keys.token()));
            if let Some(id) = failure.error.request_id() {
                tracing::Span::current().record("tencentcloud.request_id", id);
            }
        }
        result
    }

    /// Takes the keys of the last call out of an error's texts.
    pub(crate) fn hide_keys(&self, error: &mut Error) {
        let cached = self.0.key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((keys, _)) = &*cached {
            error.hide(std::iter::once(keys.secret_key()).chain(keys.token()));
        }
    }

    fn headers(
        &self,
        action: &ActionInfo,
        endpoint: &Endpoint,
        keys: &Credentials,
        body: &[u8],
        skew: i64,
    ) -> Result<HeaderMap, String> {
        const JSON: &str = "application/json";
        let config = &self.0.config;
        let timestamp = u64::try_from(clock::now() + skew).unwrap_or_default();
        let signed = [("content-type", JSON), ("host", endpoint.host.as_str())];
        let request = Request { method: "POST", query: "", headers: &signed, body };
        let authorization = self.authorization(action.product.name, keys, &request, timestamp);

        let mut headers = HeaderMap::with_capacity(10);
        let named = |what: &str| format!("{what} holds characters that no HTTP header can carry");
        let mut add = |name: HeaderName, value: &str, what: &str, sensitive: bool| {
            let mut value = HeaderValue::from_str(value).map_err(|_| named(what))?;
            value.set_sensitive(sensitive);
            headers.insert(name, value);
            Ok::<(), String>(())
        };
        add(HeaderName::from_static("x-tc-action"), action.name, "the action", false)?;
        add(HeaderName::from_static("x-tc-version"), action.product.version, "the version", false)?;
        add(HeaderName::from_static("x-tc-timestamp"), &timestamp.to_string(), "the time", false)?;
        add(
            HeaderName::from_static("x-tc-requestclient"),
            config.request_client(),
            "the request-client string",
            false,
        )?;
        if let Some(region) = config.region() {
            add(HeaderName::from_static("x-tc-region"), region.as_str(), "the region", false)?;
        }
        if let Some(language) = config.language() {
            add(HeaderName::from_static("x-tc-language"), language.as_str(), "the language", false)?;
        }
        if let Some(token) = keys.token() {
            add(HeaderName::from_static("x-tc-token"), token.expose(), "the session token", true)?;
        }
        add(AUTHORIZATION, &authorization, "the secret id", true)?;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        Ok(headers)
    }

    /// Signs with the key of the day, which is derived only when the day or the credentials have changed.
    fn authorization(&self, service: &str, keys: &Credentials, request: &Request<'_>, timestamp: u64) -> String {
        let mut cached = self.0.key.lock().unwrap_or_else(PoisonError::into_inner);
        let key = match &*cached {
            Some((of, key)) if of == keys && key.covers(timestamp) => key.clone(),
            _ => {
                let key = Arc::new(SigningKey::derive(keys.secret_key().expose(), timestamp, service));
                *cached = Some((keys.clone(), key.clone()));
                key
            }
        };
        drop(cached);
        key.authorization(keys.secret_id(), request, timestamp)
    }

    /// Tells success from failure: by the envelope where there is one, else by the status.
    fn classify(&self, reply: &Reply, signed_skew: i64, target: &mut dyn Target) -> Result<(), Failure> {
        let span = tracing::Span::current();
        span.record("http.response.status_code", reply.status);
        let not_the_apis = |why: &str| {
            let message = format!("what came back is not a reply of the API: {why}");
            let mut failure = Failure::new(ErrorKind::Response, Verdict::of_status(reply.status), message);
            failure.error.set_reply(reply.status, &reply.body);
            Err(failure)
        };
        let Envelope { request_id, error } = match envelope::read(&reply.body, target.fresh()) {
            Ok(envelope) => envelope,
            Err(why) => return not_the_apis(&why),
        };
        let Some(refusal) = error else {
            return if (200..300).contains(&reply.status) {
                if let Some(id) = &request_id {
                    span.record("tencentcloud.request_id", id.as_str());
                }
                Ok(())
            } else {
                not_the_apis("it has no error in it")
            };
        };
        let mut verdict = Verdict::of_code(&refusal.code);
        if verdict == Verdict::ClockSkew && !self.learn_skew(&reply.headers, signed_skew) {
            verdict = Verdict::Final;
        }
        let mut details = Details::new(ErrorKind::Api, refusal.message);
        details.request_id = request_id;
        details.status = Some(reply.status);
        Err(Failure { error: Error::new(Some(Code::from_code(&refusal.code)), details), verdict })
    }

    /// Takes the service's time from its reply; `false` where that tells nothing new.
    fn learn_skew(&self, headers: &HeaderMap, signed_skew: i64) -> bool {
        let date = headers.get(DATE).and_then(|date| clock::parse_http_date(date.to_str().ok()?));
        let Some(skew) = date.map(|date| date - clock::now()) else {
            return false;
        };
        // Compared with what this attempt was signed with: another call may have learnt it meanwhile.
        if (skew - signed_skew).abs() < SKEW_STEP {
            return false;
        }
        tracing::warn!(skew_seconds = skew, "this machine's clock is off; calls are signed with the service's time");
        self.0.config.set_clock_skew(skew);
        true
    }
}

/// How much of an unreadable body is searched for secrets.
const SEARCHED: usize = 64 * 1024;

impl Error {
    fn set_reply(&mut self, status: u16, body: &[u8]) {
        // Cut for good only when secrets are out of it, since one may lie across the cut.
        let start = body.get(..SEARCHED).unwrap_or(body);
        let details = self.details();
        details.status = Some(status);
        details.body_start = Some(String::from_utf8_lossy(start).into_owned());
    }
}
