//! TLS with rustls.

use std::sync::{Arc, Mutex, PoisonError};

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::task::spawn_blocking;
use tokio_rustls::TlsConnector;

use super::error::ConnectFailure;
use super::io::Io;

/// The configuration that all connections of the program share: reading the system's root certificates is slow, and 200
/// configurations need them only once. It is read when the first `https` host is called.
static SHARED: Mutex<Option<SharedConfig>> = Mutex::new(None);

struct SharedConfig {
    provider: Arc<CryptoProvider>,
    config: Arc<ClientConfig>,
}

/// Starts TLS on a connection to a host.
pub(super) async fn secure(io: impl Io + 'static, host: &str) -> Result<Box<dyn Io>, ConnectFailure> {
    let name = ServerName::try_from(host.trim_start_matches('[').trim_end_matches(']').to_owned())
        .map_err(|error| ConnectFailure::Unusable(format!("{host} cannot be the name of a server: {error}")))?;
    // Read files outside the async runtime.
    let config = match ready() {
        Some(config) => config,
        None => spawn_blocking(config)
            .await
            .map_err(|error| ConnectFailure::Network(Arc::new(error)))?
            .map_err(ConnectFailure::Unusable)?,
    };
    let stream = TlsConnector::from(config).connect(name, io).await;
    stream.map(|stream| Box::new(stream) as _).map_err(|error| ConnectFailure::Network(Arc::new(error)))
}

/// Returns the shared configuration, if it has been read.
fn ready() -> Option<Arc<ClientConfig>> {
    let shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    let shared = shared.as_ref()?;
    // The program may have installed another provider since then.
    let is_current = CryptoProvider::get_default().is_none_or(|installed| Arc::ptr_eq(installed, &shared.provider));
    is_current.then(|| shared.config.clone())
}

/// Returns the TLS configuration, which uses the system's root certificates.
fn config() -> Result<Arc<ClientConfig>, String> {
    if let Some(config) = ready() {
        return Ok(config);
    }
    let provider = crypto_provider().ok_or(NO_PROVIDER)?;
    let failed = |error| {
        format!(
            "TLS could not be set up: {error}; install the system's CA certificates (the package ca-certificates), or \
             set an HTTP client with Config::builder().http_client(…)"
        )
    };
    let config = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)
        .map_err(failed)?
        .with_no_client_auth();
    let config = Arc::new(config);
    *SHARED.lock().unwrap_or_else(PoisonError::into_inner) = Some(SharedConfig { provider, config: config.clone() });
    Ok(config)
}

const NO_PROVIDER: &str = "TLS has no cryptography provider; enable the feature tls-aws-lc-rs or tls-ring of tencloud, \
                           or install a process-wide rustls provider";

/// Checks whether this program can call `https` at all; the error contains the fix.
pub(crate) fn check() -> Result<(), &'static str> {
    crypto_provider().map(drop).ok_or(NO_PROVIDER)
}

/// Returns the process-wide provider if the program has installed one, otherwise that of the enabled feature.
fn crypto_provider() -> Option<Arc<CryptoProvider>> {
    let installed = CryptoProvider::get_default().cloned();
    #[cfg(feature = "tls-aws-lc-rs")]
    let provider = installed.or_else(|| Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider())));
    #[cfg(all(feature = "tls-ring", not(feature = "tls-aws-lc-rs")))]
    let provider = installed.or_else(|| Some(Arc::new(rustls::crypto::ring::default_provider())));
    #[cfg(not(any(feature = "tls-ring", feature = "tls-aws-lc-rs")))]
    let provider = installed;
    provider
}
