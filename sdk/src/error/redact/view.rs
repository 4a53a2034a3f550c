//! Text from which layers of encoding are removed, one after another.

use std::ops::Range;

use zeroize::Zeroizing;

use super::steps::count_step;

/// No character has a longer encoding than `\ud83d\ude00`.
pub(super) const MAX_ENCODED: usize = 12;

/// Text from which some layers of encoding have been removed, with the part of the original text from which each byte
/// comes. It is erased from memory when dropped, since it can be a secret.
pub(super) struct View {
    bytes: Zeroizing<Vec<u8>>,
    from: Vec<Range<usize>>,
}

impl View {
    /// Returns the text as it is.
    pub(super) fn of(text: &[u8]) -> View {
        View { bytes: Zeroizing::new(text.to_vec()), from: (0..text.len()).map(|at| at..at + 1).collect() }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the part of the original text from which some of the bytes come.
    pub(super) fn original(&self, part: Range<usize>) -> Option<Range<usize>> {
        let (first, last) = (self.from.get(part.start)?, self.from.get(part.end.checked_sub(1)?)?);
        Some(first.start..last.end)
    }

    /// Returns the text with one layer less, or `None` if nothing in it is encoded.
    ///
    /// The escapes of JSON, HTML and queries do not conflict, so one pass decodes all three. It takes time proportional
    /// to the length of the text, since it looks ahead only by a bounded distance.
    pub(super) fn decoded(&self) -> Option<View> {
        let length = self.bytes.len();
        let mut next = View { bytes: Zeroizing::new(Vec::with_capacity(length)), from: Vec::with_capacity(length) };
        let mut at = 0;
        while let Some(rest) = self.bytes.get(at..).filter(|rest| !rest.is_empty()) {
            count_step();
            let (decoded, length) = match decode(rest) {
                Some(escape) => escape,
                None => (Decoded::Byte(rest.first().copied()?), 1),
            };
            let from = self.original(at..at + length)?;
            let mut buffer = [0; 4];
            let bytes: &[u8] = match decoded {
                Decoded::Byte(byte) => {
                    buffer = [byte, 0, 0, 0];
                    buffer.get(..1).unwrap_or_default()
                }
                Decoded::Char(c) => c.encode_utf8(&mut buffer).as_bytes(),
            };
            next.bytes.extend_from_slice(bytes);
            next.from.extend(bytes.iter().map(|_| from.clone()));
            at += length;
        }
        // Every escape is longer than what it represents.
        (next.bytes.len() < self.bytes.len()).then_some(next)
    }
}

/// What an escape represents.
enum Decoded {
    /// Part or all of a character's UTF-8.
    Byte(u8),
    Char(char),
}

/// Decodes the escape at the start of a text, and returns its length; returns `None` if there is none.
fn decode(text: &[u8]) -> Option<(Decoded, usize)> {
    match text {
        [b'%', high, low, ..] => Some((Decoded::Byte(hex_pair(*high, *low)?), 3)),
        [b'&', rest @ ..] => entity(rest),
        [b'\\', rest @ ..] => backslash(rest),
        _ => None,
    }
}

/// Returns whether a text is the start of a truncated escape.
pub(super) fn is_unfinished(text: &[u8]) -> bool {
    let is_hex = |digits: &[u8], most: usize| digits.len() <= most && digits.iter().all(u8::is_ascii_hexdigit);
    match text {
        [b'%', digits @ ..] => is_hex(digits, 1),
        [b'&', name @ ..] => name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#'),
        [b'\\', b'x', digits @ ..] => is_hex(digits, 1),
        [b'\\', b'u', b'{', digits @ ..] => is_hex(digits, 6),
        [b'\\', b'u', a, b, c, d, rest @ ..] if is_hex(&[*a, *b, *c, *d], 4) => match rest {
            [b'\\', b'u', digits @ ..] => is_hex(digits, 3),
            rest => rest == b"\\",
        },
        [b'\\', b'u', digits @ ..] => is_hex(digits, 3),
        [b'\\'] => true,
        _ => false,
    }
}

/// Decodes `\"`, `\n`, `\u003c`, `\ud83d\ude00`, and the forms of other languages and of this SDK, `\x3c` and `\u{3c}`.
fn backslash(rest: &[u8]) -> Option<(Decoded, usize)> {
    let escaped = match rest {
        [b'x', high, low, ..] => hex_pair(*high, *low).map(|byte| (Decoded::Byte(byte), 4)),
        [b'u', b'{', rest @ ..] => {
            let digits = rest.iter().take(6).take_while(|byte| byte.is_ascii_hexdigit()).count();
            let c = rest.get(..digits).and_then(|digits| number(digits, 16)).and_then(char::from_u32);
            c.filter(|_| rest.get(digits) == Some(&b'}')).map(|c| (Decoded::Char(c), digits + 4))
        }
        [b'u', rest @ ..] => utf16(rest),
        _ => None,
    };
    escaped.or_else(|| {
        let byte = match *rest.first()? {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            other => other,
        };
        Some((Decoded::Byte(byte), 2))
    })
}

/// Decodes the four digits after `\u`, and for a character beyond 16 bits, `\u` with four more.
fn utf16(rest: &[u8]) -> Option<(Decoded, usize)> {
    let unit = |at: usize| number(rest.get(at..at + 4)?, 16).and_then(|unit| u16::try_from(unit).ok());
    let first = unit(0)?;
    if let Some(c) = char::from_u32(first.into()) {
        return Some((Decoded::Char(c), 6));
    }
    let second = unit(6).filter(|_| rest.get(4..6) == Some(b"\\u"))?;
    let c = char::decode_utf16([first, second]).next()?.ok()?;
    Some((Decoded::Char(c), 12))
}

/// Decodes `&lt;`, `&#60;`, `&#x3C;`.
fn entity(rest: &[u8]) -> Option<(Decoded, usize)> {
    let end = rest.iter().take(MAX_ENCODED - 1).position(|byte| *byte == b';')?;
    let c = match rest.get(..end)? {
        [b'#', b'x' | b'X', digits @ ..] => number(digits, 16).and_then(char::from_u32)?,
        [b'#', digits @ ..] => number(digits, 10).and_then(char::from_u32)?,
        name => ENTITIES.iter().find(|(known, _)| known.as_bytes() == name).map(|(_, c)| *c)?,
    };
    Some((Decoded::Char(c), end + 2))
}

/// HTML's names for ASCII characters.
const ENTITIES: [(&str, char); 32] = [
    ("amp", '&'),
    ("AMP", '&'),
    ("apos", '\''),
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("gt", '>'),
    ("Hat", '^'),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("lt", '<'),
    ("nbsp", ' '),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("quot", '"'),
    ("rcub", '}'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("semi", ';'),
    ("sol", '/'),
    ("vert", '|'),
];

fn hex_pair(high: u8, low: u8) -> Option<u8> {
    number(&[high, low], 16).and_then(|byte| u8::try_from(byte).ok())
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    // `from_str_radix` also accepts a sign.
    let is_number = !digits.is_empty() && digits.iter().all(|digit| char::from(*digit).is_digit(radix));
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_number)?;
    u32::from_str_radix(digits, radix).ok()
}
