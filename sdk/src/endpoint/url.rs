//! The URL of an endpoint.

use hyper::Uri;
use url::Url;

use super::host;
use crate::transport::is_loopback;

/// The place to which requests are sent.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) uri: Uri,
    /// The host to connect to, with its port if the URL has one.
    pub(crate) host: String,
    /// The `Host` header, which is signed: the same host, unless another one is set.
    pub(crate) signed_host: String,
}

impl Endpoint {
    /// Parses a URL. Unless `allow_plain` is set, `http` is accepted only for this machine, since requests can contain
    /// passwords.
    pub(crate) fn parse(text: &str, allow_plain: bool) -> Result<Endpoint, String> {
        let shown = without_user(text);
        let url = match Url::parse(text) {
            // `localhost:9021` is parsed as a URL with the scheme `localhost`.
            Ok(url) if url.has_host() => url,
            _ => {
                let help = with_scheme(shown).map(|url| format!("; write `{url}`")).unwrap_or_default();
                return Err(format!("the endpoint URL `{}` is not a URL with a host{help}", shown.escape_debug()));
            }
        };
        // A trailing dot makes a name absolute; the service knows its name without the dot.
        let name = url.host_str().unwrap_or_default();
        let name = name.strip_suffix('.').unwrap_or(name).to_owned();
        let host = url.port().map_or_else(|| name.clone(), |port| format!("{name}:{port}"));
        match url.scheme() {
            "https" => {}
            "http" if allow_plain || is_loopback(&name) => {}
            "http" => {
                return Err(format!(
                    "plain http is accepted for loopback only; write `https://{host}`, or allow it with \
                     Config::builder().allow_plain_http(true) or TENCENTCLOUD_ALLOW_PLAIN_HTTP=true"
                ));
            }
            other => return Err(format!("the endpoint URL's scheme is `{other}`; write `https://{host}`")),
        }
        let has_path = !matches!(url.path(), "" | "/");
        // A user name and a password end up in the path if slashes are missing before them.
        let may_have_user = url.path().contains('@');
        let scheme = url.scheme();
        if url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
            || url.port() == Some(0)
            || may_have_user
        {
            let path = if has_path && !may_have_user && !host::is_of_api(&name) { url.path() } else { "" };
            return Err(format!(
                "the endpoint URL contains more than a scheme, host, port and path; write `{scheme}://{host}{path}`"
            ));
        }
        if has_path && host::is_of_api(&name) {
            return Err(format!("the hosts of the API have no paths; write `{scheme}://{host}`"));
        }
        let uri = format!("{scheme}://{host}{}", url.path()).parse();
        let uri =
            uri.map_err(|error| format!("the endpoint URL `{}` cannot be called: {error}", shown.escape_debug()))?;
        Ok(Endpoint { uri, signed_host: host.clone(), host })
    }

    /// Returns the same scheme and path at another host, which includes the port.
    pub(super) fn at(&self, host: String) -> Result<Endpoint, String> {
        let (scheme, path) = (self.uri.scheme_str().unwrap_or("https"), self.uri.path());
        let uri = format!("{scheme}://{host}{path}").parse();
        let uri = uri.map_err(|error| format!("the endpoint {host} cannot be called: {error}"))?;
        Ok(Endpoint { uri, signed_host: host.clone(), host })
    }

    /// Returns whether requests are sent without TLS.
    pub(crate) fn is_plain(&self) -> bool {
        self.uri.scheme_str() == Some("http")
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.uri.host().is_some_and(is_loopback)
    }
}

/// Removes everything up to the last `@` of a URL, which can be a password.
fn without_user(text: &str) -> &str {
    text.rsplit_once('@').map_or(text, |(_, rest)| rest)
}

/// Returns the URL that a text without a scheme was probably meant to be.
fn with_scheme(text: &str) -> Option<String> {
    let url = Url::parse(&format!("https://{text}")).ok().filter(|_| !text.contains("://"))?;
    let host = url.host_str()?;
    let scheme = if is_loopback(host) { "http" } else { "https" };
    Some(url.port().map_or_else(|| format!("{scheme}://{host}"), |port| format!("{scheme}://{host}:{port}")))
}
