//! Raw HTTP requests, and parts of them: headers alone, a URL, or a form.

use tencloud::signing::tc3::ALGORITHM;

use crate::signature::pasted::{ParseError, Pasted};

/// Reads a request. `has_body` is whether the text contains everything that was sent.
pub(super) fn parse(text: &[u8], first_line: usize, has_body: bool) -> Result<Pasted, ParseError> {
    let (head, body) = split_head(text);
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines().enumerate().map(|(index, line)| (first_line + index, line)).peekable();
    let Some(&(number, first)) = lines.peek() else {
        return Err(ParseError::new(first_line, "there is no request line", "paste `POST / HTTP/1.1` and the headers"));
    };
    let mut request = if let Some(request) = request_line(first) {
        lines.next();
        request
    } else if is_url(first) {
        lines.next();
        let mut request = Pasted::new("GET");
        request.set_url(first.trim());
        request
    } else if first.starts_with(ALGORITHM) {
        lines.next();
        let mut request = Pasted::new("POST");
        request.push_header(&format!("Authorization: {first}"), number)?;
        request
    } else if is_form(first) {
        let mut request = Pasted::new("POST");
        request.body = Some(first.trim().as_bytes().to_vec());
        return Ok(request);
    } else {
        Pasted::new("POST")
    };
    for (number, line) in lines {
        request.push_header(line, number)?;
    }
    set_body(&mut request, body, has_body);
    Ok(request.settle_host())
}

/// Splits at the first empty line. The body is `None` if there is no such line.
fn split_head(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let end = start + line.len();
        if line == b"\n" || line == b"\r\n" {
            return (text.get(..start).unwrap_or_default(), text.get(end..));
        }
        start = end;
    }
    (text, None)
}

fn request_line(line: &str) -> Option<Pasted> {
    let mut words = line.split_ascii_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let is_version = words.next().is_none_or(|word| word.starts_with("HTTP/"));
    let is_method = (3..=7).contains(&method.len()) && method.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_method || !is_version || words.next().is_some() || !(target.starts_with('/') || is_url(target)) {
        return None;
    }
    let mut request = Pasted::new(method);
    request.set_url(target);
    Some(request)
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn is_form(line: &str) -> bool {
    line.split('&').any(|pair| pair.starts_with("Signature=")) && !line.contains(": ")
}

/// Sets the body. A request without an empty line or a length is incomplete, unless it is a `GET`.
fn set_body(request: &mut Pasted, body: Option<&[u8]>, has_body: bool) {
    let length = request.header("content-length").and_then(|length| length.parse::<usize>().ok());
    if request.method.eq_ignore_ascii_case("GET") || length == Some(0) {
        request.body = Some(Vec::new());
        request.exact_body = true;
        return;
    }
    let Some(body) = body.filter(|_| has_body) else { return };
    // Whoever copies the request adds a newline at the end.
    let exact =
        length.and_then(|length| body.split_at_checked(length)).filter(|(_, rest)| rest.trim_ascii().is_empty());
    request.exact_body = exact.is_some();
    request.body = Some(exact.map_or(body, |(body, _)| body).to_vec());
}
