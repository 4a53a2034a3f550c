//! The outer wall: which requests reach a route at all, and what every response says to the browser.
//!
//! Whom it keeps out:
//!
//! - *Other sites in the same browser*, which can send requests here but not read the responses. Forms, scripts and frames
//!   of theirs are refused by `Origin` and `Sec-Fetch-Site`, have no cookie (it is `SameSite=Strict`), and do not know the
//!   token of the page. There are no CORS headers. Where browsers send neither of the two headers, the cookie and the
//!   token stand.
//! - *Sites whose name leads to 127.0.0.1* (DNS rebinding), which browsers take for this origin. Their `Host` is another.
//! - *Pages of other ports of 127.0.0.1*, which are of the same site, so that `SameSite` does not keep them out. Their
//!   `Sec-Fetch-Site` is `same-site`, and their origin is another.
//! - *Other servers on 127.0.0.1*, to which browsers send the cookie: ports do not separate cookies. With it, they can
//!   read pages; without the page's token, they can call nothing. See [`Access`](crate::access::Access).
//!
//! A page that opens a window here loses hold of it, since refusals have a `Cross-Origin-Opener-Policy`. Other responses have none:
//! the first one in a tab would make Chromium start another process, and the page would take half as long again until it can
//! be searched. What remains: when someone enters the address in an empty window that another page has opened, that page can
//! lead the window elsewhere later. It can read nothing. `Origin-Agent-Cluster` makes Chromium keep pages of other ports out
//! of the page's process.
//!
//! A page that logs somebody in elsewhere with a link of its own (login CSRF) has nothing to gain: there is one session, and
//! its link is the only one. `/open` changes nothing without it.
//!
//! Whom it does not keep out: programs of the same user, who can read the credentials themselves; extensions that may read
//! all pages; and whoever reads the terminal, or a log to which its output goes, while the explorer runs. The link is
//! worthless after that. The browser's history may keep it, but the page that it opens takes it out of the address.
//!
//! There is no limit to connections, nor to the time that a request takes: only programs on this machine can open one, and
//! could as well take the port. What an unknown one can make this server keep is the head of its request, which hyper
//! limits; bodies are read only after the wall.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::bare;

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
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// What refusals say besides.
const NO_OPENER: (HeaderName, &str) = (HeaderName::from_static("cross-origin-opener-policy"), "same-origin");

/// Refuses what other pages send, and what has not been let in. Then the request is routed.
pub(crate) async fn protect(State(app): State<Arc<App>>, request: Request<Body>, next: Next) -> Response {
    let mut response = match refuse(&app, &request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    };
    let of_refusals = (response.status() == StatusCode::FORBIDDEN).then_some(NO_OPENER);
    for (name, value) in HEADERS.into_iter().chain(of_refusals) {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refuse(app: &App, request: &Request<Body>) -> Option<Response> {
    let opens = request.uri().path() == "/open" && request.method() == Method::GET;
    let forbidden = |why: &str| (StatusCode::FORBIDDEN, bare::refused(why)).into_response();
    if let Some(why) = app.host.refusal(request.method(), request.uri(), request.headers(), opens) {
        return Some(forbidden(why));
    }
    if !opens && !app.access.has_cookie(request.headers()) {
        return Some(forbidden("open the link that the terminal shows"));
    }
    if !request.method().is_safe() && !app.access.has_token(request.headers()) {
        return Some(forbidden("this tab is of an earlier run: open the link that the terminal shows"));
    }
    None
}
