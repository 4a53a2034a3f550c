//! The one waiter, which polls with a typed request or with an untyped call.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use super::state::State;
use crate::call;
use crate::clock::after;
use crate::error::{Error, ErrorKind};
use crate::response::RawResponse;

/// The time limit of the first poll, and of the last one, which is made at the end of the timeout.
const LEAST_POLL: Duration = Duration::from_secs(1);

/// The longest pause between failing polls, unless the interval is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// An operation, and the request that polls it.
pub(crate) trait Polled {
    type Response: Send + Sync + 'static;

    fn send(&self) -> impl Future<Output = Result<RawResponse<Self::Response>, Error>> + Send;

    fn state(&self, raw: &RawResponse<Self::Response>) -> State;

    /// Returns the kind of operation, in one word.
    fn what(&self) -> &str;

    /// Returns the operation's id, for errors.
    fn id(&self) -> Option<String>;

    /// Returns whether there is an id: it is zero or an empty string if a response lacked it.
    fn is_known(&self) -> bool;

    /// Redacts the secrets that the waiter's own errors could contain.
    fn redact(&self, error: &mut Error);
}

type Progress<R> = Box<dyn FnMut(&R) + Send>;

/// A wait that is configured, or under way.
pub(crate) struct Waiter<P: Polled> {
    pub(crate) polled: P,
    pub(crate) timeout: Duration,
    pub(crate) interval: Duration,
    pub(crate) progress: Option<Progress<P::Response>>,
}

impl<P: Polled> Waiter<P> {
    pub(crate) fn new(polled: P, interval: Duration) -> Self {
        Waiter { polled, timeout: Duration::from_secs(1_800), interval, progress: None }
    }

    pub(crate) async fn run(mut self) -> Result<P::Response, Error> {
        call::check_runtime()?;
        self.check()?;
        let deadline = after(Instant::now(), self.timeout);
        let mut seen = Seen { last: None, failures: 0, error: None };
        let mut is_first = true;
        loop {
            let started = Instant::now();
            let is_last = started >= deadline;
            let at_least = if is_first || is_last { after(started, LEAST_POLL) } else { deadline };
            is_first = false;
            match timeout_at(deadline.max(at_least), self.polled.send()).await {
                Ok(Ok(raw)) => {
                    if let Some(progress) = &mut self.progress {
                        progress(&raw.response);
                    }
                    match self.polled.state(&raw) {
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
        let what = self.polled.what();
        if !self.polled.is_known() {
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
    fn pause(&self, seen: &Seen<P::Response>) -> Duration {
        let most = LONGEST_PAUSE.max(self.interval);
        let pause = (0..seen.failures.min(32)).fold(self.interval, |pause, _| pause.saturating_mul(3) / 2).min(most);
        let asked_for = seen.error.as_ref().and_then(Error::retry_after);
        asked_for.map_or(pause, |least| pause.max(least))
    }

    /// Returns what is waited for, with its id.
    fn what(&self) -> String {
        let what = self.polled.what();
        self.polled.id().map_or_else(|| format!("the {what}"), |id| format!("the {what} {id}"))
    }

    /// Creates the error of an operation that has failed.
    fn failed(&self, text: String, raw: RawResponse<P::Response>) -> Error {
        self.error(ErrorKind::WaitFailed, format!("{} {text}", self.what()), Some(raw))
    }

    /// Creates the error of a response whose state cannot be read.
    fn unreadable(&self, misfit: &str, raw: RawResponse<P::Response>) -> Error {
        let text = format!("the state of {} cannot be read: {misfit}", self.what());
        self.error(ErrorKind::MalformedResponse, text, Some(raw))
    }

    /// Creates the error of a wait whose timeout has elapsed.
    fn timed_out(&self, seen: Seen<P::Response>) -> Error {
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
    fn given_up(&self, error: Error, seen: Seen<P::Response>) -> Error {
        let context = format!("while waiting for {}", self.what());
        let Some((raw, state)) = seen.last else { return self.redacted(error.with_context(context)) };
        self.redacted(error.with_context(format!("{context}, last {state}")).with_last_response(raw.response))
    }

    fn error(&self, kind: ErrorKind, text: String, last: Option<RawResponse<P::Response>>) -> Error {
        let mut error = Error::new(kind, text);
        if let Some(raw) = last {
            error = error.with_request_id(raw.request_id().map(str::to_owned)).with_last_response(raw.response);
        }
        self.redacted(error)
    }

    fn redacted(&self, mut error: Error) -> Error {
        self.polled.redact(&mut error);
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
