//! A body that knows whether it was sent.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

const UNSENT: u8 = 0;
const SENDING: u8 = 1;
const ABANDONED: u8 = 2;

/// Whether a request was sent, on which the connection that sends its body and the call that stops waiting must agree:
/// they run on different threads. Whoever comes first decides. A request that was abandoned before its body was asked for
/// is never sent in full, and so is never executed.
#[derive(Clone, Default)]
pub(crate) struct SendState(Arc<AtomicU8>);

impl SendState {
    /// Gives up on a request. Returns whether it had not been sent, and now never will be.
    pub(crate) fn abandon(&self) -> bool {
        self.0.compare_exchange(UNSENT, ABANDONED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Returns whether the request may be sent.
    pub(super) fn begin(&self) -> bool {
        self.0.compare_exchange(UNSENT, SENDING, Ordering::AcqRel, Ordering::Acquire) != Err(ABANDONED)
    }
}

/// The body of a request. It is asked for its bytes once there is a connection.
pub(super) struct TrackedBody {
    bytes: Bytes,
    state: SendState,
}

impl TrackedBody {
    pub(super) fn new(bytes: Bytes, state: SendState) -> Self {
        TrackedBody { bytes, state }
    }
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.bytes.is_empty() {
            return Poll::Ready(None);
        }
        if !self.state.begin() {
            return Poll::Ready(Some(Err(io::ErrorKind::Interrupted.into())));
        }
        Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.bytes)))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len().try_into().unwrap_or(u64::MAX))
    }
}
