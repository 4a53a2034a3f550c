//! An unofficial command line for all products of Tencent Cloud.
#![allow(dead_code, unused_imports, reason = "the calls that use the output are written elsewhere")]

mod output;
mod terminal;

fn main() {}
