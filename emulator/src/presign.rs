//! Presigned URLs: anyone who has one can download the file until the URL expires.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

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

/// From where a URL can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Anyone,
    Nobody,
    /// From these addresses.
    Only(Vec<Ipv4Addr>),
    /// From all addresses except these.
    AllBut(Vec<Ipv4Addr>),
}

/// The reason why a URL was rejected.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum UrlError {
    /// It was not signed here, or it has been modified since then.
    InvalidSignature,
    /// It is older than [`LIFETIME`].
    Expired,
    /// It cannot be used from the client's address.
    WrongNetwork,
}

impl Access {
    /// Parses the output of [`Access::fmt`].
    fn parse(text: &str) -> Option<Self> {
        let (kind, addresses) = text.split_once(':')?;
        let addresses = addresses.split(',').filter(|address| !address.is_empty());
        let addresses = addresses.map(|address| address.parse().ok()).collect::<Option<_>>()?;
        match kind {
            "in" => Some(Access::Only(addresses)),
            "not" => Some(Access::AllBut(addresses)),
            _ => None,
        }
    }

    fn allows(&self, client: IpAddr) -> bool {
        let among = |addresses: &[Ipv4Addr]| addresses.iter().any(|address| client.to_canonical() == *address);
        match self {
            Access::Anyone => true,
            Access::Nobody => false,
            Access::Only(addresses) => among(addresses),
            Access::AllBut(addresses) => !among(addresses),
        }
    }
}

/// Writes the part of the query, which is empty for [`Access::Anyone`].
impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, addresses) = match self {
            Access::Anyone => return Ok(()),
            Access::Nobody => ("in", &[][..]),
            Access::Only(addresses) => ("in", addresses.as_slice()),
            Access::AllBut(addresses) => ("not", addresses.as_slice()),
        };
        let addresses: Vec<_> = addresses.iter().map(Ipv4Addr::to_string).collect();
        write!(f, "&from={kind}:{}", addresses.join(","))
    }
}

impl UrlSigner {
    pub(crate) fn new(base_url: &str, key: u128) -> Self {
        Self { base_url: base_url.to_owned(), key }
    }

    /// Returns the presigned URL of a path.
    pub(crate) fn sign(&self, path: &str, access: &Access, now: Time) -> String {
        let terms = format!("expires={}{access}", (now + LIFETIME).seconds());
        format!("{}{path}?{terms}&sign={}", self.base_url, self.signature(path, &terms))
    }

    /// Checks the query of a presigned URL. The signature is checked first, so that the expiry of a forged URL is not
    /// reported.
    pub(crate) fn verify(&self, path: &str, query: &str, client: IpAddr, now: Time) -> Result<(), UrlError> {
        let (terms, signature) = query.split_once("&sign=").ok_or(UrlError::InvalidSignature)?;
        if !bool::from(self.signature(path, terms).as_bytes().ct_eq(signature.as_bytes())) {
            return Err(UrlError::InvalidSignature);
        }
        let (expires, access) = terms.split_once("&from=").map_or((terms, None), |(first, from)| (first, Some(from)));
        let expires: Option<u64> = expires.strip_prefix("expires=").and_then(|seconds| seconds.parse().ok());
        let access = access.map_or(Some(Access::Anyone), Access::parse);
        match expires.zip(access) {
            None => Err(UrlError::InvalidSignature),
            Some((expires, _)) if now.seconds() >= expires => Err(UrlError::Expired),
            Some((_, access)) if !access.allows(client) => Err(UrlError::WrongNetwork),
            Some(_) => Ok(()),
        }
    }

    fn signature(&self, path: &str, terms: &str) -> String {
        hex(&hmac_sha256(&self.key.to_be_bytes(), format!("{path}\n{terms}").as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_valid_only_for_its_path_and_until_it_expires() {
        let (signer, now) = (UrlSigner::new("http://host", 7), Time::from_seconds(1_000));
        let url = signer.sign("/backups/a.rdb", &Access::Anyone, now);
        let client = Ipv4Addr::LOCALHOST.into();
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
            assert_eq!(&signer.verify(path, &query, client, at), expect, "{path}?{query}");
        }
    }

    #[test]
    fn a_url_can_be_limited_to_addresses() {
        let (signer, now) = (UrlSigner::new("http://host", 7), Time::from_seconds(1_000));
        let (local, other) = (Ipv4Addr::LOCALHOST, Ipv4Addr::new(10, 1, 0, 13));
        let mapped = IpAddr::V6(local.to_ipv6_mapped());
        for (access, client, expect) in [
            (Access::Nobody, local.into(), Err(UrlError::WrongNetwork)),
            (Access::Only(vec![other, local]), local.into(), Ok(())),
            (Access::Only(vec![other, local]), mapped, Ok(())),
            (Access::Only(vec![other]), local.into(), Err(UrlError::WrongNetwork)),
            (Access::AllBut(vec![other]), local.into(), Ok(())),
            (Access::AllBut(vec![local]), mapped, Err(UrlError::WrongNetwork)),
        ] {
            let url = signer.sign("/a", &access, now);
            let query = url.strip_prefix("http://host/a?").unwrap();
            assert_eq!(signer.verify("/a", query, client, now), expect, "{url}");
            assert_eq!(
                signer.verify("/a", &query.replace("from=", "from=not:"), client, now),
                Err(UrlError::InvalidSignature)
            );
        }
    }
}
