//! Configuring and starting an emulator.

use std::{
    error::Error,
    fmt,
    io::{self, Write as _},
    net::{IpAddr, Ipv4Addr, TcpListener},
    path::PathBuf,
};

use crate::{
    auth::{Account, KeyPair, KeyRing},
    body::Bodies,
    catalog::Catalog,
    clock::{Clock, ManualClock},
    data_plane::DataPlane,
    durations::Durations,
    emulator::{self, Emulator},
    faults::Faults,
    gateway::{Gateway, Observer},
    history::History,
    ids::Ids,
    instance::{Instance, InstanceError},
    master_keys::MasterKeys,
    oddities::Oddities,
    presign::UrlSigner,
    rate_limits::RateLimits,
    request_log::RequestLog,
    saving::SavedState,
    secret::Secret,
    state_file::{StateFile, StateFileError},
    tls::Tls,
    url::BaseUrl,
};

/// The key pair of the documentation's examples. It belongs to no account of the cloud.
const EXAMPLE_SECRET_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const EXAMPLE_SECRET_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

impl Emulator {
    /// Returns a builder that configures and starts an emulator.
    ///
    /// In a test, start an emulator, pass its URL and credentials to the code under test, and check the outcome:
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use tencloud_emulator::{Durations, Emulator, RequestLog};
    ///
    /// # struct Settings { endpoint_url: String, secret_id: String, secret_key: String }
    /// # async fn nightly_backup(settings: Settings) { drop(settings) }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), tencloud_emulator::StartError> {
    /// let failed = Arc::new(Mutex::new(Vec::new()));
    /// let failures = Arc::clone(&failed);
    /// let emulator = Emulator::builder()
    ///     .durations(Durations::instant()) // nothing to wait for
    ///     .rate_limits(false) // tests are faster than the documented rates
    ///     .observer(move |request: &RequestLog| {
    ///         if request.error.is_some() {
    ///             failures.lock().unwrap().push(request.to_string());
    ///         }
    ///     })
    ///     .start()
    ///     .await?;
    ///
    /// // The code under test.
    /// nightly_backup(Settings {
    ///     endpoint_url: emulator.url().to_owned(),
    ///     secret_id: emulator.secret_id().to_owned(),
    ///     secret_key: emulator.secret_key().to_owned(),
    /// })
    /// .await;
    ///
    /// assert!(failed.lock().unwrap().is_empty(), "{failed:?}");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Each emulator has its own port and its own state, so tests can run in parallel. It stops when it is dropped at
    /// the end of the test.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

/// Configures and starts an [`Emulator`]; returned by [`Emulator::builder`].
#[must_use = "an emulator runs only after `start`"]
pub struct Builder {
    address: IpAddr,
    port: u16,
    /// Where clients reach the emulator, if that is not its address.
    url: Option<String>,
    tls: bool,
    credentials: KeyPair,
    accounts: Vec<Account>,
    durations: Durations,
    clock: Clock,
    rate_limits: bool,
    observer: Option<Observer>,
    instances: Vec<Instance>,
    oddities: Option<u64>,
    state_file: Option<PathBuf>,
    data_plane: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            url: None,
            tls: false,
            credentials: KeyPair {
                secret_id: EXAMPLE_SECRET_ID.into(),
                secret_key: Secret::new(EXAMPLE_SECRET_KEY),
                token: None,
            },
            accounts: Vec::new(),
            durations: Durations::default(),
            clock: Clock::default(),
            rate_limits: true,
            observer: None,
            instances: Vec::new(),
            oddities: None,
            state_file: None,
            data_plane: false,
        }
    }
}

impl Builder {
    /// Sets the address to listen on. Default: 127.0.0.1. With 0.0.0.0, other machines and containers can connect; set
    /// the [`url`](Self::url) under which they do.
    pub fn address(mut self, address: IpAddr) -> Self {
        self.address = address;
        self
    }

