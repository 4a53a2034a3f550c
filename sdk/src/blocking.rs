//! Calls from programs that are not async.
//!
//! There is no second client: a [`Runtime`] blocks until a call, a wait or the next item of a stream is ready.
//!
//! ```no_run
//! # fn example() -> Result<(), tencloud::Error> {
//! let config = tencloud::Config::builder().region("ap-tokyo").build()?;
//! let redis = tencloud::redis::Client::new(&config);
//! let runtime = tencloud::blocking::Runtime::new()?;
//!
//! let backup = runtime.wait(redis.manual_backup_instance().instance_id("crs-5a4py64p").send())?;
//! let task = runtime.wait(redis.wait_for_task(backup.task_id))?;
//! for instance in runtime.iter(redis.describe_instances().items()) {
//!     println!("{}", instance?.instance_name);
//! }
//! # Ok(())
//! # }
//! ```

use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};
use tokio::task::coop::poll_proceed;

use crate::error::{Error, ErrorKind};

/// Runs calls while their callers block. It owns one thread, which also maintains connections between calls. A program
/// needs only one runtime; threads can share it.
#[derive(Debug)]
pub struct Runtime(Option<tokio::runtime::Runtime>);

/// Stops the thread without waiting for it, since waiting would panic inside an async runtime.
impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Runtime {
    /// Creates a runtime and starts its thread.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] if the system cannot start a thread.
    pub fn new() -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("tencloud").enable_all().build();
        runtime
            .map(|runtime| Runtime(Some(runtime)))
            .map_err(|error| config(format!("could not start a thread for calls: {error}")))
    }

    /// Blocks until a call or an asynchronous operation (a [`Wait`](crate::wait::Wait)) has ended.
    ///
    /// # Errors
    ///
    /// Those of the call; [`ErrorKind::Config`] in an async task, whose runtime must not be blocked. In
    /// `tokio::task::spawn_blocking`, waiting is allowed.
    pub fn wait<T>(&self, call: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
        if is_in_async_task() {
            let message = "a blocking call cannot be made inside an async runtime; `.await` the call instead";
            return Err(config(message));
        }
        match &self.0 {
            Some(runtime) => runtime.block_on(call.into_future()),
            None => Err(config("the runtime has ended")),
        }
    }

    /// Returns an iterator over a stream of items, pages or [events](crate::event_stream). It ends when the stream ends: after an error that may be
    /// temporary, the same page is requested again (see [`pagination`](crate::pagination)). Inside an async runtime,
    /// which must not be blocked, it ends after the first error.
    pub fn iter<T>(
        &self,
        stream: impl Stream<Item = Result<T, Error>> + Unpin,
    ) -> impl Iterator<Item = Result<T, Error>> {
        let mut stream = stream;
        let mut is_blocked = false;
        std::iter::from_fn(move || {
            if std::mem::replace(&mut is_blocked, Handle::try_current().is_ok()) {
                return None;
            }
            let next = poll_fn(|context| Pin::new(&mut stream).poll_next(context).map(Option::transpose));
            self.wait(next).transpose()
        })
    }
}

/// Returns whether an async task is being polled on this thread, which must therefore not be blocked.
///
/// A thread that may block can also be in the context of a runtime: in `spawn_blocking`, or within `Handle::enter`. The
/// two can be distinguished because tokio limits how much a task does between two polls, but does not limit a thread
/// that may block.
fn is_in_async_task() -> bool {
    /// More than the 128 operations that tokio allows a task.
    const MANY: usize = 1024;
    if Handle::try_current().is_err() {
        return false;
    }
    let mut context = Context::from_waker(Waker::noop());
    let mut operations = Vec::new();
    while operations.len() < MANY {
        match poll_proceed(&mut context) {
            Poll::Ready(operation) => operations.push(operation),
            Poll::Pending => break,
        }
    }
    let is_limited = operations.len() < MANY;
    // Undo the operations in reverse order, after which the task may do as much as before.
    while operations.pop().is_some() {}
    is_limited
}

fn config(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Config, message)
}
