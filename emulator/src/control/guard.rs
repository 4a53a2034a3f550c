//! Keeps web pages out of the control plane.

use axum::http::{HeaderMap, header, uri::Authority};

/// Decides which requests may use the control plane. A page in a browser on this machine could otherwise send requests
/// to 127.0.0.1, or give its own host name that address.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    /// The host under which clients reach the emulator.
    host: String,
}

impl Guard {
    pub(crate) fn new(host: &str) -> Self {
        Self { host: host.to_owned() }
    }

    /// Returns why a request is refused.
    pub(crate) fn refusal(&self, headers: &HeaderMap) -> Option<String> {
        if headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site") {
            return Some("browsers have no access to the control plane".to_owned());
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(host_name).unwrap_or_default();
        let is_own = host == "localhost" || host == self.host || host.parse::<std::net::IpAddr>().is_ok();
        (!is_own).then(|| format!("the host `{host}` is not that of the emulator's URL: start it with `--url`"))
    }
}

/// Returns a host without its port, and an address without its brackets.
fn host_name(host: &str) -> &str {
    let end = host.parse::<Authority>().map_or(0, |authority| authority.host().len());
    host.get(..end).unwrap_or_default().trim_matches(['[', ']'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_host_and_no_browser_has_access() {
        let guard = Guard::new("emulator");
        for (headers, expect) in [
            (&[("host", "127.0.0.1:9021")][..], true),
            (&[("host", "[::1]:9021")], true),
            (&[("host", "localhost")], true),
            (&[("host", "emulator:9021")], true),
            (&[("host", "evil.example:9021")], false),
            (&[("host", "emulator.evil.example")], false),
            (&[("host", "")], false),
            (&[], false),
            (&[("host", "localhost"), ("origin", "http://localhost")], false),
            (&[("host", "localhost"), ("sec-fetch-site", "cross-site")], false),
        ] {
            let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            assert_eq!(guard.refusal(&map).is_none(), expect, "{headers:?}");
        }
    }
}
