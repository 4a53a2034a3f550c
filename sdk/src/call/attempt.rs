//! One attempt: acquire → sign → exchange → conclude.

use std::time::{Duration, SystemTime};

use tokio::time::{Instant, timeout, timeout_at};

use super::classify::{NoResponse, Sent};
use super::client::{ClientInner, Route};
use super::failure::Failure;
use super::invocation::Invocation;
use super::names;
use super::request::sign;
use super::runtime::{self, hold_paused_clock};
use super::stats::AttemptStats;
use crate::action::Effect;
use crate::clock::{after, milliseconds, service_time, unix_seconds};
use crate::error::{Error, ErrorKind, redacted};
use crate::identity::Credentials;
use crate::observe::{Attempt, AttemptEnd};
use crate::response::ResponseSlot;
use crate::retry_class::RetryClass;
use crate::secret::Secret;
use crate::transport::{self, SendState, SignedRequest};

/// How long a provider may take to replace rejected credentials before the rejection is final.
const REPLACE_TIMEOUT: Duration = Duration::from_secs(10);

/// How much of a call's time is reserved for the response while the call waits for a slot: a fifth of it, but at most
/// this.
#[cfg(feature = "pacing")]
const MAX_TIME_TO_ANSWER: Duration = Duration::from_secs(1);

/// What an attempt depends on.
pub(super) struct AttemptContext<'a> {
    pub(super) client: &'a ClientInner,
    pub(super) invocation: &'a Invocation<'a>,
    /// The end of the whole call's timeout.
    pub(super) deadline: Instant,
    /// The latest time at which this attempt may start.
    pub(super) start_by: Instant,
    /// The number of this attempt, counted from 1.
    pub(super) number: u32,
}

/// Makes an attempt. Every failure passes through `conclude`, whichever step it comes from.
pub(super) async fn attempt(
    context: &AttemptContext<'_>,
    slot: &mut dyn ResponseSlot,
    stats: &mut AttemptStats,
) -> Result<(), Failure> {
    let result = try_once(context, slot, stats).await;
    conclude(context, stats, result)
}

async fn try_once(
    context: &AttemptContext<'_>,
    slot: &mut dyn ResponseSlot,
    stats: &mut AttemptStats,
) -> Result<(), Failure> {
    let AttemptContext { client, invocation, deadline, .. } = context;
    let Acquired { route, credentials, time } = acquire(context).await?;
    let credentials = stats.credentials.insert(credentials);
    let (product, host) = (invocation.action.product, route.endpoint.host.as_str());
    let signed_at = i64::try_from(unix_seconds(time)).unwrap_or(i64::MAX);
    let decoding = client.decoding();
    let (events, number) = (invocation.events, context.number);
    let sent = Sent { config: client.config(), product, host, signed_at, decoding, events, number };
    let state = SendState::default();
    // In blocks, at the ends of which the parts are dropped, and boxed, so that a waiting call stays small.
    let exchange = {
        let (request, authorization) = sign(client, invocation, route, credentials, time).map_err(Failure::config)?;
        stats.authorization = authorization;
        stats.bytes_sent = request.size();
        transport::send(client.config().http(), request, state.clone(), events.is_some())
    };
    let started = {
        let attempt = context.observed(stats);
        client.config().observers().iter().for_each(|observer| observer.before_sending(&attempt));
        Instant::now()
    };
    let limit = deadline.saturating_duration_since(started).min(client.options().attempt_limit());
    let mut result = {
        let _held = hold_paused_clock(limit);
        let exchanged = match Box::pin(timeout(limit, exchange)).await {
            Ok(exchanged) => exchanged.map_err(NoResponse::Failed),
            Err(_) => Err(NoResponse::TimedOut { limit, is_sent: !state.abandon() }),
        };
        sent.interpret(exchanged, slot, stats)
    };
    stats.duration = Some(started.elapsed());
    if let Err(failure) = &mut result
        && failure.class == RetryClass::CredentialsRejected
        && !replace_credentials(context, stats).await
    {
        failure.class = RetryClass::Permanent;
    }
    result
}

