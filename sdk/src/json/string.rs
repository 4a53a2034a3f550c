//! Strings in a JSON text.

use super::error::JsonError;
use super::reader::Reader;

/// A string in a text.
pub(super) enum Text<'de> {
    /// A string without escapes.
    Borrowed(&'de str),
    /// A string with escapes; see [`Reader::unescaped`].
    Unescaped,
}

impl<'de> Reader<'de> {
    /// Reads a string, whose quotation mark is the next character.
    #[inline]
    pub(super) fn string(&mut self) -> Result<Text<'de>, JsonError> {
        self.skip(1);
        let rest = self.rest();
        let length = plain(rest.as_bytes());
        if rest.as_bytes().get(length) == Some(&b'"') {
            self.skip(length + 1);
            return Ok(Text::Borrowed(rest.get(..length).unwrap_or_default()));
        }
        self.unescape().map(|()| Text::Unescaped)
    }

    /// Returns the last string that contained escapes, with the escapes resolved.
    pub(super) fn unescaped(&self) -> &str {
        &self.scratch
    }

    /// Reads a string that contains escapes, from the position after its quotation mark.
    fn unescape(&mut self) -> Result<(), JsonError> {
        self.scratch.clear();
        loop {
            let rest = self.rest();
            let length = plain(rest.as_bytes());
            self.scratch.push_str(rest.get(..length).unwrap_or_default());
            self.skip(length);
            match rest.as_bytes().get(length) {
                Some(b'"') => {
                    self.skip(1);
                    return Ok(());
                }
                Some(b'\\') => {
                    self.skip(1);
                    let character = self.escape()?;
                    self.scratch.push(character);
                }
                _ => return Err(self.error("control character in a string")),
            }
        }
    }

    /// Reads the character of an escape whose backslash has been read.
    fn escape(&mut self) -> Result<char, JsonError> {
        let escape = self.rest().as_bytes().first().copied();
        let character = match escape {
            Some(b'u') => {
                self.skip(1);
                return self.unicode();
            }
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            _ => return Err(self.error("invalid escape")),
        };
        self.skip(1);
        Ok(character)
    }

    /// Reads the character of an escape `\u…`, including the second half of a surrogate pair.
    fn unicode(&mut self) -> Result<char, JsonError> {
        let unit = self.hex()?;
        if let 0xd800..=0xdbff = unit
            && let Some(digits) = self.rest().strip_prefix("\\u")
            && let Some(low @ 0xdc00..=0xdfff) = digits.get(..4).and_then(hexadecimal)
        {
            self.skip(6);
            let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        // Half of a pair is not a character.
        Ok(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let unit = self.rest().get(..4).and_then(hexadecimal);
        match unit {
            Some(unit) => {
                self.skip(4);
                Ok(unit)
            }
            None => {
                // If the text ends within the digits, it is truncated, not invalid.
                let digits = self.rest().bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
                self.skip(digits);
                Err(self.error("invalid escape"))
            }
        }
    }
}

/// Parses four hexadecimal digits.
fn hexadecimal(digits: &str) -> Option<u32> {
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// Returns how many bytes precede the next quotation mark, backslash or control character. It examines eight bytes at a
/// time: the highest bit of a byte in `found` is set if the byte is one of these, and in no byte before the first of
/// them.
#[inline]
fn plain(bytes: &[u8]) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (words, _) = bytes.as_chunks();
    let mut length = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        let (quote, backslash) = (word ^ (LOW * 0x22), word ^ (LOW * 0x5c));
        let found = (word.wrapping_sub(LOW * 0x20) & !word)
            | (quote.wrapping_sub(LOW) & !quote)
            | (backslash.wrapping_sub(LOW) & !backslash);
        if found & HIGH != 0 {
            return length + (found & HIGH).trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    let rest = bytes.get(length..).unwrap_or_default();
    length + rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20)).unwrap_or(rest.len())
}
