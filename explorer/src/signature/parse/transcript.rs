//! What programs print of a request: Python's `http.client` with `debuglevel`, and `curl -v`.

/// A request that was extracted.
pub(super) struct Transcript {
    pub(super) head_and_body: Vec<u8>,
    pub(super) has_body: bool,
}

/// Extracts the request, if the text is such an output.
pub(super) fn extract(text: &str) -> Option<Transcript> {
    python(text).or_else(|| curl(text))
}

/// Lines such as `send: b'POST / HTTP/1.1\r\nHost: …'`, among others.
fn python(text: &str) -> Option<Transcript> {
    let sent: Vec<_> = text.lines().filter_map(|line| line.trim().strip_prefix("send: ")).collect();
    if sent.is_empty() {
        return None;
    }
    let head_and_body = sent.into_iter().flat_map(bytes_literal).collect();
    Some(Transcript { head_and_body, has_body: true })
}

/// Decodes a literal such as `b'a\n'`; anything else stays as it is.
fn bytes_literal(literal: &str) -> Vec<u8> {
    let literal = literal.trim().trim_start_matches('b');
    let quote = literal.chars().next().filter(|c| matches!(c, '\'' | '"')).unwrap_or('\'');
    let inner = literal.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)).unwrap_or(literal);
    let mut out = Vec::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        let mut push = |c: char| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n')) => push('\n'),
            ('\\', Some('r')) => push('\r'),
            ('\\', Some('t')) => push('\t'),
            ('\\', Some('x')) => {
                let digits: String = chars.by_ref().take(2).collect();
                out.extend(u8::from_str_radix(&digits, 16));
            }
            ('\\', Some(other)) => push(other),
            (other, _) => push(other),
        }
    }
    out
}

/// Lines such as `> POST / HTTP/1.1`; the output does not contain the body.
fn curl(text: &str) -> Option<Transcript> {
    let sent: Vec<_> = text.lines().filter_map(|line| line.trim_start().strip_prefix('>')).map(str::trim).collect();
    if sent.is_empty() {
        return None;
    }
    Some(Transcript { head_and_body: sent.join("\n").into_bytes(), has_body: false })
}
