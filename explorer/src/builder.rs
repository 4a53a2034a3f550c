//! Starts and stops an explorer.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::{fmt, io};

use tencloud::Config;
use tencloud_calls::{Version, codes};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::access::Access;
use crate::app::App;
use crate::assets;
use crate::consent::Consents;
use crate::history::History;
use crate::host::Host;
use crate::routes;
use crate::service::Service;

/// The settings of an explorer that has not been started.
#[derive(Debug, Default)]
#[must_use]
pub struct Builder {
    port: u16,
    emulator_url: Option<String>,
    live: Option<Config>,
}

impl Builder {
    /// Sets the port. 0, the default, takes any that is free.
    pub fn port(mut self, port: u16) -> Builder {
        self.port = port;
        self
    }

    /// Calls an emulator that runs already, such as `http://127.0.0.1:9021`. The default starts one inside the process.
    pub fn emulator_url(mut self, url: impl Into<String>) -> Builder {
        self.emulator_url = Some(url.into());
        self
    }

    /// Calls the cloud, as configured, in place of an emulator. Writes then ask for consent.
    pub fn live(mut self, config: Config) -> Builder {
        self.live = Some(config);
        self
    }

    /// Starts the explorer.
    ///
    /// # Errors
    ///
    /// The port is taken, the emulator cannot be started or reached, or its URL is wrong.
    pub async fn start(self) -> Result<Explorer, StartError> {
        let service = match (self.live, self.emulator_url) {
            (Some(config), _) => Service::cloud(config),
            (None, Some(url)) => Service::running(&url).await.map_err(StartError)?,
            (None, None) => Service::embedded().await.map_err(StartError)?,
        };
        tokio::task::spawn_blocking(read_ahead);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await;
        let listener = listener.map_err(|error| StartError::port(self.port, &error))?;
        let address = listener.local_addr().map_err(|error| StartError::port(self.port, &error))?;
        let access = Access::new(address.port());
        let access = access.map_err(|error| StartError(format!("there are no random numbers: {error}")))?;
        let url = format!("http://{address}/open?token={}", access.link());
        let app = App {
            access,
            host: Host::of(address.port()),
            service,
            history: History::default(),
            consents: Consents::default(),
        };
        let app = Arc::new(app);
        let (stop, stopped) = oneshot::channel::<()>();
        let router = routes::router(Arc::clone(&app));
        let task = tokio::spawn(async move {
            let end = async { drop(stopped.await) };
            // Errors of connections are not reported here: they end the connection.
            drop(axum::serve(listener, router).with_graceful_shutdown(end).await);
        });
        Ok(Explorer { url, address, app, stop, task })
    }
}

/// Reads what the first pages need, so that no one waits for it: the names of all actions, the meaning of error codes, and
/// the product of the story on the first page.
fn read_ahead() {
    assets::INDEX.path();
    // Whoever asks for them later gets the error.
    drop(codes::known());
    drop(Version::find("redis", None).and_then(Version::read));
}

/// An explorer that runs. When it is dropped, it goes on for as long as the runtime.
pub struct Explorer {
    url: String,
    address: SocketAddr,
    app: Arc<App>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Explorer {
    /// Returns the settings of a new explorer.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Returns the link that opens the page. It contains a token: whoever has it can use the page.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the address on which the explorer listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the URL of the emulator that calls go to, or `None` if they go to the cloud.
    pub fn emulator_url(&self) -> Option<&str> {
        self.app.service.emulator().map(|control| control.url())
    }

    /// Stops the explorer, and an emulator that it has started. Connections in use are closed.
    pub async fn shutdown(self) {
        drop(self.stop);
        self.task.abort();
        drop(self.task.await);
        self.app.service.shutdown().await;
    }
}

/// Shows the address alone: the link contains a token.
impl fmt::Debug for Explorer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Explorer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Why an explorer was not started.
#[derive(Debug)]
pub struct StartError(String);

impl StartError {
    fn port(port: u16, error: &io::Error) -> StartError {
        StartError(format!("port {port} of 127.0.0.1 cannot be used: {error}"))
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}
