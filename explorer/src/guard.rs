//! The outer wall: which requests reach a route at all, and what every response says to the browser.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::pages;

/// The largest body that is read, in bytes. The largest form is that of a file in base64.
pub(crate) const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Nothing is loaded from elsewhere, no script or style stands in the page, and no page may frame it. Fragments of the
/// server become parts of the page only through the policy `fragments`.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types fragments";

/// What every response says, unless it says it itself.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// The hosts under which the page may be opened.
#[derive(Clone, Debug)]
pub(crate) struct Hosts([String; 2]);

impl Hosts {
    /// Returns the hosts of a server on this port of 127.0.0.1.
    pub(crate) fn of(port: u16) -> Hosts {
        Hosts([format!("{}:{port}", Ipv4Addr::LOCALHOST), format!("localhost:{port}")])
    }

    /// Returns why a request is refused before it is routed, if it is.
    fn refusal(&self, method: &Method, headers: &HeaderMap, opens: bool) -> Option<&'static str> {
        let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let Some(host) = text(header::HOST).filter(|host| self.0.iter().any(|own| own == host)) else {
            return Some("the host is not that of this page");
        };
        if headers.contains_key(header::UPGRADE) {
            return Some("there are no web sockets here");
        }
        let is_own = |origin: &str| origin.strip_prefix("http://") == Some(host);
        let acts = !method.is_safe();
        match text(header::ORIGIN) {
            Some(origin) if !is_own(origin) => return Some("the request comes from another page"),
            None if acts => return Some("a request that acts must name its origin"),
            _ => {}
        }
        match text(HeaderName::from_static("sec-fetch-site")) {
            // Programs that are no browsers send none.
            None | Some("same-origin") => None,
            // A person has typed the address or followed a link from outside a browser.
            Some("none") if !acts => None,
            // Its token lets the link in, from wherever it is followed.
            Some(_) if opens => None,
            _ => Some("the request comes from another page"),
        }
    }
}

/// Refuses what other pages send, and what has not been let in. Then the request is routed.
pub(crate) async fn protect(State(app): State<Arc<App>>, request: Request<Body>, next: Next) -> Response {
    let mut response = match refuse(&app, &request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refuse(app: &App, request: &Request<Body>) -> Option<Response> {
    let opens = request.uri().path() == "/open" && request.method() == Method::GET;
    let forbidden = |why: &str| (StatusCode::FORBIDDEN, pages::refused(why)).into_response();
    if let Some(why) = app.hosts.refusal(request.method(), request.headers(), opens) {
        return Some(forbidden(why));
    }
    if !opens && !app.access.has_cookie(request.headers()) {
        return Some(forbidden("open the link that the terminal shows"));
    }
    if !request.method().is_safe() && !app.access.has_token(request.headers()) {
        return Some(forbidden("the page is of an earlier run: reload it"));
    }
    None
}
