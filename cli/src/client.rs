//! The SDK's configuration for a call.

use std::net::Ipv4Addr;
use std::time::Duration;

use tencloud::credentials::{Credentials, ProfileCredentials};
use tencloud::{Config, ConfigBuilder, Environment, Language};
use tencloud_emulator::{Emulator, command_line};

use crate::failure::{Exit, Failure};
use crate::interrupt::Sent;
use crate::options::Options;
use crate::sdk_message;
use crate::trace::Trace;

/// Where an emulator listens, unless it is told otherwise.
const EMULATOR: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, command_line::PORT);

/// What to do if a call needs a region and has none.
pub(crate) const SET_REGION: &str =
    "pass --region ap-guangzhou, set TENCENTCLOUD_REGION, or: tencloud config set region ap-guangzhou";

/// A configuration, with the emulator that was started for it.
pub(crate) struct Client {
    pub(crate) config: Config,
    /// Runs for as long as the call.
    pub(crate) emulator: Option<Emulator>,
}

/// Builds the configuration: the options, then the environment, then files.
pub(crate) async fn build(options: &Options, sent: &Sent) -> Result<Client, Failure> {
    let mut builder =
        Config::builder().request_client(concat!("tencloud-cli-", env!("CARGO_PKG_VERSION"))).observer(sent.clone());
    if options.verbose > 0 {
        builder = builder.observer(Trace);
    }
    if let Some(region) = &options.region {
        builder = builder.region(region.as_str());
    }
    if let Some(profile) = &options.profile {
        // It has a region, too, unless a variable sets one.
        let environment = Environment::process().with_variable("TENCENTCLOUD_PROFILE", "");
        let environment = environment.with_variable("TCCLI_PROFILE", profile);
        builder =
            builder.environment(environment.clone()).credentials(ProfileCredentials::new(environment).profile(profile));
    }
    if let Some(endpoint) = &options.endpoint {
        builder = builder.endpoint_url(url_of(endpoint));
    }
    if let Some(language) = &options.language {
        builder = builder.language(self::language(language)?);
    }
    if let Some(timeout) = options.timeout {
        builder = builder.call_timeout(timeout).attempt_timeout(timeout.min(Duration::from_secs(30)));
    }
    let mut emulator = None;
    if options.emulator {
        let url = match is_listening().await {
            true => format!("http://{}:{}", EMULATOR.0, EMULATOR.1),
            false => {
                let started = Emulator::builder().start().await;
                let started = started
                    .map_err(|error| Failure::new(Exit::Other, format!("the emulator cannot be started: {error}")))?;
                builder = builder.credentials(Credentials::new(started.secret_id(), started.secret_key()));
                emulator.insert(started).url().to_owned()
            }
        };
        builder = builder.endpoint_url(url);
        if options.region.is_none() {
            builder = builder.region("ap-guangzhou");
        }
    }
    Ok(Client { config: builder.build()?, emulator })
}

/// Returns whether something listens where the emulator does by default.
async fn is_listening() -> bool {
    tokio::net::TcpStream::connect(EMULATOR).await.is_ok()
}

/// Returns the URL of an endpoint that may be just a host.
pub(crate) fn url_of(endpoint: &str) -> String {
    if endpoint.contains("://") { endpoint.to_owned() } else { format!("https://{endpoint}") }
}

/// Checks a region or an endpoint by itself.
pub(crate) fn check_place(set: impl Fn(ConfigBuilder) -> ConfigBuilder) -> Result<(), Failure> {
    let variables = ["TENCENTCLOUD_REGION", "TENCENTCLOUD_ENDPOINT_URL"];
    let environment =
        variables.iter().fold(Environment::process(), |environment, name| environment.with_variable(*name, ""));
    let checked = set(Config::builder().environment(environment)).build();
    checked.map(drop).map_err(|error| Failure::usage(sdk_message::for_command_line(error.message())))
}

pub(crate) fn language(name: &str) -> Result<Language, Failure> {
    match name.to_ascii_lowercase().as_str() {
        "en-us" | "en" => Ok(Language::English),
        "zh-cn" | "zh" => Ok(Language::Chinese),
        _ => Err(Failure::usage(format!("language: `{name}` is not en-US or zh-CN"))),
    }
}
