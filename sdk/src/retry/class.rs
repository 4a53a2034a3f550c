//! What a failed attempt says about whether the service has acted: what no policy can overrule.

use crate::action::Effect;

/// What a failed attempt says about whether the service has acted, and so about trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryClass {
    /// It will fail again the same way.
    Permanent,
    /// Not done, and worth another attempt.
    NotExecuted,
    /// Not done because the rate was exceeded: worth another attempt, but not at once.
    Throttled,
    /// Not done because this machine's clock is off.
    ClockSkew,
    /// Not done because the keys are no longer accepted.
    CredentialsRejected,
    /// Nobody knows whether it was done; the failure may pass.
    OutcomeUnknown,
    /// Nobody knows whether it was done, and another attempt would fail the same way.
    OutcomeUnknownPermanent,
}

impl RetryClass {
    /// Judges the service's refusal by its code. Sub-codes count like their parent.
    pub(crate) fn classify_code(code: &str) -> RetryClass {
        let parent = code.split('.').next().unwrap_or_default();
        match (parent, code) {
            ("RequestLimitExceeded", _) => RetryClass::Throttled,
            (_, "AuthFailure.SignatureExpire") => RetryClass::ClockSkew,
            (_, "AuthFailure.TokenFailure" | "AuthFailure.SecretIdNotFound") => RetryClass::CredentialsRejected,
            ("InternalError" | "ServiceUnavailable", _) => RetryClass::OutcomeUnknown,
            _ => RetryClass::Permanent,
        }
    }

    /// Judges a reply that is not the API's by its HTTP status.
    pub(crate) fn classify_status(status: u16) -> RetryClass {
        match status {
            429 => RetryClass::Throttled,
            // Cut off on its way, or given by a gateway: whether the service behind it acted is open.
            200..=299 | 500..=599 => RetryClass::OutcomeUnknown,
            _ => RetryClass::Permanent,
        }
    }

    /// Whether an action with this effect may be sent again.
    pub(crate) fn allows_retry(self, effect: Effect) -> bool {
        match self {
            RetryClass::Permanent | RetryClass::OutcomeUnknownPermanent => false,
            RetryClass::NotExecuted
            | RetryClass::Throttled
            | RetryClass::ClockSkew
            | RetryClass::CredentialsRejected => true,
            RetryClass::OutcomeUnknown => effect == Effect::Read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        for (code, class) in [
            ("RequestLimitExceeded", RetryClass::Throttled),
            ("RequestLimitExceeded.UinLimitExceeded", RetryClass::Throttled),
            ("RequestLimitExceeded.GlobalRegionUinLimitExceeded", RetryClass::Throttled),
            ("AuthFailure.SignatureExpire", RetryClass::ClockSkew),
            ("AuthFailure.TokenFailure", RetryClass::CredentialsRejected),
            ("AuthFailure.SecretIdNotFound", RetryClass::CredentialsRejected),
            ("AuthFailure.SignatureFailure", RetryClass::Permanent),
            ("InternalError.DbOperationFailed", RetryClass::OutcomeUnknown),
            ("LimitExceeded", RetryClass::Permanent),
        ] {
            assert_eq!(RetryClass::classify_code(code), class, "{code}");
        }
        for (class, read, write) in [
            (RetryClass::Permanent, false, false),
            (RetryClass::NotExecuted, true, true),
            (RetryClass::Throttled, true, true),
            (RetryClass::ClockSkew, true, true),
            (RetryClass::CredentialsRejected, true, true),
            (RetryClass::OutcomeUnknown, true, false),
            (RetryClass::OutcomeUnknownPermanent, false, false),
        ] {
            assert_eq!(class.allows_retry(Effect::Read), read, "{class:?}");
            assert_eq!(class.allows_retry(Effect::Write), write, "{class:?}");
        }
    }
}
