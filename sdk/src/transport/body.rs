//! Bodies: of requests, which know whether they were sent, and of responses.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::error::Cause;

const UNSENT: u8 = 0;
const SENDING: u8 = 1;
const ABANDONED: u8 = 2;

/// Whether a request was sent. The connection that sends its body and the call that stops waiting must agree on this
/// although they run on different threads: whichever comes first decides. A request that was abandoned before its body
/// was asked for is never sent in full, and therefore never executed.
#[derive(Clone, Default)]
pub(crate) struct SendState(Arc<AtomicU8>);

impl SendState {
    /// Abandons a request. Returns whether it had not been sent, and now never will be.
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

/// The body of a response from the SDK's own HTTP client or from the program's.
pub(crate) enum ResponseBody {
    Own(Incoming),
    #[cfg_attr(not(feature = "reqwest"), expect(dead_code, reason = "no other client can be set"))]
    Program(Pin<Box<dyn Body<Data = Bytes, Error = Cause> + Send>>),
}

impl ResponseBody {
    /// Returns the next part, or `None` after the last.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Cause> {
        loop {
            let frame = match self {
                ResponseBody::Own(body) => frame(body).await.transpose().map_err(Cause::from)?,
                ResponseBody::Program(body) => frame(body).await.transpose()?,
            };
            match frame.map(Frame::into_data) {
                None => return Ok(None),
                Some(Ok(data)) => return Ok(Some(data)),
                // Trailers.
                Some(Err(_)) => {}
            }
        }
    }
}

async fn frame<B: Body + Unpin>(body: &mut B) -> Option<Result<Frame<B::Data>, B::Error>> {
    poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
}
