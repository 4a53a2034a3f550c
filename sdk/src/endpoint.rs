//! The host to which a request is sent.

use std::net::IpAddr;

use reqwest::Url;

use crate::common::Site;
use crate::region::{Region, is_financial};

/// The host to which all requests of a client are sent.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) url: Url,
    /// The `Host` header, which is signed. It contains the port if the URL has one.
    pub(crate) host: String,
}

impl Endpoint {
    /// Returns the host of a product at a site: the one nearest to the caller, or for a financial region the region's
    /// own.
    pub(crate) fn of_product(product: &str, site: Site, region: Option<&Region>) -> Result<Endpoint, String> {
        // The product becomes part of a host name and must be valid there.
        if product.is_empty() || !product.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            return Err(format!("invalid product `{}`; write it like redis", product.escape_debug()));
        }
        let domain = site.domain();
        let host = match region.filter(|region| region.is_financial()) {
            None => format!("{product}.{domain}"),
            Some(region) if site.regional_hosts() => format!("{product}.{region}.{domain}"),
            Some(region) => {
                return Err(format!("the financial region {region} is not served at {domain}; use Site::China"));
            }
        };
        Endpoint::parse(&format!("https://{host}/"))
    }

    /// Parses a URL. Plain `http` is accepted only for this machine, since requests can contain passwords.
    pub(crate) fn parse(text: &str) -> Result<Endpoint, String> {
        let shown = without_user(text);
        let url = match Url::parse(text) {
            // `localhost:9021` is parsed as a URL with the scheme `localhost`.
            Ok(url) if url.has_host() => url,
            _ => {
                let help = with_scheme(shown).map(|url| format!("; write `{url}`")).unwrap_or_default();
                return Err(format!("the endpoint URL `{shown}` is not a URL with a host{help}"));
            }
        };
        let host = url.host_str().unwrap_or_default();
        let loopback = is_loopback(host);
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(format!("plain http is accepted for loopback only; write `https://{host}`")),
            other => return Err(format!("the endpoint URL's scheme is `{other}`; write `https://{host}`")),
        }
        if !matches!(url.path(), "" | "/")
            || url.query().is_some()
            || url.fragment().is_some()
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(format!(
                "the endpoint URL contains more than a scheme, host and port; write `{}://{host}`",
                url.scheme()
            ));
        }
        Ok(Endpoint { url, host })
    }

    /// Rejects a host and a region of different zones: financial zones are isolated, and the service would return an
    /// error that does not mention the zone.
    pub(crate) fn check_zone(&self, region: Option<&Region>) -> Result<(), String> {
        let Some(region) = region else { return Ok(()) };
        let name = self.url.host_str().unwrap_or_default();
        if !name.ends_with(".tencentcloudapi.com") {
            return Ok(());
        }
        let host_zone = name.split('.').find(|label| is_financial(label));
        match (host_zone, region.is_financial()) {
            (None, true) => Err(format!(
                "the region {region} is a financial region, but the host {name} is not; remove the endpoint URL to use \
                 the region's host"
            )),
            (Some(zone), _) if zone != region.as_str() => Err(format!(
                "the host {name} is in the financial region {zone}, but the region is {region}; set the region to {zone}, \
                 or remove the endpoint URL"
            )),
            _ => Ok(()),
        }
    }

    /// Whether requests are sent without TLS.
    pub(crate) fn is_plain(&self) -> bool {
        self.url.scheme() == "http"
    }

    pub(crate) fn is_loopback(&self) -> bool {
        self.url.host_str().is_some_and(is_loopback)
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

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_follow_the_region() {
        for (site, region, expected) in [
            (Site::China, Some("ap-tokyo"), Ok("redis.tencentcloudapi.com")),
            (Site::China, None, Ok("redis.tencentcloudapi.com")),
            (Site::China, Some("ap-shanghai-fsi"), Ok("redis.ap-shanghai-fsi.tencentcloudapi.com")),
            (Site::International, Some("ap-singapore"), Ok("redis.intl.tencentcloudapi.com")),
            (Site::Internal, Some("ap-guangzhou"), Ok("redis.internal.tencentcloudapi.com")),
            (Site::International, Some("ap-shanghai-fsi"), Err("Site::China")),
        ] {
            let region = region.map(Region::new);
            match (Endpoint::of_product("redis", site, region.as_ref()), expected) {
                (Ok(endpoint), Ok(host)) => assert_eq!(endpoint.host, host),
                (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
                (got, _) => panic!("{site:?} {region:?} gave {got:?}"),
            }
        }
    }

    #[test]
    fn urls_that_are_accepted_and_rejected() {
        for (url, expected) in [
            ("http://127.0.0.1:9021", Ok("127.0.0.1:9021")),
            ("http://[::1]:80/", Ok("[::1]")),
            ("http://localhost:1", Ok("localhost:1")),
            ("https://proxy.example:8443", Ok("proxy.example:8443")),
            ("http://redis.tencentcloudapi.com", Err("https://redis.tencentcloudapi.com")),
            ("http://redis.tencentcloudapi.com:8080", Err("write `https://redis.tencentcloudapi.com:8080`")),
            ("ftp://127.0.0.1", Err("write `https://127.0.0.1`")),
            ("ftp://127.0.0.1:9021", Err("write `https://127.0.0.1:9021`")),
            ("https://a.example/path", Err("write `https://a.example`")),
            ("https://a.example:8443/path", Err("write `https://a.example:8443`")),
            ("https://a.example#part", Err("write `https://a.example`")),
            ("https://user:word@a.example", Err("write `https://a.example`")),
            ("redis.tencentcloudapi.com", Err("is not a URL with a host; write `https://redis.tencentcloudapi.com`")),
            ("localhost:9021", Err("write `http://localhost:9021`")),
            ("127.0.0.1:9021", Err("write `http://127.0.0.1:9021`")),
            ("[::1]:9021", Err("write `http://[::1]:9021`")),
            ("proxy.example:8443", Err("write `https://proxy.example:8443`")),
            ("", Err("is not a URL with a host")),
            ("https://", Err("is not a URL with a host")),
            ("mailto:a@b.example", Err("is not a URL with a host")),
        ] {
            match (Endpoint::parse(url), expected) {
                (Ok(endpoint), Ok(host)) => assert_eq!(endpoint.host, host),
                (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
                (got, _) => panic!("{url} gave {got:?}"),
            }
        }
    }

    #[test]
    fn zones_must_agree() {
        for (url, region, agrees) in [
            ("https://redis.tencentcloudapi.com", "ap-tokyo", true),
            ("https://redis.tencentcloudapi.com", "ap-shanghai-fsi", false),
            ("https://redis.ap-shanghai-fsi.tencentcloudapi.com", "ap-shanghai-fsi", true),
            ("https://redis.ap-shanghai-fsi.tencentcloudapi.com", "ap-shanghai", false),
            ("https://redis.ap-shanghai-fsi.tencentcloudapi.com", "ap-shenzhen-fsi", false),
            ("http://127.0.0.1:9021", "ap-shanghai-fsi", true),
        ] {
            let endpoint = Endpoint::parse(url).unwrap();
            assert_eq!(endpoint.check_zone(Some(&Region::new(region))).is_ok(), agrees, "{url} {region}");
        }
    }
}
