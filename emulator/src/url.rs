//! The URL under which clients reach the emulator.

use axum::http::Uri;

/// A URL of a server, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl {
    text: String,
    host: String,
}

impl BaseUrl {
    /// Reads a URL. It may contain a path, if a gateway removes that.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let is_http = uri.scheme_str().is_some_and(|scheme| matches!(scheme, "http" | "https"));
        let authority = uri.authority()?;
        let host = authority.host().trim_matches(['[', ']']);
        if !is_http || host.is_empty() || authority.as_str().contains('@') || uri.query().is_some() {
            return None;
        }
        Some(Self { text: text.trim_end_matches('/').to_owned(), host: host.to_owned() })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the host name, or the address without brackets.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_of_servers_are_accepted() {
        for (text, expect) in [
            ("http://emulator:9021", Some(("http://emulator:9021", "emulator"))),
            ("https://emulator:9021/", Some(("https://emulator:9021", "emulator"))),
            ("https://gateway.example/tencent/", Some(("https://gateway.example/tencent", "gateway.example"))),
            ("http://[::1]:9021", Some(("http://[::1]:9021", "::1"))),
            ("emulator:9021", None),
            ("ftp://emulator", None),
            ("http://user:hush@emulator", None),
            ("http://emulator?x=y", None),
            ("http://", None),
            ("", None),
        ] {
            let parsed = BaseUrl::parse(text);
            let parsed = parsed.as_ref().map(|url| (url.text.as_str(), url.host.as_str()));
            assert_eq!(parsed, expect, "{text}");
        }
    }
}
