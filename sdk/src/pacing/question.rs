//! A question to the shared limiter, while it has not been answered.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use super::shared::Reserved;

/// How long to wait for an answer.
pub(super) const ANSWER_TIMEOUT: Duration = Duration::from_millis(300);

/// The same in nanoseconds.
const LIMIT: u64 = ANSWER_TIMEOUT.as_nanos() as u64;

/// Slots, or why there are none.
pub(super) type Answer = Result<Reserved, String>;

/// A question that belongs to no caller: whoever is the first to wait for a slot polls it, and the next one goes on if that
/// caller leaves. So the slots of its answer are not lost, and no task is needed that could stand still.
pub(super) struct Question {
    pub(super) asked_at: u64,
    /// How long the slot could be waited for.
    pub(super) within: u64,
    /// Empty once it has been answered.
    pending: Mutex<Option<Pending>>,
}

struct Pending {
    future: Pin<Box<dyn Future<Output = Answer> + Send>>,
    /// Since when there was always a caller who waited, and when one looked last.
    attended_since: u64,
    polled_at: u64,
}

impl Question {
    pub(super) fn new(asked_at: u64, within: u64, future: impl Future<Output = Answer> + Send + 'static) -> Self {
        let pending = Some(Pending { future: Box::pin(future), attended_since: asked_at, polled_at: asked_at });
        Question { asked_at, within, pending: Mutex::new(pending) }
    }

    /// The answer, once. A panic is one too.
    pub(super) fn poll(&self, now: u64, context: &mut Context<'_>) -> Poll<Answer> {
        let mut guard = self.pending();
        let Some(pending) = &mut *guard else { return Poll::Pending };
        pending.attended_since = pending.attended_since_at(now);
        pending.polled_at = now;
        let polled = catch_unwind(AssertUnwindSafe(|| pending.future.as_mut().poll(context)));
        let answer = polled.unwrap_or_else(|_| Poll::Ready(Err("it panicked".to_owned())));
        if answer.is_ready() {
            *guard = None;
        }
        answer
    }

    /// Since when callers have waited for the answer without a break: else its absence may be their fault.
    pub(super) fn attended_since(&self, now: u64) -> u64 {
        self.pending().as_ref().map_or(now, |pending| pending.attended_since_at(now))
    }

    /// When it is given up without an answer.
    pub(super) fn given_up_at(&self, now: u64) -> u64 {
        self.attended_since(now).saturating_add(LIMIT)
    }

    /// Whether the slots of an answer can still be used. Nobody polled it for a long time, so that it came at another time
    /// than it seems.
    pub(super) fn is_stale(&self, now: u64) -> bool {
        now.saturating_sub(self.asked_at) > LIMIT
    }

    fn pending(&self) -> MutexGuard<'_, Option<Pending>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    fn attended_since_at(&self, now: u64) -> u64 {
        // A caller who waits polls at the latest when it gives up, which can be a little late.
        if now.saturating_sub(self.polled_at) < 2 * LIMIT { self.attended_since } else { now }
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("asked_at", &self.asked_at).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn limits() {
        let question = Question::new(0, 0, std::future::pending());
        assert_eq!((question.is_stale(LIMIT), question.is_stale(LIMIT + 1)), (false, true));
        // A caller is late by up to the limit again, or there is none.
        assert_eq!((question.given_up_at(2 * LIMIT - 1), question.given_up_at(2 * LIMIT)), (LIMIT, 3 * LIMIT));
        assert!(question.poll(2 * LIMIT - 1, &mut Context::from_waker(Waker::noop())).is_pending());
        assert_eq!((question.attended_since(4 * LIMIT - 2), question.attended_since(4 * LIMIT)), (0, 4 * LIMIT));
    }
}
