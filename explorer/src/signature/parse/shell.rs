//! Splits a command line into words as a POSIX shell does, with `$'…'` of bash.

use crate::signature::pasted::ParseError;

/// A word and the line that it begins on.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) line: usize,
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
        let mut text = None;
        while let Some(&c) = self.rest.peek() {
            if c.is_whitespace() || matches!(c, ';' | '|' | '<' | '>') {
                break;
            }
            self.next();
            self.piece(c, text.get_or_insert_default())?;
        }
        Ok(text.map(|text| Word { text, line }))
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

    fn piece(&mut self, c: char, text: &mut String) -> Result<(), ParseError> {
        match c {
            '\'' => self.single(text),
            '"' => self.double(text),
            '$' if self.rest.next_if_eq(&'\'').is_some() => self.ansi(text),
            '$' | '`' => self.expansion(c, text),
            '&' => Err(ParseError::new(self.line, "`&` ends the command in a shell", "put the URL in single quotes")),
            '\\' => {
                match self.next() {
                    Some('\n') | None => {}
                    Some(escaped) => text.push(escaped),
                }
                Ok(())
            }
            _ => {
                text.push(c);
                Ok(())
            }
        }
    }

    fn single(&mut self, text: &mut String) -> Result<(), ParseError> {
        let start = self.line;
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some(c) => text.push(c),
                None => return Err(unclosed(start, '\'')),
            }
        }
    }

    fn double(&mut self, text: &mut String) -> Result<(), ParseError> {
        let start = self.line;
        loop {
            match self.next() {
                Some('"') => return Ok(()),
                Some('\\') => match self.next() {
                    Some('\n') => {}
                    Some(c @ ('"' | '\\' | '$' | '`')) => text.push(c),
                    Some(c) => text.extend(['\\', c]),
                    None => return Err(unclosed(start, '"')),
                },
                Some(c @ ('$' | '`')) => self.expansion(c, text)?,
                Some(c) => text.push(c),
                None => return Err(unclosed(start, '"')),
            }
        }
    }

    /// A variable or the output of a command is not in the text. A `$` before anything else is a `$`.
    fn expansion(&mut self, c: char, text: &mut String) -> Result<(), ParseError> {
        let begins = |c: &char| c.is_ascii_alphabetic() || matches!(c, '_' | '{' | '(');
        if c == '$' && !self.rest.peek().is_some_and(begins) {
            text.push(c);
            return Ok(());
        }
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '{' | '(')) {
            name.push(c);
        }
        let message = format!("the value of `{c}{name}` is not in the command line");
        Err(ParseError::new(self.line, message, "replace it by the value that was sent (`set -x` prints it)"))
    }

    fn ansi(&mut self, text: &mut String) -> Result<(), ParseError> {
        let start = self.line;
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some('\\') => match self.next() {
                    Some('n') => text.push('\n'),
                    Some('r') => text.push('\r'),
                    Some('t') => text.push('\t'),
                    Some('x') => text.extend(self.number(2)),
                    Some('u') => self.utf16(text),
                    Some('U') => text.extend(self.number(8)),
                    Some(c) => text.push(c),
                    None => return Err(unclosed(start, '\'')),
                },
                Some(c) => text.push(c),
                None => return Err(unclosed(start, '\'')),
            }
        }
    }

    fn digits(&mut self, limit: usize) -> u32 {
        let mut number = 0_u32;
        for _ in 0..limit {
            let Some(digit) = self.rest.next_if(char::is_ascii_hexdigit).and_then(|c| c.to_digit(16)) else { break };
            number = number.wrapping_mul(16).wrapping_add(digit);
        }
        number
    }

    fn number(&mut self, limit: usize) -> Option<char> {
        char::from_u32(self.digits(limit))
    }

    /// Browsers write characters outside the basic plane as two escapes.
    fn utf16(&mut self, text: &mut String) {
        let first = self.digits(4);
        let mut units = vec![u16::try_from(first).unwrap_or_default()];
        let mut ahead = self.rest.clone();
        if (0xd800..0xdc00).contains(&first) && ahead.next() == Some('\\') && ahead.next() == Some('u') {
            self.rest = ahead;
            units.push(u16::try_from(self.digits(4)).unwrap_or_default());
        }
        text.push_str(&String::from_utf16_lossy(&units));
    }
}

fn unclosed(line: usize, quote: char) -> ParseError {
    ParseError::new(line, format!("the quote `{quote}` that begins here is not closed"), "paste the whole command line")
}
