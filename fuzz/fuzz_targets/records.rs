//! Reads any JSON as a typed request or response: no panic, and no change after it has been written and read again.

#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tencloud::redis::*;

fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &[u8]) {
    let Ok(first) = serde_json::from_slice::<T>(json) else { return };
    let written = serde_json::to_vec(&first).expect("what was read can be written");
    let second: T = serde_json::from_slice(&written).expect("what was written can be read");
    assert_eq!(first, second, "{}", String::from_utf8_lossy(&written));
    assert_eq!(written, serde_json::to_vec(&second).expect("written again"));
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
