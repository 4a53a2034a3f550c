//! The calls of this run of the explorer.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use tencloud_calls::Target;

/// How many calls are kept, and how large they may be in memory, all together.
const MOST: usize = 200;
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// A call that has ended. Its secrets are masked, those of the response, too.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) number: usize,
    /// When it was sent.
    pub(crate) start: Instant,
    pub(crate) target: Target,
    pub(crate) region: Option<String>,
    pub(crate) parameters: Map<String, Value>,
    pub(crate) duration: Duration,
    pub(crate) outcome: Outcome,
}

/// How a call has ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The response, without the id of the request.
    Done {
        /// The object under `Response`.
        response: Value,
        /// The id of the request.
        request_id: String,
    },
    /// The error.
    Failed(Failure),
}

/// Why a call has failed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The error of the API, if it was one.
    pub(crate) code: Option<String>,
    /// The whole error in one line.
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
    /// Whether the request may have been executed.
    pub(crate) may_have_acted: bool,
}

impl Entry {
    /// Returns how large the entry is, nearly.
    fn size(&self) -> usize {
        let response = match &self.outcome {
            Outcome::Done { response, .. } => size(response),
            Outcome::Failed(failure) => failure.message.len(),
        };
        response + self.parameters.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>()
    }
}

/// Returns how large a value is in memory, nearly.
fn size(value: &Value) -> usize {
    let parts = match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(object) => object.iter().map(|(name, value)| name.len() + size(value)).sum(),
        _ => 0,
    };
    size_of::<Value>() + parts
}

/// The calls, the latest first.
#[derive(Debug, Default)]
pub(crate) struct History(Mutex<Calls>);

#[derive(Debug, Default)]
struct Calls {
    count: usize,
    entries: VecDeque<Arc<Entry>>,
}

impl History {
    /// Adds a call, which is made from its number. The oldest one is dropped if there are too many.
    pub(crate) fn add(&self, entry: impl FnOnce(usize) -> Entry) -> Arc<Entry> {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.count += 1;
        let entry = Arc::new(entry(calls.count));
        calls.entries.push_front(Arc::clone(&entry));
        let mut bytes = 0;
        let kept = calls.entries.iter().take(MOST).take_while(|entry| {
            bytes += entry.size();
            bytes <= MOST_BYTES
        });
        // The latest one is kept in any case: the page is about to show it.
        let kept = kept.count().max(1);
        calls.entries.truncate(kept);
        entry
    }

    /// Returns all calls, the latest first.
    pub(crate) fn all(&self) -> Vec<Arc<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entries.iter().cloned().collect()
    }

    /// Returns a call by its number.
    pub(crate) fn get(&self, number: usize) -> Option<Arc<Entry>> {
        self.all().into_iter().find(|entry| entry.number == number)
    }

    /// Forgets all calls. Their numbers are not used again.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entries.clear();
    }
}
