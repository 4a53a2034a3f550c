//! Connections: to a server or through a proxy, with TLS or without.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower_service::Service;

use super::error::{ConnectError, ConnectFailure};
use super::io::{Io, Transport};
use super::proxy::{Proxies, Proxy};
use super::tls;

/// As in reqwest: detects peers that have vanished.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// The maximum length of the head of a proxy's response.
const MAX_HEAD: usize = 8 * 1024;

/// Makes connections.
#[derive(Clone)]
pub(crate) struct Connector {
    tcp: HttpConnector,
    timeout: Duration,
    proxies: Arc<Proxies>,
}

impl Connector {
    pub(super) fn new(timeout: Duration, proxies: Arc<Proxies>) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(timeout));
        tcp.set_keepalive(Some(KEEPALIVE));
        tcp.set_keepalive_interval(Some(KEEPALIVE));
        tcp.set_keepalive_retries(Some(3));
        Connector { tcp, timeout, proxies }
    }
}

impl Service<Uri> for Connector {
    type Response = Transport;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Transport, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, target: Uri) -> Self::Future {
        let Connector { tcp, timeout: limit, proxies } = self.clone();
        Box::pin(async move {
            let proxy = proxies.of(&target);
            let connecting = connect(tcp, &target, proxy.as_ref());
            let result = match timeout(limit, connecting).await {
                Ok(result) => result,
                Err(_) => Err(ConnectError::new(ConnectFailure::Timeout(limit))),
            };
            result.map_err(|error| error.through(proxy.map(|proxy| proxy.name)))
        })
    }
}

async fn connect(tcp: HttpConnector, target: &Uri, proxy: Option<&Proxy>) -> Result<Transport, ConnectError> {
    let is_https = is_https(target);
    let Some(proxy) = proxy else {
        let stream = open(tcp, target).await?;
        let io = if is_https { secure(stream, target).await? } else { Box::new(stream) };
        return Ok(Transport::new(io, false));
    };
    let mut io = open_proxy(tcp, proxy).await.map_err(ConnectError::before_proxy)?;
    if !is_https {
        return Ok(Transport::new(io, true));
    }
    tunnel(&mut io, target, proxy).await.map_err(|failure| ConnectError::new(failure).before_proxy())?;
    Ok(Transport::new(secure(io, target).await?, false))
}

async fn open_proxy(tcp: HttpConnector, proxy: &Proxy) -> Result<Box<dyn Io>, ConnectError> {
    let stream = open(tcp, &proxy.uri).await?;
    if is_https(&proxy.uri) { secure(stream, &proxy.uri).await } else { Ok(Box::new(stream)) }
}

async fn open(mut tcp: HttpConnector, to: &Uri) -> Result<TcpStream, ConnectError> {
    std::future::poll_fn(|context| tcp.poll_ready(context)).await.map_err(ConnectError::network)?;
    tcp.call(to.clone()).await.map(TokioIo::into_inner).map_err(ConnectError::network)
}

/// Asks a proxy for a tunnel to the target.
async fn tunnel(io: &mut Box<dyn Io>, target: &Uri, proxy: &Proxy) -> Result<(), ConnectFailure> {
    let (host, port) = (target.host().unwrap_or_default(), target.port_u16().unwrap_or(443));
    let mut request = format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n").into_bytes();
    if let Some(authorization) = &proxy.authorization {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    let broken = |error: io::Error| ConnectFailure::Network(Arc::new(error));
    io.write_all(&request).await.map_err(broken)?;
    io.flush().await.map_err(broken)?;

    let mut head = Vec::new();
    // Nothing follows the head until the client sends something.
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if head.len() > MAX_HEAD {
            return Err(ConnectFailure::NoAnswer("returned an endless response to CONNECT"));
        }
        if io.read_buf(&mut head).await.map_err(broken)? == 0 {
            return Err(ConnectFailure::NoAnswer("closed the connection without responding to CONNECT"));
        }
    }
    match status(&head) {
        Some(200..=299) => Ok(()),
        Some(status) => Err(ConnectFailure::Rejected(status)),
        None => Err(ConnectFailure::NoAnswer("is not an HTTP proxy: it did not respond to CONNECT with HTTP")),
    }
}

/// Returns the status of a response, such as that of `HTTP/1.1 403 Forbidden`.
fn status(head: &[u8]) -> Option<u16> {
    let line = head.strip_prefix(b"HTTP/1.")?.get(1..)?.strip_prefix(b" ")?;
    let (digits, rest) = line.split_at_checked(3)?;
    let status = std::str::from_utf8(digits).ok()?.parse().ok()?;
    (rest.starts_with(b" ") || rest.starts_with(b"\r\n")).then_some(status)
}

async fn secure(io: impl Io + 'static, server: &Uri) -> Result<Box<dyn Io>, ConnectError> {
    tls::secure(io, server.host().unwrap_or_default()).await.map_err(ConnectError::new)
}

fn is_https(uri: &Uri) -> bool {
    uri.scheme_str() == Some("https")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses() {
        for (head, expected) in [
            ("HTTP/1.1 200 Connection established\r\n\r\n", Some(200)),
            ("HTTP/1.0 403 Forbidden\r\n\r\n", Some(403)),
            ("HTTP/1.1 407\r\n\r\n", Some(407)),
            ("HTTP/1.1 2000 OK\r\n\r\n", None),
            ("HTTP/1.1 +20 OK\r\n\r\n", Some(20)),
            ("HTTP/2 200\r\n\r\n", None),
            ("SSH-2.0-OpenSSH\r\n\r\n", None),
            ("", None),
        ] {
            assert_eq!(status(head.as_bytes()), expected, "{head}");
        }
    }
}
