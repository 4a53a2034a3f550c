//! Waiting for asynchronous operations.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use crate::action::Action;
use crate::call::{self, ClientInner};
use crate::clock::after;
use crate::error::{Error, ErrorKind};
use crate::record::{Record, Value};

/// What to poll, and which states end the wait.
#[doc(hidden)]
#[derive(Debug)]
pub struct WaitInfo {
    /// The kind of operation, in one word.
    pub what: &'static str,
    /// A JSON pointer to the state.
    pub state: &'static str,
    /// A JSON pointer to the service's message.
    pub message: Option<&'static str>,
    /// The states that end the wait successfully.
    pub done: &'static [&'static str],
    /// The states that end the wait with an error.
    pub failed: &'static [&'static str],
}

/// The time limit of the last poll, which is made at the end of the timeout.
const LAST_POLL: Duration = Duration::from_secs(1);

type Progress<R> = Box<dyn FnMut(&R) + Send>;

/// Polls until an asynchronous operation has ended. Configure it, then `.await` it to start polling.
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
            interval: Duration::from_secs(2),
            progress: None,
        }
    }

    /// Sets how long to wait. Default: 30 minutes. The first poll is always made, limited only by the timeouts of a
    /// call; the last one is made at the end of the timeout, and may take one more second.
    pub fn timeout(self, timeout: Duration) -> Self {
        Wait { timeout, ..self }
    }

    /// Sets how long to wait between two polls. Default: 2 s.
    pub fn interval(self, interval: Duration) -> Self {
        Wait { interval, ..self }
    }

    /// Sets a callback that receives the response of every poll, including the last one.
    pub fn on_progress(self, progress: impl FnMut(&A::Response) + Send + 'static) -> Self {
        Wait { progress: Some(Box::new(progress)), ..self }
    }

    async fn run(mut self) -> Result<A::Response, Error> {
        let WaitInfo { what, state, message, done, failed } = self.info;
        let inner = self.inner.clone();
        let error = |kind, text| {
            let mut error = Error::new(kind, text);
            inner.redact_credentials(&mut error);
            Err(error)
        };
        if !self.known {
            let text =
                format!("there is no {what} to wait for: its id is zero or empty, because the response contained none");
            return error(ErrorKind::Config, text);
        }
        let deadline = after(Instant::now(), self.timeout);
        let still_running = |shown: &str| {
            let text = format!(
                "the {what} is still {shown} after {:?}; set a longer timeout, or wait for it again later",
                self.timeout
            );
            error(ErrorKind::WaitTimeout, text)
        };
        let (mut bound, mut last_seen) = (None, String::new());
        loop {
            let poll = call::send(&self.inner, &self.request);
            let response = match bound {
                None => poll.await?,
                Some(bound) => match timeout_at(bound, poll).await {
                    Ok(response) => response?,
                    Err(_) => return still_running(&last_seen),
                },
            };
            if let Some(progress) = &mut self.progress {
                progress(&response);
            }
            let now = lookup(&response, state);
            let is_in =
                |states: &[&str]| now.as_ref().is_some_and(|now| states.iter().any(|s| s.eq_ignore_ascii_case(now)));
            if is_in(done) {
                return Ok(response);
            }
            let shown = now.as_deref().unwrap_or("not listed");
            if is_in(failed) {
                let message = message.and_then(|path| lookup(&response, path)).filter(|text| !text.is_empty());
                let detail = message.map(|message| format!(": {message}")).unwrap_or_default();
                return error(ErrorKind::WaitFailed, format!("the {what} ended with the status {shown}{detail}"));
            }
            let now = Instant::now();
            if now >= deadline {
                return still_running(shown);
            }
            last_seen = shown.to_owned();
            let next = after(now, self.interval).min(deadline);
            sleep_until(next).await;
            bound = Some(if next < deadline { deadline } else { after(deadline, LAST_POLL) });
        }
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

/// Returns the string or number at a JSON pointer into a record.
fn lookup(record: &dyn Record, pointer: &str) -> Option<String> {
    fn step(value: Value<'_>, path: &str) -> Option<String> {
        let mut found = None;
        let (here, rest) =
            match path.strip_prefix('/').map(|path| path.find('/').map_or((path, ""), |at| path.split_at(at))) {
                Some(steps) => steps,
                None => return text(value),
            };
        match value {
            Value::Record(record) => record.visit_fields(&mut |name, field| {
                if name == here {
                    found = step(field, rest);
                }
            }),
            Value::List(list) => {
                found = here.parse().ok().and_then(|index| step(*list.items().get::<usize>(index)?, rest));
            }
            _ => {}
        }
        found
    }
    step(Value::Record(record), pointer)
}

fn text(value: Value<'_>) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_owned()),
        Value::I64(number) => Some(number.to_string()),
        Value::U64(number) => Some(number.to_string()),
        _ => None,
    }
}
