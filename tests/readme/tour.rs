//! The tour of the README, as printed: the test target `readme` runs it.

include!(concat!(env!("OUT_DIR"), "/tour.rs"));
