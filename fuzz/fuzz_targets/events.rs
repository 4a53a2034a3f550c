//! Reads any bytes as a stream of events: no panic, the same events however the bytes are split, and those that a simple
//! reader of the whole body finds. Any event is read as a response.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tencloud::fuzzing::{event, events};
use tencloud::redis::DescribeInstancesRequest;

fuzz_target!(|input: &[u8]| {
    let (first, body) = input.split_first().unwrap_or((&0, input));
    let whole = events([body]);
    for length in [1, 2, usize::from(*first).max(1)] {
        assert_eq!(events(body.chunks(length)), whole, "in parts of {length}");
    }
    let valid = whole.iter().map_while(|event| event.as_ref().ok());
    let expected = simple(body);
    assert_eq!(valid.clone().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
    for data in valid {
        let Ok(read) = event::<DescribeInstancesRequest>(data) else { continue };
        // Whatever is in it, it can be shown.
        let _ = format!("{read:?}");
    }
});

/// Returns the data of the events up to the first line that is not UTF-8.
fn simple(body: &[u8]) -> Vec<String> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    let mut lines: Vec<Vec<u8>> = vec![Vec::new()];
    for (index, byte) in body.iter().enumerate() {
        match byte {
            b'\n' if index > 0 && body[index - 1] == b'\r' => {}
            b'\n' | b'\r' => lines.push(Vec::new()),
            byte => lines.last_mut().expect("there is a line").push(*byte),
        }
    }
    let (mut events, mut data) = (Vec::new(), Vec::new());
    // The end of the body also ends the last event.
    for line in lines.into_iter().chain([Vec::new()]) {
        let Ok(line) = String::from_utf8(line) else { return events };
        if line.is_empty() {
            if !data.is_empty() {
                events.push(data.join("\n"));
            }
            data = Vec::new();
        } else if line == "data" {
            data.push(String::new());
        } else if let Some(value) = line.strip_prefix("data:") {
            data.push(value.strip_prefix(' ').unwrap_or(value).to_owned());
        }
    }
    events
}
