//! The proxies that environment variables name.
//!
//! Values are checked before they are used: the lower layers ignore a value that is not a URL, and connect directly.

use std::net::{IpAddr, Ipv6Addr};

use hyper::Uri;
use hyper::header::HeaderValue;
use hyper_util::client::proxy::matcher::Matcher;

use super::loopback::is_loopback;
use crate::secret::Secret;

/// The variables that contain the proxy for `https`; the first one that is set applies.
const HTTPS: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The same for `http`.
const HTTP: [&str; 4] = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
/// The variables that contain the hosts that are called directly.
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The entry that means all hosts.
const EVERY_HOST: &str = "*";

/// Which schemes are used to call other machines.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Schemes {
    pub(crate) http: bool,
    pub(crate) https: bool,
}

/// Which connections use which proxy. By default, none uses any.
#[derive(Default)]
pub(crate) struct Proxies {
    matcher: Option<Matcher>,
    /// The variables that name the proxies for `https` and for `http`.
    sources: [Option<&'static str>; 2],
    /// Hosts that are called directly at one port only, as matchers of the host.
    exceptions: Vec<(Matcher, u16)>,
    /// The parts of the variables that must not be shown.
    secrets: Vec<Secret>,
}

/// The proxy of a connection.
pub(super) struct Proxy {
    pub(super) uri: Uri,
    pub(super) authorization: Option<HeaderValue>,
    /// The proxy as errors show it: the host, the port, and the variable that names it.
    pub(super) name: String,
}

/// Looks up a variable; the error contains its name.
type Variables<'v> = &'v dyn Fn(&str) -> Result<Option<String>, String>;

impl Proxies {
    /// Returns the proxies that variables name for the schemes, or `None` if they name none. The error contains the
    /// name of the variable that cannot be used, and never its value, which may contain a password.
    pub(crate) fn read(variables: Variables<'_>, schemes: Schemes) -> Result<Option<Self>, String> {
        let https = if schemes.https { first(&HTTPS, variables)? } else { None };
        // In a CGI program, this variable is the header `Proxy` of the request that the program serves, so anyone can
        // set it.
        let is_cgi = variables("REQUEST_METHOD")?.is_some();
        let names = if is_cgi { HTTP.get(1..).unwrap_or_default() } else { &HTTP };
        let http = if schemes.http { first(names, variables)? } else { None };
        if https.is_none() && http.is_none() {
            return Ok(None);
        }
        for (name, value) in https.iter().chain(&http) {
            check(value).map_err(|reason| {
                format!(
                    "{name} {reason}; write it like http://proxy.example:3128 or http://user:password@proxy.example:3128, \
                     or unset it"
                )
            })?;
        }
        let (mut hosts, mut exceptions) = (Vec::new(), Vec::new());
        if let Some((name, value)) = first(&EXCEPTIONS, variables)? {
            for entry in value.split([',', ' ', '\t', '\n', '\r', ';']).filter(|entry| !entry.is_empty()) {
                match exception(entry).map_err(|reason| format!("{name}: `{}` {reason}", entry.escape_debug()))? {
                    (host, None) => hosts.push(host),
                    (host, Some(port)) => exceptions.push((excepting(&host), port)),
                }
            }
        }
        // The lower layer would not apply it to addresses.
        if hosts.iter().any(|host| host == EVERY_HOST) {
            return Ok(Some(Self::default()));
        }
        let url =
            |found: &Option<(&'static str, String)>| found.as_ref().map(|(_, url)| url.clone()).unwrap_or_default();
        let matcher = Matcher::builder().https(url(&https)).http(url(&http)).no(hosts.join(",")).build();
        let secrets = https.iter().chain(&http).flat_map(|(_, url)| secrets_of(url)).collect();
        let sources = [https, http].map(|found| found.map(|(name, _)| name));
        Ok(Some(Proxies { matcher: Some(matcher), sources, exceptions, secrets }))
    }

    /// Returns the proxies in the settings of macOS or Windows.
    pub(crate) fn of_system() -> Self {
        Proxies { matcher: Some(Matcher::from_system()), ..Self::default() }
    }

    /// Returns what authorizes requests at proxies, which errors must not show.
    pub(super) fn secrets(&self) -> &[Secret] {
        &self.secrets
    }

    /// Returns the proxy for a URL, unless the URL is called directly.
    pub(super) fn of(&self, target: &Uri) -> Option<Proxy> {
        let matcher = self.matcher.as_ref()?;
        let is_https = target.scheme_str() == Some("https");
        let port = target.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        if is_loopback(target.host()?)
            || self.exceptions.iter().any(|(host, at)| *at == port && host.intercept(target).is_none())
        {
            return None;
        }
        let found = matcher.intercept(target)?;
        let [https, http] = self.sources;
        let source = if is_https { https } else { http }.unwrap_or("the system's settings");
        let shown = found.uri().authority().map_or("", |authority| authority.as_str());
        Some(Proxy {
            name: format!("{shown} ({source})"),
            uri: found.uri().clone(),
            authorization: found.basic_auth().cloned(),
        })
    }

    /// Returns the authorization that a request itself contains, for a proxy that forwards requests.
    pub(super) fn forward_authorization(&self, target: &Uri) -> Option<HeaderValue> {
        if target.scheme_str() != Some("http") {
            return None;
        }
        self.of(target)?.authorization
    }
}

/// Returns the password in the URL of a proxy, and the form that it has in the HTTP header.
fn secrets_of(url: &str) -> Vec<Secret> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let Some((user, _)) = rest.rsplit_once('@') else { return Vec::new() };
    let matcher = Matcher::builder().https(url).build();
    let header =
        matcher.intercept(&Uri::from_static("https://a.example")).and_then(|found| found.basic_auth().cloned());
    let header = header.as_ref().and_then(|header| header.to_str().ok()?.split_once(' ')).map(|(_, encoded)| encoded);
    let password = user.split_once(':').map(|(_, password)| password);
    password.into_iter().chain(header).map(Secret::from).collect()
}

/// Returns the first variable that is set, with its value.
fn first(names: &[&'static str], variables: Variables<'_>) -> Result<Option<(&'static str, String)>, String> {
    for name in names {
        if let Some(value) = variables(name)? {
            return Ok(Some((name, value)));
        }
    }
    Ok(None)
}

/// Checks the URL of a proxy: `[http[s]://][user[:password]@]host[:port][/]`.
fn check(value: &str) -> Result<(), String> {
    for c in value.chars() {
        match c {
            _ if c.is_whitespace() || c.is_control() => {
                return Err("contains a space or a line break (in a password, write %20)".to_owned());
            }
            '"' | '\'' | '`' => return Err("contains quotes (in a password, write %22 or %27)".to_owned()),
            '\\' | '<' | '>' | '^' | '{' | '|' | '}' => {
                return Err(format!("contains `{c}` (in a user name or a password, write %{:X})", u32::from(c)));
            }
            _ if !c.is_ascii() => {
                return Err("contains non-ASCII characters, which must be percent-encoded in a user name or a \
                            password, and in punycode in a host"
                    .to_owned());
            }
            _ => {}
        }
    }
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {}
        socks if socks.starts_with("socks") => return Err("names a SOCKS proxy, which is not supported".to_owned()),
        other if !other.is_empty() && other.chars().all(|c| c.is_ascii_alphanumeric()) => {
            return Err(format!("has the scheme `{other}`, which no HTTP proxy has"));
        }
        _ => return Err("is not a URL".to_owned()),
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    if !matches!(path, "" | "/") {
        return Err(
            "contains more than a scheme, user, host and port (in a password, write %2F, %3F or %23)".to_owned()
        );
    }
    if user.contains('@') {
        return Err("contains `@` twice (in a user name or a password, write %40)".to_owned());
    }
    let (host, port) = match host.strip_prefix('[').and_then(|host| host.split_once(']')) {
        Some((address, rest)) if address.parse::<Ipv6Addr>().is_ok() => (address, rest.strip_prefix(':')),
        Some(_) => return Err("has no valid address between brackets".to_owned()),
        None => host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port))),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    if host.is_empty() || host.starts_with('.') || host.contains("..") || !host.chars().all(is_name) {
        return Err("has no valid host".to_owned());
    }
    let is_port = |port: &str| port.chars().all(|c| c.is_ascii_digit()) && matches!(port.parse::<u16>(), Ok(1..));
    if !port.is_none_or(is_port) {
        return Err("has no valid port, which is a number from 1 to 65535".to_owned());
    }
    // Anything else that the lower layer does not accept.
    let example = Uri::from_static("https://tencentcloudapi.com");
    match Matcher::builder().all(value).build().intercept(&example) {
        Some(_) => Ok(()),
        None => Err("is not a URL".to_owned()),
    }
}

