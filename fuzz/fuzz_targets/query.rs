//! Writes any JSON as the parameters of a query: no panic, only characters that a URL allows, and every pair is read
//! back unchanged.

#![no_main]

use std::fmt::Write;

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use tencloud::signing::query;

fuzz_target!(|input: &str| {
    let Ok(parameters) = serde_json::from_str::<Map<String, Value>>(input) else { return };
    let pairs = query::flatten(&parameters);
    let encoded = query::encode(&pairs);
    assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\"<>".contains(&byte)), "{encoded}");
    let decoded: Vec<(String, String)> = encoded
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    assert_eq!(decoded, pairs, "{encoded}");
});

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        (rest, _) = match (first, tail) {
            (b'%', [high, low, tail @ ..]) => {
                let mut digits = String::new();
                write!(digits, "{}{}", *high as char, *low as char).unwrap();
                (tail, bytes.push(u8::from_str_radix(&digits, 16).unwrap()))
            }
            (b'+', tail) => (tail, bytes.push(b' ')),
            (byte, tail) => (tail, bytes.push(*byte)),
        };
    }
    String::from_utf8(bytes).unwrap()
}
