//! What the text of a string contains, and how times are written.

use serde::{Deserialize, Serialize};

/// What a string contains, or how a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JSON.
    Json,
    /// Bytes in base64.
    Base64,
    /// A day such as `2018-04-12`.
    Date,
    /// A time such as `2018-04-12 08:00:00`.
    Datetime,
    /// A time in ISO 8601, such as `2018-04-12T08:00:00+08:00`.
    DatetimeIso,
    /// The seconds since 1970, as a number or in a string.
    UnixSeconds,
    /// The milliseconds since 1970, as a number or in a string.
    UnixMilliseconds,
}

/// The time zone of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Zone {
    /// Universal time.
    #[serde(rename = "utc")]
    Utc,
    /// The time of Beijing.
    #[serde(rename = "utc+8")]
    Beijing,
}
