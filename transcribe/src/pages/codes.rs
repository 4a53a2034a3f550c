//! How error codes are written.

/// Whether a text is an error code: `InternalError`, `InvalidParameter.Period`.
pub(super) fn is_code(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && text.split('.').all(is_part)
}

/// Whether a text is an error code and could hardly be a word of a sentence.
pub(super) fn is_plainly_code(text: &str) -> bool {
    is_known_code(text) || (is_code(text) && text.contains('.'))
}

/// Whether a text is a number, as the codes of older APIs are.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// The first parts of error codes that all products share. A list that no heading announces and
/// that has none of them is taken for something else.
const FAMILIES: [&str; 25] = [
    "ActionOffline",
    "AuthFailure",
    "DryRunOperation",
    "FailedOperation",
    "InternalError",
    "InvalidAction",
    "InvalidParameter",
    "InvalidParameterValue",
    "InvalidRequest",
    "LimitExceeded",
    "MissingParameter",
    "NoSuchProduct",
    "NoSuchVersion",
    "OperationDenied",
    "RequestLimitExceeded",
    "ResourceInUse",
    "ResourceInsufficient",
    "ResourceNotFound",
    "ResourceUnavailable",
    "ResourcesSoldOut",
    "UnauthorizedOperation",
    "UnknownParameter",
    "UnsupportedOperation",
    "UnsupportedProtocol",
    "UnsupportedRegion",
];

/// Whether a text is an error code of a family that all products share.
pub(super) fn is_known_code(text: &str) -> bool {
    let family = text.split('.').next().unwrap_or_default();
    is_code(text) && FAMILIES.contains(&family)
}

#[cfg(test)]
mod tests {
    use super::is_code;

    #[test]
    fn codes() {
        for code in ["InternalError", "InvalidParameter.Period", "CdbError", "InvalidParameterValue.Ipv6_Range"] {
            assert!(is_code(code), "{code}");
        }
        for text in ["", "-502", "internalError", "Invalid Parameter", "InvalidParameter.", "A", "错误码"] {
            assert!(!is_code(text), "{text}");
        }
    }
}
