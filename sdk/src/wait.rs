//! Waiting for asynchronous operations.
//!
//! A poll only reads, so a failed poll does not end a wait: after any failure that may be temporary, it polls again
//! until its own timeout has elapsed. Only what is final ends it: the operation has ended, or polling can never
//! succeed.

mod state;
mod waiter;

use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

use crate::action::Action;
use crate::call::{self, CallFuture, ClientInner};
use crate::error::Error;
use crate::response::RawResponse;
pub use state::WaitInfo;
pub(crate) use state::{Ends, State, lookup};
pub(crate) use waiter::{Polled, Waiter};

/// Polls until an asynchronous operation has ended. Configure it, then `.await` it to start polling.
///
/// Polls that fail for a reason that may be temporary do not end it: no connection, a timeout, throttling, an internal
/// error of the service. They are repeated, at intervals that grow up to 30 s, until the wait's timeout has elapsed. A
/// permanent failure ends it immediately, such as an unknown id or a missing permission.
///
/// ```no_run
/// # async fn example(redis: tencloud::redis::Client) -> Result<(), tencloud::Error> {
/// # use std::time::Duration;
/// let task = redis
///     .wait_for_task(6954227)
///     .timeout(Duration::from_secs(600))
///     .on_progress(|task| println!("{}", task.status))
///     .await?;
/// println!("ended: {}", task.status);
/// # Ok(())
/// # }
/// ```
///
/// The error of a failed wait contains what was waited for, its id, its last state, and the request id of the last
/// response. [`Error::last_response`] returns the response itself.
#[must_use = "polling starts with `.await`"]
pub struct Wait<A: Action>(Waiter<TypedPoll<A>>);

impl<A: Action> Wait<A> {
    #[doc(hidden)]
    pub fn new(inner: &ClientInner, request: A, info: &'static WaitInfo, known: bool) -> Self {
        Wait(Waiter::new(TypedPoll { inner: inner.clone(), request, info, known }, inner.poll_interval()))
    }

    /// Sets how long to wait. Default: 30 minutes. A poll is abandoned at the end of the timeout. The last poll is made
    /// then, and may take one second; so may the first one, however short the timeout is.
    pub fn timeout(self, timeout: Duration) -> Self {
        Wait(Waiter { timeout, ..self.0 })
    }

    /// Sets how long to pause between two polls, which must be more than zero. Default:
    /// [`Options::poll_interval`](crate::Options::poll_interval), or else 2 s.
    pub fn interval(self, interval: Duration) -> Self {
        Wait(Waiter { interval, ..self.0 })
    }

    /// Sets a callback that receives the response of every successful poll, including the last one.
    pub fn on_progress(self, progress: impl FnMut(&A::Response) + Send + 'static) -> Self {
        Wait(Waiter { progress: Some(Box::new(progress)), ..self.0 })
    }
}

impl<A: Action + 'static> IntoFuture for Wait<A> {
    type Output = Result<A::Response, Error>;
    type IntoFuture = CallFuture<A::Response>;

    fn into_future(self) -> Self::IntoFuture {
        CallFuture::new(self.0.run())
    }
}

impl<A: Action + fmt::Debug> fmt::Debug for Wait<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("request", &self.0.polled.request)
            .field("timeout", &self.0.timeout)
            .field("interval", &self.0.interval)
            .finish_non_exhaustive()
    }
}

/// The polling of a typed request.
struct TypedPoll<A> {
    inner: ClientInner,
    request: A,
    info: &'static WaitInfo,
    known: bool,
}

impl<A: Action> Polled for TypedPoll<A> {
    type Response = A::Response;

    async fn send(&self) -> Result<RawResponse<A::Response>, Error> {
        call::send_raw(&self.inner, &self.request).await
    }

    fn state(&self, raw: &RawResponse<A::Response>) -> State {
        State::of(self.info, raw)
    }

    fn what(&self) -> &str {
        self.info.what
    }

    fn id(&self) -> Option<String> {
        lookup(&self.request, self.info.id)
    }

    fn is_known(&self) -> bool {
        self.known
    }

    fn redact(&self, error: &mut Error) {
        self.inner.redact_credentials(error);
    }
}
