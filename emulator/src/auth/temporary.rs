//! Temporary credentials. None are stored: the secret id proves that it was issued here, the secret key is derived from
//! it, and the token contains whom the credentials belong to and until when.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde::{Deserialize, Serialize};

use super::{
    account::AccountId,
    caller::{Caller, Identity},
};
use crate::{
    digest::{hex, hmac_sha256},
    secret::Secret,
    time::Time,
};

const PREFIX: &str = "AKID";

/// Temporary credentials, as their owner receives them.
pub(crate) struct TemporaryKeys {
    pub(crate) secret_id: String,
    pub(crate) secret_key: String,
    pub(crate) token: String,
}

/// Issues temporary credentials, and recognizes those that it issued.
#[derive(Debug)]
pub(super) struct Issuer {
    /// Whoever knows it can make credentials.
    master: Secret,
}

/// What a token contains.
#[derive(Serialize, Deserialize)]
struct Claims {
    account: AccountId,
    identity: Identity,
    /// In seconds since 1970.
    expires: u64,
}

/// Why a token is not valid.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TokenError {
    /// It belongs to other credentials, or has been modified.
    Foreign,
    Expired,
}

impl Issuer {
    pub(super) fn new(random: [u128; 2]) -> Self {
        let [first, second] = random;
        Self { master: Secret::new(format!("{first:032x}{second:032x}")) }
    }

    /// `random` makes the credentials differ from all others.
    pub(super) fn issue(&self, account: AccountId, identity: Identity, expires: Time, random: u128) -> TemporaryKeys {
        let random = format!("{random:032x}");
        let secret_id = format!("{PREFIX}{random}{}", self.proof(&random));
        let claims = Claims { account, identity, expires: expires.seconds() };
        // Serializing cannot fail: the keys of all objects are strings.
        let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).unwrap_or_default());
        let token = format!("{claims}.{}", self.seal(&secret_id, &claims).expose());
        TemporaryKeys { secret_key: self.key_of(&secret_id).expose().to_owned(), secret_id, token }
    }

    /// Returns the secret key of a secret id, or `None` if the id was not issued here.
    pub(super) fn secret_key(&self, secret_id: &str) -> Option<Secret> {
        let (random, proof) = secret_id.strip_prefix(PREFIX)?.split_at_checked(32)?;
        Secret::new(self.proof(random)).matches(proof).then(|| self.key_of(secret_id))
    }

    /// Returns the caller to whom the credentials with this secret id and token belong.
    pub(super) fn caller(&self, secret_id: &str, token: &str, now: Time) -> Result<Caller, TokenError> {
        let (claims, seal) = token.split_once('.').ok_or(TokenError::Foreign)?;
        if !self.seal(secret_id, claims).matches(seal) {
            return Err(TokenError::Foreign);
        }
        let claims = URL_SAFE_NO_PAD.decode(claims).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let Claims { account, identity, expires } = claims.ok_or(TokenError::Foreign)?;
        if now.seconds() >= expires {
            return Err(TokenError::Expired);
        }
        Ok(Caller { account, identity, is_temporary: true })
    }

    fn proof(&self, random: &str) -> String {
        hex(&self.derive("id", random)).chars().take(32).collect()
    }

    fn key_of(&self, secret_id: &str) -> Secret {
        Secret::new(STANDARD.encode(self.derive("key", secret_id)))
    }

    fn seal(&self, secret_id: &str, claims: &str) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(self.derive("token", &format!("{secret_id}\n{claims}"))))
    }

    fn derive(&self, purpose: &str, from: &str) -> [u8; 32] {
        hmac_sha256(self.master.expose().as_bytes(), format!("{purpose}\n{from}").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: AccountId = AccountId { app_id: 1, uin: 2 };

    #[test]
    fn only_what_was_issued_is_recognized() {
        let (issuer, other) = (Issuer::new([1, 2]), Issuer::new([1, 3]));
        let issue = |random| issuer.issue(ACCOUNT, Identity::User { uin: 2 }, Time::from_seconds(10), random);
        let (keys, others) = (issue(1), issue(2));
        assert_eq!(keys.secret_id.len(), 68);
        assert_eq!(issuer.secret_key(&keys.secret_id).unwrap().expose(), keys.secret_key);
        assert_ne!(keys.secret_key, others.secret_key);
        assert!(other.secret_key(&keys.secret_id).is_none());
        for id in ["", "AKID", "AKIDä", &keys.secret_id[..67], &keys.secret_id.replace("AKID0", "AKID1")] {
            assert!(issuer.secret_key(id).is_none(), "{id}");
        }
        let caller = |id: &str, token: &str, now| issuer.caller(id, token, Time::from_seconds(now));
        let owner = Caller { account: ACCOUNT, identity: Identity::User { uin: 2 }, is_temporary: true };
        assert_eq!(caller(&keys.secret_id, &keys.token, 9), Ok(owner));
        assert_eq!(caller(&keys.secret_id, &keys.token, 10), Err(TokenError::Expired));
        for token in ["", ".", "a.b", &others.token, &format!("x{}", keys.token), &format!("{}x", keys.token)] {
            assert_eq!(caller(&keys.secret_id, token, 9), Err(TokenError::Foreign), "{token}");
        }
        assert!(!format!("{issuer:?}").contains("01"));
    }
}
