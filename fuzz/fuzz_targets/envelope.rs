//! Reads any bytes as a response: no panic, and no outcome that the JSON does not contain.

#![no_main]

use std::fmt;

use libfuzzer_sys::fuzz_target;
use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;
use tencloud::fuzzing::{Envelope, envelope};
use tencloud::redis::DescribeInstancesRequest;

fuzz_target!(|body: &[u8]| {
    let Ok(Envelope { code, .. }) = envelope::<DescribeInstancesRequest>(body) else { return };
    let body = str::from_utf8(body).expect("a reply that is no text").trim_start_matches('\u{feff}');
    if body.to_ascii_lowercase().contains("\\ud") {
        // The SDK reads half of a surrogate pair, but other readers reject it in names and texts.
        return;
    }
    let response = last(body, "Response", "{").expect("a reply without `Response`");
    let error = last(response, "Error", "{");
    let said = error.map(|error| last(error, "Code", "\"-0123456789"));
    match (&code, said) {
        (None, None) => {}
        (Some(code), Some(None)) => assert_eq!(code, ""),
        (Some(code), Some(Some(text))) if text.starts_with('"') => {
            let text: String = serde_json::from_str(text).expect("a text of JSON");
            let is_code = text.len() <= 128 && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
            if is_code {
                assert_eq!(*code, text);
            } else {
                assert!(code.len() <= 129 && !code.contains(|c: char| c.is_control()), "{code:?}");
            }
        }
        // A number is read as its text.
        (Some(code), Some(Some(number))) => assert_eq!(code.parse::<f64>(), number.parse::<f64>()),
        _ => panic!("{error:?} became {code:?}"),
    }
});

/// Returns the text of the value under a name in an object. A name can occur twice: the last value counts that begins
/// with one of `begins`, since a value that cannot be read leaves the field unchanged.
fn last<'a>(object: &'a str, name: &str, begins: &str) -> Option<&'a str> {
    let mut json = serde_json::Deserializer::from_str(object);
    let members = json.deserialize_map(Members).expect("what was read is an object");
    let mut values = members.into_iter().rev().filter(|(key, _)| key == name).map(|(_, value)| value.get());
    values.find(|value| value.starts_with(|first| begins.contains(first)))
}

/// Reads the members of an object in order without parsing their values, since a value that the SDK skips may be
/// invalid for other readers, such as a number out of range.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}
