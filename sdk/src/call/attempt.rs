//! One attempt: acquire → sign → exchange → conclude.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use super::classify::{NoResponse, Sent};
use super::client::{ClientInner, Route};
use super::failure::Failure;
use super::invocation::Invocation;
use super::request::sign;
use super::stats::AttemptStats;
use crate::clock::{self, after, milliseconds};
use crate::error::{Error, ErrorKind};
use crate::identity::Credentials;
use crate::observe::{Attempt, AttemptEnd};
use crate::record::ResponseSlot;
use crate::retry_class::RetryClass;
use crate::transport::{self, SendState};

/// How long a provider may take to replace rejected credentials before their rejection is final.
const REPLACE_TIMEOUT: Duration = Duration::from_secs(10);

/// What an attempt depends on.
pub(super) struct AttemptContext<'a> {
    pub(super) client: &'a ClientInner,
    pub(super) invocation: &'a Invocation<'a>,
    /// When the time of the whole call is up.
    pub(super) deadline: Instant,
    /// When it is too late to start this attempt.
    pub(super) start_by: Instant,
    /// Which attempt of the call this is, counted from 1.
    pub(super) number: u32,
}

/// Makes an attempt. Every failure passes through `conclude`, wherever the attempt ended.
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
    let (route, credentials) = acquire(context).await?;
    let credentials = stats.credentials.insert(credentials);
    let skew = client.config().clock_skew();
    let (product, host) = (invocation.action.product, route.endpoint.host.as_str());
    let sent = Sent { config: client.config(), product, host, signed_at: clock::now() + skew };
    let state = SendState::default();
    // Pin here and drop the parts, so that the future stays small.
    let exchange = pin!({
        let request = sign(client, invocation, route, credentials, skew).map_err(Failure::config)?;
        stats.bytes_sent = request.size();
        transport::send(client.config().http(), request, state.clone())
    });

    let attempt = context.observed(stats);
    client.config().observers().iter().for_each(|observer| observer.before_sending(&attempt));
    let started = Instant::now();
    let limit = deadline.saturating_duration_since(started).min(client.options().attempt_limit());
    let exchanged = match timeout(limit, exchange).await {
        Ok(exchanged) => exchanged.map_err(NoResponse::Failed),
        Err(_) => Err(NoResponse::TimedOut { limit, is_sent: !state.abandon() }),
    };
    let mut result = sent.interpret(exchanged, slot, stats);
    stats.duration = Some(started.elapsed());
    if let Err(failure) = &mut result
        && failure.class == RetryClass::CredentialsRejected
        && !replace_credentials(context, stats).await
    {
        failure.class = RetryClass::Permanent;
    }
    result
}

/// What must be there before signing: a route, credentials, a slot of the rate limiter. What is signed must not wait.
async fn acquire<'a>(context: &AttemptContext<'a>) -> Result<(&'a Route, Credentials), Failure> {
    let AttemptContext { client, invocation, start_by, .. } = *context;
    let (action, options) = (invocation.action, client.options());
    let route = client.route().map_err(Failure::config)?;
    if action.product.regional && options.region.is_none() {
        return Err(Failure::config(format!(
            "{} needs a region; set TENCENTCLOUD_REGION, or Config::builder().region(\"ap-…\")",
            action.product.name
        )));
    }
    // Credentials first: calls that wait for them together would go together, with slots that have long passed.
    let found = credentials(context).await?;
    #[cfg(feature = "pacing")]
    match client.config().pacing().slot(action, options.region.as_ref(), start_by).await {
        Ok(false) => {}
        // They may have expired meanwhile.
        Ok(true) => return Ok((route, credentials(context).await?)),
        Err(no_slot) => return Err(Failure::new(ErrorKind::Timeout, RetryClass::Permanent, no_slot.to_string())),
    }
    Ok((route, found))
}

/// The credentials of a call; empty ones for an action that is not signed.
async fn credentials(context: &AttemptContext<'_>) -> Result<Credentials, Failure> {
    let AttemptContext { client, invocation, start_by, .. } = *context;
    let options = client.options();
    if !invocation.action.signed {
        return Ok(Credentials::new("", ""));
    }
    let credentials = match timeout_at(start_by, client.config().credentials()).await {
        Ok(Ok(credentials)) => credentials,
        Ok(Err(error)) => {
            let failure = Failure::new(ErrorKind::Credentials, RetryClass::Permanent, error.to_string());
            return Err(failure.with_source(Some(error.summary())));
        }
        Err(_) => {
            let message = format!("no credentials within {:?}", options.call_limit());
            return Err(Failure::new(ErrorKind::Timeout, RetryClass::NotExecuted, message));
        }
    };
    Ok(match &options.token {
        Some(token) => credentials.with_token(token.expose()),
        None => credentials,
    })
}

/// Asks for other credentials in place of those that the service has rejected. Returns whether there are others.
async fn replace_credentials(context: &AttemptContext<'_>, stats: &AttemptStats) -> bool {
    let client = context.client;
    // The token of the options cannot be replaced.
    let is_replaceable = context.invocation.action.signed && client.options().token.is_none();
    let until = context.deadline.min(after(Instant::now(), REPLACE_TIMEOUT));
    match &stats.credentials {
        Some(rejected) if is_replaceable => {
            timeout_at(until, client.config().replace_credentials(rejected)).await == Ok(true)
        }
        _ => false,
    }
}

/// Finishes the error of a failure, and reports what was sent to observers and logs.
fn conclude(
    context: &AttemptContext<'_>,
    stats: &AttemptStats,
    mut result: Result<(), Failure>,
) -> Result<(), Failure> {
    if let Err(failure) = &mut result {
        finish(context, stats, failure);
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

/// The only place that makes an error ready to be seen: redacts it, and adds which attempt it ended.
fn finish(context: &AttemptContext<'_>, stats: &AttemptStats, failure: &mut Failure) {
    let AttemptContext { client, invocation, number, .. } = context;
    let of_credentials = stats
        .credentials
        .iter()
        .flat_map(|credentials| std::iter::once(credentials.secret_key()).chain(credentials.token()));
    let of_options = client.options().headers.iter().map(|(_, value)| value);
    failure.error.redact(invocation.secrets.iter().chain(of_credentials).chain(of_options));
    if invocation.action.sensitive_output {
        failure.error.drop_body();
    }
    failure.error.set_throttled(failure.class == RetryClass::Throttled);
    failure.error.set_attempt(*number, failure.class.may_have_acted(invocation.action.effect));
}

impl AttemptContext<'_> {
    /// The attempt as observers see it.
    fn observed(&self, stats: &AttemptStats) -> Attempt<'_> {
        Attempt {
            service: self.invocation.action.product.name,
            action: self.invocation.action.name,
            region: self.client.region(),
            host: self.client.host().unwrap_or_default(),
            number: self.number,
            bytes_sent: stats.bytes_sent,
        }
    }
}
