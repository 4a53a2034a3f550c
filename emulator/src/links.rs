//! Links to files: who has the link may download until it expires.

use std::time::Duration;

use subtle::ConstantTimeEq;

use crate::{
    digest::{hex, hmac_sha256},
    time::Time,
};

/// How long the documentation promises a link to work.
pub(crate) const LIFETIME: Duration = Duration::from_secs(6 * 3600);

/// Makes links below one URL, and knows its own again.
pub(crate) struct Links {
    base: String,
    key: u128,
}

/// Why a link opens nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It was not made here, or was changed since.
    Forged,
    /// It is older than [`LIFETIME`].
    Expired,
}

impl Links {
    pub(crate) fn new(base: &str, key: u128) -> Self {
        Self { base: base.to_owned(), key }
    }

    /// The link to a path.
    pub(crate) fn make(&self, path: &str, now: Time) -> String {
        let expires = (now + LIFETIME).seconds();
        format!("{}{path}?expires={expires}&sign={}", self.base, self.sign(path, expires))
    }

    /// Whether the query is that of a link to the path which still holds.
    pub(crate) fn check(&self, path: &str, query: &str, now: Time) -> Result<(), Refusal> {
        let (expires, sign) = query
            .strip_prefix("expires=")
            .and_then(|rest| rest.split_once("&sign="))
            .and_then(|(expires, sign)| Some((expires.parse().ok()?, sign)))
            .ok_or(Refusal::Forged)?;
        if !bool::from(self.sign(path, expires).as_bytes().ct_eq(sign.as_bytes())) {
            return Err(Refusal::Forged);
        }
        if now.seconds() >= expires { Err(Refusal::Expired) } else { Ok(()) }
    }

    fn sign(&self, path: &str, expires: u64) -> String {
        hex(&hmac_sha256(&self.key.to_be_bytes(), format!("{path}\n{expires}").as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_for_its_path_and_time_only() {
        let (links, now) = (Links::new("http://host", 7), Time::from_seconds(1_000));
        let link = links.make("/backups/a.rdb", now);
        let query = link.strip_prefix("http://host/backups/a.rdb?").unwrap();
        let just_before = now + (LIFETIME - Duration::from_secs(1));
        for (path, query, at, expect) in [
            ("/backups/a.rdb", query.to_owned(), now, Ok(())),
            ("/backups/a.rdb", query.to_owned(), just_before, Ok(())),
            ("/backups/a.rdb", query.to_owned(), now + LIFETIME, Err(Refusal::Expired)),
            ("/backups/b.rdb", query.to_owned(), now, Err(Refusal::Forged)),
            ("/backups/a.rdb", query.replace("expires=2", "expires=3"), now, Err(Refusal::Forged)),
            ("/backups/a.rdb", format!("{query}0"), now, Err(Refusal::Forged)),
            ("/backups/a.rdb", String::new(), now, Err(Refusal::Forged)),
            ("/backups/a.rdb", "expires=x&sign=y".into(), now, Err(Refusal::Forged)),
        ] {
            assert_eq!(links.check(path, &query, at), expect, "{path}?{query}");
        }
    }
}
