//! One attempt: keys, signature, request, reply.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::failure::Failure;
use super::{Call, Core};
use crate::error::ErrorKind;
use crate::record::Target;
use crate::retry::{Verdict, after};
use crate::transport;

impl Core {
    pub(super) async fn attempt(&self, call: &Call, target: &mut dyn Target, deadline: Instant) -> Result<(), Failure> {
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
}
