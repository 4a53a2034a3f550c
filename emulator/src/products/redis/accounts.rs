//! Accounts: add, change, delete, set passwords and password rules.

mod passwords;

use super::handler::Handler;

pub(super) use passwords::password;

pub(super) const ACTIONS: &[(&str, Handler)] = &[];
