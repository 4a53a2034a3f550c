//! A loopback server whose responses the test scripts.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::request::{Reach, Requests};
use crate::{Certificate, Ending, Request, Response};

/// How much of its clients' requests a server accepts.
#[derive(Clone, Copy, Debug, Default)]
pub enum AcceptMode {
    /// Requests are read in full and answered.
    #[default]
    Serves,
    /// Connections are refused: the port is bound, but not listened on.
    Refuses,
    /// Connections are reset before anything is read.
    ResetsOnAccept,
    /// Connections are reset within the head of a request. The part received so far is recorded.
    ResetsInHead,
    /// Connections are reset within the body of a request, after its first fields. The part received so far is recorded.
    ResetsInBody,
    /// Connections are accepted, but never read from; not even a TLS handshake is answered.
    NeverReads,
}

/// Configures a [`Server`].
#[derive(Clone, Debug, Default)]
pub struct ServerConfig {
    /// How much of a request is accepted.
    pub accept: AcceptMode,
    /// The server's certificate. Default: no TLS.
    pub certificate: Option<Certificate>,
}

/// A server on a free port of the loopback interface. It stops when dropped, or with its runtime.
pub struct Server {
    address: SocketAddr,
    scheme: &'static str,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

type Script = dyn Fn(usize, &Request) -> Response + Send + Sync;

struct State {
    script: Box<Script>,
    accept: AcceptMode,
    requests: Mutex<Vec<Request>>,
    sent: AtomicUsize,
    connections: AtomicUsize,
    open: AtomicUsize,
}

impl Server {
    /// Starts a server that sends these responses in order, and then repeats the last one.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub async fn start(responses: impl IntoIterator<Item = Response>) -> io::Result<Self> {
        let responses: Vec<_> = responses.into_iter().collect();
        let response = move |index: usize| responses.get(index).or(responses.last()).cloned();
        Self::answering(move |index, _| response(index).unwrap_or_else(|| Response::raw("", Ending::Close))).await
    }

    /// Starts a server that calls `script` for the response to each request, with its index, counted from 0.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub async fn answering(script: impl Fn(usize, &Request) -> Response + Send + Sync + 'static) -> io::Result<Self> {
        Self::with(ServerConfig::default(), script).await
    }

    /// Starts a server like [`answering`](Self::answering), with a configuration.
    ///
    /// # Errors
    ///
    /// If no port is free.
    pub async fn with(
        config: ServerConfig,
        script: impl Fn(usize, &Request) -> Response + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let address = socket.local_addr()?;
        let tls = config.certificate.map(Certificate::into_acceptor);
        let state = Arc::new(State {
            script: Box::new(script),
            accept: config.accept,
            requests: Mutex::default(),
            sent: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
        });
        let scheme = if tls.is_some() { "https" } else { "http" };
        let listener = match config.accept {
            AcceptMode::Refuses => Err(socket),
            _ => Ok(socket.listen(1024)?),
        };
        let accepting = tokio::spawn(accept(listener, tls, state.clone()));
        Ok(Server { address, scheme, state, accepting })
    }

    /// Returns its URL.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Returns the requests received so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.state.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until every client has closed its connections, and returns all requests. A server that never reads cannot
    /// notice that, and does not wait.
    pub async fn finish(self) -> Vec<Request> {
        while self.state.open.load(Ordering::Relaxed) > 0 && !matches!(self.state.accept, AcceptMode::NeverReads) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.requests()
    }

    /// Returns how many connections it has accepted.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// Returns how many bytes of responses clients, or their kernel, have accepted.
    pub fn bytes_taken(&self) -> usize {
        self.state.sent.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Accepts connections. They are closed when this future is dropped.
async fn accept(listener: Result<TcpListener, TcpSocket>, tls: Option<TlsAcceptor>, state: Arc<State>) {
    let Ok(listener) = listener else { return std::future::pending().await };
    let mut serving = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { break };
                let connection = state.connections.fetch_add(1, Ordering::Relaxed);
                state.open.fetch_add(1, Ordering::Relaxed);
                let (tls, state) = (tls.clone(), state.clone());
                serving.spawn(async move {
                    let _ = handshake(stream, tls, connection, &state).await;
                    state.open.fetch_sub(1, Ordering::Relaxed);
                });
            }
            Some(_) = serving.join_next() => {}
        }
    }
}

async fn handshake(stream: TcpStream, tls: Option<TlsAcceptor>, connection: usize, state: &State) -> io::Result<()> {
    match tls.filter(|_| !matches!(state.accept, AcceptMode::NeverReads)) {
        None => serve(stream, connection, state).await,
        Some(tls) => serve(tls.accept(stream).await?, connection, state).await,
    }
}

/// A connection, with TLS or without.
trait Wire: AsyncRead + AsyncWrite + Unpin {
    fn socket(&self) -> &TcpStream;
}

impl Wire for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

impl Wire for TlsStream<TcpStream> {
    fn socket(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// Serves one connection until either side closes it. How it ends is not an error of the server.
async fn serve(mut wire: impl Wire, connection: usize, state: &State) -> io::Result<()> {
    let mut requests = Requests::new(connection);
    let reach = match state.accept {
        AcceptMode::Serves => Reach::Whole,
        AcceptMode::ResetsInHead => Reach::Head,
        AcceptMode::ResetsInBody => Reach::Body,
        AcceptMode::ResetsOnAccept => return wire.socket().set_zero_linger(),
        AcceptMode::Refuses | AcceptMode::NeverReads => return std::future::pending().await,
    };
    while let Some(request) = requests.next(&mut wire, reach).await? {
        let index = state.record(request.clone());
        if !request.whole {
            return wire.socket().set_zero_linger();
        }
        let response = (state.script)(index, &request);
        if let Some(barrier) = &response.barrier {
            barrier.wait().await;
        }
        state.send(&mut wire, &response).await?;
        match response.ending {
            Ending::KeepAlive => continue,
            Ending::Close => {}
            Ending::Reset => wire.socket().set_zero_linger()?,
            Ending::Silence => drop(tokio::io::copy(&mut wire, &mut tokio::io::sink()).await?),
            Ending::HalfClose(after) => {
                tokio::time::sleep(after).await;
                wire.shutdown().await?;
                while let Some(request) = requests.next(&mut wire, Reach::Whole).await? {
                    state.record(request);
                }
            }
        }
        break;
    }
    Ok(())
}

impl State {
    /// Records a request, and returns its index.
    fn record(&self, request: Request) -> usize {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(request);
        requests.len() - 1
    }

    async fn send(&self, wire: &mut impl Wire, response: &Response) -> io::Result<()> {
        match response.drip {
            None => wire.write_all(&response.bytes).await?,
            Some(pause) => {
                for byte in &response.bytes {
                    tokio::time::sleep(pause).await;
                    wire.write_all(std::slice::from_ref(byte)).await?;
                    wire.flush().await?;
                }
            }
        }
        wire.flush().await?;
        self.sent.fetch_add(response.bytes.len(), Ordering::Relaxed);
        let (blanks, mut left) = (vec![b' '; 64 * 1024], response.blanks);
        while left > 0 {
            let written = wire.write(blanks.get(..left).unwrap_or(&blanks)).await?;
            self.sent.fetch_add(written, Ordering::Relaxed);
            left -= written;
        }
        Ok(())
    }
}
