//! Comparisons with `serde_json`, for valid and damaged JSON.

use std::fmt::Write;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::reader::MAX_DEPTH;
use super::{Reader, Special};

fn value(text: &str) -> Result<Value, super::JsonError> {
    let mut reader = Reader::new(text);
    let value = Value::deserialize(&mut reader)?;
    reader.end().map(|()| value)
}

fn skip(text: &str) -> bool {
    let mut reader = Reader::new(text);
    IgnoredAny::deserialize(&mut reader).is_ok() && reader.end().is_ok()
}

/// Writes a random value that contains every kind of value and every escape. Numbers are plain integers, since `Value`
/// cannot read what others are passed on as.
fn write_random(random: &mut fastrand::Rng, depth: u32, text: &mut String) {
    let blank =
        |random: &mut fastrand::Rng, text: &mut String| text.push_str(["", "", " ", "\n", "\t\r"][random.usize(..5)]);
    blank(random, text);
    match random.u8(..if depth == 0 { 5 } else { 8 }) {
        0 => text.push_str("null"),
        1 => text.push_str(["true", "false"][random.usize(..2)]),
        2 => write!(text, "{}", random.u64(..)).unwrap(),
        3 => write!(text, "{}", random.i64(..0)).unwrap(),
        4 => write_string(random, text),
        5 | 6 => {
            text.push('[');
            for index in 0..random.u32(..4) {
                text.push_str(if index > 0 { "," } else { "" });
                write_random(random, depth - 1, text);
            }
            blank(random, text);
            text.push(']');
        }
        _ => {
            text.push('{');
            for index in 0..random.u32(..4) {
                text.push_str(if index > 0 { "," } else { "" });
                blank(random, text);
                write_string(random, text);
                blank(random, text);
                text.push(':');
                write_random(random, depth - 1, text);
            }
            blank(random, text);
            text.push('}');
        }
    }
    blank(random, text);
}

fn write_string(random: &mut fastrand::Rng, text: &mut String) {
    const PARTS: [&str; 16] = [
        "a",
        "InstanceId",
        "12345678",
        "未",
        "😀",
        r#"\""#,
        r"\\",
        r"\/",
        r"\b\f\n\r\t",
        r"\u0041",
        r"\u672a",
        r"\ud83d\ude00",
        " ",
        "{[,:]}",
        "\u{7f}",
        "\u{2028}",
    ];
    text.push('"');
    (0..random.u32(..6)).for_each(|_| text.push_str(PARTS[random.usize(..PARTS.len())]));
    text.push('"');
}

#[test]
fn reads_what_serde_json_reads_and_rejects_what_it_rejects() {
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..20_000 {
        let mut text = String::new();
        write_random(&mut random, 5, &mut text);
        let theirs: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value(&text).unwrap(), theirs, "{text}");
        assert!(skip(&text), "{text}");
        // One character is removed, repeated or replaced, or the text ends early.
        let mut damaged: Vec<char> = text.chars().collect();
        let at = random.usize(..damaged.len());
        match random.u8(..4) {
            0 => drop(damaged.remove(at)),
            1 => damaged.insert(at, damaged[at]),
            2 => damaged[at] = ['"', '\\', '{', ']', ',', ':', '0', 'x', '\u{1}', '-'][random.usize(..10)],
            _ => damaged.truncate(at),
        }
        let damaged: String = damaged.into_iter().collect();
        let (ours, theirs) = (value(&damaged), serde_json::from_str::<Value>(&damaged));
        // What `Value` cannot read from here: numbers that are not plain integers. What only we accept: half of a pair.
        let is_odd = |error: &serde_json::Error| {
            error.to_string().contains("surrogate") || error.to_string().contains("hex escape")
        };
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{damaged}"),
            (Err(_), Err(_)) => {}
            (Ok(_), Err(error)) => assert!(is_odd(error), "{damaged} is read, but: {error}"),
            (Err(error), Ok(theirs)) => {
                assert!(error.to_string().contains("not any valid JSON value"), "{damaged} is {theirs}, but: {error}");
            }
        }
        if theirs.is_err() == skip(&damaged) {
            assert!(theirs.is_err_and(|error| is_odd(&error)), "{damaged} is skipped");
        }
    }
}

/// The result of reading a text: a number, or what is wrong with it.
#[derive(Debug, PartialEq)]
enum Read {
    U64(u64),
    I64(i64),
    Literal(String),
    Error,
}

