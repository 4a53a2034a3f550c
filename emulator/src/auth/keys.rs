//! All credentials that the emulator accepts.

use std::iter;

use super::{
    account::{Account, AccountId, KeyPair},
    caller::{Caller, Identity},
    temporary::{Issuer, TemporaryKeys, TokenError},
};
use crate::{error::ApiError, secret::Secret, time::Time};

/// The account that every emulator has.
const FIRST_ACCOUNT: AccountId = AccountId { app_id: 1_250_000_000, uin: 100_000_000_001 };

/// The accounts, their key pairs, and what issues temporary credentials.
#[derive(Debug)]
pub(crate) struct KeyRing {
    /// The key pair of the first account that clients use by default.
    first: KeyPair,
    /// The others.
    more: Vec<PermanentKey>,
    accounts: Vec<AccountId>,
    issuer: Issuer,
    created_at: Time,
}

#[derive(Debug)]
struct PermanentKey {
    account: AccountId,
    user: u64,
    key_pair: KeyPair,
}

/// The credentials that a request names.
pub(super) enum Key<'a> {
    Permanent { account: AccountId, user: u64, key_pair: &'a KeyPair },
    Temporary { secret_id: String, secret_key: Secret },
}

impl Key<'_> {
    pub(super) fn secret_key(&self) -> &Secret {
        match self {
            Self::Permanent { key_pair, .. } => &key_pair.secret_key,
            Self::Temporary { secret_key, .. } => secret_key,
        }
    }
}

impl KeyRing {
    /// `first` belongs to the account that every emulator has. `random` makes temporary credentials unpredictable.
    /// Returns a secret id as an error if two key pairs have it.
    pub(crate) fn new(
        first: KeyPair,
        accounts: Vec<Account>,
        random: [u128; 2],
        created_at: Time,
    ) -> Result<Self, String> {
        let issuer = Issuer::new(random);
        let mut ring = Self { first, more: Vec::new(), accounts: vec![FIRST_ACCOUNT], issuer, created_at };
        for account in accounts {
            let id = ring.account(account.uin).unwrap_or_else(|| ring.add(account.uin, account.app_id));
            for (user, key_pair) in account.key_pairs {
                if ring.permanent().any(|(_, _, other)| other.secret_id == key_pair.secret_id) {
                    return Err(key_pair.secret_id);
                }
                ring.more.push(PermanentKey { account: id, user, key_pair });
            }
        }
        Ok(ring)
    }

    /// Creates a ring with one key pair.
    #[cfg(test)]
    pub(crate) fn for_tests(secret_id: &str, secret_key: &str) -> Self {
        let key_pair = KeyPair { secret_id: secret_id.into(), secret_key: Secret::new(secret_key), token: None };
        Self::new(key_pair, Vec::new(), [1, 2], Time::from_seconds(0)).unwrap()
    }

    fn add(&mut self, uin: u64, app_id: Option<i64>) -> AccountId {
        let last = self.accounts.last().map_or(FIRST_ACCOUNT.app_id, |account| account.app_id);
        let id = AccountId { app_id: app_id.unwrap_or(last.saturating_add(1)), uin };
        self.accounts.push(id);
        id
    }

    /// Returns the key pair that clients use by default.
    pub(crate) fn first(&self) -> &KeyPair {
        &self.first
    }

    /// Returns the caller that signs with that key pair.
    pub(crate) fn first_caller(&self) -> Caller {
        let identity = Identity::User { uin: FIRST_ACCOUNT.uin };
        Caller { account: FIRST_ACCOUNT, identity, is_temporary: self.first.token.is_some() }
    }

    /// Returns the account with this uin.
    pub(crate) fn account(&self, uin: u64) -> Option<AccountId> {
        self.accounts.iter().copied().find(|account| account.uin == uin)
    }

    /// Returns when the permanent key pairs were created.
    pub(crate) fn created_at(&self) -> Time {
        self.created_at
    }

    /// Returns the secret ids of the permanent credentials of a user: a main account or a sub-account.
    pub(crate) fn ids_of(&self, account: AccountId, user: u64) -> impl Iterator<Item = &str> {
        let is_listed = move |(owner, uin, key_pair): &(AccountId, u64, &KeyPair)| {
            (*owner, *uin) == (account, user) && key_pair.token.is_none()
        };
        self.permanent().filter(is_listed).map(|(_, _, key_pair)| key_pair.secret_id.as_str())
    }

    /// Returns whether an account has a user with this uin: itself, or a sub-account.
    pub(crate) fn has_user(&self, account: AccountId, user: u64) -> bool {
        user == account.uin || self.permanent().any(|(owner, uin, _)| (owner, uin) == (account, user))
    }

    /// Issues temporary credentials. `random` makes them differ from all others.
    pub(crate) fn issue(&self, account: AccountId, identity: Identity, expires: Time, random: u128) -> TemporaryKeys {
        self.issuer.issue(account, identity, expires, random)
    }

    /// Finds the credentials with a secret id.
    pub(super) fn find(&self, secret_id: &str) -> Result<Key<'_>, ApiError> {
        let permanent = self.permanent().find(|(_, _, key_pair)| key_pair.secret_id == secret_id);
        let permanent = permanent.map(|(account, user, key_pair)| Key::Permanent { account, user, key_pair });
        let temporary = || {
            let secret_key = self.issuer.secret_key(secret_id)?;
            Some(Key::Temporary { secret_id: secret_id.to_owned(), secret_key })
        };
        permanent.or_else(temporary).ok_or_else(|| {
            let message = "unknown secret id: the emulator accepts only the key pairs with which it was started, and \
                           temporary credentials that it has issued since then";
            ApiError::new("AuthFailure.SecretIdNotFound", message)
        })
    }

    /// Checks the token of a request whose signature has been verified, and returns the caller. Without the secret key,
    /// a client learns nothing about the token.
    pub(super) fn caller(&self, key: &Key<'_>, token: Option<&str>, now: Time) -> Result<Caller, ApiError> {
        let failure = |message: &str| ApiError::new("AuthFailure.TokenFailure", message);
        let missing = || failure("the credentials are temporary: send their token in `X-TC-Token`");
        let foreign = || failure("`X-TC-Token` is not the token of these credentials");
        match key {
            Key::Permanent { account, user, key_pair } => {
                match (&key_pair.token, token) {
                    (None, None) => {}
                    (Some(token), Some(sent)) if token.matches(sent) => {}
                    (Some(_), None) => return Err(missing()),
                    (Some(_), Some(_)) => return Err(foreign()),
                    (None, Some(_)) => return Err(failure("the credentials have no token: do not send `X-TC-Token`")),
                }
                let identity = Identity::User { uin: *user };
                Ok(Caller { account: *account, identity, is_temporary: key_pair.token.is_some() })
            }
            Key::Temporary { secret_id, .. } => {
                let caller = self.issuer.caller(secret_id, token.ok_or_else(missing)?, now);
                caller.map_err(|error| match error {
                    TokenError::Foreign => foreign(),
                    TokenError::Expired => failure("the temporary credentials have expired: request new ones"),
                })
            }
        }
    }

    /// Returns the account, the user and the key pair of all permanent credentials.
    fn permanent(&self) -> impl Iterator<Item = (AccountId, u64, &KeyPair)> {
        let more = self.more.iter().map(|key| (key.account, key.user, &key.key_pair));
        iter::once((FIRST_ACCOUNT, FIRST_ACCOUNT.uin, &self.first)).chain(more)
    }
}
