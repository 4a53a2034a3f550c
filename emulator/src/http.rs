//! The HTTP server: routes, bodies and headers. The gateway decides what a request means.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::SystemTime,
};

use axum::{
    Extension, Router,
    body::Body,
    extract::{ConnectInfo, Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use tokio::time::sleep;

use crate::{
    body::BodyError,
    control::{self, Guard},
    gateway::{Delivery, Download, Gateway, Reply},
    request::HttpRequest,
    server::Cut,
    time::Time,
    truncated::Half,
};

/// The last second of the year 9999, the latest time that a `Date` header can express.
const LAST_DATE_SECONDS: u64 = 253_402_300_799;

pub(crate) fn router(gateway: Arc<Gateway>, guard: Guard) -> Router {
    Router::new()
        .route("/", any(api))
        .route("/backups/{region}/{file}", get(download))
        .route("/certificates/{region}/{file}", get(download))
        .route("/logs/{region}/{file}", get(download))
        .nest("/_emulator", control::router(guard, Arc::clone(&gateway)))
        .fallback(|| async {
            (
                StatusCode::NOT_FOUND,
                "The API is at `/`: send POST or GET requests there. Tests: see /_emulator/openapi.json\n",
            )
        })
        .with_state(gateway)
}

async fn api(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut body = match gateway.bodies.read(body).await {
        Ok(body) => body,
        Err(BodyError::Broken) => return StatusCode::BAD_REQUEST.into_response(),
        Err(BodyError::TooSlow) => {
            return (StatusCode::REQUEST_TIMEOUT, [(header::CONNECTION, "close")]).into_response();
        }
    };
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let request = HttpRequest { method: parts.method, query, headers: parts.headers, body: body.content.take() };
    let Reply { body: json, delay, delivery } = gateway.respond(&request);
    drop((request, body));
    if !delay.is_zero() {
        sleep(delay).await;
    }
    let content_type = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    match delivery {
        Delivery::Whole => with_date(&gateway, ([content_type], json)),
        Delivery::Status(status) => {
            with_date(&gateway, StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        }
        Delivery::Cut => Extension(Cut).into_response(),
        Delivery::Half => {
            let length = (header::CONTENT_LENGTH, HeaderValue::from(json.len()));
            with_date(&gateway, ([content_type, length], Body::new(Half::of(&json))))
        }
    }
}

async fn download(
    State(gateway): State<Arc<Gateway>>,
    Path((region, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
    let content_type = |value| [(header::CONTENT_TYPE, HeaderValue::from_static(value))];
    let client = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let client = client.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip());
    match gateway.download(path, [&region, &file], query, client) {
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
