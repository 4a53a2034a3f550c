//! Percent-encoding, right and wrong.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes everything but letters, digits and `-._~`.
pub(super) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Decodes a name or value of a query or form. Bytes that are not UTF-8 are replaced.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Returns the decoded parameters of a query or form.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    text.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

/// Changes the values of a query or form, and leaves its names and order.
pub(super) fn map_values(text: &str, change: impl Fn(&str) -> String) -> String {
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, value)) => format!("{name}={}", change(value)),
        None => pair.to_owned(),
    };
    text.split('&').map(pair).collect::<Vec<_>>().join("&")
}

/// Writes the digits of escapes such as `%2F` in lower case.
pub(super) fn lower_case_escapes(text: &str) -> String {
    let mut digits = 0_u8;
    let lower = |c: char| {
        let c = if digits > 0 { c.to_ascii_lowercase() } else { c };
        digits = if c == '%' { 2 } else { digits.saturating_sub(1) };
        c
    };
    text.chars().map(lower).collect()
}
