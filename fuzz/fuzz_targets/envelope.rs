//! Any bytes as a reply: read without a panic, and never understood as something that JSON does not say.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use tencloud::fuzzing::{Envelope, envelope};
use tencloud::redis::DescribeInstancesRequest;

fuzz_target!(|body: &[u8]| {
    let Ok(Envelope { code, .. }) = envelope::<DescribeInstancesRequest>(body) else { return };
    // What is passed over is not looked at, so that numbers out of range may stand there: no JSON for `Value`.
    let Ok(json) = serde_json::from_slice::<Value>(body) else { return };
    let response = json.get("Response").and_then(Value::as_object).expect("a reply without `Response`");
    match (code, response.get("Error")) {
        (None, None | Some(Value::Null)) => {}
        (Some(code), Some(Value::Object(error))) => {
            let is_said = match error.get("Code") {
                Some(Value::String(said)) => code == *said,
                // A number is taken as its text.
                Some(Value::Number(said)) => code.parse().ok() == said.as_f64(),
                _ => code.is_empty(),
            };
            assert!(is_said, "another code: {code}");
        }
        (code, error) => panic!("{error:?} became {code:?}"),
    }
});
