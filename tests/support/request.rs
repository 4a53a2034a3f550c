//! Requests as the server receives them.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

/// A request as received.
#[derive(Clone, Debug)]
pub struct Request {
    /// The first line, such as `POST / HTTP/1.1`.
    pub line: String,
    /// Names in lower case, values as received.
    pub headers: Vec<(String, String)>,
    /// The body, of the length in `Content-Length`, or the part received so far if `whole` is false.
    pub body: Vec<u8>,
    /// The index of its connection, counted from 0.
    pub connection: usize,
    /// Whether the server read all of it.
    pub whole: bool,
}

impl Request {
    /// Returns the value of a header that occurs exactly once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(n, _)| n == name);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value.as_str())
    }

    fn parse(head: &[u8], connection: usize) -> Self {
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let line = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(':'));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Request { line, headers, body: Vec::new(), connection, whole: true }
    }
}

/// How much of a request is read before the connection is reset.
#[derive(Clone, Copy)]
pub(crate) enum Reach {
    Head,
    Body,
    Whole,
}

/// The requests of one connection.
pub(crate) struct Requests {
    read: Vec<u8>,
    connection: usize,
}

impl Requests {
    pub(crate) fn new(connection: usize) -> Self {
        Requests { read: Vec::new(), connection }
    }

    /// Reads one request, or the part of it set by `reach`. Returns `None` if the client has closed the connection.
    pub(crate) async fn next(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        reach: Reach,
    ) -> io::Result<Option<Request>> {
        /// Enough of the body to contain its first fields.
        const PART: usize = 64;
        let end = loop {
            if let Some(at) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if stream.read_buf(&mut self.read).await? == 0 {
                return Ok(None);
            }
            if matches!(reach, Reach::Head) {
                let request = Request::parse(&self.read, self.connection);
                return Ok(Some(Request { whole: false, ..request }));
            }
        };
        let head: Vec<_> = self.read.drain(..end).collect();
        let mut request = Request::parse(&head, self.connection);
        let length = request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        let wanted = match reach {
            Reach::Body => PART.min(length),
            _ => length,
        };
        while self.read.len() < wanted {
            if stream.read_buf(&mut self.read).await? == 0 {
                return Ok(None);
            }
        }
        request.whole = matches!(reach, Reach::Whole);
        request.body = self.read.drain(..wanted).collect();
        Ok(Some(request))
    }
}