#[test]
fn numbers_are_plain_integers_or_as_they_are_written() {
    struct Visitor;
    impl<'de> serde::de::Visitor<'de> for Visitor {
        type Value = Read;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a number")
        }

        fn visit_u64<E>(self, number: u64) -> Result<Read, E> {
            Ok(Read::U64(number))
        }

        fn visit_i64<E>(self, number: i64) -> Result<Read, E> {
            Ok(Read::I64(number))
        }

        fn visit_newtype_struct<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Read, D::Error> {
            match super::special(deserializer)? {
                Special::Number(text) => Ok(Read::Literal(text.to_owned())),
                Special::TooDeep => Ok(Read::Error),
            }
        }
    }
    let literal = |text: &str| Read::Literal(text.to_owned());
    for (text, expected) in [
        ("0", Read::U64(0)),
        ("18446744073709551615", Read::U64(u64::MAX)),
        ("18446744073709551616", literal("18446744073709551616")),
        ("-1", Read::I64(-1)),
        ("-9223372036854775808", Read::I64(i64::MIN)),
        ("-9223372036854775809", literal("-9223372036854775809")),
        ("-0", literal("-0")),
        ("1.10", literal("1.10")),
        ("1e3", literal("1e3")),
        ("-1.5E+300", literal("-1.5E+300")),
        ("1e999", literal("1e999")),
        ("12345678901234567890123", literal("12345678901234567890123")),
        ("01", Read::Error),
        ("00", Read::Error),
        ("-", Read::Error),
        ("+1", Read::Error),
        (".5", Read::Error),
        ("1.", Read::Error),
        ("1.e1", Read::Error),
        ("1e", Read::Error),
        ("1e+", Read::Error),
        ("1x", Read::Error),
        ("0x1", Read::Error),
        ("NaN", Read::Error),
        ("Infinity", Read::Error),
    ] {
        let mut reader = Reader::new(text);
        let read =
            serde::Deserializer::deserialize_any(&mut reader, Visitor).and_then(|read| reader.end().map(|()| read));
        assert_eq!(read.unwrap_or(Read::Error), expected, "{text}");
        assert_eq!(skip(text), expected != Read::Error, "{text}");
    }
}

#[test]
fn strings_with_half_of_a_pair_are_read() {
    for (text, expected) in [
        (r#""\ud83d""#, "\u{fffd}"),
        (r#""\ude00""#, "\u{fffd}"),
        (r#""a\ud83dz""#, "a\u{fffd}z"),
        (r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"),
        (r#""\ud83d\u0041""#, "\u{fffd}A"),
        (r#""\ud83d\n""#, "\u{fffd}\n"),
        (r#""\uD83D\uDE00""#, "😀"),
        (r#""\udbff\udfff""#, "\u{10ffff}"),
    ] {
        assert_eq!(value(text).unwrap(), expected, "{text}");
    }
    for text in [r#""\ud83d\u""#, r#""\u12""#, r#""\u+123""#, r#""\uéa""#, r#""\x""#, "\"\u{1}\"", r#"""#, r#""\"#] {
        assert!(value(text).is_err(), "{text}");
        assert!(!skip(text), "{text}");
    }
}

#[test]
fn strings_of_every_length_end_where_they_end() {
    for length in 0..40 {
        for (end, expected) in [("\"", ""), ("\\n\"", "\n"), ("é\"", "é"), ("\u{80}\"", "\u{80}")] {
            let text = format!("\"{}{end}", "~".repeat(length));
            assert_eq!(value(&text).unwrap(), format!("{}{expected}", "~".repeat(length)), "{text}");
        }
        for end in ["\n\"", "\u{0}\"", "\u{1f}\""] {
            assert!(value(&format!("\"{}{end}", "~".repeat(length))).is_err(), "{length} {end:?}");
        }
    }
}

#[test]
fn a_byte_order_mark_is_skipped_once_and_at_the_start() {
    assert_eq!(value("\u{feff}[1]").unwrap(), serde_json::json!([1]));
    for text in ["\u{feff}\u{feff}1", "1\u{feff}", "[\u{feff}1]", "\u{feff}"] {
        assert!(value(text).is_err(), "{text:?}");
    }
}

#[test]
fn depth_is_limited_for_what_is_read_and_not_for_what_is_skipped() {
    let nested = |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
        assert!(value(&nested(open, close, MAX_DEPTH)).is_ok());
        // `Value` cannot represent what was skipped.
        assert!(value(&nested(open, close, MAX_DEPTH + 1)).is_err());
        assert!(skip(&nested(open, close, 1_000_000)));
        assert!(!skip(&format!("{}1{}", open.repeat(1_000_000), close.repeat(999_999))));
    }
}

#[test]
fn errors_have_a_place_and_no_part_of_the_text() {
    for (text, expected) in [
        ("<html>", "expected value at line 1 column 1"),
        ("{\n \"a\": secret}", "expected value at line 2 column 7"),
        (r#"{"a" 1}"#, "expected `:` at line 1 column 6"),
        (r#"{a:1}"#, "key must be a string at line 1 column 2"),
        ("[1 2]", "expected `,` or `]` at line 1 column 4"),
        ("[1,]", "trailing comma at line 1 column 4"),
        ("1 1", "trailing characters at line 1 column 3"),
        (r#"{"a":"#, "the JSON ends too early, at line 1 column 6"),
        ("tru", "the JSON ends too early, at line 1 column 4"),
        ("trux", "expected value at line 1 column 1"),
        (r#""abc"#, "the JSON ends too early, at line 1 column 5"),
        ("", "the JSON ends too early, at line 1 column 1"),
    ] {
        assert_eq!(value(text).unwrap_err().to_string(), expected, "{text}");
    }
}
