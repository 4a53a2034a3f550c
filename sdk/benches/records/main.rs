//! What reading and writing a reply costs beside serde's derive on the same structures.
//!
//! `cargo bench -p tencloud --bench records` reads and writes a page of 1,000 instances both ways, in turns in one run;
//! the least of many rounds counts, since noise only ever adds. It fails where a ratio is over its limit.

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
    let ours: DescribeInstancesResponse = read(&text);
    let theirs: derived::DescribeInstances = read(&text);
    // Whoever reads less is quicker: both must have read the same.
    assert_eq!(
        serde_json::to_value(&ours).ok(),
        serde_json::to_value(&theirs).ok(),
        "the structures have drifted apart"
    );

    let (mut reading, mut writing) = ([f64::INFINITY; 2], [f64::INFINITY; 2]);
    for _ in 0..ROUNDS {
        reading[0] = reading[0].min(milliseconds(|| read::<DescribeInstancesResponse>(&text)));
        reading[1] = reading[1].min(milliseconds(|| read::<derived::DescribeInstances>(&text)));
        writing[0] = writing[0].min(milliseconds(|| serde_json::to_vec(&ours)));
        writing[1] = writing[1].min(milliseconds(|| serde_json::to_vec(&theirs)));
    }
    println!("| {INSTANCES} instances, {} KB | serde derive | records | ratio | at most |", text.len() / 1024);
    println!("|---|---|---|---|---|");
    let mut within = true;
    for (what, [ours, theirs], limit) in [("reading", reading, 0.95), ("writing", writing, 1.0)] {
        let ratio = ours / theirs;
        within &= ratio <= limit;
        println!("| {what} | {theirs:.2} ms | {ours:.2} ms | {ratio:.2} | {limit} |");
    }
    if !within {
        eprintln!("records cost more than their limit");
        std::process::exit(1);
    }
}

/// A page of instances: the documentation's sample as often as needed, each with an id of its own.
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

fn read<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}"))
}

fn milliseconds<T>(work: impl FnOnce() -> T) -> f64 {
    let started = Instant::now();
    black_box(work());
    started.elapsed().as_secs_f64() * 1e3
}
