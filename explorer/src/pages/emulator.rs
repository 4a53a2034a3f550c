//! The emulator behind the page.

use std::sync::Arc;

use axum::Router;

use crate::app::App;

/// Returns the routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
}
