//! Bodies of responses that end too early.

use std::{
    io, mem,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Bytes, HttpBody};
use hyper::body::Frame;

/// Half of a text, followed by an error that makes the server close the connection.
pub(crate) enum Half {
    Text(Bytes),
    /// The text has been written, but perhaps not yet been sent.
    Written,
    Sent,
}

impl Half {
    pub(crate) fn of(text: &[u8]) -> Self {
        Self::Text(Bytes::copy_from_slice(text.get(..text.len() / 2).unwrap_or_default()))
    }
}

impl HttpBody for Half {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match mem::replace(&mut *self, Self::Sent) {
            Self::Text(text) => {
                *self = Self::Written;
                Poll::Ready(Some(Ok(Frame::data(text))))
            }
            // The server sends what has been written when it has to wait.
            Self::Written => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Sent => Poll::Ready(Some(Err(io::Error::other("an injected fault")))),
        }
    }
}
