//! The failing request that someone pastes.

use std::fmt;

use crate::signature::authorization::Authorization;
use crate::signature::encoding::pairs;
use crate::signature::printable::bounded;

/// The largest number of headers that is read.
const MAX_HEADERS: usize = 100;
/// The largest number of signed headers that is read: each is tried as the one that was not signed.
const MAX_SIGNED_HEADERS: usize = 100;
/// The largest number of parameters of signature v1 that is read: each is tried as the one that was not signed.
const MAX_PARAMETERS: usize = 2000;
/// The longest query that the service accepts, in bytes.
const MAX_QUERY: usize = 32 * 1024;

/// A request as it was pasted: a raw HTTP request, a `curl` command line, what Python's `http.client` or `curl -v`
/// prints, some headers, a URL, or a form.
#[derive(Clone, PartialEq, Eq)]
pub struct Pasted {
    /// The method; `POST` if only headers or a form were pasted.
    pub method: String,
    /// The path, `/` if it is empty.
    pub path: String,
    /// The query without `?`.
    pub query: String,
    /// The host of the URL, if there is a URL, or that of the header `Host`.
    pub host: Option<String>,
    /// The headers in order.
    pub headers: Vec<Header>,
    /// The body, or `None` if it was not pasted.
    pub body: Option<Vec<u8>>,
    /// Whether the body is known to the byte: newlines at its end and `\r` may come from pasting.
    pub(super) exact_body: bool,
}

/// A header of a pasted request.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// The name as it is written.
    pub name: String,
    /// The value, with surrounding spaces removed, as HTTP does.
    pub value: String,
}

/// Why a text cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl ParseError {
    pub(super) fn new(line: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { line, message: message.into(), help: help.into() }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}; {}", self.line, self.message, self.help)
    }
}

impl std::error::Error for ParseError {}

impl Pasted {
    /// Returns the value of a header, and `None` if it is missing or empty.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        found.next().map(|header| header.value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns the decoded parameters of a request with signature v1: one with a parameter `Signature`, and without
    /// the header `Authorization`.
    pub(super) fn v1_parameters(&self) -> Option<Vec<(String, String)>> {
        if self.header("authorization").is_some() {
            return None;
        }
        let text = if self.method.eq_ignore_ascii_case("GET") || !self.query.is_empty() {
            self.query.clone()
        } else {
            String::from_utf8_lossy(self.body.as_deref()?).trim_end_matches(['\r', '\n']).to_owned()
        };
        let parameters = pairs(&text);
        parameters.iter().any(|(name, _)| name == "Signature").then_some(parameters)
    }

    pub(super) fn check_limits(&self, line: usize) -> Result<(), ParseError> {
        if self.headers.len() > MAX_HEADERS {
            let message = format!("there are more than {MAX_HEADERS} headers");
            return Err(ParseError::new(line, message, "remove the headers that are not signed"));
        }
        let authorization = self.header("authorization").map(Authorization::parse).unwrap_or_default();
        if authorization.names().len() > MAX_SIGNED_HEADERS {
            let message = format!("`SignedHeaders` contains more than {MAX_SIGNED_HEADERS} names");
            return Err(ParseError::new(line, message, "sign only `content-type` and `host`"));
        }
        if self.query.len() > MAX_QUERY {
            let message = "the query is longer than 32 KiB, which the service rejects";
            return Err(ParseError::new(line, message, "send the parameters with `POST`, in the body"));
        }
        if self.v1_parameters().is_some_and(|parameters| parameters.len() > MAX_PARAMETERS) {
            let message = format!("there are more than {MAX_PARAMETERS} parameters");
            return Err(ParseError::new(line, message, "paste a request with fewer parameters"));
        }
        Ok(())
    }

    pub(super) fn new(method: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: "/".to_owned(),
            query: String::new(),
            host: None,
            headers: Vec::new(),
            body: None,
            exact_body: false,
        }
    }

    /// Takes host, path and query from a URL, with or without scheme, or from a request target.
    pub(super) fn set_url(&mut self, url: &str) {
        let url = url.split('#').next().unwrap_or_default();
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        let (authority, path) = match before.split_once("://") {
            Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => before.split_at(before.find('/').unwrap_or(before.len())),
        };
        let host = authority.rsplit('@').next().unwrap_or_default();
        // Clients omit the default port from the header `Host`.
        let default_port = if before.starts_with("http://") { ":80" } else { ":443" };
        let host = host.strip_suffix(default_port).unwrap_or(host);
        if !host.is_empty() {
            self.host = Some(host.to_owned());
        }
        self.path = if path.is_empty() { "/".to_owned() } else { path.to_owned() };
        self.query = query.to_owned();
    }

    pub(super) fn push_header(&mut self, line: &str, number: usize) -> Result<(), ParseError> {
        let Some((name, value)) = line.split_once(':') else {
            return Err(ParseError::new(
                number,
                format!("`{}` is not a header", bounded(line)),
                "write headers as `Name: value`, and an empty line before the body",
            ));
        };
        if name.is_empty()
            || !name.trim_end().bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.!#$%&'*+^`|~".contains(&b))
        {
            return Err(ParseError::new(
                number,
                "the name of the header contains a character that HTTP forbids",
                "write headers as `Name: value`",
            ));
        }
        self.headers.push(Header { name: name.trim_end().to_owned(), value: value.trim().to_owned() });
        Ok(())
    }

    /// The header `Host` is what is sent, whatever the URL is.
    pub(super) fn settle_host(mut self) -> Self {
        if let Some(host) = self.header("host") {
            self.host = Some(host.to_owned());
        }
        self
    }
}

/// Omits the query, the values of headers, and the body, which may contain passwords and tokens.
impl fmt::Debug for Pasted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pasted")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("host", &self.host)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Omits the value.
impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Header").field(&self.name).finish()
    }
}