/// Signs the request that an attempt would send now, without waiting for a slot, and does not send it.
pub(super) async fn sign_only(client: &ClientInner, invocation: &Invocation<'_>) -> Result<SignedRequest, Error> {
    runtime::check()?;
    let deadline = after(Instant::now(), client.options().call_limit());
    let context = AttemptContext { client, invocation, deadline, start_by: deadline, number: 1 };
    let mut stats = AttemptStats::default();
    let signed = async {
        let route = route(&context)?;
        let (credentials, time) = find_credentials(&context, deadline).await?;
        let credentials = stats.credentials.insert(credentials);
        sign(client, invocation, route, credentials, time).map_err(Failure::config)
    };
    match signed.await {
        Ok((request, _)) => Ok(request),
        Err(mut failure) => {
            finish(&context, &stats, &mut failure);
            Err(failure.error)
        }
    }
}

/// What is needed before signing.
struct Acquired<'a> {
    route: &'a Route,
    credentials: Credentials,
    /// The time to sign for, at which the credentials have not expired.
    time: SystemTime,
}

/// Waits for credentials and for a slot of the rate limiter. After signing, nothing may wait.
async fn acquire<'a>(context: &AttemptContext<'a>) -> Result<Acquired<'a>, Failure> {
    let route = route(context)?;
    loop {
        // Credentials come first: otherwise, slots would pass while calls wait for credentials, and then all calls would be
        // sent at once.
        let (credentials, time) = find_credentials(context, context.start_by).await?;
        if !wait_for_slot(context).await? {
            return Ok(Acquired { route, credentials, time });
        }
        // They may have expired in the meantime. If there are no others yet, the slot is left to another call.
        match Box::pin(find_credentials(context, Instant::now())).await {
            Ok((credentials, time)) => return Ok(Acquired { route, credentials, time }),
            Err(failure) if failure.error.kind() == ErrorKind::Timeout => {}
            Err(failure) => return Err(failure),
        }
    }
}

/// Returns where the request is sent to, unless it cannot be sent.
fn route<'a>(context: &AttemptContext<'a>) -> Result<&'a Route, Failure> {
    let AttemptContext { client, invocation, .. } = *context;
    let action = invocation.action;
    names::check_action(action.name).map_err(Failure::config)?;
    let route = client.route().map_err(Failure::config)?;
    if action.regional && client.options().region.is_none() {
        return Err(Failure::config(format!(
            "{} requires a region; set TENCENTCLOUD_REGION or call Config::builder().region(\"ap-…\")",
            action.product.name
        )));
    }
    Ok(route)
}

/// Waits for a slot of the rate limiter, and returns whether it had to wait.
#[cfg(feature = "pacing")]
async fn wait_for_slot(context: &AttemptContext<'_>) -> Result<bool, Failure> {
    let (action, region) = (context.invocation.action, context.client.options().region.as_ref());
    let waited = context.client.config().pacing().slot(action, region, context.latest_slot()).await;
    waited.map_err(|no_slot| Failure::new(ErrorKind::Timeout, RetryClass::Permanent, no_slot.to_string()))
}

#[cfg(not(feature = "pacing"))]
async fn wait_for_slot(_: &AttemptContext<'_>) -> Result<bool, Failure> {
    Ok(false)
}

/// Returns the credentials of a call and the time for which they sign. They are empty for an action that is not signed.
async fn find_credentials(context: &AttemptContext<'_>, until: Instant) -> Result<(Credentials, SystemTime), Failure> {
    let AttemptContext { client, invocation, .. } = *context;
    let options = client.options();
    // The skew is read once: credentials are chosen for the time for which they sign, whatever other calls learn in the
    // meantime.
    let skew = client.config().clock_skew();
    let asked = service_time(skew);
    if !invocation.action.signed {
        return Ok((Credentials::new("", ""), asked));
    }
    let credentials = match timeout_at(until, client.credentials(asked)).await {
        Ok(Ok(credentials)) => match credentials.flaw() {
            None => credentials,
            Some(what) => return Err(Failure::config(what)),
        },
        Ok(Err(error)) => {
            let failure = Failure::new(ErrorKind::Credentials, RetryClass::Permanent, error.to_string());
            return Err(failure.with_source(Some(error.summary())));
        }
        Err(_) => {
            let message = format!("no credentials were obtained within {:?}", options.call_limit());
            return Err(Failure::new(ErrorKind::Timeout, RetryClass::NotExecuted, message));
        }
    };
    // The credentials may have expired while they were being obtained, if this thread was not running.
    let now = service_time(skew);
    let time = if credentials.expiry().is_some_and(|expiry| expiry <= now) { asked } else { now };
    let credentials = match &options.token {
        Some(token) => credentials.with_token(token.expose()),
        None => credentials,
    };
    Ok((credentials, time))
}

