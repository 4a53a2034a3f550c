//! Whether a failed attempt may be retried at all, which no policy can override.

use crate::action::Effect;

/// Whether the request of a failed attempt was executed, and therefore whether it may be retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryClass {
    /// Not executed, and another attempt would fail in the same way.
    Permanent,
    /// Not executed, and worth another attempt.
    NotExecuted,
    /// Not executed, since the rate limit was exceeded; worth another attempt, but not immediately.
    Throttled,
    /// Not executed, since this machine's clock is wrong.
    ClockSkew,
    /// Not executed, since the credentials are no longer accepted.
    CredentialsRejected,
    /// It is unknown whether it was executed; the failure may be temporary.
    OutcomeUnknown,
    /// It is unknown whether it was executed, and another attempt would fail in the same way.
    OutcomeUnknownPermanent,
}

impl RetryClass {
    /// Classifies an API error. Sub-codes are classified like their parent.
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

    /// Classifies an unexpected response by its HTTP status.
    pub(crate) fn classify_status(status: u16) -> RetryClass {
        match status {
            429 => RetryClass::Throttled,
            // Truncated on the way, or sent by a gateway: whether the service behind it executed the request is
            // unknown.
            200..=299 | 500..=599 => RetryClass::OutcomeUnknown,
            _ => RetryClass::Permanent,
        }
    }

    /// Returns whether an action with this effect may have been executed although no response confirms it.
    pub(crate) fn may_have_acted(self, effect: Effect) -> bool {
        matches!(self, RetryClass::OutcomeUnknown | RetryClass::OutcomeUnknownPermanent) && effect == Effect::Write
    }

    /// Returns whether an action with this effect may be sent again.
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
    fn classes() {
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
