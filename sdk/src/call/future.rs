//! The future of a call.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::error::Error;

/// The future of a call. It borrows nothing, so that it can be spawned.
///
/// Nothing happens before it is first polled. Once it has been dropped, nothing more is sent; what the service has
/// already received may still take effect.
// One type for all states of a builder: with one for each, the compiler would report a missing parameter three times. And
// a struct: a boxed future in the signatures of hundreds of generated methods would cost compile time.
#[must_use = "a call does nothing unless it is awaited"]
pub struct CallFuture<T>(Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>);

impl<T> CallFuture<T> {
    pub(crate) fn new(call: impl Future<Output = Result<T, Error>> + Send + 'static) -> Self {
        CallFuture(Box::pin(call))
    }

    /// Returns how many bytes the state of the call takes, which a test limits.
    #[doc(hidden)]
    pub fn size(&self) -> usize {
        size_of_val(&*self.0)
    }
}

impl<T> Future for CallFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl<T> fmt::Debug for CallFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFuture").finish_non_exhaustive()
    }
}
