//! Reads any text as the facts of a version: it is read or rejected at a place that exists, without a panic, and what
//! was read is the same after it is written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tencloud_spec::facts::{read, write};

fuzz_target!(|text: &str| {
    match read(text) {
        Ok(version) => {
            let written = write(&version);
            assert_eq!(read(&written), Ok(version), "{written}");
        }
        Err(error) => {
            let lines = text.lines().count().max(1);
            assert!((1..=lines).contains(&error.line), "{error} is beyond the {lines} lines");
            let line = text.lines().nth(error.line - 1).unwrap_or_default();
            assert!((1..=line.chars().count() + 1).contains(&error.column), "{error} is beyond the line");
        }
    }
});
