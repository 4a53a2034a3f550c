//! Ctrl-C: ends the run at once, and reports what may go on without it.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tencloud::observe::{Attempt, Observe};

use crate::failure::{Exit, Failure};
use tencloud_calls::Target;

/// Notes whether the call has been sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    action: String,
    is_sent: Arc<AtomicBool>,
}

impl Sent {
    /// Watches for the action of a call; others, such as polls, are of no interest.
    pub(crate) fn watch(action: &str) -> Sent {
        Sent { action: action.to_owned(), is_sent: Arc::default() }
    }
}

impl Observe for Sent {
    fn before_sending(&self, attempt: &Attempt<'_>) {
        if attempt.action == self.action {
            self.is_sent.store(true, Ordering::Relaxed);
        }
    }
}

/// Does the work until it is done or interrupted.
pub(crate) async fn until(
    work: impl Future<Output = Result<(), Failure>>,
    target: Target,
    sent: &Sent,
) -> Result<(), Failure> {
    tokio::select! {
        result = work => result,
        // Without a handler, the signal ends the program, too.
        Ok(()) = tokio::signal::ctrl_c() => Err(interrupted(target, sent.is_sent.load(Ordering::Relaxed))),
    }
}

fn interrupted(target: Target, is_sent: bool) -> Failure {
    let name = format!("{} {}", target.version.product.product, target.action.action);
    let message = match (is_sent, target.is_repeatable()) {
        (false, _) => format!("interrupted before {name} was sent"),
        (true, true) => format!("interrupted; {name} was sent, and changes nothing"),
        (true, false) => format!("interrupted; {name} was sent, and may go on in the cloud"),
    };
    Failure::new(Exit::Interrupted, message)
}
