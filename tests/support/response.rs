//! Valid and invalid responses.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Barrier;

/// What happens to the connection after a response.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// It is kept open for the next request.
    KeepAlive,
    /// It is closed in an orderly way.
    Close,
    /// It is closed by a TCP reset.
    Reset,
    /// It stays open, and nothing more is sent, until the client closes it.
    Silence,
    /// It is closed for sending, this long after the response. Later requests are read and recorded, but not answered:
    /// the race in which a connection is closed just as it is reused.
    HalfClose(Duration),
}

/// How the server responds to a request.
#[derive(Clone)]
pub struct Response {
    pub(crate) bytes: Vec<u8>,
    pub(crate) blanks: usize,
    pub(crate) drip: Option<Duration>,
    pub(crate) ending: Ending,
    pub(crate) barrier: Option<Arc<Barrier>>,
}

impl Response {
    /// Returns a well-formed response.
    pub fn new(status: u16, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let head = format!("HTTP/1.1 {status} Spoken\r\ncontent-length: {}\r\n\r\n", body.len());
        Self::raw([head.as_bytes(), body].concat(), Ending::KeepAlive)
    }

    /// Returns a response of exactly these bytes, possibly none.
    pub fn raw(bytes: impl Into<Vec<u8>>, ending: Ending) -> Self {
        let (bytes, blanks, drip, barrier) = (bytes.into(), 0, None, None);
        Response { bytes, blanks, drip, ending, barrier }
    }

    /// Returns a response with status 200 and the body `{"Response": …}`.
    pub fn of(response: &str) -> Self {
        Self::new(200, format!(r#"{{"Response":{response}}}"#)).header("content-type", "application/json")
    }

    /// Returns an API error with this code.
    pub fn api_error(code: &str) -> Self {
        let error = format!(r#"{{"Code":"{code}","Message":"the service says no"}}"#);
        Self::of(&format!(r#"{{"Error":{error},"RequestId":"id-of-the-failure"}}"#))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let at = self.bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.bytes.splice(at..at, format!("{name}: {value}\r\n").into_bytes());
        self
    }

    /// Sets what happens to the connection afterwards.
    #[must_use]
    pub fn ending(self, ending: Ending) -> Self {
        Response { ending, ..self }
    }

    /// Appends this many blanks, sent for as long as the client reads.
    #[must_use]
    pub fn and_blanks(self, blanks: usize) -> Self {
        Response { blanks, ..self }
    }

    /// Sends the response byte by byte, with a pause before each.
    #[must_use]
    pub fn drip(self, pause: Duration) -> Self {
        Response { drip: Some(pause), ..self }
    }

    /// Delays the response until as many requests have arrived as the barrier waits for.
    #[must_use]
    pub fn after_all_of(self, barrier: &Arc<Barrier>) -> Self {
        Response { barrier: Some(barrier.clone()), ..self }
    }
}

/// Shows the start of the response, for messages of failed assertions.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.bytes.get(..200).unwrap_or(&self.bytes);
        write!(f, "{:?} {:?}", String::from_utf8_lossy(start), self.ending)
    }
}
