//! How an emulator is set up and started.

use std::{
    error::Error,
    fmt, io,
    net::{Ipv4Addr, TcpListener},
};

use crate::{
    auth::KeyPair,
    catalog::Catalog,
    clock::{Clock, ManualClock},
    durations::Durations,
    emulator::{self, Emulator},
    faults::Faults,
    gateway::{Gateway, Observer},
    ids::Ids,
    links::Links,
    rate::Rates,
    secret::Secret,
    served::Served,
};

/// The key pair of the documentation's examples: no account has it.
const EXAMPLE_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
const EXAMPLE_KEY: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

/// Sets up an [`Emulator`]; made by [`Emulator::builder`].
#[must_use = "an emulator runs only once it is started"]
pub struct Builder {
    port: u16,
    keys: KeyPair,
    durations: Durations,
    clock: Clock,
    rate_limits: bool,
    observer: Option<Observer>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            port: 0,
            keys: KeyPair { id: EXAMPLE_ID.into(), key: Secret::new(EXAMPLE_KEY), token: None },
            durations: Durations::default(),
            clock: Clock::default(),
            rate_limits: true,
            observer: None,
        }
    }
}

impl Builder {
    /// The port to listen on at 127.0.0.1. 0, the default, takes one that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The only key pair whose signatures are accepted. By default the one of the documentation's examples.
    pub fn key_pair(mut self, secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.keys.id = secret_id.into();
        self.keys.key = Secret::new(secret_key);
        self
    }

    /// Makes the key pair a temporary one: every request must show this token. There is none by default.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.keys.token = Some(Secret::new(token));
        self
    }

    /// How long work takes.
    pub fn durations(mut self, durations: Durations) -> Self {
        self.durations = durations;
        self
    }

    /// Lets a test decide what time it is, in place of the system.
    pub fn clock(mut self, clock: ManualClock) -> Self {
        self.clock = Clock::Manual(clock);
        self
    }

    /// Whether calls that come faster than the documentation allows are refused. They are by default.
    pub fn rate_limits(mut self, enforced: bool) -> Self {
        self.rate_limits = enforced;
        self
    }

    /// Is told of every request that has been answered, in the thread of the server.
    pub fn observer(mut self, observer: impl Fn(&Served) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Starts the emulator. It can be called once this returns.
    ///
    /// # Errors
    ///
    /// When the port is taken, or the system gives no port or no thread.
    pub async fn start(self) -> Result<Emulator, StartError> {
        let catalog = Catalog::embedded().map_err(|error| StartError::Spec(error.to_string()))?;
        let ids = Ids::new();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => StartError::PortTaken(self.port),
            _ => StartError::System(error),
        })?;
        let url = format!("http://{}", listener.local_addr()?);
        let gateway = Gateway {
            catalog,
            keys: self.keys,
            clock: self.clock,
            durations: self.durations,
            rates: self.rate_limits.then(Rates::default),
            links: Links::new(&url, ids.number()),
            ids,
            faults: Faults::default(),
            products: Default::default(),
            observer: self.observer,
        };
        Ok(emulator::launch(listener, url, gateway).await?)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { port, keys, durations, clock, rate_limits, observer: _ } = self;
        f.debug_struct("Builder")
            .field("port", port)
            .field("keys", keys)
            .field("durations", durations)
            .field("clock", clock)
            .field("rate_limits", rate_limits)
            .finish_non_exhaustive()
    }
}

/// Why an emulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// Another program listens on the port.
    PortTaken(u16),
    /// The embedded spec cannot be read; the text names the file.
    Spec(String),
    /// The system refused something that a server needs.
    System(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortTaken(port) => write!(
                f,
                "port {port} of 127.0.0.1 is taken by another program: stop that program or choose another port (0 takes a free one)"
            ),
            Self::Spec(fault) => write!(f, "the emulator was built from a spec that it cannot read: {fault}"),
            Self::System(error) => write!(f, "the system does not let the emulator serve: {error}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::System(error) => Some(error),
            Self::PortTaken(_) | Self::Spec(_) => None,
        }
    }
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}
