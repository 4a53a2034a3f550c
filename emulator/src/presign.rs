//! Presigned URLs: anyone who has one can download the file until the URL expires.

use std::time::Duration;

use subtle::ConstantTimeEq;

use crate::{
    digest::{hex, hmac_sha256},
    time::Time,
};

/// How long a URL is valid, as documented for backup downloads.
pub(crate) const LIFETIME: Duration = Duration::from_secs(6 * 3600);

/// Signs URLs, and verifies URLs that it signed.
pub(crate) struct UrlSigner {
    base_url: String,
    key: u128,
}

/// The reason why a URL was rejected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UrlError {
    /// It was not signed here, or it has been modified since then.
    InvalidSignature,
    /// It is older than [`LIFETIME`].
    Expired,
}

impl UrlSigner {
    pub(crate) fn new(base_url: &str, key: u128) -> Self {
        Self { base_url: base_url.to_owned(), key }
    }

    /// Returns the presigned URL of a path.
    pub(crate) fn sign(&self, path: &str, now: Time) -> String {
        let expires = (now + LIFETIME).seconds();
        format!("{}{path}?expires={expires}&sign={}", self.base_url, self.signature(path, expires))
    }

    /// Checks the query of a presigned URL. The signature is checked first, so that the expiry of a forged URL is not
    /// reported.
    pub(crate) fn verify(&self, path: &str, query: &str, now: Time) -> Result<(), UrlError> {
        let (expires, signature) = query
            .strip_prefix("expires=")
            .and_then(|rest| rest.split_once("&sign="))
            .and_then(|(expires, signature)| Some((expires.parse().ok()?, signature)))
            .ok_or(UrlError::InvalidSignature)?;
        if !bool::from(self.signature(path, expires).as_bytes().ct_eq(signature.as_bytes())) {
            return Err(UrlError::InvalidSignature);
        }
        if now.seconds() >= expires { Err(UrlError::Expired) } else { Ok(()) }
    }

    fn signature(&self, path: &str, expires: u64) -> String {
        hex(&hmac_sha256(&self.key.to_be_bytes(), format!("{path}\n{expires}").as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_valid_only_for_its_path_and_until_it_expires() {
        let (signer, now) = (UrlSigner::new("http://host", 7), Time::from_seconds(1_000));
        let url = signer.sign("/backups/a.rdb", now);
        let query = url.strip_prefix("http://host/backups/a.rdb?").unwrap();
        let just_before = now + (LIFETIME - Duration::from_secs(1));
        let invalid = Err(UrlError::InvalidSignature);
        for (path, query, at, expect) in [
            ("/backups/a.rdb", query.to_owned(), now, &Ok(())),
            ("/backups/a.rdb", query.to_owned(), just_before, &Ok(())),
            ("/backups/a.rdb", query.to_owned(), now + LIFETIME, &Err(UrlError::Expired)),
            ("/backups/b.rdb", query.to_owned(), now, &invalid),
            ("/backups/a.rdb", query.replace("expires=2", "expires=3"), now, &invalid),
            ("/backups/a.rdb", format!("{query}0"), now, &invalid),
            ("/backups/a.rdb", String::new(), now, &invalid),
            ("/backups/a.rdb", "expires=x&sign=y".into(), now, &invalid),
        ] {
            assert_eq!(&signer.verify(path, &query, at), expect, "{path}?{query}");
        }
    }
}
