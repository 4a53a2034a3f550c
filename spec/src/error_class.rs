//! What error codes mean for the requests that they answer.

use serde::{Deserialize, Serialize};

/// What an error code means for the request: whether it was executed, and whether another attempt is worthwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// Not executed, and would be rejected again if it were repeated soon.
    #[default]
    Permanent,
    /// Not executed, because there were too many requests; worth another attempt, but not immediately.
    Throttled,
    /// Not executed, and worth another attempt.
    Transient,
    /// Perhaps executed; worth another attempt if that does no harm.
    OutcomeUnknown,
    /// Perhaps executed; another attempt would end in the same way.
    OutcomeUnknownPermanent,
    /// Not executed, because the credentials are no longer accepted; worth another attempt with different ones.
    Credentials,
    /// Not executed, because the time of the signature is wrong; worth another attempt with the service's time.
    Clock,
}

/// The class of all error codes with certain names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErrorClassRule {
    /// The class.
    pub class: ErrorClass,
    /// What these names have in common, in one sentence.
    pub reason: String,
    /// Patterns that match whole codes. `*` matches any characters, or none; case is ignored.
    pub codes: Vec<String>,
}

impl ErrorClassRule {
    pub(crate) fn matches(&self, code: &str) -> bool {
        self.codes.iter().any(|pattern| matches(pattern, code))
    }
}

/// Returns whether a code matches a pattern.
fn matches(pattern: &str, code: &str) -> bool {
    let (pattern, code) = (pattern.to_ascii_lowercase(), code.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = code.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(end) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, code, expected) in [
            ("InternalError", "InternalError", true),
            ("InternalError", "InternalError.DbError", false),
            ("InternalError*", "InternalError.DbError", true),
            ("InternalError*", "internalerror", true),
            ("*.RequestLimitExceeded*", "FailedOperation.RequestLimitExceeded1H", true),
            ("*.RequestLimitExceeded*", "RequestLimitExceeded", false),
            ("*Timeout", "FailedOperation.TimeOut", true),
            ("*Timeout", "FailedOperation.TimeoutMinutes", false),
            ("A*B*C", "AxBxBxC", true),
            ("A*B*C", "AxCxB", false),
            ("AA*AA", "AAA", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, code), expected, "{pattern} {code}");
        }
    }
}
