//! A running emulator and its thread.

use std::{
    error::Error,
    fmt, io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
    time::Duration,
};

use axum::serve::ListenerExt as _;
use serde_json::Value;
use tokio::{runtime, sync::oneshot, time::sleep};

use crate::{
    control::Guard,
    faults::{Fault, FaultError},
    gateway::Gateway,
    http,
    instance::{Instance, InstanceError},
    request_log::RequestLog,
    server,
    tls::Tls,
    url::BaseUrl,
};

/// How long a connection may be idle, and how long the head and the body of a request may take.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(60);

/// How often the servers of instances follow what has happened without a call.
const SETTLE_INTERVAL: Duration = Duration::from_millis(50);

/// A running emulator: create one with [`Emulator::builder`].
///
/// It stops when it is dropped. [`Emulator::shutdown`] also finishes the requests that are in progress.
///
/// The server has its own thread, so it responds even while the caller's runtime is blocked.
pub struct Emulator {
    url: BaseUrl,
    address: SocketAddr,
    ca_certificate: Option<String>,
    gateway: Arc<Gateway>,
    /// Dropping this stops the server.
    stop: oneshot::Sender<()>,
    /// Completes when the server has stopped.
    stopped: oneshot::Receiver<()>,
}

impl Emulator {
    /// Returns the URL of the API: `http://127.0.0.1:` followed by the port, unless the builder has set it.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Returns the address on which the emulator listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the certificate of the authority that clients must trust, in PEM format, or `None` unless `Builder::tls`
    /// is on.
    pub fn ca_certificate(&self) -> Option<&str> {
        self.ca_certificate.as_deref()
    }

    /// Returns the secret id with which requests must be signed.
    pub fn secret_id(&self) -> &str {
        &self.gateway.keys.first().secret_id
    }

    /// Returns the secret key with which requests must be signed.
    pub fn secret_key(&self) -> &str {
        self.gateway.keys.first().secret_key.expose()
    }

    /// Makes the next calls of an action fail, or delays their responses: see [`Fault`]. Each call of this method adds a
    /// fault; the faults of an action occur in the order in which they were added.
    ///
    /// # Errors
    ///
    /// If the action does not exist, if it does not document the error code, if the HTTP status is no error, or if no
    /// call is affected.
    pub fn inject(&self, fault: Fault) -> Result<(), FaultError> {
        self.gateway.faults.inject(fault, &self.gateway.catalog)?;
        self.gateway.save_or_log();
        Ok(())
    }

    /// Removes the faults that have not occurred yet.
    pub fn clear_faults(&self) {
        self.gateway.faults.clear();
        self.gateway.save_or_log();
    }

    /// Adds an instance that is running.
    ///
    /// # Errors
    ///
    /// If the instance could not have been ordered, or if there is another one with its id.
    pub fn add_instance(&self, instance: &Instance) -> Result<(), InstanceError> {
        self.gateway.add_instance(instance)?;
        self.gateway.save_or_log();
        Ok(())
    }

    /// Returns everything to how it was at the start: instances and all other state, clock, faults, rate limits, and the
    /// log of requests. A [`ManualClock`](crate::ManualClock) keeps its time.
    ///
    /// # Errors
    ///
    /// If an instance of [`Builder::instance`](crate::Builder::instance) can no longer be added, which is a bug.
    pub fn reset(&self) -> Result<(), InstanceError> {
        self.gateway.reset()?;
        self.gateway.save_or_log();
        Ok(())
    }

    /// Returns the state as JSON, for [`Emulator::load`]. It contains no passwords, only their digests; its format can
    /// change with every release.
    ///
    /// # Errors
    ///
    /// If the state cannot be written as JSON, which is a bug.
    pub fn state(&self) -> Result<Value, StateError> {
        self.gateway.state().map_err(|error| StateError::new(error.to_string()))
    }

