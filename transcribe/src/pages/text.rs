//! Converts the bytes of a page to text.

use tencloud_spec::{Diagnostic, Place};

/// Returns the text of a page, with the name that messages use for it.
///
/// # Errors
///
/// If the bytes are not UTF-8; the page is then one that cannot be read, and others can still be read.
pub fn text_of(file: &str, bytes: Vec<u8>) -> Result<String, Box<Diagnostic>> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = 1 + bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let message = format!("the page is not UTF-8: byte 0x{byte:02X}");
        let error = Diagnostic::error(Place::of_line(file, line), message);
        Box::new(error.with_help("save the page as UTF-8"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_first_byte_that_is_no_utf_8() {
        for (bytes, expect) in [
            (&b"a\xc3\xa9\n"[..], Ok("a\u{e9}\n")),
            (b"a\nb\xa1\xa1\n", Err("error: x.md:2: the page is not UTF-8: byte 0xA1")),
            (b"\xff\xfea\0", Err("error: x.md:1: the page is not UTF-8: byte 0xFF")),
            (b"a\n\n\xe4\xb8", Err("error: x.md:3: the page is not UTF-8: byte 0xE4")),
        ] {
            match (text_of("x.md", bytes.to_vec()), expect) {
                (Ok(text), Ok(expect)) => assert_eq!(text, expect),
                (Err(error), Err(expect)) => assert!(error.to_string().starts_with(expect), "{error}"),
                (found, expect) => panic!("{found:?} instead of {expect:?}"),
            }
        }
    }
}
