//! Server-sent events: the data of each event, from parts of a body that may be split anywhere.
//!
//! Format: <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>. Names, ids and
//! retry times of events are not used.

/// The API sends no larger event.
const MAX_EVENT: usize = 50 * 1024 * 1024;

/// Splits a body into events.
#[derive(Default)]
pub(super) struct Decoder {
    /// What has not been read yet: the rest of a line.
    buffer: Vec<u8>,
    /// How much of `buffer` has been searched for the end of the line.
    searched: usize,
    /// The data of the event that is being read.
    data: Option<String>,
    /// Whether a line feed would belong to the preceding carriage return.
    after_return: bool,
    /// Whether a byte order mark can no longer occur.
    has_begun: bool,
    has_ended: bool,
}

impl Decoder {
    /// Adds a part of the body.
    pub(super) fn push(&mut self, part: &[u8]) {
        self.buffer.extend_from_slice(part);
    }

    /// Marks the body as complete: what is left is its last line and its last event.
    pub(super) fn end(&mut self) {
        self.buffer.extend_from_slice(b"\n\n");
        self.has_ended = true;
    }

    /// Returns whether the body is complete and has been read.
    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Returns the data of the next complete event, or what is wrong with it.
    pub(super) fn next(&mut self) -> Result<Option<String>, &'static str> {
        while let Some(line) = self.line() {
            let line = String::from_utf8(line).map_err(|_| "is not UTF-8")?;
            if line.is_empty() {
                if let Some(data) = self.data.take() {
                    return Ok(Some(data));
                }
                continue;
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            if name == "data" {
                let value = value.strip_prefix(' ').unwrap_or(value);
                match &mut self.data {
                    None => self.data = Some(value.to_owned()),
                    Some(data) => {
                        data.push('\n');
                        data.push_str(value);
                    }
                }
            }
        }
        if self.buffer.len() + self.data.as_ref().map_or(0, String::len) > MAX_EVENT {
            return Err("is larger than any event of the API");
        }
        Ok(None)
    }

    /// Returns the next complete line, without its line ending.
    fn line(&mut self) -> Option<Vec<u8>> {
        if self.after_return && !self.buffer.is_empty() {
            self.after_return = false;
            if self.buffer.first() == Some(&b'\n') {
                self.buffer.remove(0);
            }
        }
        let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
        let Some(length) = unsearched.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            self.searched = self.buffer.len();
            return None;
        };
        let rest = self.buffer.split_off(self.searched + length + 1);
        let mut line = std::mem::replace(&mut self.buffer, rest);
        self.searched = 0;
        self.after_return = line.pop() == Some(b'\r');
        if !self.has_begun {
            self.has_begun = true;
            if line.starts_with("\u{feff}".as_bytes()) {
                line.drain(..3);
            }
        }
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the events of a body that arrives in parts of a given length.
    fn events(body: &[u8], length: usize) -> Vec<Result<String, &'static str>> {
        let (mut decoder, mut events) = (Decoder::default(), Vec::new());
        let mut read = |decoder: &mut Decoder| {
            while let Some(event) = decoder.next().transpose() {
                let is_err = event.is_err();
                events.push(event);
                if is_err {
                    break;
                }
            }
        };
        for part in body.chunks(length) {
            decoder.push(part);
            read(&mut decoder);
        }
        decoder.end();
        read(&mut decoder);
        events
    }

    #[test]
    fn bodies_cut_anywhere() {
        for (body, expected) in [
            ("", &[][..]),
            ("\n\n\n", &[]),
            ("data: a\n\n", &["a"]),
            ("data:a\n\ndata:  b\n\n", &["a", " b"]),
            ("data: a\r\n\r\ndata: b\r\n\r\n", &["a", "b"]),
            ("data: a\r\rdata: b\r\r", &["a", "b"]),
            ("\u{feff}data: a\n\n", &["a"]),
            ("data: a\ndata: b\ndata\n\n", &["a\nb\n"]),
            (": keep-alive\n\n: again\ndata: a\n\n", &["a"]),
            ("id: 1\nevent: message\nretry: 3\ndata: a\n\n", &["a"]),
            ("id: 1\n\nevent: end\n\n", &[]),
            ("database: a\ndata : b\n\n", &[]),
            ("data: 中文 😀\n\n", &["中文 😀"]),
            // Ends without the last line break, or in the middle of an event.
            ("data: a\n", &["a"]),
            ("data: a\n\ndata: b", &["a", "b"]),
        ] {
            for length in 1..=body.len().max(1) {
                let expected: Vec<_> = expected.iter().map(|data| Ok((*data).to_owned())).collect();
                assert_eq!(events(body.as_bytes(), length), expected, "{body:?} by {length}");
            }
        }
        assert_eq!(events(b"data: \xff\n\n", 3), [Err("is not UTF-8")]);
    }
}