/// Returns an entry of `NO_PROXY` as a matcher accepts it, and the port to which it is limited.
fn exception(entry: &str) -> Result<(String, Option<u16>), &'static str> {
    let invalid = "is not a host that can be called directly; write a domain, an address, or a network such as \
                   10.0.0.0/8";
    if entry == EVERY_HOST {
        return Ok((entry.to_owned(), None));
    }
    if let Some((address, bits)) = entry.split_once('/') {
        let most = match address.parse() {
            Ok(IpAddr::V4(_)) => 32,
            Ok(IpAddr::V6(_)) => 128,
            Err(_) => return Err(invalid),
        };
        let is_network = bits.parse::<u8>().is_ok_and(|bits| bits <= most);
        return if is_network { Ok((entry.to_owned(), None)) } else { Err(invalid) };
    }
    if entry.parse::<Ipv6Addr>().is_ok() {
        return Ok((entry.to_owned(), None));
    }
    let (host, port) = match entry.strip_prefix('[').and_then(|entry| entry.split_once(']')) {
        Some((address, rest)) if address.parse::<Ipv6Addr>().is_ok() => (address, rest.strip_prefix(':')),
        Some(_) => return Err(invalid),
        None => entry.split_once(':').map_or((entry, None), |(host, port)| (host, Some(port))),
    };
    let port = port.map(|port| port.parse().map_err(|_| invalid)).transpose()?;
    // `*.example.com` has the same meaning as `.example.com`.
    let host = host.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(host).trim_end_matches('.');
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    if host.is_empty() || !host.chars().all(is_name) { Err(invalid) } else { Ok((host.to_owned(), port)) }
}

/// Returns a matcher that intercepts everything but a host and its subdomains.
fn excepting(host: &str) -> Matcher {
    Matcher::builder().all("http://proxy.invalid").no(host).build()
}

#[cfg(test)]
mod tests;
