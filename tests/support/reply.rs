//! Replies, good and bad.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Barrier;

/// What becomes of the connection after a reply.
#[derive(Clone, Copy, Debug)]
pub enum Ending {
    /// The next request may come over it.
    KeepAlive,
    /// It is closed in order.
    Close,
    /// It is torn down by a TCP reset.
    Reset,
    /// It stays open without a word until the client leaves.
    Silence,
    /// So long after the reply, the server says that it will send nothing more. What the client still sends is read
    /// and recorded, and never answered: the race of a connection that is closed just as it is used again.
    HangUp(Duration),
}

/// What the server does with a request.
#[derive(Clone)]
pub struct Reply {
    pub(crate) bytes: Vec<u8>,
    pub(crate) blanks: usize,
    pub(crate) drip: Option<Duration>,
    pub(crate) ending: Ending,
    pub(crate) meeting: Option<Arc<Barrier>>,
}

impl Reply {
    /// A well-formed reply.
    pub fn new(status: u16, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let head = format!("HTTP/1.1 {status} Spoken\r\ncontent-length: {}\r\n\r\n", body.len());
        Self::raw([head.as_bytes(), body].concat(), Ending::KeepAlive)
    }

    /// Exactly these bytes, none included.
    pub fn raw(bytes: impl Into<Vec<u8>>, ending: Ending) -> Self {
        let (bytes, blanks, drip, meeting) = (bytes.into(), 0, None, None);
        Reply { bytes, blanks, drip, ending, meeting }
    }

    /// Status 200, and `{"Response": …}` around what is given.
    pub fn of(response: &str) -> Self {
        Self::new(200, format!(r#"{{"Response":{response}}}"#)).header("content-type", "application/json")
    }

    /// The service's refusal with a code.
    pub fn refusal(code: &str) -> Self {
        let error = format!(r#"{{"Code":"{code}","Message":"the service says no"}}"#);
        Self::of(&format!(r#"{{"Error":{error},"RequestId":"id-of-the-refusal"}}"#))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let at = self.bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.bytes.splice(at..at, format!("{name}: {value}\r\n").into_bytes());
        self
    }

    /// The same reply with another ending.
    #[must_use]
    pub fn ending(self, ending: Ending) -> Self {
        Reply { ending, ..self }
    }

    /// Follows what is said by so many blanks, for as long as the client takes them.
    #[must_use]
    pub fn and_blanks(self, blanks: usize) -> Self {
        Reply { blanks, ..self }
    }

    /// Sends byte by byte, with a pause before each.
    #[must_use]
    pub fn drip(self, pause: Duration) -> Self {
        Reply { drip: Some(pause), ..self }
    }

    /// Answers only when as many requests have come as the barrier waits for.
    #[must_use]
    pub fn after_all_of(self, barrier: &Arc<Barrier>) -> Self {
        let meeting = Some(barrier.clone());
        Reply { meeting, ..self }
    }
}

/// Shows how the reply begins, as the subject of a failed assertion.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.bytes.get(..200).unwrap_or(&self.bytes);
        write!(f, "{:?} {:?}", String::from_utf8_lossy(start), self.ending)
    }
}
