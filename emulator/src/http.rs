//! The HTTP server: routes, bodies and headers. The gateway decides what a request means.

use std::{sync::Arc, time::SystemTime};

use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use http_body_util::BodyExt as _;

use crate::{
    gateway::{Download, Gateway},
    request::HttpRequest,
    time::Time,
};

/// The documented limit of a JSON body, in bytes.
const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// How much of an oversized body is read and discarded. If the server did not read it, a client that is still sending
/// would see a reset connection instead of the error.
const DRAIN_LIMIT: usize = 4 * BODY_LIMIT;

/// The last second of the year 9999, the latest time that a `Date` header can express.
const LAST_DATE_SECONDS: u64 = 253_402_300_799;

pub(crate) fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/", any(api))
        .route("/backups/{region}/{file}", get(|gateway, path, request| download("backups", gateway, path, request)))
        .route(
            "/certificates/{region}/{file}",
            get(|gateway, path, request| download("certificates", gateway, path, request)),
        )
        .fallback(|| async { (StatusCode::NOT_FOUND, "The API is at `/`: send POST or GET requests there.\n") })
        .with_state(gateway)
}

async fn api(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = read(body).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let request = HttpRequest { method: parts.method, query, headers: parts.headers, body };
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    with_date(&gateway, ([json], gateway.respond(&request)))
}

/// Reads the body. Returns `None` if it exceeds the limit.
async fn read(mut body: Body) -> Result<Option<Vec<u8>>, axum::Error> {
    let mut content = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > DRAIN_LIMIT {
            break;
        }
        if length <= BODY_LIMIT {
            content.extend_from_slice(&data);
        }
    }
    Ok((length <= BODY_LIMIT).then_some(content))
}

async fn download(
    folder: &'static str,
    State(gateway): State<Arc<Gateway>>,
    Path((region, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let content_type = |value| [(header::CONTENT_TYPE, HeaderValue::from_static(value))];
    match gateway.download(folder, &region, &file, query) {
        Download::File(content) => with_date(&gateway, (content_type("application/octet-stream"), content)),
        Download::Error(status, code, message) => {
            // In the cloud, download links lead to the object store, which responds with XML.
            let xml =
                format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>\n");
            with_date(&gateway, (status, content_type("application/xml"), xml))
        }
    }
}

/// Sets the `Date` header from the emulator's clock. Clients correct their clocks by it, so it must be the clock
/// against which their signatures are checked.
fn with_date(gateway: &Gateway, response: impl IntoResponse) -> Response {
    let mut response = response.into_response();
    let now = gateway.now();
    let date = httpdate::fmt_http_date(SystemTime::from(now.min(Time::from_seconds(LAST_DATE_SECONDS))));
    if let Ok(date) = HeaderValue::try_from(date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}
