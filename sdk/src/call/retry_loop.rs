//! The retry loop: makes attempts until one succeeds, none can succeed, or the attempts or the time are used up.

use std::pin::pin;

use tokio::time::{Instant, sleep};
use tracing::field::{Empty, display};
use tracing::{Instrument, Span};

use super::attempt::{AttemptContext, attempt};
use super::client::ClientInner;
use super::failure::Failure;
use super::invocation::Invocation;
use super::runtime;
use super::stats::AttemptStats;
use crate::clock::{after, milliseconds};
use crate::error::{Error, ErrorKind};
use crate::observe::CallEnd;
use crate::response::ResponseSlot;
use crate::retry::{ExponentialBackoff, FailedAttempt, RetryPolicy};

/// Makes a call, and reports it to observers and in a span.
pub(super) async fn run(
    client: &ClientInner,
    invocation: &Invocation<'_>,
    slot: &mut dyn ResponseSlot,
) -> Result<(), Error> {
    runtime::check()?;
    let span = tracing::info_span!(
        target: "tencloud::call",
        "tencloud.call",
        otel.name = format_args!("{}/{}", client.service(), invocation.action.name),
        otel.kind = "client",
        otel.status_code = Empty,
        rpc.system = "tencentcloud",
        rpc.service = client.service(),
        rpc.method = invocation.action.name,
        cloud.region = client.region(),
        server.address = client.host(),
        http.request.resend_count = Empty,
        http.response.status_code = Empty,
        tencentcloud.request_id = Empty,
        error.r#type = Empty,
    );
    let started = Instant::now();
    let attempts = pin!(run_attempts(client, invocation, slot, &span));
    let (attempts, result) = attempts.instrument(span.clone()).await;
    let error = result.as_ref().err();
    let duration = started.elapsed();
    if let Some(error) = error {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", display(error.type_name()));
    }
    // Computed again rather than stored, so that the future stays small.
    let (service, action, region) = (client.service(), invocation.action.name, client.region());
    let end = CallEnd { service, action, region, duration, attempts, error };
    client.config().observers().iter().for_each(|observer| observer.after_call(&end));
    result
}

/// Makes attempts until one succeeds, none can succeed, or the attempts or the time are used up. Returns the number of
/// attempts and the result.
async fn run_attempts(
    client: &ClientInner,
    invocation: &Invocation<'_>,
    slot: &mut dyn ResponseSlot,
    call_span: &Span,
) -> (u32, Result<(), Error>) {
    let (effect, options) = (invocation.action.effect, client.options());
    let default = ExponentialBackoff::default();
    let policy: &dyn RetryPolicy = options.retry.as_deref().unwrap_or(&default);
    let budget = client.config().retry_budget();
    let started = Instant::now();
    let deadline = after(started, options.call_limit());
    // The policy limits retries; the first attempt may take until the end of the call's timeout.
    let mut start_by = deadline;
    let mut number = 0;
    let mut paid = None;
    let mut last_error: Option<Error> = None;
    loop {
        number += 1;
        let span = tracing::debug_span!(
            target: "tencloud::call",
            "tencloud.attempt",
            attempt = number,
            server.address = client.host(),
            http.request.body.size = Empty,
            http.response.status_code = Empty,
            http.response.body.size = Empty,
            tencentcloud.request_id = Empty,
            error.r#type = Empty,
        );
        let mut stats = AttemptStats::default();
        let result = {
            let context = AttemptContext { client, invocation, deadline, start_by, number };
            let attempt = pin!(attempt(&context, slot, &mut stats));
            attempt.instrument(span.clone()).await
        };
        stats.record(&span, &result);
        stats.record(call_span, &result);
        let elapsed_ms = milliseconds(started.elapsed());
        let Err(Failure { error, class }) = result else {
            budget.deposit(paid);
            tracing::debug!(target: "tencloud::call", attempts = number, elapsed_ms, "call succeeded");
            return (number, Ok(()));
        };
        if let Some(last_error) = last_error.filter(|_| stats.duration.is_none() && error.kind() == ErrorKind::Timeout)
        {
            // The time was up before it could be sent. Return the error that made another attempt necessary.
            tracing::debug!(target: "tencloud::call", attempts = number, elapsed_ms, %error, "too late for another attempt");
            return (last_error.attempts(), Err(last_error));
        }
        // The class is checked first: no policy can make the SDK send a write twice.
        let next = class.allows_retry(effect).then(|| {
            let failed = FailedAttempt { error: &error, elapsed: started.elapsed(), class };
            let wait = policy.wait(&failed)?.max(failed.retry_after().unwrap_or_default());
            start_by = policy.time_limit().map_or(deadline, |limit| deadline.min(after(started, limit)));
            paid = if after(Instant::now(), wait) < start_by { budget.withdraw(class, error.kind()) } else { None };
            paid.map(|_| wait)
        });
        let Some(wait) = next.flatten() else {
            tracing::debug!(target: "tencloud::call", attempts = number, elapsed_ms, %error, "call failed");
            return (number, Err(error));
        };
        let wait_ms = milliseconds(wait);
        tracing::debug!(target: "tencloud::call", attempt = number, %error, wait_ms, "attempt failed, retrying");
        call_span.record("http.request.resend_count", number);
        last_error = Some(error);
        sleep(wait).await;
    }
}
