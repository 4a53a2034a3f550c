//! A running emulator and its thread.

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
    time::Duration,
};

use axum::serve::ListenerExt as _;
use tokio::{runtime, sync::oneshot, time::sleep};

use crate::{gateway::Gateway, http};

/// How long a shutdown waits for requests that are in progress.
const SHUTDOWN_GRACE_PERIOD: Duration = Duration::from_secs(3);

/// A running emulator: create one with [`Emulator::builder`].
///
/// It stops when it is dropped. [`Emulator::shutdown`] also finishes the requests that are in progress.
///
/// The server has its own thread, so it responds even while the caller's runtime is blocked.
pub struct Emulator {
    url: String,
    gateway: Arc<Gateway>,
    /// Dropping this stops the server.
    stop: oneshot::Sender<()>,
    /// Completes when the server has stopped.
    stopped: oneshot::Receiver<()>,
}

impl Emulator {
    /// Returns the URL of the API: `http://127.0.0.1:` followed by the port.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the secret id with which requests must be signed.
    pub fn secret_id(&self) -> &str {
        &self.gateway.credentials.secret_id
    }

    /// Returns the secret key with which requests must be signed.
    pub fn secret_key(&self) -> &str {
        self.gateway.credentials.secret_key.expose()
    }

    /// Makes the next workflow that `action` starts fail when it ends, with this message.
    ///
    /// A workflow is a task (`ManualBackupInstance`, `RestoreInstance`, `DestroyPostpaidInstance`, `CleanUpInstance`) or
    /// an order (`CreateInstances`). The call that starts it succeeds; `DescribeTaskInfo` or
    /// `DescribeInstanceDealDetail` then report the failure.
    ///
    /// Each call of this method adds one failure; failures occur in the order in which they were added. A call of the
    /// action that is rejected does not consume a failure. An action that starts no workflow ignores them.
    pub fn fail_next(&self, action: &str, message: &str) {
        self.gateway.faults.inject(action, message);
    }

    /// Stops the emulator: accepts no more connections, finishes the requests that are in progress, and returns when
    /// the port is free. Requests that take longer than 3 seconds are aborted.
    pub async fn shutdown(self) {
        drop(self.stop);
        // An error means that the thread has already ended, which is just as good.
        let _ = self.stopped.await;
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Starts the server in its own thread. Returns once it accepts connections.
pub(crate) async fn launch(listener: TcpListener, url: String, gateway: Gateway) -> io::Result<Emulator> {
    let gateway = Arc::new(gateway);
    let (ready, is_ready) = oneshot::channel();
    let (stop, stop_requested) = oneshot::channel();
    let (done, stopped) = oneshot::channel();
    let router = http::router(Arc::clone(&gateway));
    thread::Builder::new().name("tencloud-emulator".into()).spawn(move || {
        let started = runtime::Builder::new_current_thread().enable_all().build().and_then(|runtime| {
            // tokio registers the listener with the current runtime.
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
                runtime.block_on(serve(listener, router, stop_requested));
                // Closes the connections that outlived the grace period, so that the port is free before `stopped`.
                drop(runtime);
                let _ = done.send(());
            }
        }
    })?;
    is_ready.await.map_err(|_| io::Error::other("the server thread ended before it was ready"))??;
    Ok(Emulator { url, gateway, stop, stopped })
}

async fn serve(listener: tokio::net::TcpListener, router: axum::Router, stop_requested: oneshot::Receiver<()>) {
    let (stopping, is_stopping) = oneshot::channel::<()>();
    let listener = listener.tap_io(|connection| {
        // Otherwise a response in two segments waits for the client's acknowledgement. If the option cannot be set, the
        // connection is only slower.
        let _ = connection.set_nodelay(true);
    });
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = stop_requested.await;
        drop(stopping);
    });
    // A graceful shutdown alone would wait forever for a request that never ends.
    let grace_period_over = async move {
        let _ = is_stopping.await;
        sleep(SHUTDOWN_GRACE_PERIOD).await;
    };
    tokio::select! {
        _ = server => {}
        () = grace_period_over => {}
    }
}
