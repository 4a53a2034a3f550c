//! What a failure means: whether the request was executed, and therefore whether it may be retried at all, which no
//! policy can override.

/// Whether an action can change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The action only reads or computes, and can be repeated.
    Read,
    /// The action can change something.
    Write,
}

/// Whether the request of a failed attempt was executed, and therefore whether it may be retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryClass {
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
    /// Classifies a response that is not one of the API by its HTTP status.
    pub(crate) fn classify_status(status: u16) -> RetryClass {
        match status {
            429 => RetryClass::Throttled,
            // Too early: the server refuses to execute a request that may be a replay.
            425 => RetryClass::NotExecuted,
            // Truncated on the way, or sent by a gateway: whether the service behind it executed the request is
            // unknown. Of the 4xx statuses, these mean "took too long", and gateways send them whichever side took too
            // long.
            200..=299 | 408 | 460 | 499 | 500..=599 => RetryClass::OutcomeUnknown,
            // The request was not passed on: it must be sent elsewhere, or is malformed, too large or not allowed.
            301 | 302 | 307 | 308 | 400..=405 | 407 | 411 | 413..=417 | 421 | 426 | 428 | 431 | 451 => {
                RetryClass::Permanent
            }
            // Among others "see other", which follows a request that was executed.
            _ => RetryClass::OutcomeUnknownPermanent,
        }
    }

    /// Classifies a response that has the form of a success, but another status.
    pub(crate) fn of_success_with(status: u16) -> RetryClass {
        match Self::classify_status(status) {
            RetryClass::Permanent | RetryClass::OutcomeUnknownPermanent => RetryClass::OutcomeUnknownPermanent,
            _ => RetryClass::OutcomeUnknown,
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
        for (class, read, write, may_have_acted) in [
            (RetryClass::Permanent, false, false, false),
            (RetryClass::NotExecuted, true, true, false),
            (RetryClass::Throttled, true, true, false),
            (RetryClass::ClockSkew, true, true, false),
            (RetryClass::CredentialsRejected, true, true, false),
            (RetryClass::OutcomeUnknown, true, false, true),
            (RetryClass::OutcomeUnknownPermanent, false, false, true),
        ] {
            assert_eq!(class.may_have_acted(Effect::Write), may_have_acted, "{class:?}");
            assert!(!class.may_have_acted(Effect::Read), "{class:?}");
            assert_eq!(class.allows_retry(Effect::Read), read, "{class:?}");
            assert_eq!(class.allows_retry(Effect::Write), write, "{class:?}");
        }
    }
    #[test]
    fn statuses() {
        use RetryClass::{NotExecuted, OutcomeUnknown, OutcomeUnknownPermanent, Permanent, Throttled};
        for (class, of_success, statuses) in [
            (Throttled, OutcomeUnknown, &[429][..]),
            (NotExecuted, OutcomeUnknown, &[425]),
            (OutcomeUnknown, OutcomeUnknown, &[200, 204, 299, 408, 460, 499, 500, 502, 599]),
            (
                Permanent,
                OutcomeUnknownPermanent,
                &[301, 302, 307, 308, 400, 405, 407, 411, 413, 417, 421, 426, 428, 431, 451],
            ),
            (
                OutcomeUnknownPermanent,
                OutcomeUnknownPermanent,
                &[101, 199, 300, 303, 304, 406, 409, 410, 412, 418, 600],
            ),
        ] {
            for status in statuses {
                assert_eq!(RetryClass::classify_status(*status), class, "{status}");
                assert_eq!(RetryClass::of_success_with(*status), of_success, "{status}");
            }
        }
    }
}
