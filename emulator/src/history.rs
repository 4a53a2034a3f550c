//! The log of the latest requests.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::request_log::RequestLog;

/// How many requests are kept.
const CAPACITY: usize = 10_000;

/// The latest requests, the oldest first.
#[derive(Default)]
pub(crate) struct History(Mutex<VecDeque<RequestLog>>);

impl History {
    pub(crate) fn add(&self, log: RequestLog) {
        self.with(|requests| {
            if requests.len() >= CAPACITY {
                requests.pop_front();
            }
            requests.push_back(log);
        });
    }

    pub(crate) fn all(&self) -> Vec<RequestLog> {
        self.with(|requests| requests.iter().cloned().collect())
    }

    pub(crate) fn clear(&self) {
        self.with(VecDeque::clear);
    }

    fn with<T>(&self, f: impl FnOnce(&mut VecDeque<RequestLog>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn only_the_latest_requests_are_kept() {
        let history = History::default();
        for number in 0..CAPACITY + 3 {
            history.add(RequestLog::new(SystemTime::UNIX_EPOCH, number.to_string()));
        }
        let all = history.all();
        assert_eq!((all.len(), all[0].request_id.as_str()), (CAPACITY, "3"));
    }
}
