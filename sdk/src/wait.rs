//! Waiting for asynchronous operations.
//!
//! A poll only reads, so a failed poll does not end a wait: after any failure that may be temporary, it polls again
//! until its own timeout has elapsed. Only what is final ends it: the operation has ended, or polling can never
//! succeed.

mod state;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use crate::action::Action;
use crate::call::{self, ClientInner};
use crate::clock::after;
use crate::error::{Error, ErrorKind};
use crate::response::RawResponse;
pub use state::WaitInfo;
use state::{State, lookup};

/// The time limit of the first poll, and of the last one, which is made at the end of the timeout.
const LEAST_POLL: Duration = Duration::from_secs(1);

/// The longest pause between failing polls, unless the interval is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

type Progress<R> = Box<dyn FnMut(&R) + Send>;

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
pub struct Wait<A: Action> {
    inner: ClientInner,
    request: A,
    info: &'static WaitInfo,
    /// Whether there is an id: it is zero or an empty string if a response lacked it.
    known: bool,
    timeout: Duration,
    interval: Duration,
    progress: Option<Progress<A::Response>>,
}

impl<A: Action> Wait<A> {
    #[doc(hidden)]
    pub fn new(inner: &ClientInner, request: A, info: &'static WaitInfo, known: bool) -> Self {
        Wait {
            inner: inner.clone(),
            request,
            info,
            known,
            timeout: Duration::from_secs(1_800),
            interval: inner.poll_interval(),
            progress: None,
        }
    }

    /// Sets how long to wait. Default: 30 minutes. A poll is abandoned at the end of the timeout. The last poll is made
    /// then, and may take one second; so may the first one, however short the timeout is.
    pub fn timeout(self, timeout: Duration) -> Self {
        Wait { timeout, ..self }
    }

    /// Sets how long to pause between two polls, which must be more than zero. Default:
    /// [`Options::poll_interval`](crate::Options::poll_interval), or else 2 s.
    pub fn interval(self, interval: Duration) -> Self {
        Wait { interval, ..self }
    }

    /// Sets a callback that receives the response of every successful poll, including the last one.
    pub fn on_progress(self, progress: impl FnMut(&A::Response) + Send + 'static) -> Self {
        Wait { progress: Some(Box::new(progress)), ..self }
    }

    async fn run(mut self) -> Result<A::Response, Error> {
        call::check_runtime()?;
        self.check()?;
        call::check_runtime()?;
        let deadline = after(Instant::now(), self.timeout);
        let mut seen = Seen { last: None, failures: 0, error: None };
        let mut is_first = true;
        loop {
            let started = Instant::now();
            let is_last = started >= deadline;
            let at_least = if is_first || is_last { after(started, LEAST_POLL) } else { deadline };
            is_first = false;
            match timeout_at(deadline.max(at_least), call::send_raw(&self.inner, &self.request)).await {
                Ok(Ok(raw)) => {
                    if let Some(progress) = &mut self.progress {
                        progress(&raw.response);
                    }
                    match State::of(self.info, &raw) {
                        State::Done => return Ok(raw.response),
                        State::Failed(text) => return Err(self.failed(text, raw)),
                        State::Unreadable(misfit) => return Err(self.unreadable(&misfit, raw)),
                        State::Pending(state) => seen = Seen { last: Some((raw, state)), failures: 0, error: None },
                    }
                }
                Ok(Err(error)) if !seen.outlives(&error) => return Err(self.given_up(error, seen)),
                Ok(Err(error)) => seen = Seen { failures: seen.failures + 1, error: Some(error), ..seen },
                Err(_) => {
                    seen.failures += 1;
                    return Err(self.timed_out(seen));
                }
            }
            if is_last {
                return Err(self.timed_out(seen));
            }
            sleep_until(after(Instant::now(), self.pause(&seen)).min(deadline)).await;
        }
    }

    fn check(&self) -> Result<(), Error> {
        let WaitInfo { what, .. } = self.info;
        if !self.known {
            let text =
                format!("there is no {what} to wait for: its id is zero or empty, because the response contained none");
            return Err(Error::new(ErrorKind::Config, text));
        }
        if self.interval.is_zero() {
            let text = format!("the interval between two polls of the {what} is zero; set one, such as 2 s");
            return Err(Error::new(ErrorKind::Config, text));
        }
        Ok(())
    }

