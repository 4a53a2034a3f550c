//! TLS with rustls.

use std::error::Error;
use std::io;
use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// Returns the TLS configuration, which uses the system's root certificates. A client that sends only plain `http` gets
/// none.
pub(super) fn config(is_plain: bool) -> Result<ClientConfig, String> {
    let provider = crypto_provider().ok_or(
        "TLS has no cryptography provider; enable the feature tls-aws-lc-rs or tls-ring of tencloud, or install a \
         process-wide rustls provider",
    )?;
    let failed = |error| {
        format!(
            "TLS could not be set up: {error}; install the system's CA certificates (the package ca-certificates), or \
             set an HTTP client with Config::builder().http_client(…)"
        )
    };
    let builder =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(failed)?;
    Ok(if is_plain {
        builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
    } else {
        builder.with_platform_verifier().map_err(failed)?.with_no_client_auth()
    })
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

/// Returns whether the server's certificate was the reason why no connection was made.
pub(super) fn is_untrusted(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // `source` does not return the error that an I/O error wraps.
        let wrapped = error.downcast_ref().and_then(io::Error::get_ref);
        next = wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| error.source());
    }
    false
}
