//! How values that are not read are skipped.

use super::error::JsonError;
use super::reader::Reader;

impl Reader<'_> {
    /// Skips a value. This is not recursive, so that no nesting can exhaust the stack.
    pub(super) fn skip_value(&mut self) -> Result<(), JsonError> {
        // The closing brackets of everything that contains the position.
        let mut open: Vec<u8> = Vec::new();
        loop {
            let bracket = match self.value_start()? {
                b'"' => self.skip_string().map(|()| None)?,
                b'[' => Some(b']'),
                b'{' => Some(b'}'),
                b'n' => self.literal("null").map(|()| None)?,
                b't' => self.literal("true").map(|()| None)?,
                b'f' => self.literal("false").map(|()| None)?,
                _ => self.number().map(|_| None)?,
            };
            self.skip(usize::from(bracket.is_some()));
            open.extend(bracket);
            let mut first = bracket.is_some();
            loop {
                let Some(&close) = open.last() else { return Ok(()) };
                if self.advance(close, first)? {
                    break;
                }
                open.pop();
                first = false;
            }
            if open.last() == Some(&b'}') {
                self.name_start()?;
                self.skip_string()?;
                self.colon()?;
            }
        }
    }

    fn skip_string(&mut self) -> Result<(), JsonError> {
        self.string().map(drop)
    }
}
