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
    /// The key pair that clients use by default, of the account that every emulator has.
    first: PermanentKey,
    more: Vec<PermanentKey>,
    accounts: Vec<AccountId>,
    issuer: Issuer,
    created_at: Time,
}

#[derive(Debug)]
pub(super) struct PermanentKey {
    account: AccountId,
    /// The uin of the main account or of a sub-account.
    user: u64,
    key_pair: KeyPair,
}

/// The credentials that a request names.
pub(super) enum Key<'a> {
    Permanent(&'a PermanentKey),
    Temporary { secret_id: String, secret_key: Secret },
}

impl Key<'_> {
    pub(super) fn secret_key(&self) -> &Secret {
        match self {
            Self::Permanent(key) => &key.key_pair.secret_key,
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
        let first = PermanentKey { account: FIRST_ACCOUNT, user: FIRST_ACCOUNT.uin, key_pair: first };
        let issuer = Issuer::new(random);
        let mut ring = Self { first, more: Vec::new(), accounts: vec![FIRST_ACCOUNT], issuer, created_at };
        for Account { uin, app_id, key_pairs } in accounts {
            let account = ring.add(uin, app_id);
            for (user, key_pair) in key_pairs {
                if ring.permanent().any(|key| key.key_pair.secret_id == key_pair.secret_id) {
                    return Err(key_pair.secret_id);
                }
                ring.more.push(PermanentKey { account, user, key_pair });
            }
        }
        Ok(ring)
    }

    /// Creates a ring with one key pair.
    #[cfg(any(test, fuzzing))]
    #[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
    pub(crate) fn for_tests(secret_id: &str, secret_key: &str) -> Self {
        let key_pair = KeyPair { secret_id: secret_id.into(), secret_key: Secret::new(secret_key), token: None };
        Self::new(key_pair, Vec::new(), [1, 2], Time::from_seconds(0)).unwrap()
    }

    /// Adds an account, unless there is one with this uin.
    fn add(&mut self, uin: u64, app_id: Option<i64>) -> AccountId {
        self.account(uin).unwrap_or_else(|| {
            let last = self.accounts.last().map_or(FIRST_ACCOUNT.app_id, |account| account.app_id);
            let id = AccountId { app_id: app_id.unwrap_or(last.saturating_add(1)), uin };
            self.accounts.push(id);
            id
        })
    }

    /// Returns the key pair that clients use by default.
    pub(crate) fn first(&self) -> &KeyPair {
        &self.first.key_pair
    }

    /// Returns the caller that signs with that key pair.
    pub(crate) fn first_caller(&self) -> Caller {
        self.first.caller()
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
        let of_user = self.permanent().filter(move |key| (key.account, key.user) == (account, user));
        of_user.map(|key| &key.key_pair).filter(|pair| pair.token.is_none()).map(|pair| pair.secret_id.as_str())
    }

    /// Returns whether an account has a user with this uin: itself, or a sub-account.
    pub(crate) fn has_user(&self, account: AccountId, user: u64) -> bool {
        user == account.uin || self.permanent().any(|key| (key.account, key.user) == (account, user))
    }

    /// Issues temporary credentials. `random` makes them differ from all others.
    pub(crate) fn issue(&self, account: AccountId, identity: Identity, expires: Time, random: u128) -> TemporaryKeys {
        self.issuer.issue(account, identity, expires, random)
    }

    /// Finds the credentials with a secret id.
    pub(super) fn find(&self, secret_id: &str) -> Result<Key<'_>, ApiError> {
        let permanent = self.permanent().find(|key| key.key_pair.secret_id == secret_id).map(Key::Permanent);
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
            Key::Permanent(key) => match (&key.key_pair.token, token) {
                (None, None) => Ok(key.caller()),
                (Some(token), Some(sent)) if token.matches(sent) => Ok(key.caller()),
                (Some(_), None) => Err(missing()),
                (Some(_), Some(_)) => Err(foreign()),
                (None, Some(_)) => Err(failure("the credentials have no token: do not send `X-TC-Token`")),
            },
            Key::Temporary { secret_id, .. } => {
                let caller = self.issuer.caller(secret_id, token.ok_or_else(missing)?, now);
                caller.map_err(|error| match error {
                    TokenError::Foreign => foreign(),
                    TokenError::Expired => failure("the temporary credentials have expired: request new ones"),
                })
            }
        }
    }

    fn permanent(&self) -> impl Iterator<Item = &PermanentKey> {
        iter::once(&self.first).chain(&self.more)
    }
}

impl PermanentKey {
    fn caller(&self) -> Caller {
        let identity = Identity::User { uin: self.user };
        Caller { account: self.account, identity, is_temporary: self.key_pair.token.is_some() }
    }
}
