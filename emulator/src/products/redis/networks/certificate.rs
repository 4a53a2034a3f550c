//! The certificate that clients download to verify the TLS connections of instances.

use super::zip;
use crate::{
    presign::{Access, LIFETIME},
    products::call::Call,
};

/// The name of the file, as in the official sample.
const FILE: &str = "TencentDB-SSL-CA.zip";

/// A certificate authority without a key: nothing that it could have signed exists.
const CA: &str = include_str!("ca.pem");

/// Returns a presigned URL of the certificate, and when it expires.
pub(super) fn link(call: &Call<'_>) -> (String, String) {
    let path = format!("/certificates/{}/{FILE}", call.region);
    (call.tools.urls.sign(&path, &Access::Anyone, call.now), (call.now + LIFETIME).to_text())
}

/// Returns the content of a file to which such a URL leads.
pub(crate) fn certificate(name: &str) -> Option<Vec<u8>> {
    (name == FILE).then(|| zip::archive("TencentDB-SSL-CA.pem", CA.as_bytes()))
}