    /// Sets the port to listen on. Default: 0, which picks a free port; see [`Emulator::url`].
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the URL under which clients reach the emulator, such as `http://emulator:9021` in a network of containers.
    /// [`Emulator::url`] and the download links of backups begin with it. Default: the scheme, address and port on which
    /// it listens, with 127.0.0.1 for 0.0.0.0.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Serves https instead of http, with a certificate for `localhost`, 127.0.0.1, the address to listen on, and the
    /// host of the [`url`](Self::url). It is made at start; clients must trust [`Emulator::ca_certificate`]. Default:
    /// `false`.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, enabled: bool) -> Self {
        self.tls = enabled;
        self
    }

    /// Sets the key pair whose signatures are accepted. Default: the example key pair of Tencent Cloud's documentation,
    /// which [`Emulator::secret_id`] and [`Emulator::secret_key`] return. It belongs to the main account 100000000001,
    /// whose roles are `qcs::cam::uin/100000000001:roleName/` with any name.
    pub fn key_pair(mut self, secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.credentials.secret_id = secret_id.into();
        self.credentials.secret_key = Secret::new(secret_key);
        self
    }

    /// Makes the credentials temporary: every request must also contain this token. By default there is no token, and a
    /// request that contains one is rejected.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.credentials.token = Some(Secret::new(token));
        self
    }

    /// Adds an account, whose instances others do not see, or key pairs of the account that exists with its uin. Default:
    /// one account, 100000000001. Rate limits apply to each account.
    pub fn account(mut self, account: Account) -> Self {
        self.accounts.push(account);
        self
    }

    /// Sets how long tasks, orders and the start of an instance take. Default: [`Durations::default`].
    pub fn durations(mut self, durations: Durations) -> Self {
        self.durations = durations;
        self
    }

    /// Replaces the system's clock with one that the test advances. Default: the system's clock.
    pub fn clock(mut self, clock: ManualClock) -> Self {
        self.clock = clock.into();
        self
    }

    /// Sets whether calls that exceed the documented rate are rejected (`RequestLimitExceeded`). Default: `true`.
    pub fn rate_limits(mut self, enforced: bool) -> Self {
        self.rate_limits = enforced;
        self
    }

    /// Sets a function that is called for each request, before its response is sent. Default: none.
    ///
    /// The function runs in the server's thread: while it blocks, the emulator responds to no one. If this method is
    /// called again, the new function replaces the old one.
    pub fn observer(mut self, observer: impl Fn(&RequestLog) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Adds an instance that is running from the start. Default: none.
    pub fn instance(mut self, instance: Instance) -> Self {
        self.instances.push(instance);
        self
    }

    /// Makes responses odd as the service's own samples are: numbers and booleans as strings, strings as numbers, null and
    /// missing fields. Clients that decode leniently, as `tencloud` does, lose nothing: what disappears is empty, or the spec
    /// allows that it does. The seed decides which fields are odd in which call of an action. Default: responses conform to
    /// the spec.
    pub fn oddities(mut self, seed: u64) -> Self {
        self.oddities = Some(seed);
        self
    }

    /// Keeps the state in a file: whatever a response has reported is in it before the response is sent. An emulator that
    /// starts with the file later, also after the process has been killed, continues with it. Default: none.
    ///
    /// The file has everything that calls and the control plane change, including faults and the clock, but neither the
    /// log of requests nor the data of Redis servers. Temporary credentials and download links stay valid. It has the keys
    /// from which these are derived, so only this user can read it. Instances of [`instance`](Self::instance) are added to
    /// a new file only. One emulator at a time can use a file; a file beside it with the suffix `.lock` ensures that,
    /// and [`Emulator::shutdown`] waits until the next one can.
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Runs a real Redis server for each running instance, on 127.0.0.1 and the port that `DescribeInstances` returns, with
    /// the instance's password. Backups are RDB files of the server's data. The servers end with the emulator, also if its
    /// process is killed. It needs `redis-server` 6.2 or later in `PATH` and a Unix system. Default: `false`.
    #[cfg(feature = "data-plane")]
    pub fn data_plane(mut self, enabled: bool) -> Self {
        self.data_plane = enabled;
        self
    }

    /// Starts the emulator. Once this returns, it accepts requests.
    ///
    /// # Errors
    ///
    /// - [`StartError::PortInUse`]: another program is listening on the port.
    /// - [`StartError::InvalidUrl`]: the URL under which clients reach the emulator is not one.
    /// - [`StartError::Io`]: the system did not provide a port, a thread, an event loop or random numbers.
    /// - [`StartError::UnknownAction`]: there are durations for an action that does not exist.
    /// - [`StartError::SecretIdInUse`]: two key pairs have the same secret id.
    /// - [`StartError::Instance`]: an instance could not have been ordered, or two have the same id.
    /// - [`StartError::StateFile`]: the file of [`state_file`](Self::state_file) cannot be used.
    /// - [`StartError::DataPlane`]: there is no `redis-server`, and the instances are to have servers.
    /// - [`StartError::Spec`]: the embedded spec cannot be read, which is a bug.
    pub async fn start(self) -> Result<Emulator, StartError> {
        let catalog = Catalog::embedded().map_err(|error| StartError::Spec(error.to_string()))?;
        if let Some(action) = self.durations.actions().find(|action| catalog.action(action).is_none()) {
            return Err(StartError::UnknownAction(action.to_owned()));
        }
        let ids = Ids::new();
        let listener = TcpListener::bind((self.address, self.port)).map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => StartError::PortInUse(self.port),
            _ => StartError::Io(error),
        })?;
        let mut address = listener.local_addr()?;
        if address.ip().is_unspecified() {
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let url = self.url.unwrap_or_else(|| format!("{}://{address}", if self.tls { "https" } else { "http" }));
        let url = BaseUrl::parse(&url).ok_or(StartError::InvalidUrl(url))?;
        let tls = if self.tls {
            let names = ["localhost", "127.0.0.1", "::1", &address.ip().to_string(), url.host()];
            let mut names = names.map(str::to_owned).to_vec();
            names.sort();
            names.dedup();
            // Clients check certificates with their own clocks, and not with the one that a test advances.
            Some(Tls::new(names, Clock::default().now())?)
        } else {
            None
        };
        let (state_file, state) = self.state_file.map(open).transpose()?.unzip();
        let state = state.flatten();
        let created_at = self.clock.now();
        let master_keys = state.as_ref().map_or_else(|| MasterKeys::new(&ids, created_at), SavedState::keys);
        let keys = KeyRing::new(self.credentials, self.accounts, master_keys.temporary_keys(), master_keys.created_at);
        let data_plane = match self.data_plane {
            true => Some(DataPlane::start(&ids).map_err(StartError::DataPlane)?),
            false => None,
        };
        let gateway = Gateway {
            catalog,
            bodies: Bodies::new(emulator::TIME_LIMIT),
            keys: keys.map_err(StartError::SecretIdInUse)?,
            clock: self.clock,
            durations: self.durations,
            rate_limits: RateLimits::new(self.rate_limits),
            urls: UrlSigner::new(url.as_str(), master_keys.urls()),
            master_keys,
            ids,
            faults: Faults::default(),
            oddities: self.oddities.map(Oddities::new),
            products: Default::default(),
            data_plane,
            state_file,
            observer: self.observer,
            history: History::default(),
            instances: self.instances,
        };
        match state {
            Some(state) => gateway.restore(state),
            None => gateway.reset()?,
        }
        gateway.save()?;
        Ok(emulator::launch(listener, url, tls, gateway).await?)
    }
}

