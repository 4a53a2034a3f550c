//! How many retries all calls together may make while few calls succeed.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::ErrorKind;
use crate::retry_class::RetryClass;

/// A budget of tokens that retries withdraw and successes deposit, so that retries do not amplify an outage: once
/// nothing succeeds, calls end after their first failure instead of tripling the load of a failing service.
///
/// A retry costs 5 tokens, or 10 after a timeout. They are returned if the retry succeeds; a call that succeeds at the
/// first attempt deposits 1 token. A retry with a corrected clock or with replaced credentials is free. Clones share
/// their tokens.
///
/// ```
/// use tencloud::Config;
/// use tencloud::retry::RetryBudget;
///
/// // At most 20 retries more than successes have paid for.
/// let config = Config::builder().retry_budget(RetryBudget::new(100));
/// ```
#[derive(Clone)]
pub struct RetryBudget(Option<Arc<Tokens>>);

struct Tokens {
    max: u32,
    left: AtomicU32,
}

impl RetryBudget {
    /// Creates a budget that starts with this many tokens and never exceeds them.
    pub fn new(tokens: u32) -> Self {
        RetryBudget(Some(Arc::new(Tokens { max: tokens, left: AtomicU32::new(tokens) })))
    }

    /// Creates a budget without a limit; only the retry policies apply.
    pub fn unlimited() -> Self {
        RetryBudget(None)
    }

    /// Pays for a retry. Returns the cost, or `None` if too few tokens are left.
    pub(crate) fn withdraw(&self, class: RetryClass, kind: ErrorKind) -> Option<u32> {
        let cost = match (class, kind) {
            (RetryClass::ClockSkew | RetryClass::CredentialsRejected, _) => 0,
            (_, ErrorKind::Timeout) => 10,
            _ => 5,
        };
        let Some(tokens) = &self.0 else { return Some(0) };
        let left = |left: u32| left.checked_sub(cost);
        tokens.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_ok().then_some(cost)
    }

    /// Adds the tokens of a success: the cost of the call's last retry, or 1 if there was none.
    pub(crate) fn deposit(&self, cost: Option<u32>) {
        let Some(tokens) = &self.0 else { return };
        let gain = cost.unwrap_or(1);
        // Usually no token is missing, and then nothing that all cores share is written.
        if gain > 0 && tokens.left.load(Ordering::Relaxed) < tokens.max {
            let more = |left: u32| Some(left.saturating_add(gain).min(tokens.max));
            let _ = tokens.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
    }
}

/// 500 tokens: 100 retries more than successes have paid for.
impl Default for RetryBudget {
    fn default() -> Self {
        Self::new(500)
    }
}

impl fmt::Debug for RetryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("RetryBudget(unlimited)"),
            Some(tokens) => write!(f, "RetryBudget({} of {})", tokens.left.load(Ordering::Relaxed), tokens.max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_withdraw_and_successes_deposit() {
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
