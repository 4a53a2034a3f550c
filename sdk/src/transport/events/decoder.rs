//! Server-sent events: the data of each event, from parts of a body that may be split anywhere.
//!
//! Format: <https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation>. Names, ids and
//! retry times of events are not used.
//!
//! Invariant: `start <= searched <= buffer.len()`, and there is no line ending between `start` and `searched`. Every byte
//! is therefore searched once and copied at most twice, however the body is split.

/// The API sends no larger event.
const MAX_EVENT: usize = 16 * 1024 * 1024;

/// Splits a body into events.
#[derive(Default)]
pub(super) struct Decoder {
    buffer: Vec<u8>,
    /// The position in `buffer` of the first line that has not been read.
    start: usize,
    /// The position up to which `buffer` has been searched for the end of that line.
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
        self.buffer.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.buffer.extend_from_slice(part);
    }

    /// Marks the body as complete: what is left is its last line and its last event.
    pub(super) fn end(&mut self) {
        self.push(b"\n\n");
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
            self.check_size()?;
        }
        self.check_size()?;
        Ok(None)
    }

    /// Rejects an event that is too large, before it is complete.
    fn check_size(&self) -> Result<(), &'static str> {
        let line = self.searched - self.start;
        let is_too_large = line + self.data.as_ref().map_or(0, String::len) > MAX_EVENT;
        if is_too_large { Err("is larger than any event of the API") } else { Ok(()) }
    }

    /// Returns the next complete line, without its line ending.
    fn line(&mut self) -> Option<Vec<u8>> {
        if self.after_return
            && let Some(byte) = self.buffer.get(self.start)
        {
            self.start += usize::from(*byte == b'\n');
            self.searched = self.start;
            self.after_return = false;
        }
        let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
        let Some(length) = unsearched.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            self.searched = self.buffer.len();
            return None;
        };
        let end = self.searched + length;
        let mut line = self.buffer.get(self.start..end).unwrap_or_default().to_vec();
        self.after_return = self.buffer.get(end) == Some(&b'\r');
        self.start = end + 1;
        self.searched = self.start;
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
            while !events.last().is_some_and(Result::is_err)
                && let Some(event) = decoder.next().transpose()
            {
                events.push(event);
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

    #[test]
    fn sizes_are_limited() {
        let too_large = Err("is larger than any event of the API");
        let half = "x".repeat(MAX_EVENT / 2 + 1);
        for body in [
            format!("data: {half}{half}"),
            format!(": {half}{half}"),
            format!("data: {half}\ndata: {half}\n"),
            format!("data: {half}\n\ndata: {half}\ndata: {half}"),
        ] {
            let events = events(body.as_bytes(), 1024 * 1024);
            assert_eq!(events.iter().position(|event| *event == too_large), Some(events.len() - 1));
        }
        // The limit is for each event.
        let events = events(format!("data: {half}\n\ndata: {half}\n\n: {half}\n").as_bytes(), 1024 * 1024);
        assert!(events.len() == 2 && events.iter().all(Result::is_ok));
    }
}
