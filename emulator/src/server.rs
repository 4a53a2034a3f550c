//! Accepts connections, and limits how long they may take.

use std::{convert::Infallible, net::SocketAddr, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Response, serve::Listener};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{sync::oneshot, time::timeout};
use tower_service::Service as _;

/// How long a shutdown waits for requests that are in progress.
const SHUTDOWN_GRACE_PERIOD: Duration = Duration::from_secs(3);

/// How much of a request is buffered, in bytes. Longer heads are rejected.
const BUFFER: usize = 64 * 1024;

/// A mark on responses: the connection is to be closed instead of sending them.
#[derive(Clone, Copy)]
pub(crate) struct Cut;

/// Serves until a stop is requested. The head of a request must arrive within the time limit, which begins when the
/// connection is opened or the previous response has been sent: this also closes idle connections.
pub(crate) async fn serve<L: Listener<Addr = SocketAddr>>(
    mut listener: L,
    router: Router,
    limit: Duration,
    mut stop: oneshot::Receiver<()>,
) {
    let connections = GracefulShutdown::new();
    loop {
        let (io, client) = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stop => break,
        };
        let router = router.clone();
        let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let mut router = router.clone();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(client));
            async move { deliver(router.call(request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limit)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(io), service);
        let connection = connections.watch(connection);
        // An error means that the client is gone, was too slow, or that an injected fault cut the connection.
        tokio::spawn(async move { drop(connection.await) });
    }
    drop(listener);
    // A graceful shutdown alone would wait forever for a request that never ends.
    let _ = timeout(SHUTDOWN_GRACE_PERIOD, connections.shutdown()).await;
}

/// An error makes the server close the connection.
fn deliver(response: Result<Response<Body>, Infallible>) -> Result<Response<Body>, &'static str> {
    let Ok(response) = response;
    match response.extensions().get::<Cut>() {
        Some(Cut) => Err("an injected fault"),
        None => Ok(response),
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
    };

    use super::*;

    #[tokio::test]
    async fn slow_and_idle_connections_are_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(|| async { "served" }));
        let (stop, stop_requested) = oneshot::channel();
        let server = tokio::spawn(serve(listener, router, Duration::from_millis(100), stop_requested));
        let request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
        let requests = request.repeat(3);
        let mut connections = Vec::new();
        for sent in ["", "GET", "GET / HTTP/1.1\r\nhost: a", request, &requests] {
            for _ in 0..100 {
                let mut connection = TcpStream::connect(address).await.unwrap();
                connection.write_all(sent.as_bytes()).await.unwrap();
                connections.push((sent, connection));
            }
        }
        for (sent, mut connection) in connections {
            let mut received = String::new();
            // Returns only when the server has closed the connection.
            connection.read_to_string(&mut received).await.unwrap();
            assert_eq!(received.matches("served").count(), sent.matches("\r\n\r\n").count(), "{sent:?}: {received}");
        }
        drop(stop);
        server.await.unwrap();
    }
}
