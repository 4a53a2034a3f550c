//! A running emulator, and the thread that it runs in.

use std::{fmt, io, net::TcpListener, sync::Arc, thread, time::Duration};

use axum::serve::ListenerExt as _;
use tokio::{runtime, sync::oneshot, time::sleep};

use crate::{builder::Builder, gateway::Gateway, http};

/// How long requests that are under way may keep the server from stopping.
const GRACE: Duration = Duration::from_secs(3);

/// A running emulator. It stops when it is dropped, or in an orderly way by [`Emulator::shutdown`].
///
/// The server has a thread of its own: it also answers while the caller's runtime is blocked or gone.
pub struct Emulator {
    url: String,
    gateway: Arc<Gateway>,
    /// Dropping it stops the server.
    stop: oneshot::Sender<()>,
    stopped: oneshot::Receiver<()>,
}

impl Emulator {
    /// Sets up an emulator.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where it listens: `http://127.0.0.1:` and the port.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The secret id that requests must be signed with.
    pub fn secret_id(&self) -> &str {
        &self.gateway.keys.id
    }

    /// The secret key that requests must be signed with.
    pub fn secret_key(&self) -> &str {
        self.gateway.keys.key.reveal()
    }

    /// Makes the next workflow that the action starts fail at its end, with this message: a task or an order. Several
    /// faults of one action come to pass one after the other. Actions that start no workflow are not affected.
    pub fn fail_next(&self, action: &str, message: &str) {
        self.gateway.faults.add(action, message);
    }

    /// Takes no more connections, finishes the requests that are under way, and returns when the port is free. What
    /// takes longer than a few seconds is cut off.
    pub async fn shutdown(self) {
        drop(self.stop);
        // An error says that the thread is gone, which is what is waited for.
        let _ = self.stopped.await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Serves in a thread of its own. Returns once it does.
pub(crate) async fn launch(listener: TcpListener, url: String, gateway: Gateway) -> io::Result<Emulator> {
    let gateway = Arc::new(gateway);
    let (ready, is_ready) = oneshot::channel();
    let (stop, stop_wanted) = oneshot::channel();
    let (done, stopped) = oneshot::channel();
    let router = http::router(Arc::clone(&gateway));
    thread::Builder::new().name("tencloud-emulator".into()).spawn(move || {
        let started = runtime::Builder::new_current_thread().enable_all().build().and_then(|runtime| {
            let _entered = runtime.enter();
            listener.set_nonblocking(true)?;
            Ok((tokio::net::TcpListener::from_std(listener)?, runtime))
        });
        match started {
            Err(error) => {
                let _ = ready.send(Err(error));
            }
            Ok((listener, runtime)) => {
                let _ = ready.send(Ok(()));
                runtime.block_on(serve(listener, router, stop_wanted));
                // Ends the connections that the grace period did not.
                drop(runtime);
                let _ = done.send(());
            }
        }
    })?;
    is_ready.await.map_err(|_| io::Error::other("the server's thread ended at once"))??;
    Ok(Emulator { url, gateway, stop, stopped })
}

async fn serve(listener: tokio::net::TcpListener, router: axum::Router, stop_wanted: oneshot::Receiver<()>) {
    let (stopping, is_stopping) = oneshot::channel::<()>();
    let listener = listener.tap_io(|connection| {
        // Without it, replies in two parts wait for an acknowledgement; a connection that cannot do so still works.
        let _ = connection.set_nodelay(true);
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = stop_wanted.await;
        drop(stopping);
    });
    let grace_is_over = async move {
        let _ = is_stopping.await;
        sleep(GRACE).await;
    };
    tokio::select! {
        _ = server => {}
        () = grace_is_over => {}
    }
}
