//! Bodies of requests: how long they may be, how long they may take, and how much memory all of them may take.

use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use http_body_util::BodyExt as _;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// The documented limit of a JSON body, in bytes.
const LIMIT: usize = 10 * 1024 * 1024;

/// How much of an oversized body is read and discarded. If the server did not read it, a client that is still sending
/// would see a reset connection instead of the error.
const DRAIN_LIMIT: usize = 4 * LIMIT;

/// Bodies up to this length do not count, so that long ones cannot hold them up.
const SHORT: usize = 16 * 1024;

/// How much memory all longer bodies may take, in bytes.
const MEMORY: usize = 2 * LIMIT;

/// Reads bodies.
pub(crate) struct Bodies {
    /// A permit for each byte that is free.
    memory: Semaphore,
    time_limit: Duration,
}

/// A body that has been read.
pub(crate) struct ReadBody<'a> {
    /// `None` if it exceeds the limit.
    pub(crate) content: Option<Vec<u8>>,
    /// Held while the body is in use.
    _memory: Option<SemaphorePermit<'a>>,
}

/// Why a body has not been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooSlow,
    /// The connection is broken, or the encoding is wrong.
    Broken,
}

impl Bodies {
    pub(crate) const fn new(time_limit: Duration) -> Self {
        Self { memory: Semaphore::const_new(MEMORY), time_limit }
    }

    /// Reads a body. If other bodies take all the memory, it waits for them.
    pub(crate) async fn read(&self, body: Body) -> Result<ReadBody<'_>, BodyError> {
        timeout(self.time_limit, self.read_all(body)).await.unwrap_or(Err(BodyError::TooSlow))
    }

    async fn read_all(&self, mut body: Body) -> Result<ReadBody<'_>, BodyError> {
        let hint = body.size_hint();
        let expected = hint.upper().and_then(|length| usize::try_from(length).ok()).unwrap_or(LIMIT);
        // Taken at once: two bodies that took it bit by bit could wait for each other.
        let memory = match u32::try_from(expected.min(LIMIT)) {
            Ok(bytes) if expected > SHORT => {
                Some(self.memory.acquire_many(bytes).await.map_err(|_| BodyError::Broken)?)
            }
            _ => None,
        };
        let mut content = Vec::new();
        let mut length = 0_usize;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else { continue };
            length = length.saturating_add(data.len());
            if length > DRAIN_LIMIT {
                break;
            }
            if length <= LIMIT {
                content.extend_from_slice(&data);
            }
        }
        Ok(ReadBody { content: (length <= LIMIT).then_some(content), _memory: memory })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        pin::Pin,
        task::{Context, Poll},
    };

    use axum::body::{Bytes, HttpBody};
    use hyper::body::{Frame, SizeHint};

    use super::*;

    /// A body of which only some bytes arrive.
    struct Unfinished {
        length: u64,
        arrived: Option<Bytes>,
    }

    impl HttpBody for Unfinished {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
            self.arrived.take().map_or(Poll::Pending, |bytes| Poll::Ready(Some(Ok(Frame::data(bytes)))))
        }

        fn size_hint(&self) -> SizeHint {
            SizeHint::with_exact(self.length)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_has_a_time_limit() {
        let bodies = Bodies::new(Duration::from_secs(60));
        let body = Body::new(Unfinished { length: 10, arrived: Some(Bytes::from_static(b"abc")) });
        assert_eq!(bodies.read(body).await.err(), Some(BodyError::TooSlow));
        assert_eq!(bodies.read(Body::from("abc")).await.ok().unwrap().content.unwrap(), b"abc");
        assert!(bodies.read(Body::from(vec![0; LIMIT + 1])).await.ok().unwrap().content.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn unfinished_bodies_take_bounded_memory_and_hold_up_no_short_one() {
        let bodies = Bodies::new(Duration::from_secs(60));
        let long = || bodies.read(Body::new(Unfinished { length: LIMIT as u64, arrived: None }));
        let (first, second, third) = (long(), long(), long());
        let others = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(bodies.memory.available_permits(), 0, "the third waits");
            assert!(bodies.read(Body::from("short")).await.is_ok());
            tokio::time::sleep(Duration::from_secs(60)).await;
            assert_eq!(bodies.memory.available_permits(), MEMORY);
            assert!(bodies.read(Body::from(vec![0; LIMIT])).await.is_ok());
        };
        let (first, second, third, ()) = tokio::join!(first, second, third, others);
        assert!(first.is_err() && second.is_err() && third.is_err());
    }
}
