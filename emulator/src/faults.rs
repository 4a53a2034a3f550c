//! Injected faults, so that clients can test how they handle failed workflows.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

/// The failure messages of the next workflows, by the action that starts them, in the order in which they occur.
#[derive(Default)]
pub(crate) struct Faults(Mutex<HashMap<String, VecDeque<String>>>);

impl Faults {
    pub(crate) fn inject(&self, action: &str, message: &str) {
        self.with(|faults| faults.entry(action.to_owned()).or_default().push_back(message.to_owned()));
    }

    /// Returns the message with which the next workflow of the action will fail.
    pub(crate) fn peek(&self, action: &str) -> Option<String> {
        self.with(|faults| faults.get(action)?.front().cloned())
    }

    /// Removes the fault that [`Faults::peek`] returned. Called only once the action has started its workflow, so that
    /// a rejected call leaves the fault for the next one.
    pub(crate) fn consume(&self, action: &str) {
        self.with(|faults| faults.get_mut(action).and_then(VecDeque::pop_front));
    }

    fn with<T>(&self, f: impl FnOnce(&mut HashMap<String, VecDeque<String>>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
