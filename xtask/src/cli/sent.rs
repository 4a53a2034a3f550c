//! What a client has sent.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::files::count;
use crate::recorder::Request;

/// The region of all calls.
pub(super) const REGION: &str = "ap-guangzhou";

/// What every call is answered with.
pub(super) const ANSWER: &str = r#"{"Response":{"RequestId":"b5b41468-520d-4192-b42f-595cc34b6c1c"}}"#;

/// The key pair of the documentation's examples.
pub(crate) const CREDENTIALS: [(&str, &str); 2] = [
    ("TENCENTCLOUD_SECRET_ID", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"),
    ("TENCENTCLOUD_SECRET_KEY", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"),
];

/// What is sent, as far as it must be equal.
#[derive(Debug, PartialEq)]
pub(super) struct Sent {
    pub(super) action: String,
    pub(super) version: String,
    pub(super) region: String,
    pub(super) body: Map<String, Value>,
}

/// Returns what the only request contains.
pub(super) fn one(requests: Vec<Request>) -> Result<Sent> {
    let [request] = requests.as_slice() else { anyhow::bail!("{} were sent", count(requests.len(), "request")) };
    let header = |name| request.header(name).to_owned();
    Ok(Sent {
        action: header("x-tc-action"),
        version: header("x-tc-version"),
        region: header("x-tc-region"),
        body: serde_json::from_slice(&request.body).context("the body is no JSON object")?,
    })
}

/// Writes a file, and returns its path.
pub(super) fn write(path: PathBuf, text: &str) -> Result<PathBuf> {
    fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}
