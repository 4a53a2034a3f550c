//! A server on loopback that does what the test says.

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
use crate::{Certificate, Ending, Reply, Request};

/// How far a client gets before it is answered.
#[derive(Clone, Copy, Debug, Default)]
pub enum Door {
    /// Requests are read whole and answered.
    #[default]
    Open,
    /// Connections are refused: the port is taken, and nobody listens.
    Refuses,
    /// Connections are torn down by a TCP reset before anything is read.
    ResetsAtOnce,
    /// Torn down within the head of a request. What had come is recorded.
    ResetsInHead,
    /// Torn down within the body of a request, after its first fields. What had come is recorded.
    ResetsInBody,
    /// Connections are made, and nothing is ever read.
    Deaf,
}

/// How a server receives its clients.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// How far they get.
    pub door: Door,
    /// With what it proves who it is. Default: no TLS.
    pub certificate: Option<Certificate>,
}

/// A server on a free port of this machine. It ends when it is dropped, or with its runtime.
pub struct Server {
    address: SocketAddr,
    scheme: &'static str,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

type Script = dyn Fn(usize, &Request) -> Reply + Send + Sync;

struct State {
    script: Box<Script>,
    door: Door,
    requests: Mutex<Vec<Request>>,
    sent: AtomicUsize,
    connections: AtomicUsize,
    open: AtomicUsize,
}

impl Server {
    /// Answers the requests in turn; the last reply goes to all that follow.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> io::Result<Self> {
        let replies: Vec<_> = replies.into_iter().collect();
        let reply = move |index: usize| replies.get(index).or(replies.last()).cloned();
        Self::answering(move |index, _| reply(index).unwrap_or_else(|| Reply::raw("", Ending::Close))).await
    }

    /// Answers the n-th request, counted from 0, by what it says.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub async fn answering(script: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> io::Result<Self> {
        Self::with(Manner::default(), script).await
    }

    /// Answers as [`answering`](Self::answering) does those whom its manner lets through.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub async fn with(
        manner: Manner,
        script: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let address = socket.local_addr()?;
        let tls = manner.certificate.map(Certificate::into_acceptor);
        let state = Arc::new(State {
            script: Box::new(script),
            door: manner.door,
            requests: Mutex::default(),
            sent: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
        });
        let scheme = if tls.is_some() { "https" } else { "http" };
        let listener = match manner.door {
            Door::Refuses => Err(socket),
            _ => Ok(socket.listen(1024)?),
        };
        let accepting = tokio::spawn(accept(listener, tls, state.clone()));
        Ok(Server { address, scheme, state, accepting })
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// What has come so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        let requests = self.state.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What has come in all, once every client has left. Nobody can tell that of a server that is deaf.
    pub async fn finish(self) -> Vec<Request> {
        while self.state.open.load(Ordering::Relaxed) > 0 && !matches!(self.state.door, Door::Deaf) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.requests()
    }

    /// How many connections it has accepted.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// How many bytes clients (or the kernel on their behalf) have taken.
    pub fn bytes_taken(&self) -> usize {
        self.state.sent.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Its connections end with it.
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
                    let _ = greet(stream, tls, connection, &state).await;
                    state.open.fetch_sub(1, Ordering::Relaxed);
                });
            }
            Some(_) = serving.join_next() => {}
        }
    }
}

async fn greet(stream: TcpStream, tls: Option<TlsAcceptor>, connection: usize, state: &State) -> io::Result<()> {
    match tls {
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

/// Serves one connection. What ends it, be it the client's leaving, is nobody's error.
async fn serve(mut wire: impl Wire, connection: usize, state: &State) -> io::Result<()> {
    let mut requests = Requests::new(connection);
    let reach = match state.door {
        Door::Open => Reach::Whole,
        Door::ResetsInHead => Reach::Head,
        Door::ResetsInBody => Reach::Body,
        Door::ResetsAtOnce => return wire.socket().set_zero_linger(),
        Door::Refuses | Door::Deaf => return std::future::pending().await,
    };
    while let Some(request) = requests.next(&mut wire, reach).await? {
        let index = state.record(request.clone());
        if !request.whole {
            return wire.socket().set_zero_linger();
        }
        let reply = (state.script)(index, &request);
        if let Some(barrier) = &reply.meeting {
            barrier.wait().await;
        }
        state.send(&mut wire, &reply).await?;
        match reply.ending {
            Ending::KeepAlive => continue,
            Ending::Close => {}
            Ending::Reset => wire.socket().set_zero_linger()?,
            Ending::Silence => drop(tokio::io::copy(&mut wire, &mut tokio::io::sink()).await?),
            Ending::HangUp(after) => {
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
    /// Keeps a request, and gives its number.
    fn record(&self, request: Request) -> usize {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(request);
        requests.len() - 1
    }

    async fn send(&self, wire: &mut impl Wire, reply: &Reply) -> io::Result<()> {
        match reply.drip {
            None => wire.write_all(&reply.bytes).await?,
            Some(pause) => {
                for byte in &reply.bytes {
                    tokio::time::sleep(pause).await;
                    wire.write_all(std::slice::from_ref(byte)).await?;
                    wire.flush().await?;
                }
            }
        }
        wire.flush().await?;
        self.sent.fetch_add(reply.bytes.len(), Ordering::Relaxed);
        let (blanks, mut left) = (vec![b' '; 64 * 1024], reply.blanks);
        while left > 0 {
            let written = wire.write(blanks.get(..left).unwrap_or(&blanks)).await?;
            self.sent.fetch_add(written, Ordering::Relaxed);
            left -= written;
        }
        Ok(())
    }
}
