//! Who waits for a slot, in the order in which they came.
//!
//! Invariant: **whoever waits needs no one else to go.** A waiter looks for its slot when it is woken because it has become
//! the first, and at a time of its own: no later than its slot would come if all before it went. Waiters are futures, and a
//! future can stand still: its runtime is idle, or it is not polled. So one that has not looked at the time it had named
//! is passed over by whoever looks next. It keeps its ticket, and is back in its place as soon as it looks again.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::Notify;

use super::gcra::LATE;

/// Those who wait, by ticket.
#[derive(Debug, Default)]
pub(super) struct Line {
    waiters: BTreeMap<u64, Waiter>,
    tickets: u64,
}

#[derive(Debug)]
struct Waiter {
    wakeup: Arc<Notify>,
    /// When it will look for its slot, if it is not woken before.
    looks_at: u64,
}

impl Line {
    pub(super) fn len(&self) -> usize {
        self.waiters.len()
    }

    /// A place behind all others.
    pub(super) fn next_ticket(&mut self) -> u64 {
        self.tickets += 1;
        self.tickets
    }

    /// Keeps a waiter in its place until it looks again.
    pub(super) fn stay(&mut self, ticket: u64, wakeup: &Arc<Notify>, looks_at: u64) {
        self.waiters.insert(ticket, Waiter { wakeup: wakeup.clone(), looks_at });
    }

    /// Removes a waiter. The next one is woken if it is now the first.
    pub(super) fn leave(&mut self, ticket: u64, now: u64) {
        let was_first = self.is_first(ticket);
        if self.waiters.remove(&ticket).is_some() && was_first {
            self.wake_first(now);
        }
    }

    pub(super) fn is_first(&self, ticket: u64) -> bool {
        self.waiters.first_key_value().is_none_or(|(first, _)| *first >= ticket)
    }

    /// How many are before a waiter; those who have left meanwhile may be counted.
    pub(super) fn ahead_of(&self, ticket: u64) -> u64 {
        self.waiters.first_key_value().map_or(0, |(first, _)| ticket.saturating_sub(*first))
    }

    /// Passes over those at the front, up to a ticket, who do not come. Returns when the first of those left should have come,
    /// if anyone was passed over: it may not be there either.
    pub(super) fn pass_over(&mut self, before: u64, now: u64) -> Option<u64> {
        let mut passed = false;
        while let Some(first) = self.waiters.first_entry()
            && *first.key() < before
            && first.get().looks_at.saturating_add(LATE) < now
        {
            first.remove();
            passed = true;
        }
        if passed {
            self.wake_first(now);
        }
        passed.then(|| now.saturating_add(2 * LATE))
    }

    /// Lets the first look now.
    pub(super) fn wake_first(&mut self, now: u64) {
        if let Some(mut first) = self.waiters.first_entry() {
            let waiter = first.get_mut();
            waiter.looks_at = waiter.looks_at.min(now);
            waiter.wakeup.notify_one();
        }
    }
}
