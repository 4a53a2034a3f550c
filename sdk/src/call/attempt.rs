//! One attempt: keys, signature, request, reply.

use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout, timeout_at};

use super::failure::Failure;
use super::retry_loop::milliseconds;
use super::{Call, ClientInner};
use crate::credentials::Credentials;
use crate::error::{Error, ErrorKind};
use crate::observe::{Attempt, AttemptEnd};
use crate::record::ResponseSlot;
use crate::retry::{RetryClass, after};
use crate::transport::{self, Reply, SendError};

/// How long the refusal of a call's keys is held back while their provider is asked for others.
const REPLACE_LIMIT: Duration = Duration::from_secs(10);

/// What was seen of an attempt, whatever came of it.
#[derive(Default)]
pub(super) struct AttemptStats {
    pub(super) status: Option<u16>,
    /// Of a success; a failure has it in its error.
    pub(super) request_id: Option<String>,
    pub(super) sent: usize,
    pub(super) received: usize,
}

impl ClientInner {
    /// Makes the attempt with a number, counted from 1.
    pub(super) async fn attempt(
        &self,
        call: &Call<'_>,
        target: &mut dyn ResponseSlot,
        deadline: Instant,
        number: u32,
        seen: &mut AttemptStats,
    ) -> Result<(), Failure> {
        let config = &self.0.config;
        let configuration = |message| Failure::new(ErrorKind::Config, RetryClass::Permanent, message);
        let route = self.0.route.as_ref().map_err(|message| configuration(message.clone()))?;
        let (action, region) = (call.action, self.region());
        if action.product.regional && region.is_none() {
            return Err(configuration(format!(
                "{} needs a region; set TENCENTCLOUD_REGION, or Config::builder().region(\"ap-…\")",
                action.product.name
            )));
        }
        // Before signing: what is signed now must not wait.
        if let Err(no_slot) = config.pacing().slot(action, self.0.options.region.as_ref(), deadline).await {
            return Err(Failure::new(ErrorKind::Timeout, RetryClass::Permanent, no_slot.to_string()));
        }
        let keys = if action.signed { self.keys(deadline).await? } else { Credentials::new("", "") };
        let skew = config.clock_skew();
        // Pinned where it is made, and all that it is made of gone: what an attempt holds, its call copies.
        let sending = pin!({
            let outgoing = self.sign(call, route, &keys, skew).map_err(configuration)?;
            seen.sent = outgoing.size();
            transport::send(config.http(), outgoing)
        });

        let attempt = Attempt {
            service: action.product.name,
            action: action.name,
            region,
            host: &route.endpoint.host,
            number,
            bytes_sent: seen.sent,
        };
        config.observers().iter().for_each(|observer| observer.before_sending(&attempt));
        let started = Instant::now();
        let limit = deadline.saturating_duration_since(started).min(self.0.options.attempt_limit());
        let reply = timeout(limit, sending).await.map_err(|_| limit);
        let mut result = self.interpret(reply, attempt.host, skew, target, seen);
        let duration = started.elapsed();
        if let Err(failure) = &mut result {
            let refused = failure.class == RetryClass::CredentialsRejected;
            if refused && !(action.signed && self.replace_keys(&keys, deadline).await) {
                failure.class = RetryClass::Permanent;
            }
            let of_options = self.0.options.headers.iter().map(|(_, value)| value);
            failure.error.redact(call.secrets.iter().chain([keys.secret_key()]).chain(keys.token()).chain(of_options));
            if action.sensitive_output {
                failure.error.drop_body();
            }
            failure.finish(number, action.effect);
        }
        let error = result.as_ref().err().map(|failure| &failure.error);
        let end = AttemptEnd {
            duration,
            status: seen.status,
            request_id: seen.request_id.as_deref().or(error.and_then(Error::request_id)),
            bytes_received: seen.received,
            error,
        };
        config.observers().iter().for_each(|observer| observer.after_attempt(&attempt, &end));
        tracing::debug!(
            target: "tencloud::call",
            elapsed_ms = milliseconds(duration),
            http.response.status_code = seen.status,
            http.request.body.size = seen.sent,
            http.response.body.size = seen.received,
            "attempt ended"
        );
        result
    }

    /// The keys to sign with, under the session token that the options name.
    async fn keys(&self, deadline: Instant) -> Result<Credentials, Failure> {
        let options = &self.0.options;
        let keys = match timeout_at(deadline, self.0.config.keys()).await {
            Ok(Ok(keys)) => keys,
            Ok(Err(error)) => {
                return Err(Failure::new(ErrorKind::Credentials, RetryClass::Permanent, error.to_string()));
            }
            Err(_) => {
                let message = format!("no keys within {:?}", options.call_limit());
                return Err(Failure::new(ErrorKind::Timeout, RetryClass::NotExecuted, message));
            }
        };
        Ok(match &options.token {
            Some(token) => keys.with_token(token.expose()),
            None => keys,
        })
    }

    /// Asks for other keys in place of those that the service has refused. Gives whether there are others.
    async fn replace_keys(&self, refused: &Credentials, deadline: Instant) -> bool {
        // The token of the options stays what it is.
        let is_replaceable = self.0.options.token.is_none();
        let until = deadline.min(after(Instant::now(), REPLACE_LIMIT));
        is_replaceable && timeout_at(until, self.0.config.replace_keys(refused)).await == Ok(true)
    }

    /// What came of sending: a reply, none, or none within the limit.
    fn interpret(
        &self,
        sent: Result<Result<Reply, SendError>, Duration>,
        host: &str,
        skew: i64,
        target: &mut dyn ResponseSlot,
        seen: &mut AttemptStats,
    ) -> Result<(), Failure> {
        let reply = match sent {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) => return Err(Failure::of_transport(error, host)),
            Err(limit) => {
                let message = format!("no reply from {host} within {limit:?}");
                return Err(Failure::new(ErrorKind::Timeout, RetryClass::OutcomeUnknown, message));
            }
        };
        seen.status = Some(reply.status);
        seen.received = reply.body.len();
        seen.request_id = self.classify(&reply, skew, target)?;
        Ok(())
    }
}
