//! What a failed attempt says about whether the service has acted: what no policy can overrule.

use crate::action::Effect;

/// What a failed attempt says about whether the service has acted, and so about trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It will fail again the same way.
    Final,
    /// Not done, and worth another attempt.
    NotDone,
    /// Not done because the rate was exceeded: worth another attempt, but not at once.
    Throttled,
    /// Not done because this machine's clock is off.
    ClockSkew,
    /// Not done because the keys are no longer accepted.
    KeysRefused,
    /// Nobody knows whether it was done; the failure may pass.
    Open,
    /// Nobody knows whether it was done, and another attempt would fail the same way.
    Spent,
}

impl Verdict {
    /// Judges the service's refusal by its code. Sub-codes count like their parent.
    pub(crate) fn of_code(code: &str) -> Verdict {
        let parent = code.split('.').next().unwrap_or_default();
        match (parent, code) {
            ("RequestLimitExceeded", _) => Verdict::Throttled,
            (_, "AuthFailure.SignatureExpire") => Verdict::ClockSkew,
            (_, "AuthFailure.TokenFailure" | "AuthFailure.SecretIdNotFound") => Verdict::KeysRefused,
            ("InternalError" | "ServiceUnavailable", _) => Verdict::Open,
            _ => Verdict::Final,
        }
    }

    /// Judges a reply that is not the API's by its HTTP status.
    pub(crate) fn of_status(status: u16) -> Verdict {
        match status {
            429 => Verdict::Throttled,
            // Cut off on its way, or given by a gateway: whether the service behind it acted is open.
            200..=299 | 500..=599 => Verdict::Open,
            _ => Verdict::Final,
        }
    }

    /// Whether an action with this effect may be sent again.
    pub(crate) fn allows_retry(self, effect: Effect) -> bool {
        match self {
            Verdict::Final | Verdict::Spent => false,
            Verdict::NotDone | Verdict::Throttled | Verdict::ClockSkew | Verdict::KeysRefused => true,
            Verdict::Open => effect == Effect::Read,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        for (code, verdict) in [
            ("RequestLimitExceeded", Verdict::Throttled),
            ("RequestLimitExceeded.UinLimitExceeded", Verdict::Throttled),
            ("RequestLimitExceeded.GlobalRegionUinLimitExceeded", Verdict::Throttled),
            ("AuthFailure.SignatureExpire", Verdict::ClockSkew),
            ("AuthFailure.TokenFailure", Verdict::KeysRefused),
            ("AuthFailure.SecretIdNotFound", Verdict::KeysRefused),
            ("AuthFailure.SignatureFailure", Verdict::Final),
            ("InternalError.DbOperationFailed", Verdict::Open),
            ("LimitExceeded", Verdict::Final),
        ] {
            assert_eq!(Verdict::of_code(code), verdict, "{code}");
        }
        for (verdict, read, write) in [
            (Verdict::Final, false, false),
            (Verdict::NotDone, true, true),
            (Verdict::Throttled, true, true),
            (Verdict::ClockSkew, true, true),
            (Verdict::KeysRefused, true, true),
            (Verdict::Open, true, false),
            (Verdict::Spent, false, false),
        ] {
            assert_eq!(verdict.allows_retry(Effect::Read), read, "{verdict:?}");
            assert_eq!(verdict.allows_retry(Effect::Write), write, "{verdict:?}");
        }
    }
}
