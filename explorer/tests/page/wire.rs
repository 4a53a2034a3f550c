//! Requests as bytes: what a client library would correct is what these tests send.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use tencloud_explorer::{Builder, Explorer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// An explorer whose link has been opened.
pub(crate) struct Page {
    pub(crate) explorer: Explorer,
    pub(crate) cookie: String,
    pub(crate) token: String,
    /// What `/open` has answered.
    pub(crate) opened: Response,
}

/// A response as it came.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    fn read(bytes: &[u8]) -> Result<Response> {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").with_context(|| format!("no response: {text:?}"))?;
        let status = head.split(' ').nth(1).context("no status")?.parse()?;
        Ok(Response { status, head: head.to_owned(), body: body.to_owned() })
    }

    /// Returns the value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns the text between two others.
    pub(crate) fn between(&self, before: &str, after: &str) -> Option<&str> {
        self.body.split_once(before)?.1.split_once(after).map(|(found, _)| found)
    }
}

impl Page {
    /// Starts an explorer and opens its link.
    pub(crate) async fn open(builder: Builder) -> Result<Page> {
        let explorer = builder.start().await?;
        let mut page = Page {
            cookie: String::new(),
            token: String::new(),
            opened: Response { status: 0, head: String::new(), body: String::new() },
            explorer,
        };
        let path = page.explorer.url().split_once("/open").context("no link")?.1.to_owned();
        page.opened = page.raw(&format!("GET /open{path} HTTP/1.1\nHost: {{host}}\n"), b"").await?;
        let cookie = page.opened.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        page.cookie = cookie.context("no cookie")?.to_owned();
        page.token = page.opened.between("id=\"token\" hidden value=\"", "\"").context("no token")?.to_owned();
        Ok(page)
    }

    /// Returns where the explorer listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.explorer.address()
    }

    /// Sends a request with lines for this page in place of `{host}`, `{port}`, `{cookie}`, `{token}` and `{link}`.
    pub(crate) async fn raw(&self, head: &str, body: &[u8]) -> Result<Response> {
        let link = self.explorer.url().split_once("token=").map(|(_, token)| token).unwrap_or_default();
        let head = head.replace("{host}", &self.address().to_string());
        let head = head.replace("{port}", &self.address().port().to_string()).replace("{link}", link);
        let head = head.replace("{cookie}", &self.cookie).replace("{token}", &self.token).replace('\n', "\r\n");
        self.bytes(&[format!("{head}Connection: close\r\n\r\n").as_bytes(), body].concat()).await
    }

    /// Sends bytes, and reads what comes until the connection ends.
    pub(crate) async fn bytes(&self, request: &[u8]) -> Result<Response> {
        let stream = TcpStream::connect(self.address()).await?;
        let (mut read, mut write) = stream.into_split();
        let mut response = Vec::new();
        let send = async {
            // The server may answer, and close, before it has read everything.
            drop(write.write_all(request).await);
            write
        };
        let (_write, _) = tokio::join!(send, read.read_to_end(&mut response));
        Response::read(&response)
    }

    /// Sends bytes that may be no request, and ends there. Returns what came, if it is a response.
    pub(crate) async fn bytes_until_closed(&self, request: &[u8]) -> Option<Response> {
        let mut stream = TcpStream::connect(self.address()).await.ok()?;
        let (mut read, mut write) = stream.split();
        let mut response = Vec::new();
        let send = async {
            drop(write.write_all(request).await);
            drop(write.shutdown().await);
        };
        let (_, read) = tokio::join!(send, read.read_to_end(&mut response));
        drop(read);
        Response::read(&response).ok()
    }

    /// Reads a page as the browser does.
    pub(crate) async fn get(&self, path: &str) -> Result<Response> {
        self.raw(&format!("GET {path} HTTP/1.1\nHost: {{host}}\nCookie: {{cookie}}\n"), b"").await
    }

    /// Sends a form as the script of the page does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Response> {
        let fields = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let body = fields.collect::<Vec<_>>().join("&");
        let head = format!("POST {path} HTTP/1.1\n{ACTS}{FORM}Content-Length: {}\n", body.len());
        self.raw(&head, body.as_bytes()).await
    }
}

/// The headers of a request that acts.
pub(crate) const ACTS: &str =
    "Host: {host}\nOrigin: http://{host}\nSec-Fetch-Site: same-origin\nCookie: {cookie}\nX-Explorer-Token: {token}\n";

/// The header of a form.
pub(crate) const FORM: &str = "Content-Type: application/x-www-form-urlencoded\n";

/// Encodes a text for a form.
pub(crate) fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
