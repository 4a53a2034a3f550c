//! Connections, and what comes back on them.

use std::{
    fmt,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use serde_json::Value;

/// How long to wait for a response. The server closes a connection whose request does not end after a minute, so those
/// that wait for this long are half-closed.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came back, of several responses the last.
pub(super) enum Outcome {
    /// The connection was closed or reset without a response, or nothing was read.
    Nothing,
    /// The status, the error code if there is one, and what is wrong with the response if anything is.
    Response { status: u16, code: String, problem: Option<String> },
}

impl Outcome {
    fn new(status: u16, body: &[u8]) -> Self {
        let json: Option<Value> = serde_json::from_slice(body).ok();
        let response = json.as_ref().map(|json| &json["Response"]).filter(|response| response.is_object());
        let code = response.and_then(|response| response["Error"]["Code"].as_str()).unwrap_or_default().to_owned();
        let problem = if status >= 500 {
            Some(format!("status {status}"))
        } else if code.starts_with("InternalError") {
            Some(String::from_utf8_lossy(body).into_owned())
        } else if response.is_some_and(|response| !response["RequestId"].is_string()) {
            Some("no request id".to_owned())
        } else {
            None
        };
        Self::Response { status, code, problem }
    }

    /// Returns what must not come back.
    pub(super) fn check(&self) -> Result<(), &str> {
        match self {
            Self::Response { problem: Some(problem), .. } => Err(problem),
            Self::Response { .. } | Self::Nothing => Ok(()),
        }
    }

    pub(super) fn is_success(&self) -> bool {
        matches!(self, Self::Response { status: 200 | 204, code, .. } if code.is_empty())
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Response { status: 200, code, .. } if code.is_empty() => f.write_str("ok"),
            Self::Response { status: 200, code, .. } => f.write_str(code),
            Self::Response { status, .. } => write!(f, "{status}"),
        }
    }
}

/// A connection to the emulator.
pub(super) struct Connection(BufReader<TcpStream>);

impl Connection {
    pub(super) fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends a request and reads the response. Returns `None` if the server has closed the connection.
    pub(super) fn exchange(&mut self, request: &[u8]) -> Option<Outcome> {
        self.0.get_mut().write_all(request).ok()?;
        self.response()
    }

    /// Sends bytes, ends the stream, and reads until the server does the same.
    pub(super) fn send_and_close(mut self, bytes: &[u8]) -> Outcome {
        // The server may have closed the connection before everything was sent.
        let _ = self.0.get_mut().write_all(bytes);
        let _ = self.0.get_mut().shutdown(Shutdown::Write);
        let mut last = Outcome::Nothing;
        while let Some(outcome) = self.response() {
            let is_bad = outcome.check().is_err();
            last = outcome;
            if is_bad {
                break;
            }
        }
        last
    }

    /// Sends bytes, and closes the connection at once.
    pub(super) fn send_and_drop(mut self, bytes: &[u8]) -> Outcome {
        let _ = self.0.get_mut().write_all(bytes);
        Outcome::Nothing
    }

    /// Reads a response. Returns `None` if there is none.
    fn response(&mut self) -> Option<Outcome> {
        let mut line = String::new();
        self.0.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).ok().filter(|length| *length > 0)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().ok()?
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).ok()?;
        Some(Outcome::new(status, &body))
    }
}
