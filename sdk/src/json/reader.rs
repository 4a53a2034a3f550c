//! A position in a JSON text, and how it moves past brackets, literals and numbers.

use super::error::JsonError;

/// How deeply lists and objects can be nested: far more deeply than the API requires, but not so deeply that comparing,
/// cloning or dropping the value later would exhaust the stack of a thread.
pub(super) const MAX_DEPTH: usize = 256;

/// A position in a JSON text.
pub(crate) struct Reader<'de> {
    text: &'de str,
    at: usize,
    /// How many lists and objects contain the position.
    depth: usize,
    /// The last string that contained escapes, with the escapes resolved.
    pub(super) scratch: String,
}

/// A number in a text.
pub(super) enum Number<'de> {
    U64(u64),
    /// A negative integer.
    I64(i64),
    /// Any other number, as it is written.
    Literal(&'de str),
}

impl<'de> Reader<'de> {
    /// Starts at the beginning of a text, after a byte order mark.
    pub(crate) fn new(text: &'de str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Reader { text, at, depth: 0, scratch: String::new() }
    }

    /// Checks that nothing follows the value that was read.
    pub(crate) fn end(&mut self) -> Result<(), JsonError> {
        if self.peek().is_some() { Err(self.error("trailing characters")) } else { Ok(()) }
    }

    #[cold]
    pub(super) fn error(&self, reason: &'static str) -> JsonError {
        JsonError::at(self.text, self.at, reason)
    }

    /// Returns the rest of the text.
    #[inline]
    pub(super) fn rest(&self) -> &'de str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips this many bytes.
    #[inline]
    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    #[inline]
    fn here(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Returns the next character that is not white space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.here() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                here => return here,
            }
        }
    }

    fn expect(&mut self, byte: u8, reason: &'static str) -> Result<(), JsonError> {
        if self.peek() != Some(byte) {
            return Err(self.error(reason));
        }
        self.at += 1;
        Ok(())
    }

    /// Returns the first character of a value, which must come next.
    #[inline]
    pub(super) fn value_start(&mut self) -> Result<u8, JsonError> {
        self.peek().ok_or_else(|| self.error("expected value"))
    }

    /// Checks that the name of a member comes next.
    #[inline]
    pub(super) fn name_start(&mut self) -> Result<(), JsonError> {
        if self.peek() == Some(b'"') { Ok(()) } else { Err(self.error("key must be a string")) }
    }

    #[inline]
    pub(super) fn colon(&mut self) -> Result<(), JsonError> {
        self.expect(b':', "expected `:`")
    }

    /// Skips an opening bracket, unless it would be nested too deeply.
    #[inline]
    pub(super) fn enter(&mut self) -> bool {
        let enters = self.depth < MAX_DEPTH;
        if enters {
            self.depth += 1;
            self.at += 1;
        }
        enters
    }

    #[inline]
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Skips the comma before the next member, or the closing bracket, and then returns `false`.
    #[inline]
    pub(super) fn advance(&mut self, close: u8, first: bool) -> Result<bool, JsonError> {
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => {
                self.at += 1;
                if self.peek() == Some(close) { Err(self.error("trailing comma")) } else { Ok(true) }
            }
            _ if close == b']' => Err(self.error("expected `,` or `]`")),
            _ => Err(self.error("expected `,` or `}`")),
        }
    }

    pub(super) fn literal(&mut self, literal: &str) -> Result<(), JsonError> {
        if self.rest().starts_with(literal) {
            self.at += literal.len();
            return Ok(());
        }
        // A text that ends within a literal is truncated.
        if literal.starts_with(self.rest()) {
            self.at = self.text.len();
        }
        Err(self.error("expected value"))
    }

    /// Reads a number.
    pub(super) fn number(&mut self) -> Result<Number<'de>, JsonError> {
        let start = self.at;
        let negative = self.here() == Some(b'-');
        self.at += usize::from(negative);
        let mut value = Some(0_u64);
        match self.here() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => {
                while let Some(digit @ b'0'..=b'9') = self.here() {
                    value = value.and_then(|value| value.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
                    self.at += 1;
                }
            }
            _ if negative => return Err(self.error("invalid number")),
            _ => return Err(self.error("expected value")),
        }
        if !matches!(self.here(), Some(b'.' | b'e' | b'E' | b'0'..=b'9')) {
            match value {
                Some(value) if !negative => return Ok(Number::U64(value)),
                // -0 differs from 0 in a string field.
                Some(value) if value > 0 => {
                    if let Some(value) = 0_i64.checked_sub_unsigned(value) {
                        return Ok(Number::I64(value));
                    }
                }
                _ => {}
            }
        }
        if self.here() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.here() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.here() {
                self.at += 1;
            }
            self.digits()?;
        }
        if let Some(b'0'..=b'9') = self.here() {
            return Err(self.error("invalid number"));
        }
        Ok(Number::Literal(self.text.get(start..self.at).unwrap_or_default()))
    }

    /// Skips at least one digit.
    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.here() {
            self.at += 1;
        }
        if self.at == start { Err(self.error("invalid number")) } else { Ok(()) }
    }
}
