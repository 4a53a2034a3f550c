//! Accepts TLS connections.

use std::{
    future::Future as _,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::serve::Listener;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::{Accept, TlsAcceptor, server};

/// Accepts TLS connections from a listener for TCP connections.
pub(crate) struct TlsListener<L> {
    pub(super) tcp: L,
    pub(super) acceptor: TlsAcceptor,
}

impl<L: Listener<Io = TcpStream>> Listener for TlsListener<L> {
    type Io = TlsStream;
    type Addr = L::Addr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (tcp, address) = self.tcp.accept().await;
        // The handshake takes place in the connection's own task, so that a slow client delays no one.
        (TlsStream::Handshake(self.acceptor.accept(tcp)), address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

/// A connection that does its handshake when it is read for the first time.
pub(crate) enum TlsStream {
    Handshake(Accept<TcpStream>),
    Open(server::TlsStream<TcpStream>),
    /// The handshake has failed.
    Closed,
}

impl TlsStream {
    /// Completes the handshake.
    fn open(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Pin<&mut server::TlsStream<TcpStream>>>> {
        if let Self::Handshake(accept) = self {
            *self = match ready!(Pin::new(accept).poll(context)) {
                Ok(stream) => Self::Open(stream),
                Err(error) => {
                    *self = Self::Closed;
                    return Poll::Ready(Err(error));
                }
            };
        }
        Poll::Ready(match self {
            Self::Open(stream) => Ok(Pin::new(stream)),
            Self::Handshake(_) | Self::Closed => Err(io::ErrorKind::NotConnected.into()),
        })
    }
}

impl AsyncRead for TlsStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.open(context))?.poll_read(context, buffer)
    }
}

impl AsyncWrite for TlsStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.open(context))?.poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Open(stream) => Pin::new(stream).poll_flush(context),
            // Nothing has been written.
            Self::Handshake(_) | Self::Closed => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Open(stream) => Pin::new(stream).poll_shutdown(context),
            // A shutdown does not wait for a handshake.
            Self::Handshake(_) | Self::Closed => Poll::Ready(Ok(())),
        }
    }
}
