//! Waiting with untyped calls.

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use serde_json::Value;

use super::call::{UntypedCall, UntypedResponse};
use super::polling::Polling;
use crate::call::CallFuture;
use crate::error::Error;
use crate::record::{Parameters, secrets_of};
use crate::response::RawResponse;
use crate::wait::{Polled, State, Waiter, lookup};

impl UntypedCall {
    /// Polls with this call until an asynchronous operation has ended. Configure the wait, then `.await` it to start
    /// polling. The call counts as [`read_only`](Self::read_only).
    ///
    /// ```no_run
    /// # async fn example(config: tencloud::Config) -> Result<(), tencloud::Error> {
    /// # use std::time::Duration;
    /// use tencloud::{Polling, UntypedClient};
    ///
    /// let redis = UntypedClient::new(&config, "redis", "2018-04-12");
    /// let polling = Polling::new("task", "TaskId", "/Status").done(["succeed"]).failed(["failed", "error"]);
    /// let task = redis
    ///     .call("DescribeTaskInfo", serde_json::json!({ "TaskId": 6954227 }))
    ///     .wait(polling.message("/TaskMessage"))
    ///     .timeout(Duration::from_secs(600))
    ///     .on_progress(|task| println!("{}", task.response["Status"]))
    ///     .await?;
    /// println!("ended: {}", task.response["Status"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::WaitFailed`](crate::ErrorKind::WaitFailed), with the service's message, if the operation failed.
    /// - [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if the timeout has passed. A failed poll that may be
    ///   temporary is made again until then.
    /// - [`ErrorKind::MalformedResponse`](crate::ErrorKind::MalformedResponse) if the state is a list or an object.
    /// - [`ErrorKind::Config`](crate::ErrorKind::Config) if the parameter with the id is missing, zero or empty.
    /// - The error of a poll that can never succeed.
    pub fn wait(self, polling: Polling) -> UntypedWait {
        let interval = self.inner.poll_interval();
        UntypedWait(Waiter::new(UntypedPoll { call: self.read_only(), polling }, interval))
    }
}

/// Polls with an untyped call until an asynchronous operation has ended, as returned by [`UntypedCall::wait`]. Configure
/// it, then `.await` it to start polling.
///
/// It does what a typed [`Wait`](crate::wait::Wait) does: polls that fail for a reason that may be temporary are repeated
/// until the timeout has elapsed. [`Error::last_response`] of a failed wait returns the last [`UntypedResponse`].
#[must_use = "polling starts with `.await`"]
pub struct UntypedWait(Waiter<UntypedPoll>);

impl UntypedWait {
    /// Sets how long to wait. Default: 30 minutes. A poll is abandoned at the end of the timeout. The last poll is made
    /// then, and may take one second; so may the first one, however short the timeout is.
    pub fn timeout(self, timeout: Duration) -> Self {
        UntypedWait(Waiter { timeout, ..self.0 })
    }

    /// Sets how long to pause between two polls, which must be more than zero. Default:
    /// [`Options::poll_interval`](crate::Options::poll_interval), or else 2 s.
    pub fn interval(self, interval: Duration) -> Self {
        UntypedWait(Waiter { interval, ..self.0 })
    }

    /// Sets a callback that receives the response of every successful poll, including the last one.
    pub fn on_progress(self, progress: impl FnMut(&UntypedResponse) + Send + 'static) -> Self {
        UntypedWait(Waiter { progress: Some(Box::new(progress)), ..self.0 })
    }
}

impl IntoFuture for UntypedWait {
    type Output = Result<UntypedResponse, Error>;
    type IntoFuture = CallFuture<UntypedResponse>;

    fn into_future(self) -> Self::IntoFuture {
        CallFuture::new(self.0.run())
    }
}

impl fmt::Debug for UntypedWait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UntypedWait")
            .field("call", &self.0.polled.call)
            .field("timeout", &self.0.timeout)
            .field("interval", &self.0.interval)
            .finish_non_exhaustive()
    }
}

/// The polling of an untyped call.
struct UntypedPoll {
    call: UntypedCall,
    polling: Polling,
}

impl UntypedPoll {
    /// Returns the parameters as they are sent, so that it is known which of them are secrets.
    fn parameters(&self) -> Parameters {
        Parameters::of_object(self.call.parameters.as_object().cloned().unwrap_or_default())
    }
}

impl Polled for UntypedPoll {
    type Response = UntypedResponse;

    async fn send(&self) -> Result<RawResponse<UntypedResponse>, Error> {
        self.call.clone().send_raw().await
    }

    fn state(&self, raw: &RawResponse<UntypedResponse>) -> State {
        self.polling.state_of(&raw.response.response)
    }

    fn what(&self) -> &str {
        &self.polling.what
    }

    fn id(&self) -> Option<String> {
        let (parameters, name) = (self.parameters(), &self.polling.parameter);
        lookup(&parameters, &format!("/{name}")).or_else(|| lookup(&parameters, &format!("/{name}/0")))
    }

    fn is_known(&self) -> bool {
        // Parameters that are not an object are rejected when the request is sent.
        let Value::Object(parameters) = &self.call.parameters else { return true };
        parameters.get(&self.polling.parameter).is_some_and(is_id)
    }

    fn redact(&self, error: &mut Error) {
        let mut secrets = Vec::new();
        secrets_of(&self.parameters(), &mut secrets);
        error.redact(secrets.iter());
        self.call.inner.redact_credentials(error);
    }
}

/// Returns whether a parameter identifies something: it is zero or empty if a response lacked it.
fn is_id(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number.as_f64().is_some_and(|number| number > 0.0),
        Value::Array(items) => items.first().is_some_and(is_id),
        Value::Bool(_) | Value::Object(_) => true,
    }
}
