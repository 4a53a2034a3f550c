//! Accounts and their permanent key pairs.

use serde::{Deserialize, Serialize};

use crate::secret::Secret;

/// The account to which credentials belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountId {
    /// The number that resources and responses name the account by.
    pub(crate) app_id: i64,
    /// The number that users name the account by.
    pub(crate) uin: u64,
}

/// A key pair that is valid as long as the emulator runs.
#[derive(Clone, Debug)]
pub(crate) struct KeyPair {
    pub(crate) secret_id: String,
    pub(crate) secret_key: Secret,
    /// Set if the credentials pass for temporary ones: every request must contain it.
    pub(crate) token: Option<Secret>,
}

/// An account in addition to the one that every emulator has: see [`Builder::account`](crate::Builder::account).
///
/// ```
/// # use tencloud_emulator::Account;
/// let other = Account::new(100_000_000_002).key_pair("AKIDother", "a-key").sub_account(100_000_000_003, "AKIDsub", "b-key");
/// ```
#[derive(Clone, Debug)]
pub struct Account {
    pub(super) uin: u64,
    pub(super) app_id: Option<i64>,
    /// The uin of the user, who is the main account or a sub-account, and the key pair.
    pub(super) key_pairs: Vec<(u64, KeyPair)>,
}

impl Account {
    /// Describes an account by its uin, as role ARNs contain it. Without a key pair, it can be reached only through its
    /// roles.
    pub fn new(uin: u64) -> Self {
        Self { uin, app_id: None, key_pairs: Vec::new() }
    }

    /// Sets the AppId, which responses contain. Default: the next after that of the previous account. Has no effect if
    /// an account with this uin exists.
    #[must_use]
    pub fn app_id(mut self, app_id: i64) -> Self {
        self.app_id = Some(app_id);
        self
    }

    /// Adds a key pair of the main account.
    #[must_use]
    pub fn key_pair(self, secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        let uin = self.uin;
        self.sub_account(uin, secret_id, secret_key)
    }

    /// Adds a key pair of a sub-account, by the uin of the sub-account. It has the same instances as the account.
    #[must_use]
    pub fn sub_account(mut self, uin: u64, secret_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        let key_pair = KeyPair { secret_id: secret_id.into(), secret_key: Secret::new(secret_key), token: None };
        self.key_pairs.push((uin, key_pair));
        self
    }
}
