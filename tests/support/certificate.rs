//! Valid and invalid certificates, generated on demand.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// A certificate authority. Only clients configured to do so trust it.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
}

/// The certificate and private key of a server.
#[derive(Clone, Debug)]
pub struct Certificate(Arc<rustls::ServerConfig>);

impl Authority {
    /// Creates an authority with its own key.
    ///
    /// # Errors
    ///
    /// If no random numbers are available.
    pub fn new() -> Result<Self, Error> {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate()?;
        let root = parameters.self_signed(&key)?.der().clone();
        Ok(Authority { issuer: Issuer::new(parameters, key), root })
    }

    /// Issues a certificate for a host name or address, valid until the end of a year.
    ///
    /// # Errors
    ///
    /// If the name is not allowed in a certificate.
    pub fn certify(&self, host: &str, last_year: i32) -> Result<Certificate, Error> {
        let key = KeyPair::generate()?;
        let mut parameters = CertificateParams::new([host.to_owned()])?;
        parameters.not_before = date_time_ymd(2000, 1, 1);
        parameters.not_after = date_time_ymd(last_year, 12, 31);
        let certificate = parameters.signed_by(&key, &self.issuer)?.der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = rustls::ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)?;
        Ok(Certificate(Arc::new(config)))
    }

    /// Returns the TLS configuration of a client that trusts only this authority.
    ///
    /// # Errors
    ///
    /// If the authority's own certificate is malformed.
    pub fn client_config(&self) -> Result<rustls::ClientConfig, Error> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.root.clone())?;
        let config = rustls::ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    }
}

impl Certificate {
    pub(crate) fn into_acceptor(self) -> TlsAcceptor {
        TlsAcceptor::from(self.0)
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}
