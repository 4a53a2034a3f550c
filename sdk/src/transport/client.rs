//! The HTTP client.

use std::time::Duration;

/// The service closes idle connections after 60 s. Closing them much earlier avoids sending requests on a closing
/// connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The settings of an HTTP client.
pub(crate) struct ClientSettings {
    pub(crate) connect_timeout: Duration,
    /// Whether it sends requests only to this machine or its host, so that a proxy is of no use.
    pub(crate) is_local: bool,
    /// Whether it sends only plain `http`. Such a client needs no TLS: neither the system's root certificates nor
    /// cryptography.
    pub(crate) is_plain: bool,
}

/// Builds the HTTP client that all calls of a configuration share.
pub(crate) fn build_client(settings: &ClientSettings) -> Result<reqwest::Client, String> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(IDLE_TIMEOUT)
        .connect_timeout(settings.connect_timeout);
    #[cfg(feature = "tls")]
    {
        builder = builder.tls_backend_preconfigured(super::tls::config(settings.is_plain)?);
    }
    #[cfg(not(feature = "tls"))]
    if !settings.is_plain {
        return Err(
            "https needs TLS; enable the feature tls-aws-lc-rs or tls-ring of tencloud, or set an HTTP client \
                    with Config::builder().http_client(…)"
                .to_owned(),
        );
    }
    if settings.is_local {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| format!("the HTTP client could not be set up: {error}"))
}
