//! Compressed facts.

use crate::api_version::{ApiVersion, ReadError};
use crate::facts;

/// The facts of a version, compressed by build.rs.
pub(super) struct Packed {
    pub(super) bytes: &'static [u8],
    /// The text of the overlay, if there is one.
    pub(super) overlay: Option<&'static str>,
}

impl Packed {
    /// Decompresses and reads the facts. The path of an error is the ending of the file's name.
    pub(super) fn read(&self) -> Result<ApiVersion, ReadError> {
        let text = miniz_oxide::inflate::decompress_to_vec(self.bytes).ok().and_then(|text| String::from_utf8(text).ok());
        let damaged = || ReadError {
            path: ".txt".to_owned(),
            line: 1,
            column: 1,
            message: "cannot be decompressed; build this package again".to_owned(),
        };
        let ending = |ending: &str| {
            let ending = ending.to_owned();
            move |error| ReadError { path: ending, ..error }
        };
        let mut version = facts::read(&text.ok_or_else(damaged)?).map_err(ending(".txt"))?;
        if let Some(overlay) = self.overlay {
            facts::overlay(&mut version, overlay).map_err(ending(".json"))?;
        }
        Ok(version)
    }
}
