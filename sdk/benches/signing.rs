//! The cost of signing, compared with the bare SHA-256 compressions that TC3 requires.
//!
//! `cargo bench -p tencloud --bench signing` prints, for each size of body, the time for the whole `Authorization`
//! header, the time for the compressions that TC3 requires once the day's key is cached, and their ratio. Both take
//! turns in one run, and the fastest of many rounds counts, since noise only adds time.

use std::hint::black_box;
use std::time::Instant;

use sha2::block_api::compress256;
use tencloud::signing::tc3::{Request, SigningKey};

const ROUNDS: u32 = 400;
const CALLS: u32 = 500;
const TIMESTAMP: u64 = 1_551_113_065;

fn main() {
    let key = SigningKey::derive("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", TIMESTAMP, "redis");
    let headers = [("content-type", "application/json"), ("host", "redis.tencentcloudapi.com")];
    println!("| body | compressions | bare SHA-256 | whole header | ratio | limit |");
    println!("|---|---|---|---|---|---|");
    let mut within = true;
    for (size, limit) in [(65, 2.0), (4096, 1.2)] {
        let body = vec![b'x'; size];
        let request = Request { method: "POST", query: "", headers: &headers, body: &body };
        let canonical = request.canonical();
        let to_sign = key.string_to_sign(&canonical, TIMESTAMP);
        // HMAC hashes the message after one block of key, which is cached, and one block for the outer hash.
        let messages = [blocks(size), blocks(canonical.len()), blocks(to_sign.len()), 1];
        let compressions: usize = messages.iter().sum();

        let (mut bare, mut whole) = (f64::INFINITY, f64::INFINITY);
        let block = [[0x5a_u8; 64]; 80];
        let mut state = [0x6a09_e667_u32; 8];
        for _ in 0..ROUNDS {
            bare = bare.min(nanoseconds(|| {
                for length in messages {
                    compress256(black_box(&mut state), black_box(block.get(..length).unwrap_or_default()));
                }
            }));
            whole = whole.min(nanoseconds(|| {
                black_box(key.authorization("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", black_box(&request), TIMESTAMP));
            }));
        }
        let ratio = whole / bare;
        within &= ratio <= limit;
        println!("| {size} B | {compressions} | {bare:.0} ns | {whole:.0} ns | {ratio:.2} | {limit} |");
    }
    // A benchmark that only prints would let a regression pass unnoticed.
    if !within {
        eprintln!("signing costs more than its limit");
        std::process::exit(1);
    }
}

/// Returns the number of 64-byte blocks of a message with its padding.
fn blocks(length: usize) -> usize {
    (length + 9).div_ceil(64)
}

fn nanoseconds(mut call: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..CALLS {
        call();
    }
    start.elapsed().as_nanos() as f64 / f64::from(CALLS)
}
