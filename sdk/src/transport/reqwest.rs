//! reqwest's client as a client of the program.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::{Request, Response};

use super::body::{ResponseBody, TrackedBody};
use super::error::{Cause, ConnectError, ConnectFailure, SendError};
use super::program::{ProgramClient, ProgramExchange};

impl ProgramClient for reqwest::Client {
    fn send(&self, request: Request<TrackedBody>) -> ProgramExchange {
        let uri = request.uri().clone();
        match reqwest::Request::try_from(request.map(reqwest::Body::wrap)) {
            Ok(request) => {
                let exchange = self.execute(request);
                Box::pin(async { exchange.await.map(response).map_err(failure) })
            }
            Err(error) => {
                let message = format!("the HTTP client cannot call {uri}: {error}");
                let error = ConnectError::new(ConnectFailure::Unusable(message));
                Box::pin(async { Err(SendError::NotConnected(error)) })
            }
        }
    }
}

fn response(response: reqwest::Response) -> Response<ResponseBody> {
    Response::from(response).map(|body| ResponseBody::Program(Box::pin(WithoutUrl(body))))
}

fn failure(error: reqwest::Error) -> SendError {
    let is_connect = error.is_connect();
    let error = error.without_url();
    if is_connect { SendError::NotConnected(ConnectError::network(error)) } else { SendError::Broken(Box::new(error)) }
}

/// A body whose errors contain no URL: it can be signed.
struct WithoutUrl(reqwest::Body);

impl Body for WithoutUrl {
    type Data = Bytes;
    type Error = Cause;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cause>>> {
        let frame = Pin::new(&mut self.0).poll_frame(context);
        frame.map_err(|error| error.without_url().into())
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
