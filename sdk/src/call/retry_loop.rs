//! The loop: attempts until one succeeds, cannot succeed, or time and attempts are used up.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tracing::field::{Empty, display};
use tracing::{Instrument, Span};

use super::attempt::AttemptStats;
use super::failure::Failure;
use super::{Call, ClientInner};
use crate::error::Error;
use crate::observe::CallEnd;
use crate::record::ResponseSlot;
use crate::retry::{ExponentialBackoff, FailedAttempt, RetryPolicy, after};

impl ClientInner {
    /// Makes a call, and lets it be seen.
    pub(super) async fn call(&self, call: &Call<'_>, target: &mut dyn ResponseSlot) -> Result<(), Error> {
        let (action, product, region) = (call.action, call.action.product, self.region());
        let span = tracing::info_span!(
            target: "tencloud::call",
            "tencloud.call",
            otel.name = format_args!("{}/{}", product.name, action.name),
            otel.kind = "client",
            otel.status_code = Empty,
            rpc.system = "tencentcloud",
            rpc.service = product.name,
            rpc.method = action.name,
            cloud.region = region,
            server.address = self.host(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            tencentcloud.request_id = Empty,
            error.r#type = Empty,
        );
        let started = Instant::now();
        let attempts = pin!(self.attempts(call, target, &span));
        let (attempts, result) = attempts.instrument(span.clone()).await;
        let error = result.as_ref().err();
        let duration = started.elapsed();
        if let Some(error) = error {
            span.record("otel.status_code", "ERROR");
            span.record("error.type", display(error.type_name()));
        }
        let (service, action) = (product.name, action.name);
        let end = CallEnd { service, action, region, duration, attempts, error };
        self.0.config.observers().iter().for_each(|observer| observer.after_call(&end));
        result
    }

    /// Tries until the call succeeds, cannot succeed, or has used up its attempts or its time. Gives the number of
    /// attempts beside the result.
    async fn attempts(&self, call: &Call<'_>, target: &mut dyn ResponseSlot, whole: &Span) -> (u32, Result<(), Error>) {
        let effect = call.action.effect;
        let default = ExponentialBackoff::default();
        let policy: &dyn RetryPolicy = self.0.options.retry.as_deref().unwrap_or(&default);
        let budget = self.0.config.retry_budget();
        let started = Instant::now();
        let deadline = after(started, self.0.options.call_limit());
        let mut attempt = 0;
        let mut paid = None;
        loop {
            attempt += 1;
            let span = tracing::debug_span!(
                target: "tencloud::call",
                "tencloud.attempt",
                attempt,
                server.address = self.host(),
                http.request.body.size = Empty,
                http.response.status_code = Empty,
                http.response.body.size = Empty,
                tencentcloud.request_id = Empty,
                error.r#type = Empty,
            );
            let mut seen = AttemptStats::default();
            let result = {
                let attempt = pin!(self.attempt(call, target, deadline, attempt, &mut seen));
                attempt.instrument(span.clone()).await
            };
            seen.record(&span, &result);
            seen.record(whole, &result);
            let elapsed_ms = milliseconds(started.elapsed());
            let Failure { error, class } = match result {
                Ok(()) => {
                    budget.deposit(paid);
                    tracing::debug!(target: "tencloud::call", attempts = attempt, elapsed_ms, "call succeeded");
                    return (attempt, Ok(()));
                }
                Err(mut failure) => {
                    // Nobody has, where it ended before anything was sent.
                    failure.finish(attempt, effect);
                    failure
                }
            };
            // The class comes first: no policy makes a change happen twice.
            let next = class.allows_retry(effect).then(|| {
                let wait = policy.wait(&FailedAttempt { error: &error, elapsed: started.elapsed(), class })?;
                paid = if after(Instant::now(), wait) < deadline { budget.withdraw(class, error.kind()) } else { None };
                paid.map(|_| wait)
            });
            let Some(wait) = next.flatten() else {
                tracing::debug!(target: "tencloud::call", attempts = attempt, elapsed_ms, %error, "call failed");
                return (attempt, Err(error));
            };
            tracing::debug!(target: "tencloud::call", attempt, %error, wait_ms = milliseconds(wait), "attempt failed, trying again");
            whole.record("http.request.resend_count", attempt);
            sleep(wait).await;
        }
    }

    pub(super) fn region(&self) -> Option<&str> {
        self.0.options.region.as_ref().map(|region| region.as_str())
    }

    pub(super) fn host(&self) -> Option<&str> {
        self.0.route.as_ref().ok().map(|route| route.endpoint.host.as_str())
    }
}

impl AttemptStats {
    /// Writes what was seen of an attempt into its span, and into its call's, which keeps the last.
    fn record(&self, span: &Span, result: &Result<(), Failure>) {
        if span.is_disabled() {
            return;
        }
        let error = result.as_ref().err().map(|failure| &failure.error);
        span.record("http.request.body.size", self.sent);
        if let Some(status) = self.status {
            span.record("http.response.status_code", status);
            span.record("http.response.body.size", self.received);
        }
        if let Some(id) = self.request_id.as_deref().or(error.and_then(Error::request_id)) {
            span.record("tencentcloud.request_id", id);
        }
        if let Some(error) = error {
            span.record("error.type", display(error.type_name()));
        }
    }
}

pub(super) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
