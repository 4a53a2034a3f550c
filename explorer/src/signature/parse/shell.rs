//! Splits a command line into words as a POSIX shell does, with `$'…'` of bash.

use std::borrow::Cow;

use crate::signature::pasted::ParseError;

/// A word and the line that it begins on.
pub(super) struct Word {
    /// UTF-8, unless `$'…'` contains the escapes of other bytes.
    pub(super) bytes: Vec<u8>,
    pub(super) line: usize,
}

impl Word {
    /// Returns the word as text. Bytes that are not UTF-8 are replaced.
    pub(super) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

/// Returns the words up to the end of the command.
pub(super) fn words(command: &str, first_line: usize) -> Result<Vec<Word>, ParseError> {
    let mut reader = Reader { rest: command.chars().peekable(), line: first_line };
    let mut words = Vec::new();
    while let Some(word) = reader.word()? {
        words.push(word);
    }
    Ok(words)
}

struct Reader<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    line: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.next();
        self.line += usize::from(c == Some('\n'));
        c
    }

    fn word(&mut self) -> Result<Option<Word>, ParseError> {
        self.skip_spaces();
        let line = self.line;
        let mut bytes = None;
        while let Some(&c) = self.rest.peek() {
            if c.is_whitespace() || matches!(c, ';' | '|' | '<' | '>') {
                break;
            }
            self.next();
            self.piece(c, bytes.get_or_insert_default())?;
        }
        Ok(bytes.map(|bytes| Word { bytes, line }))
    }

    /// Skips spaces and continued lines. A newline without a backslash ends the command.
    fn skip_spaces(&mut self) {
        loop {
            match self.rest.peek() {
                Some(' ' | '\t' | '\r') => drop(self.next()),
                Some('\\') => {
                    let mut ahead = self.rest.clone();
                    ahead.next();
                    // Copied text often has spaces after the backslash.
                    while ahead.next_if(|c| matches!(c, ' ' | '\t' | '\r')).is_some() {}
                    if ahead.next_if_eq(&'\n').is_none() {
                        return;
                    }
                    self.rest = ahead;
                    self.line += 1;
                }
                _ => return,
            }
        }
    }

    fn piece(&mut self, c: char, text: &mut Vec<u8>) -> Result<(), ParseError> {
        match c {
            '\'' => self.single(text),
            '"' => self.double(text),
            '$' if self.rest.next_if_eq(&'\'').is_some() => self.ansi(text),
            '$' | '`' => self.expansion(c, text),
            '&' => Err(ParseError::new(self.line, "`&` ends the command in a shell", "put the URL in single quotes")),
            '\\' => {
                match self.next() {
                    Some('\n') | None => {}
                    Some(escaped) => push(text, escaped),
                }
                Ok(())
            }
            _ => {
                push(text, c);
                Ok(())
            }
        }
    }

    fn single(&mut self, text: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.line;
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some(c) => push(text, c),
                None => return Err(unclosed(start, '\'')),
            }
        }
    }

    fn double(&mut self, text: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.line;
        loop {
            match self.next() {
                Some('"') => return Ok(()),
                Some('\\') => match self.next() {
                    Some('\n') => {}
                    Some(c @ ('"' | '\\' | '$' | '`')) => push(text, c),
                    Some(c) => ['\\', c].into_iter().for_each(|c| push(text, c)),
                    None => return Err(unclosed(start, '"')),
                },
                Some(c @ ('$' | '`')) => self.expansion(c, text)?,
                Some(c) => push(text, c),
                None => return Err(unclosed(start, '"')),
            }
        }
    }

    /// A variable or the output of a command is not in the text. A `$` before anything else is a `$`.
    fn expansion(&mut self, c: char, text: &mut Vec<u8>) -> Result<(), ParseError> {
        let begins = |c: &char| c.is_ascii_alphabetic() || matches!(c, '_' | '{' | '(');
        if c == '$' && !self.rest.peek().is_some_and(begins) {
            push(text, c);
            return Ok(());
        }
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '{' | '(')) {
            name.push(c);
        }
        let message = format!("the value of `{c}{name}` is not in the command line");
        Err(ParseError::new(self.line, message, "replace it by the value that was sent (`set -x` prints it)"))
    }

    fn ansi(&mut self, text: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.line;
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some('\\') => self.escape(text).ok_or_else(|| unclosed(start, '\''))?,
                Some(c) => push(text, c),
                None => return Err(unclosed(start, '\'')),
            }
        }
    }

    /// Reads an escape. Returns `None` if the text ends after the backslash.
    fn escape(&mut self, text: &mut Vec<u8>) -> Option<()> {
        match self.next()? {
            'a' => text.push(0x07),
            'b' => text.push(0x08),
            'e' | 'E' => text.push(0x1b),
            'f' => text.push(0x0c),
            'n' => text.push(b'\n'),
            'r' => text.push(b'\r'),
            't' => text.push(b'\t'),
            'v' => text.push(0x0b),
            'x' => text.extend(u8::try_from(self.digits(0, 16, 2))),
            'u' => self.utf16(text),
            'U' => {
                if let Some(c) = char::from_u32(self.digits(0, 16, 8)) {
                    push(text, c);
                }
            }
            c @ ('\\' | '\'' | '"' | '?') => push(text, c),
            c => match c.to_digit(8) {
                // The shell drops what exceeds a byte.
                Some(first) => text.extend(self.digits(first, 8, 2).to_le_bytes().first()),
                None => text.extend_from_slice(format!("\\{c}").as_bytes()),
            },
        }
        Some(())
    }

    /// Reads up to so many further digits of a number.
    fn digits(&mut self, first: u32, radix: u32, limit: usize) -> u32 {
        let mut number = first;
        for _ in 0..limit {
            let Some(digit) = self.rest.next_if(|c| c.is_digit(radix)).and_then(|c| c.to_digit(radix)) else { break };
            number = number.wrapping_mul(radix).wrapping_add(digit);
        }
        number
    }

    /// Browsers write characters outside the basic plane as two escapes.
    fn utf16(&mut self, text: &mut Vec<u8>) {
        let first = self.digits(0, 16, 4);
        let mut units = vec![u16::try_from(first).unwrap_or_default()];
        let mut ahead = self.rest.clone();
        if (0xd800..0xdc00).contains(&first) && ahead.next() == Some('\\') && ahead.next() == Some('u') {
            self.rest = ahead;
            units.push(u16::try_from(self.digits(0, 16, 4)).unwrap_or_default());
        }
        text.extend_from_slice(String::from_utf16_lossy(&units).as_bytes());
    }
}

fn push(text: &mut Vec<u8>, c: char) {
    text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

fn unclosed(line: usize, quote: char) -> ParseError {
    ParseError::new(line, format!("the quote `{quote}` that begins here is not closed"), "paste the whole command line")
}
