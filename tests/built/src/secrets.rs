//! Requests with secrets, of every product that has some: `Debug` shows none of them.

include!(concat!(env!("OUT_DIR"), "/secrets_modules.rs"));

use std::fmt::Debug;

use tencloud::rt::serde::Serialize;
use tencloud::rt::serde::de::DeserializeOwned;

const PLANTED: &str = "Winter2026";

/// Reads a request from JSON, and returns it in both forms of `Debug`.
fn show<T: DeserializeOwned + Serialize + Debug>(json: &str) -> Result<String, Box<dyn std::error::Error>> {
    let request: T = serde_json::from_str(json)?;
    let sent = serde_json::to_string(&request)?;
    assert_eq!(sent.matches(PLANTED).count(), json.matches(PLANTED).count(), "{sent}");
    Ok(format!("{request:?} {request:#?}"))
}

type Row = (&'static str, &'static str, fn(&str) -> Result<String, Box<dyn std::error::Error>>, &'static str, usize);

const ROWS: &[Row] = include!(concat!(env!("OUT_DIR"), "/secrets_rows.rs"));

#[test]
fn no_request_of_any_product_shows_a_secret() -> Result<(), Box<dyn std::error::Error>> {
    let mut products = Vec::new();
    let mut planted = 0;
    for (product, action, show, json, secrets) in ROWS {
        let shown = show(json)?;
        assert!(!shown.contains(PLANTED), "{product} {action}: {shown}");
        assert_eq!(shown.matches("[redacted]").count(), 2 * secrets, "{product} {action}: {shown}");
        products.push(product);
        planted += secrets;
    }
    products.dedup();
    println!("{} products, {} requests, {planted} secrets", products.len(), ROWS.len());
    assert!(products.len() >= 122, "{}", products.len());
    Ok(())
}