/// Opens a state file. Returns the state in it, if there is one.
fn open(path: PathBuf) -> Result<(StateFile, Option<SavedState>), StateFileError> {
    let (file, content) = StateFile::open(&path)?;
    if let Some(note) = file.note() {
        let _ = writeln!(io::stderr(), "warning: {note}");
    }
    let state = content.map(SavedState::parse).transpose();
    Ok((file, state.map_err(|problem| StateFileError::Unreadable { file: path, problem })?))
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            address,
            port,
            url,
            tls,
            credentials,
            accounts,
            durations,
            clock,
            rate_limits,
            observer: _,
            instances,
            oddities,
            state_file,
            data_plane,
        } = self;
        f.debug_struct("Builder")
            .field("address", address)
            .field("port", port)
            .field("url", url)
            .field("tls", tls)
            .field("credentials", credentials)
            .field("accounts", accounts)
            .field("durations", durations)
            .field("clock", clock)
            .field("rate_limits", rate_limits)
            .field("instances", &instances.len())
            .field("oddities", oddities)
            .field("state_file", state_file)
            .field("data_plane", data_plane)
            .finish_non_exhaustive()
    }
}

/// The error of [`Builder::start`].
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// Another program is listening on this port.
    PortInUse(u16),
    /// This is not the URL of a server: see [`Builder::url`].
    InvalidUrl(String),
    /// There are [durations](Durations::of) for an action that does not exist.
    UnknownAction(String),
    /// Two key pairs have this secret id.
    SecretIdInUse(String),
    /// An instance of [`Builder::instance`] could not have been ordered, or two have the same id.
    Instance(InstanceError),
    /// The file of [`Builder::state_file`] cannot be used.
    StateFile(StateFileError),
    /// The data plane cannot start: `redis-server` is not in `PATH`. See `Builder::data_plane`.
    DataPlane(io::Error),
    /// The embedded spec cannot be read. The string contains the file and the error.
    Spec(String),
    /// The system did not provide a port, a thread, an event loop or random numbers.
    Io(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortInUse(port) => write!(
                f,
                "port {port} is in use: stop the program that listens there, or choose another port (0 picks a free one)"
            ),
            Self::InvalidUrl(url) => {
                write!(f, "invalid URL `{url}`: expected a scheme, a host and a port, such as http://emulator:9021")
            }
            Self::UnknownAction(action) => write!(f, "the emulator has no action `{action}`: see `Durations::of`"),
            Self::SecretIdInUse(id) => write!(f, "two key pairs have the secret id `{id}`"),
            Self::Instance(error) => write!(f, "cannot add an instance: {error}"),
            Self::StateFile(error) => error.fmt(f),
            Self::DataPlane(error) => write!(
                f,
                "cannot run `redis-server` ({error}): install it, such as Debian's package redis-server, or do without a data plane"
            ),
            Self::Spec(error) => write!(f, "cannot read the embedded spec: {error}"),
            Self::Io(error) => write!(f, "cannot start the server: {error}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(error) | Self::DataPlane(error) => Some(error),
            Self::StateFile(error) => error.source(),
            Self::PortInUse(_)
            | Self::InvalidUrl(_)
            | Self::UnknownAction(_)
            | Self::SecretIdInUse(_)
            | Self::Instance(_)
            | Self::Spec(_) => None,
        }
    }
}

impl From<InstanceError> for StartError {
    fn from(error: InstanceError) -> Self {
        Self::Instance(error)
    }
}

impl From<StateFileError> for StartError {
    fn from(error: StateFileError) -> Self {
        Self::StateFile(error)
    }
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
