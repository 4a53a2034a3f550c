//! Reads any JSON as a typed request or response: no panic, and no change after it has been written and read again.

#![no_main]

use std::fmt::Debug;
use std::str;

use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tencloud::redis::*;
use tencloud::rt::{Record, read_json};

fn check<T: Serialize + DeserializeOwned + Record + Default + PartialEq + Debug>(json: &[u8]) {
    check_response::<T>(json);
    let Ok(first) = serde_json::from_slice::<T>(json) else { return };
    let written = serde_json::to_vec(&first).expect("what was read can be written");
    let second: T = serde_json::from_slice(&written).expect("what was written can be read");
    assert_eq!(first, second, "{}", String::from_utf8_lossy(&written));
    assert_eq!(written, serde_json::to_vec(&second).expect("written again"));
}

/// Does the same with the SDK's own reader of responses, which accepts more than others do.
fn check_response<T: Serialize + Record + Default + PartialEq + Debug>(json: &[u8]) {
    let Ok(text) = str::from_utf8(json) else { return };
    let Ok(first) = read_json::<T>(text) else { return };
    let written = serde_json::to_string(&first).expect("what was read can be written");
    let second: T = read_json(&written).expect("what was written can be read");
    assert_eq!(first, second, "{written}");
}

// Chosen so that every kind of field occurs: strings, secrets, numbers, enums, lists, nested structs.
fuzz_target!(|json: &[u8]| {
    check::<DescribeInstancesResponse>(json);
    check::<DescribeInstanceParamsResponse>(json);
    check::<DescribeBackupUrlResponse>(json);
    check::<DescribeTaskInfoResponse>(json);
    check::<CreateInstancesRequest>(json);
    check::<DescribeInstancesRequest>(json);
});
