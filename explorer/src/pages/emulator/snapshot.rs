//! What the control plane reports.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::control::Control;

/// What is in an emulator at one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) clock: Clock,
    pub(super) rate_limits: RateLimits,
    pub(super) faults: Vec<Fault>,
    pub(super) overview: Overview,
}

#[derive(Debug, Deserialize)]
pub(super) struct Clock {
    pub(super) now: String,
    pub(super) frozen: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct RateLimits {
    pub(super) enforced: bool,
}

/// A fault that has not occurred yet.
#[derive(Debug, Deserialize)]
pub(super) struct Fault {
    pub(super) action: String,
    pub(super) times: u64,
    pub(super) delay_ms: u64,
    pub(super) kind: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Overview {
    pub(super) instances: Listing<Instance>,
    pub(super) tasks: Listing<Task>,
    pub(super) orders: Listing<Order>,
    pub(super) backups: Listing<Backup>,
    pub(super) requests: Listing<Request>,
}

/// The latest items, and how many there are.
#[derive(Debug, Deserialize)]
pub(super) struct Listing<T> {
    pub(super) total: usize,
    pub(super) latest: Vec<T>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Instance {
    pub(super) region: String,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) status: String,
    pub(super) engine: String,
    pub(super) memory_mb: u64,
    pub(super) address: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Task {
    pub(super) region: String,
    pub(super) id: u64,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) instance: String,
    pub(super) status: String,
    pub(super) message: String,
    pub(super) started_at: String,
    pub(super) ended_at: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Order {
    pub(super) region: String,
    pub(super) id: String,
    pub(super) instances: Vec<String>,
    pub(super) status: String,
    /// In hundredths of a yuan.
    pub(super) price: i64,
    pub(super) placed_at: String,
    pub(super) ended_at: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Backup {
    pub(super) region: String,
    pub(super) id: String,
    pub(super) instance: String,
    pub(super) is_automatic: bool,
    pub(super) remark: String,
    pub(super) status: String,
    pub(super) bytes: u64,
    pub(super) started_at: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Request {
    pub(super) time: String,
    pub(super) region: Option<String>,
    pub(super) action: Option<String>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) fault: Option<String>,
}

impl Snapshot {
    /// Reads what is in an emulator.
    pub(super) async fn read(control: &Control) -> Result<Snapshot, String> {
        let (clock, rate_limits, faults, overview) = tokio::try_join!(
            get(control, "clock"),
            get(control, "rate_limits"),
            get(control, "faults"),
            get(control, "overview"),
        )?;
        Ok(Snapshot { clock, rate_limits, faults, overview })
    }
}

async fn get<T: DeserializeOwned>(control: &Control, path: &str) -> Result<T, String> {
    let value = control.get(path).await?;
    serde_json::from_value(value).map_err(|error| format!("the emulator is of another version: `{path}`: {error}"))
}
