//! A program that lists instances a number of times, one call after the other, and fails if a call does.

#![allow(clippy::unwrap_used, reason = "a panic fails the test that runs it")]

use tencloud::Config;
use tencloud::pacing::Pacing;
use tencloud::redis::Client;

#[tokio::main]
async fn main() {
    let [url, calls] = std::env::args().skip(1).collect::<Vec<_>>().try_into().unwrap();
    let config = Config::builder().region("ap-tokyo").endpoint_url(url).pacing(Pacing::off()).build().unwrap();
    let redis = Client::new(&config);
    for _ in 0..calls.parse().unwrap() {
        redis.describe_instances().send().await.unwrap();
    }
}
