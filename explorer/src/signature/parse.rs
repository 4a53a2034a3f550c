//! Reads what people paste.

mod curl;
mod curl_options;
mod http;
mod shell;
mod transcript;

use crate::signature::pasted::{ParseError, Pasted};

/// The largest text that is read, in bytes.
const MAX_LENGTH: usize = 1024 * 1024;

impl Pasted {
    /// Reads a pasted text.
    ///
    /// # Errors
    ///
    /// The text is empty, longer than 1 MiB, or nothing that can be read; the error names the line and the fix.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if text.len() > MAX_LENGTH {
            return Err(ParseError::new(1, "the text is longer than 1 MiB", "paste a request with a shorter body"));
        }
        let start = text.trim_start();
        if start.is_empty() {
            return Err(ParseError::new(1, "there is no request", "paste an HTTP request or a curl command line"));
        }
        let first_line = text.get(..text.len() - start.len()).unwrap_or_default().matches('\n').count() + 1;
        let request = if let Some(command) = curl::command(start) {
            curl::parse(command, first_line)
        } else if let Some(request) = transcript::extract(start) {
            http::parse(&request.head_and_body, first_line, request.has_body)
        } else {
            http::parse(start.as_bytes(), first_line, true)
        }?;
        request.check_limits(first_line)?;
        Ok(request)
    }
}
