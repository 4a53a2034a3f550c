//! Who makes a call.

use serde::{Deserialize, Serialize};

use super::account::AccountId;

/// Who makes a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) account: AccountId,
    pub(crate) identity: Identity,
    /// Whether the credentials are temporary.
    pub(crate) is_temporary: bool,
}

/// What credentials stand for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Identity {
    /// There are no credentials: the action does not require any.
    Anonymous,
    /// The main account or a sub-account.
    User { uin: u64 },
    /// A user after multi-factor authentication.
    MfaSession { uin: u64 },
    /// A user without an account, to whom a user of the account has given credentials.
    FederatedUser { uin: u64, name: String },
    /// A role that someone has assumed.
    Role { arn: String, session: String, requested_by: u64 },
}

impl Caller {
    /// The caller of an action that requires no credentials.
    pub(crate) const ANONYMOUS: Self =
        Self { account: AccountId { app_id: 0, uin: 0 }, identity: Identity::Anonymous, is_temporary: false };

    /// Returns the uin of the main account or sub-account that the credentials go back to.
    pub(crate) fn user(&self) -> u64 {
        match self.identity {
            Identity::User { uin } | Identity::MfaSession { uin } | Identity::FederatedUser { uin, .. } => uin,
            Identity::Role { .. } | Identity::Anonymous => self.account.uin,
        }
    }

    /// Returns whether the caller is the main account itself.
    pub(crate) fn is_main_account(&self) -> bool {
        self.identity == Identity::User { uin: self.account.uin }
    }
}
