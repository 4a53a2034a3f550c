//! How values that are not read are passed over.

use super::error::JsonError;
use super::reader::Reader;

impl Reader<'_> {
    /// Moves over a value. Not recursive, so that no depth can exhaust the stack.
    pub(super) fn skip_value(&mut self) -> Result<(), JsonError> {
        // The brackets that close what contains the place.
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
