//! Puts a secret into any text, in several encodings: it is never shown, and what surrounds it does not get in the way.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tencloud::fuzzing::redact;

fuzz_target!(|input: &str| {
    let Some((secret, text)) = input.split_once('\n') else { return };
    // A shorter one is part of any word.
    if secret.chars().count() < 4 {
        return;
    }
    let json = serde_json::to_string(secret).expect("a string is JSON");
    let json = &json[1..json.len() - 1];
    let query: String = secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let html: String = secret.chars().map(|c| format!("&#{};", u32::from(c))).collect();
    for encoded in [secret, json, &query, &html] {
        let text = text.replace('$', encoded);
        let shown = redact(&text, secret);
        // What is shown in its place is not the text's.
        let rest = shown.replace("[redacted]", "\0");
        assert!(!rest.contains(secret) || secret.contains('\0'), "{shown:?} shows {secret:?}");
    }
    assert_eq!(redact(text, ""), text);
});
