//! How many retries all calls together may make while little succeeds.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::RetryClass;
use crate::error::ErrorKind;

/// A store of tokens that retries draw from and successes refill, so that an outage is not amplified: when nothing
/// succeeds any more, calls end with their first failure instead of asking three times as much of a service in trouble.
///
/// A retry costs 5 tokens, after a timeout 10. It gets them back when it succeeds; a call that succeeds at once brings
/// 1 token. A retry with the corrected clock or with other keys costs nothing. Clones share their tokens.
///
/// ```
/// use tencloud::{Config, RetryBudget};
///
/// // At most 20 retries beyond what succeeds.
/// let config = Config::builder().retry_budget(RetryBudget::new(100));
/// ```
#[derive(Clone)]
pub struct RetryBudget(Option<Arc<Store>>);

struct Store {
    most: u32,
    left: AtomicU32,
}

impl RetryBudget {
    /// So many tokens, full at first.
    pub fn new(tokens: u32) -> Self {
        RetryBudget(Some(Arc::new(Store { most: tokens, left: AtomicU32::new(tokens) })))
    }

    /// No budget: every call retries as its policy says.
    pub fn unlimited() -> Self {
        RetryBudget(None)
    }

    /// Pays for a retry. Gives what it cost, or nothing where too few tokens are left.
    pub(crate) fn withdraw(&self, class: RetryClass, kind: ErrorKind) -> Option<u32> {
        let cost = match (class, kind) {
            (RetryClass::ClockSkew | RetryClass::CredentialsRejected, _) => 0,
            (_, ErrorKind::Timeout) => 10,
            _ => 5,
        };
        let Some(store) = &self.0 else { return Some(0) };
        let left = |left: u32| left.checked_sub(cost);
        store.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok().then_some(cost)
    }

    /// Takes back what a success is worth: what its last retry had cost, or 1 where there was none.
    pub(crate) fn deposit(&self, cost: Option<u32>) {
        let Some(store) = &self.0 else { return };
        let gain = cost.unwrap_or(1);
        // Most calls find the store full, and need not write to what all cores share.
        if gain > 0 && store.left.load(Ordering::Relaxed) < store.most {
            let more = |left: u32| Some(left.saturating_add(gain).min(store.most));
            let _ = store.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
    }
}

/// 500 tokens: 100 retries beyond what succeeds.
impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(500)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("RetryBudget(unlimited)"),
            Some(store) => write!(f, "RetryBudget({} of {})", store.left.load(Ordering::Relaxed), store.most),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_retries_cost_and_successes_bring() {
        let budget = RetryBudget::new(24);
        assert_eq!(budget.withdraw(RetryClass::OutcomeUnknown, ErrorKind::Timeout), Some(10));
        assert_eq!(budget.clone().withdraw(RetryClass::Throttled, ErrorKind::Api), Some(5));
        assert_eq!(budget.withdraw(RetryClass::NotExecuted, ErrorKind::Connect), Some(5));
        assert_eq!(budget.withdraw(RetryClass::OutcomeUnknown, ErrorKind::Api), None, "4 are left");
        assert_eq!(budget.withdraw(RetryClass::ClockSkew, ErrorKind::Api), Some(0));
        budget.deposit(None);
        assert_eq!(budget.withdraw(RetryClass::OutcomeUnknown, ErrorKind::Timeout), None);
        assert_eq!(budget.withdraw(RetryClass::OutcomeUnknown, ErrorKind::Api), Some(5));
        budget.deposit(Some(5));
        budget.deposit(Some(10));
        budget.deposit(Some(u32::MAX));
        assert_eq!(format!("{budget:?}"), "RetryBudget(24 of 24)");
        assert_eq!(RetryBudget::unlimited().withdraw(RetryClass::OutcomeUnknown, ErrorKind::Timeout), Some(0));
    }
}
