//! The certificates of servers, and which clients trust them.

use tencloud_tests::{Authority, Certificate};

/// The certificate that a server presents.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServerCertificate {
    None,
    Valid,
    OtherName,
    Expired,
    UnknownRoot,
}

/// The authority that clients trust, and the certificates of the servers.
pub(crate) struct Trust {
    authority: Authority,
    valid: Certificate,
    other_name: Certificate,
    expired: Certificate,
}

impl Trust {
    pub(crate) fn new() -> Self {
        let authority = Authority::new().unwrap();
        Trust {
            valid: authority.certify("127.0.0.1", 2199).unwrap(),
            other_name: authority.certify("elsewhere.example", 2199).unwrap(),
            expired: authority.certify("127.0.0.1", 2001).unwrap(),
            authority,
        }
    }

    pub(crate) fn certificate_for(&self, certificate: ServerCertificate) -> Option<Certificate> {
        Some(match certificate {
            ServerCertificate::None => return None,
            ServerCertificate::Valid | ServerCertificate::UnknownRoot => self.valid.clone(),
            ServerCertificate::OtherName => self.other_name.clone(),
            ServerCertificate::Expired => self.expired.clone(),
        })
    }

    /// Returns an HTTP client that trusts the test's authority, or `None` to use the SDK's own, which trusts the system's.
    pub(crate) fn client_for(&self, certificate: ServerCertificate) -> Option<reqwest::Client> {
        if matches!(certificate, ServerCertificate::None | ServerCertificate::UnknownRoot) {
            return None;
        }
        let tls = self.authority.client_config().unwrap();
        Some(reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap())
    }
}