    /// Replaces the state with one that [`Emulator::state`] has returned, of this emulator or of another one.
    ///
    /// # Errors
    ///
    /// If it is not such a state, or one of another release. Nothing has changed then.
    pub fn load(&self, state: Value) -> Result<(), StateError> {
        self.gateway.load(state).map_err(StateError::new)?;
        self.gateway.save_or_log();
        Ok(())
    }

    /// Advances the clock, in addition to the time that passes: tasks end, backups and download links expire.
    ///
    /// Requests that clients sign with their own time are still accepted.
    pub fn advance(&self, duration: Duration) {
        self.gateway.clock.advance(duration);
        self.gateway.save_or_log();
    }

    /// Stops the clock, or lets it go on from the time that it shows.
    pub fn freeze(&self, frozen: bool) {
        self.gateway.clock.freeze(frozen);
        self.gateway.save_or_log();
    }

    /// Sets whether calls that exceed the documented rate are rejected, as [`Builder::rate_limits`](crate::Builder) does.
    pub fn enforce_rate_limits(&self, enforced: bool) {
        self.gateway.rate_limits.enforce(enforced);
        self.gateway.save_or_log();
    }

    /// Returns the log of the latest 10,000 requests, the oldest first.
    pub fn requests(&self) -> Vec<RequestLog> {
        self.gateway.history.all()
    }

    /// Stops the emulator: accepts no more connections, finishes the requests that are in progress, and returns when
    /// the port is free. Requests that take longer than 3 seconds are aborted.
    pub async fn shutdown(self) {
        drop(self.stop);
        // An error means that the thread has already ended, which is just as good.
        let _ = self.stopped.await;
    }
}

/// The error of [`Emulator::load`]. [`Display`](fmt::Display) names what cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError {
    message: String,
}

impl StateError {
    fn new(message: String) -> Self {
        Self { message }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read the state: {}", self.message)
    }
}

impl Error for StateError {}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("url", &self.url()).finish_non_exhaustive()
    }
}

/// Starts the server in its own thread. Returns once it accepts connections.
pub(crate) async fn launch(
    listener: TcpListener,
    url: BaseUrl,
    tls: Option<Tls>,
    gateway: Gateway,
) -> io::Result<Emulator> {
    let gateway = Arc::new(gateway);
    let (ready, is_ready) = oneshot::channel();
    let (stop, stop_requested) = oneshot::channel();
    let (done, stopped) = oneshot::channel();
    let router = http::router(Arc::clone(&gateway), Guard::new(url.host()));
    // The thread itself keeps no gateway: its state file must be free before `stopped`.
    let gateway_of_servers = gateway.data_plane.is_some().then(|| Arc::clone(&gateway));
    let address = listener.local_addr()?;
    let ca_certificate = tls.as_ref().map(|tls| tls.ca_certificate().to_owned());
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
                if let Some(gateway) = gateway_of_servers {
                    runtime.spawn(settle_regularly(gateway));
                }
                let listener = listener.tap_io(|connection| {
                    // Otherwise a response in two segments waits for the client's acknowledgement. If the option cannot
                    // be set, the connection is only slower.
                    let _ = connection.set_nodelay(true);
                });
                match tls {
                    Some(tls) => {
                        runtime.block_on(server::serve(tls.listen(listener), router, TIME_LIMIT, stop_requested));
                    }
                    None => runtime.block_on(server::serve(listener, router, TIME_LIMIT, stop_requested)),
                }
                // Closes the connections that outlived the grace period, so that the port is free before `stopped`.
                drop(runtime);
                let _ = done.send(());
            }
        }
    })?;
    is_ready.await.map_err(|_| io::Error::other("the server thread ended before it was ready"))??;
    Ok(Emulator { url, address, ca_certificate, gateway, stop, stopped })
}

/// Applies what has happened even without calls: servers start, and backups contain the data of their time.
async fn settle_regularly(gateway: Arc<Gateway>) {
    loop {
        sleep(SETTLE_INTERVAL).await;
        gateway.settle_data_plane();
    }
}
