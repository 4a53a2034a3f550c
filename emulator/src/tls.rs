//! TLS with a certificate that is made at start.
//!
//! The key of the authority that signs it is dropped at once: whoever trusts the authority trusts this emulator only.

mod listener;

use std::{io, sync::Arc, time::Duration};

use axum::serve::Listener;
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use self::listener::TlsListener;
use crate::time::Time;

/// How long the server's certificate is valid before and after it is made. macOS accepts at most 825 days in total.
const VALID_BEFORE: u64 = 30 * 24 * 3600;
const VALID_AFTER: u64 = 365 * 24 * 3600;

/// A server's certificate, and the certificate of the authority that signed it.
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    ca_certificate: String,
}

impl Tls {
    /// Makes certificates. The names are the host names and addresses under which clients reach the server.
    pub(crate) fn new(names: Vec<String>, now: Time) -> io::Result<Self> {
        let (chain, key, ca_certificate) = certify(names, now.seconds()).map_err(io::Error::other)?;
        // Chosen here, so that it does not matter which providers the rest of the program has.
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![chain.into()], key))
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), ca_certificate })
    }

    /// Returns the authority's certificate, in PEM format.
    pub(crate) fn ca_certificate(&self) -> &str {
        &self.ca_certificate
    }

    /// Accepts TLS connections from a listener for TCP connections.
    pub(crate) fn listen<L: Listener<Io = TcpStream>>(self, tcp: L) -> TlsListener<L> {
        TlsListener { tcp, acceptor: self.acceptor }
    }
}

/// Returns the server's certificate, its key, and the authority's certificate.
fn certify(names: Vec<String>, now: u64) -> Result<(Vec<u8>, PrivateKeyDer<'static>, String), rcgen::Error> {
    let mut authority = parameters(Vec::new(), "tencloud-emulator: made at start, for tests")?;
    (authority.not_before, authority.not_after) = (date_time_ymd(1975, 1, 1), date_time_ymd(4096, 1, 1));
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = KeyPair::generate()?;
    let ca_certificate = pem(authority.self_signed(&key)?.der());
    let issuer = Issuer::new(authority, key);

    let mut server = parameters(names, "tencloud-emulator")?;
    let date = |seconds| date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds);
    (server.not_before, server.not_after) = (date(now.saturating_sub(VALID_BEFORE)), date(now + VALID_AFTER));
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Python 3.13 insists on it.
    server.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let certificate = server.signed_by(&key, &issuer)?.der().to_vec();
    Ok((certificate, PrivatePkcs8KeyDer::from(key.serialize_der()).into(), ca_certificate))
}

fn parameters(names: Vec<String>, common_name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(names)?;
    parameters.distinguished_name.push(DnType::CommonName, common_name);
    Ok(parameters)
}

/// Encodes a certificate in PEM format.
fn pem(certificate: &[u8]) -> String {
    let encoded = STANDARD.encode(certificate);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_checked(64).unwrap_or((rest, ""));
        pem.extend([line, "\n"]);
        rest = after;
    }
    pem + "-----END CERTIFICATE-----\n"
}
