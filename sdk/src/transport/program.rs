//! An HTTP client of the program.

use std::pin::Pin;

use hyper::{Request, Response};

use super::body::{ResponseBody, TrackedBody};
use super::error::SendError;

/// Sends requests like the SDK's own client. A trait, so that only programs that bring a client contain its code.
pub(super) trait ProgramClient: Send + Sync {
    fn send(&self, request: Request<TrackedBody>) -> ProgramExchange;
}

/// Returns the head of the response, with its body to be read.
pub(super) type ProgramExchange = Pin<Box<dyn Future<Output = Result<Response<ResponseBody>, SendError>> + Send>>;
