//! A position in a line, and what is wrong there.

/// Reads a line from left to right.
pub(super) struct Cursor<'t> {
    line: &'t str,
    at: usize,
}

/// What is wrong in a line, and how to fix it.
pub(super) struct Fault {
    /// The offset in the line.
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) help: String,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(line: &'t str) -> Cursor<'t> {
        Cursor { line, at: 0 }
    }

    /// Returns the offset in the line.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'t str {
        self.line.get(self.at..).unwrap_or_default()
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn skip_spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(' ').len();
    }

    /// Passes a character, if it is the next one.
    pub(super) fn eat(&mut self, expected: char) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len_utf8();
        }
        found
    }

    /// Passes and returns the characters up to the first one that does not belong.
    pub(super) fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let taken = rest.find(|c| !belongs(c)).and_then(|end| rest.get(..end)).unwrap_or(rest);
        self.at += taken.len();
        taken
    }

    /// Passes and returns a word, which ends at a space.
    pub(super) fn word(&mut self) -> &'t str {
        self.take_while(|c| c != ' ')
    }

    /// Passes a name with the characters that [`unescape`] restores.
    pub(super) fn name(&mut self, what: &str) -> Result<String, Fault> {
        let start = self.at;
        let name = self.take_while(|c| is_plain(c) || c == '%');
        if name.is_empty() {
            return Err(self.fault(format!("{what} is missing"), "write it here"));
        }
        unescape(name).ok_or_else(|| escape_fault(start, name))
    }

    /// Passes a value, in which more signs are allowed than in a name.
    pub(super) fn value(&mut self, what: &str) -> Result<String, Fault> {
        let start = self.at;
        let value = self.take_while(|c| is_value(c) || c == '%');
        if value.is_empty() {
            return Err(self.fault(format!("{what} is missing"), "write it here"));
        }
        unescape(value).ok_or_else(|| escape_fault(start, value))
    }

    /// Passes values that are separated by commas, up to a character that ends them.
    pub(super) fn values(&mut self) -> Result<Vec<String>, Fault> {
        let mut values = Vec::new();
        loop {
            let start = self.at;
            let value = self.take_while(|c| is_value(c) || c == '%');
            values.push(unescape(value).ok_or_else(|| escape_fault(start, value))?);
            if !self.eat(',') {
                return Ok(values);
            }
        }
    }

    /// Passes values in braces.
    pub(super) fn braced(&mut self) -> Result<Vec<String>, Fault> {
        let values = self.values()?;
        if self.eat('}') { Ok(values) } else { Err(self.fault("the braces are not closed", "close them with `}`")) }
    }

    /// Passes one of some names of lowercase letters and underscores, and returns what it stands for.
    pub(super) fn one_of<T: Copy>(&mut self, names: &[(&str, T)]) -> Result<T, Fault> {
        let at = self.at;
        let word = self.take_while(|c| c.is_ascii_lowercase() || c == '_');
        let known = names.iter().find(|(name, _)| *name == word);
        known.map(|(_, value)| *value).ok_or_else(|| {
            let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            let help = format!("write one of `{}`", names.join("`, `"));
            Fault { at, message: format!("unknown name `{word}`"), help }
        })
    }

    /// Returns a fault at the current offset.
    pub(super) fn fault(&self, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault { at: self.at, message: message.into(), help: help.into() }
    }
}

fn escape_fault(at: usize, text: &str) -> Fault {
    let message = format!("`{text}` has a `%` that is not followed by the two hex digits of a byte");
    Fault { at, message, help: "write `%25` for a percent sign".to_owned() }
}

/// Returns whether a character of a name is written as it is. Signs have meanings of their own.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.')
}

/// Returns whether a character of a value is written as it is.
fn is_value(c: char) -> bool {
    is_plain(c) || matches!(c, '-' | '/' | ':' | '+' | '*' | '@' | '#' | '$')
}

/// Writes a name; characters with other meanings become `%` and the hex digits of their bytes.
pub(super) fn escape(name: &str) -> String {
    escape_except(name, is_plain)
}

/// Writes a value, in which more signs are allowed than in a name.
pub(super) fn escape_value(value: &str) -> String {
    escape_except(value, is_value)
}

fn escape_except(text: &str, is_allowed: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_allowed(c) {
            out.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// Restores what was escaped; returns `None` if an escape is incomplete.
fn unescape(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let (digits, rest) = piece.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        for (text, written) in
            [("InstanceId", "InstanceId"), ("a b", "a%20b"), ("50%", "50%25"), ("名", "%E5%90%8D"), ("a-b", "a%2Db")]
        {
            assert_eq!(escape(text), written);
            assert_eq!(unescape(written).as_deref(), Some(text));
        }
        assert_eq!(escape_value("ap-tokyo,x"), "ap-tokyo%2Cx");
        for text in ["%", "%2", "%zz", "%+1", "%ff", "a%é1"] {
            assert_eq!(unescape(text), None, "{text}");
        }
    }
}