    /// Returns the pause before the next poll: longer after each failed poll, and at least as long as the service asks
    /// for.
    fn pause(&self, seen: &Seen<A::Response>) -> Duration {
        let most = LONGEST_PAUSE.max(self.interval);
        let pause = (0..seen.failures.min(32)).fold(self.interval, |pause, _| pause.saturating_mul(3) / 2).min(most);
        let asked_for = seen.error.as_ref().and_then(Error::retry_after);
        asked_for.map_or(pause, |least| pause.max(least))
    }

    /// Returns what is waited for, with its id.
    fn what(&self) -> String {
        let WaitInfo { what, id, .. } = self.info;
        lookup(&self.request, id).map_or_else(|| format!("the {what}"), |id| format!("the {what} {id}"))
    }

    /// Creates the error of an operation that has failed.
    fn failed(&self, text: String, raw: RawResponse<A::Response>) -> Error {
        self.error(ErrorKind::WaitFailed, format!("{} {text}", self.what()), Some(raw))
    }

    /// Creates the error of a response whose state cannot be read.
    fn unreadable(&self, misfit: &str, raw: RawResponse<A::Response>) -> Error {
        let text = format!("the state of {} cannot be read: {misfit}", self.what());
        self.error(ErrorKind::MalformedResponse, text, Some(raw))
    }

    /// Creates the error of a wait whose timeout has elapsed.
    fn timed_out(&self, seen: Seen<A::Response>) -> Error {
        let Seen { last, failures, error } = seen;
        let (what, timeout) = (self.what(), self.timeout);
        let mut text = match &last {
            Some((_, state)) => format!("{what} is still {state} after {timeout:?}"),
            None => format!("the state of {what} is unknown after {timeout:?}"),
        };
        let polls =
            if failures == 1 { "the last poll failed".to_owned() } else { format!("the last {failures} polls failed") };
        match &error {
            Some(error) => text.push_str(&format!("; {polls}: {error}")),
            None if failures > 0 => text.push_str(&format!("; {polls}: there was no response in time")),
            None => text.push_str("; set a longer timeout, or wait for it again later"),
        }
        self.error(ErrorKind::WaitTimeout, text, last.map(|(raw, _)| raw)).with_source(error)
    }

    /// Creates the error of a wait that a permanent failure of a poll has ended.
    fn given_up(&self, error: Error, seen: Seen<A::Response>) -> Error {
        let context = format!("while waiting for {}", self.what());
        let Some((raw, state)) = seen.last else { return self.redacted(error.with_context(context)) };
        self.redacted(error.with_context(format!("{context}, last {state}")).with_last_response(raw.response))
    }

    fn error(&self, kind: ErrorKind, text: String, last: Option<RawResponse<A::Response>>) -> Error {
        let mut error = Error::new(kind, text);
        if let Some(raw) = last {
            error = error.with_request_id(raw.request_id().map(str::to_owned)).with_last_response(raw.response);
        }
        self.redacted(error)
    }

    fn redacted(&self, mut error: Error) -> Error {
        self.inner.redact_credentials(&mut error);
        error
    }
}

/// The results of the polls so far.
struct Seen<R> {
    /// The last response, with the state that it contained.
    last: Option<(RawResponse<R>, String)>,
    /// How many polls have failed since then.
    failures: u32,
    error: Option<Error>,
}

impl<R> Seen<R> {
    /// Returns whether to poll again after a failure. Credentials that worked before may be temporarily unavailable for
    /// renewal.
    fn outlives(&self, error: &Error) -> bool {
        error.is_transient() || (error.kind() == ErrorKind::Credentials && self.last.is_some())
    }
}

impl<A: Action + 'static> IntoFuture for Wait<A> {
    type Output = Result<A::Response, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<A: Action + fmt::Debug> fmt::Debug for Wait<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("request", &self.request)
            .field("timeout", &self.timeout)
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}
