//! The script, the styles, the icon and the index. Their paths contain a hash, so that browsers keep them until they change.

use std::sync::OnceLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::digest::sha256_hex;
use crate::index;

/// A file that the page loads.
pub(crate) struct Asset {
    name: &'static str,
    content_type: &'static str,
    text: fn() -> &'static str,
    path: OnceLock<String>,
}

/// The module that makes the page act.
pub(crate) static SCRIPT: Asset =
    Asset::new("explorer.js", "text/javascript; charset=utf-8", || include_str!("assets/explorer.js"));
/// The styles.
pub(crate) static STYLE: Asset =
    Asset::new("explorer.css", "text/css; charset=utf-8", || include_str!("assets/explorer.css"));
/// The icon of the tab.
pub(crate) static ICON: Asset = Asset::new("icon.svg", "image/svg+xml", || include_str!("assets/icon.svg"));
/// The names of all actions.
pub(crate) static INDEX: Asset = Asset::new("index.json", "application/json", index::json);

static ALL: [&Asset; 4] = [&SCRIPT, &STYLE, &ICON, &INDEX];

impl Asset {
    const fn new(name: &'static str, content_type: &'static str, text: fn() -> &'static str) -> Asset {
        Asset { name, content_type, text, path: OnceLock::new() }
    }

    /// Returns the path of the file.
    pub(crate) fn path(&self) -> &str {
        self.path.get_or_init(|| {
            let hash = sha256_hex((self.text)());
            format!("/assets/{hash:.12}/{}", self.name)
        })
    }
}

/// Returns the file with a path, if there is one.
pub(crate) fn find(path: &str) -> Option<Response> {
    let asset = ALL.iter().find(|asset| asset.path() == path)?;
    let headers =
        [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, "private, max-age=31536000, immutable")];
    Some((headers, (asset.text)()).into_response())
}
