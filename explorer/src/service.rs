//! Where calls go: an emulator, or the cloud.

use std::sync::Mutex;

use tencloud::credentials::{Chain, Credentials, EnvironmentCredentials};
use tencloud::{Config, Environment, UntypedClient};
use tencloud_calls::Target;
use tencloud_emulator::{Emulator, Instance};

use crate::control::Control;

/// The region of calls to an emulator, unless the page names another.
const REGION: &str = "ap-guangzhou";

/// The ids and names of the instances that are in the emulator inside the process from the start. The documentation's
/// examples name the first one.
const INSTANCES: [[&str; 2]; 2] = [["crs-5a4py64p", "orders"], ["crs-b6rk7jt2", "sessions"]];

/// The products that the emulator has, with their versions.
pub(crate) const PRODUCTS: [(&str, &str); 2] = [REDIS, ("sts", "2018-08-13")];
pub(crate) const REDIS: (&str, &str) = ("redis", "2018-04-12");

/// The service behind the page.
pub(crate) struct Service {
    config: Config,
    /// What the page does to the emulator besides calling it. `None` for the cloud.
    control: Option<Control>,
    /// The emulator inside this process, until it is shut down.
    embedded: Mutex<Option<Emulator>>,
}

impl Service {
    /// Returns the cloud, as a configuration reaches it.
    pub(crate) fn cloud(config: Config) -> Service {
        Service { config, control: None, embedded: Mutex::new(None) }
    }

    /// Starts an emulator inside this process.
    pub(crate) async fn embedded() -> Result<Service, String> {
        let builder = INSTANCES.into_iter().fold(Emulator::builder(), |builder, [id, name]| {
            builder.instance(Instance::new(id, REGION).with("InstanceName", name))
        });
        let emulator = builder.start().await;
        let emulator = emulator.map_err(|error| format!("the emulator cannot be started: {error}"))?;
        let credentials = Credentials::new(emulator.secret_id(), emulator.secret_key());
        let service = Service::emulator_at(emulator.url(), Some(credentials))?;
        Ok(Service { embedded: Mutex::new(Some(emulator)), ..service })
    }

    /// Uses an emulator that runs already. Its credentials come from the environment, as those of other calls do, or are
    /// those that emulators have by default.
    pub(crate) async fn running(url: &str) -> Result<Service, String> {
        let service = Service::emulator_at(url.trim_end_matches('/'), None)?;
        if let Some(control) = &service.control {
            control.check().await.map_err(|error| format!("{url}: {error}"))?;
        }
        Ok(service)
    }

    fn emulator_at(url: &str, credentials: Option<Credentials>) -> Result<Service, String> {
        let builder = Config::builder().endpoint_url(url).region(REGION).request_client(CLIENT);
        let builder = match credentials {
            Some(credentials) => builder.credentials(credentials),
            None => builder.credentials(of_environment()),
        };
        let config = builder.build().map_err(|error| error.to_string())?;
        Ok(Service { config, control: Some(Control::new(url)?), embedded: Mutex::new(None) })
    }

    /// Returns the control plane of the emulator, unless calls go to the cloud.
    pub(crate) fn emulator(&self) -> Option<&Control> {
        self.control.as_ref()
    }

    /// Returns whether calls go to the cloud.
    pub(crate) fn is_live(&self) -> bool {
        self.control.is_none()
    }

    /// Returns the region of calls that name none.
    pub(crate) fn region(&self) -> Option<&str> {
        self.config.region().map(|region| region.as_str())
    }

    /// Returns the user's own credentials, if there are any: those of calls to the cloud, or of the environment. What an
    /// emulator accepts by default is no secret.
    pub(crate) async fn own_credentials(&self) -> Option<Credentials> {
        let used = self.config.credentials().await.ok()?;
        let is_example = (used.secret_id(), used.secret_key().expose()) == EXAMPLE && used.token().is_none();
        (self.is_live() || !is_example).then_some(used)
    }

    /// Returns the client of an action's product, for a region if it is not the configured one.
    pub(crate) fn client(&self, target: Target, region: Option<&str>) -> UntypedClient {
        let client = target.client(&self.config);
        match region {
            Some(region) => client.with_options(tencloud::Options::new().region(region)),
            None => client,
        }
    }

    /// Stops the emulator inside this process, if there is one.
    pub(crate) async fn shutdown(&self) {
        let embedded = self.embedded.lock().ok().and_then(|mut embedded| embedded.take());
        if let Some(emulator) = embedded {
            emulator.shutdown().await;
        }
    }
}

/// Returns the credentials of the environment, or else those that emulators accept by default. Profiles and roles are for
/// the cloud: no emulator gets what they sign.
fn of_environment() -> Chain {
    let environment = EnvironmentCredentials::new(Environment::process());
    Chain::new(vec![Box::new(environment), Box::new(Credentials::new(EXAMPLE.0, EXAMPLE.1))])
}

/// The example of the documentation.
pub(crate) const EXAMPLE: (&str, &str) = ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");

/// How calls of the page name their program.
const CLIENT: &str = concat!("tencloud-explorer-", env!("CARGO_PKG_VERSION"));
