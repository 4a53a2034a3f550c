//! The tour of the README, as printed: the test target `readme` runs it.

#![expect(clippy::indexing_slicing, reason = "indexing a JSON value does not panic")]

include!(concat!(env!("OUT_DIR"), "/tour.rs"));