/// Asks the provider to replace credentials that the service has rejected. Returns whether it has others.
async fn replace_credentials(context: &AttemptContext<'_>, stats: &AttemptStats) -> bool {
    let client = context.client;
    // A token that is set in the options cannot be replaced.
    let is_replaceable = context.invocation.action.signed && client.options().token.is_none();
    let until = context.deadline.min(after(Instant::now(), REPLACE_TIMEOUT));
    match &stats.credentials {
        Some(rejected) if is_replaceable => timeout_at(until, client.replace_credentials(rejected)).await == Ok(true),
        _ => false,
    }
}

/// Completes the error of a failure, and reports the attempt to observers and logs if it was sent.
fn conclude(
    context: &AttemptContext<'_>,
    stats: &mut AttemptStats,
    mut result: Result<(), Failure>,
) -> Result<(), Failure> {
    match &mut result {
        Ok(()) => redact_id(context, stats),
        Err(failure) => finish(context, stats, failure),
    }
    let Some(duration) = stats.duration else { return result };
    let error = result.as_ref().err().map(|failure| &failure.error);
    let end = AttemptEnd {
        duration,
        status: stats.status,
        request_id: stats.request_id.as_deref().or(error.and_then(Error::request_id)),
        bytes_received: stats.bytes_received,
        error,
    };
    let attempt = context.observed(stats);
    context.client.config().observers().iter().for_each(|observer| observer.after_attempt(&attempt, &end));
    tracing::debug!(
        target: "tencloud::call",
        elapsed_ms = milliseconds(duration),
        http.response.status_code = stats.status,
        http.request.body.size = stats.bytes_sent,
        http.response.body.size = stats.bytes_received,
        "attempt ended"
    );
    result
}

/// Redacts secrets in the request id of a success, which is passed to spans and observers.
fn redact_id(context: &AttemptContext<'_>, stats: &mut AttemptStats) {
    let Some(id) = stats.request_id.take() else { return };
    // In the form in which the service writes them, which cannot contain a secret.
    let is_uuid = id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    stats.request_id = Some(if is_uuid {
        id
    } else {
        let of_attempt: Vec<Secret> = stats.secrets().collect();
        redacted(&id, context.secrets(&of_attempt))
    });
}

/// Redacts an error and adds the number of the attempt. No other place makes an error ready to be shown.
fn finish(context: &AttemptContext<'_>, stats: &AttemptStats, failure: &mut Failure) {
    let AttemptContext { invocation, number, .. } = context;
    let of_attempt: Vec<Secret> = stats.secrets().collect();
    failure.error.redact(context.secrets(&of_attempt));
    if invocation.action.sensitive_output {
        failure.error.drop_body();
    }
    failure.error.set_throttled(failure.class == RetryClass::Throttled);
    failure.error.set_attempt(*number, failure.class.may_have_acted(invocation.action.effect));
    failure.error.set_transient(failure.class.allows_retry(Effect::Read));
}

impl AttemptContext<'_> {
    /// Returns when a slot is too late: a call that is sent in its last moments gets no response in time, and its slot
    /// is wasted.
    #[cfg(feature = "pacing")]
    fn latest_slot(&self) -> Instant {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let to_answer = (left / 5).min(MAX_TIME_TO_ANSWER);
        self.start_by.min(self.deadline.checked_sub(to_answer).unwrap_or(self.deadline))
    }

    /// Returns everything that was sent and must not be shown: secrets of the request, of the attempt, and of the
    /// client.
    fn secrets<'s>(&'s self, of_attempt: &'s [Secret]) -> impl Iterator<Item = &'s Secret> {
        self.invocation.secrets.iter().chain(of_attempt).chain(self.client.secrets())
    }

    /// Returns the attempt as observers see it.
    fn observed(&self, stats: &AttemptStats) -> Attempt<'_> {
        Attempt {
            service: self.client.service(),
            action: self.invocation.action.name,
            region: self.client.region(),
            host: self.client.host().unwrap_or_default(),
            number: self.number,
            bytes_sent: stats.bytes_sent,
        }
    }
}
