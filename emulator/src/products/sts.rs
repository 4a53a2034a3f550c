//! Security Token Service.
//!
//! Each topic of the spec has a file with its actions and a table of them. There is no state: the emulator recognizes the
//! credentials that it has issued, and has every role, identity provider and MFA device of its accounts.

mod arn;
mod handler;
mod identity;
mod issue;
mod mfa;
mod names;
mod policy;
mod reasons;
mod roles;
mod sessions;
mod web_identity;

use self::{handler::Handler, reasons::Reason};
use crate::{
    params::{Params, Violation},
    products::call::{Call, Outcome},
};

/// The actions of each topic.
const TOPICS: [&[(&str, Handler)]; 3] = [roles::ACTIONS, sessions::ACTIONS, identity::ACTIONS];

/// Executes an action. Returns `None` if the action is not implemented.
pub(super) fn execute(call: &Call<'_>, params: Params<'_>) -> Option<Outcome> {
    handler(&call.action.action).map(|handler| handler(call, params))
}

/// Returns the codes of a value that the spec does not allow.
pub(super) fn violation_codes(parameter: &str, violation: Violation) -> &'static [&'static str] {
    match (parameter, violation) {
        ("DurationSeconds", Violation::TooHigh) => Reason::Duration.codes(),
        _ => Reason::Parameter.codes(),
    }
}

#[cfg(test)]
pub(super) fn has_behavior(action: &str) -> bool {
    handler(action).is_some()
}

fn handler(action: &str) -> Option<Handler> {
    TOPICS.into_iter().flatten().find(|(name, _)| *name == action).map(|(_, handler)| *handler)
}
