//! Work that is to fail, so that clients can be tested for it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

/// For each action, the messages with which the next workflows that it starts will fail.
#[derive(Default)]
pub(crate) struct Faults(Mutex<HashMap<String, VecDeque<String>>>);

impl Faults {
    pub(crate) fn add(&self, action: &str, message: &str) {
        self.with(|faults| faults.entry(action.to_owned()).or_default().push_back(message.to_owned()));
    }

    pub(crate) fn next(&self, action: &str) -> Option<String> {
        self.with(|faults| faults.get(action)?.front().cloned())
    }

    /// Counts only once the action has started its workflow: a refused call leaves the fault for the next.
    pub(crate) fn spend(&self, action: &str) {
        self.with(|faults| faults.get_mut(action).and_then(VecDeque::pop_front));
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<String, VecDeque<String>>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
