//! HTTP in, HTTP out. What a request means is the gateway's business.

use std::{sync::Arc, time::SystemTime};

use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use http_body_util::BodyExt as _;

use crate::{
    gateway::{Download, Gateway},
    time::Time,
};

/// The documented limit of a JSON body.
const BODY_LIMIT: usize = 10 * 1024 * 1024;

/// What is still read past the limit, so that the client has sent all and hears the answer.
const PATIENCE: usize = 4 * BODY_LIMIT;

/// `Date` headers end with the year 9999.
const LAST_DATE_SECONDS: u64 = 253_402_300_799;

/// A request, read whole.
pub(crate) struct Incoming {
    pub(crate) method: Method,
    /// The query as it came, still encoded.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// `None` where it was too large to be read.
    pub(crate) body: Option<Vec<u8>>,
}

impl Incoming {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }

    /// The header where it was sent exactly once.
    pub(crate) fn only_header(&self, name: &str) -> Option<&str> {
        self.header(name).filter(|_| self.headers.get_all(name).iter().count() == 1)
    }

    #[cfg(test)]
    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        self.headers.insert(name, value.parse().unwrap());
    }
}

pub(crate) fn router(gateway: Arc<Gateway>) -> Router {
    Router::new()
        .route("/", any(api))
        .route("/backups/{region}/{file}", get(download))
        .fallback(|| async { (StatusCode::NOT_FOUND, "The API is at `/`: send POST or GET requests there.\n") })
        .with_state(gateway)
}

async fn api(State(gateway): State<Arc<Gateway>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = read(body).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let incoming = Incoming { method: parts.method, query, headers: parts.headers, body };
    let json = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    dated(&gateway, ([json], gateway.answer(&incoming)))
}

/// The body, or `None` where it is larger than the limit.
async fn read(mut body: Body) -> Result<Option<Vec<u8>>, axum::Error> {
    let mut kept = Vec::new();
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > PATIENCE {
            break;
        }
        if length <= BODY_LIMIT {
            kept.extend_from_slice(&data);
        }
    }
    Ok((length <= BODY_LIMIT).then_some(kept))
}

async fn download(
    State(gateway): State<Arc<Gateway>>,
    Path((region, file)): Path<(String, String)>,
    request: Request,
) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let content_type = |value| [(header::CONTENT_TYPE, HeaderValue::from_static(value))];
    match gateway.download(&region, &file, query) {
        Download::File(content) => dated(&gateway, (content_type("application/octet-stream"), content)),
        Download::Refused(status, code, message) => {
            // The object store, where the links of the cloud lead, answers in XML.
            let xml =
                format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>\n");
            dated(&gateway, (status, content_type("application/xml"), xml))
        }
    }
}

/// Clients correct their clock by the `Date` of a reply, so it has to be the clock that judges their signatures.
fn dated(gateway: &Gateway, reply: impl IntoResponse) -> Response {
    let mut response = reply.into_response();
    let now = gateway.now();
    let date = httpdate::fmt_http_date(SystemTime::from(now.min(Time::from_seconds(LAST_DATE_SECONDS))));
    if let Ok(date) = HeaderValue::try_from(date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}
