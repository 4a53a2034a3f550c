//! Bodies of requests and responses.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::error::Cause;

/// Whether any of a request may have been written to a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Begun(Arc<AtomicBool>);

impl Begun {
    pub(crate) fn get(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The body of a request.
///
/// hyper looks at it when it writes the head of the request, and not before: a request waits for its connection unseen.
pub(super) struct RequestBody {
    bytes: Bytes,
    begun: Begun,
}

impl RequestBody {
    pub(super) fn new(bytes: Bytes, begun: Begun) -> Self {
        RequestBody { bytes, begun }
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.begun.set();
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready((!bytes.is_empty()).then(|| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.begun.set();
        self.bytes.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.len() as u64)
    }
}

/// The body of a response, from the SDK's own HTTP client or from the program's.
pub(crate) enum ResponseBody {
    Own(Incoming),
    Program(reqwest::Body),
}

impl ResponseBody {
    /// The next part; `None` after the last.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Cause> {
        loop {
            let frame = match self {
                ResponseBody::Own(body) => frame(body).await.transpose().map_err(Cause::from)?,
                ResponseBody::Program(body) => {
                    frame(body).await.transpose().map_err(|error| error.without_url()).map_err(Cause::from)?
                }
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
