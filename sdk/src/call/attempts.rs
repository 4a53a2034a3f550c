//! The loop: attempts until one succeeds, cannot succeed, or time and attempts are used up.

use tokio::time::{Instant, sleep};
use tracing::Instrument;

use super::failure::Failure;
use super::{Call, Core};
use crate::action::Effect;
use crate::error::Error;
use crate::record::Target;
use crate::retry::{Verdict, after, backoff};

impl Core {
    pub(super) async fn call(&self, call: &Call, target: &mut dyn Target) -> Result<(), Error> {
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
}
