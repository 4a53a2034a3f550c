//! The host of the page, and which requests come from the page.

use std::net::Ipv4Addr;

use axum::http::{HeaderMap, HeaderName, Method, Uri, header};

/// The one host of the page: 127.0.0.1 with the port. `localhost` is none: it can be ::1, too, where another program may
/// listen, which browsers would take for this page.
#[derive(Clone, Debug)]
pub(crate) struct Host(String);

impl Host {
    /// Returns the host of a server on this port of 127.0.0.1, as browsers write it.
    pub(crate) fn of(port: u16) -> Host {
        let address = Ipv4Addr::LOCALHOST;
        Host(if port == 80 { address.to_string() } else { format!("{address}:{port}") })
    }

    /// Returns why a request is refused before it is routed, if it is.
    pub(crate) fn refusal(&self, method: &Method, uri: &Uri, headers: &HeaderMap, opens: bool) -> Option<&'static str> {
        let is_own = |host: &str| host == self.0;
        // The target of a request can name a host, too.
        let target = uri.authority().is_none_or(|authority| is_own(authority.as_str()));
        if !target || !text(headers, header::HOST).is_some_and(is_own) {
            return Some("the host is not that of this page");
        }
        if headers.contains_key(header::UPGRADE) {
            return Some("there are no web sockets here");
        }
        let acts = !method.is_safe();
        match text(headers, header::ORIGIN) {
            Some(origin) if !origin.strip_prefix("http://").is_some_and(is_own) => return Some(FOREIGN),
            None if acts => return Some("a request that acts must name its origin"),
            _ => {}
        }
        match text(headers, SEC_FETCH_SITE) {
            // Programs that are no browsers send none.
            None | Some("same-origin") => None,
            // A person has typed the address or followed a link from outside a browser.
            Some("none") if !acts => None,
            // Its token lets the link in, from wherever it is followed.
            Some(_) if opens => None,
            _ => Some(FOREIGN),
        }
    }
}

/// Returns whether another page may have led here. If not, a person has typed the address, or opened it outside the browser.
pub(crate) fn is_followed(headers: &HeaderMap) -> bool {
    text(headers, SEC_FETCH_SITE) != Some("none")
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FOREIGN: &str = "the request comes from another page";

/// Returns the only value of a header. Several values, and bytes that are no text, are equal to no value that is allowed.
fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).into_iter();
    let first = values.next()?.to_str().unwrap_or_default();
    Some(if values.next().is_none() { first } else { "" })
}
