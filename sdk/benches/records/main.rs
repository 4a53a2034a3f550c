//! The cost of reading and writing a response, compared with serde's derive on the same structs.
//!
//! `cargo bench -p tencloud --bench records` reads and writes a page of 1,000 instances in both ways, which take turns
//! in one run. The fastest of many rounds counts, since noise only adds time. The benchmark fails if a ratio exceeds
//! its limit.
//!
//! The first row reads bytes, as a response arrives: derived structs read them as `reqwest`'s `json()` does, and
//! records as the SDK does, which validates the UTF-8 of the whole body once. The second row reads a string in both
//! ways, without that check.

#![allow(clippy::indexing_slicing, clippy::panic, reason = "a panic is how a benchmark fails")]

mod derived;

use std::hint::black_box;
use std::time::Instant;

use serde_json::{Value, json};
use tencloud::redis::DescribeInstancesResponse;

const INSTANCES: usize = 1_000;
const ROUNDS: u32 = 40;

fn main() {
    let text = page();
    let ours = respond(&text);
    let theirs: derived::DescribeInstances = read(&text);
    // Reading less is faster, so both must have read the same.
    assert_eq!(
        serde_json::to_value(&ours).ok(),
        serde_json::to_value(&theirs).ok(),
        "the structures have drifted apart"
    );

    let bytes = text.as_bytes();
    let mut least = [[f64::INFINITY; 2]; 3];
    for _ in 0..ROUNDS {
        let round = [
            [
                milliseconds(|| respond(utf8(bytes))),
                milliseconds(|| serde_json::from_slice::<derived::DescribeInstances>(bytes).ok()),
            ],
            [milliseconds(|| respond(&text)), milliseconds(|| read::<derived::DescribeInstances>(&text))],
            [milliseconds(|| serde_json::to_vec(&ours)), milliseconds(|| serde_json::to_vec(&theirs))],
        ];
        for (least, taken) in least.iter_mut().flatten().zip(round.iter().flatten()) {
            *least = least.min(*taken);
        }
    }
    println!("| {INSTANCES} instances, {} KB | serde derive | records | ratio | limit |", text.len() / 1024);
    println!("|---|---|---|---|---|");
    let mut within = true;
    let rows = [("reading bytes", Some(0.95)), ("reading a text", None), ("writing", Some(1.0))];
    for ((what, limit), [ours, theirs]) in rows.into_iter().zip(least) {
        let ratio = ours / theirs;
        within &= limit.is_none_or(|limit| ratio <= limit);
        let limit = limit.map_or_else(String::new, |limit| limit.to_string());
        println!("| {what} | {theirs:.2} ms | {ours:.2} ms | {ratio:.2} | {limit} |");
    }
    if !within {
        eprintln!("records cost more than their limit");
        std::process::exit(1);
    }
}

/// Returns a page of instances: the documentation's sample repeated, each time with a different id.
fn page() -> String {
    let spec = include_str!("../../../spec/redis/2018-04-12/actions/DescribeInstances.json");
    let spec: Value = read(spec);
    let sample = &spec["samples"][0]["response"];
    let instances: Vec<Value> = (0..INSTANCES)
        .map(|index| {
            let mut instance = sample["InstanceSet"][0].clone();
            instance["InstanceId"] = json!(format!("crs-{index:08}"));
            instance
        })
        .collect();
    json!({"TotalCount": INSTANCES, "InstanceSet": instances, "RequestId": sample["RequestId"]}).to_string()
}

fn utf8(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads a response as the SDK does.
fn respond(text: &str) -> DescribeInstancesResponse {
    tencloud::rt::read_json(text).unwrap_or_else(|error| panic!("{error}"))
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"))
}

fn milliseconds<T>(work: impl FnOnce() -> T) -> f64 {
    let started = Instant::now();
    black_box(work());
    started.elapsed().as_secs_f64() * 1e3
}
