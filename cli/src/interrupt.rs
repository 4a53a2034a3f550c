//! Ctrl-C: ends the run at once, and reports what may go on without it.

use std::future::Future;
use std::io;
use std::sync::{Arc, OnceLock};

use tencloud::observe::{Attempt, Observe};
use tencloud_calls::Target;

use crate::failure::{Exit, Failure};

/// Notes whether the call has been sent, and where to.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    action: String,
    host: Arc<OnceLock<String>>,
}

impl Sent {
    /// Watches for the action of a call; others, such as polls, are of no interest.
    pub(crate) fn watch(action: &str) -> Sent {
        Sent { action: action.to_owned(), host: Arc::default() }
    }

    /// Returns the host that the call was sent to, or `None` if it has not been sent.
    pub(crate) fn host(&self) -> Option<&str> {
        self.host.get().map(String::as_str)
    }
}

impl Observe for Sent {
    fn before_sending(&self, attempt: &Attempt<'_>) {
        if attempt.action == self.action {
            self.host.get_or_init(|| attempt.host.to_owned());
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
        Ok(()) = tokio::signal::ctrl_c() => Err(interrupted(target, sent.host().is_some())),
    }
}

/// Reads from standard input, before anything is sent, until it is done or interrupted: an error of kind
/// `Interrupted`.
pub(crate) fn reading<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let read = runtime.block_on(async {
        tokio::select! {
            read = tokio::task::spawn_blocking(work) => read.map_err(io::Error::other)?.map(Some),
            Ok(()) = tokio::signal::ctrl_c() => Ok(None),
        }
    });
    // It may read for ever.
    runtime.shutdown_background();
    read?.ok_or_else(|| io::ErrorKind::Interrupted.into())
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
