//! The form of error codes.

/// Returns whether a text is an error code, such as `InternalError` or `InvalidParameter.Period`.
pub(super) fn is_code(text: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && text.split('.').all(is_part)
}

/// Returns whether a text is an error code and can hardly be a word in a sentence.
pub(super) fn is_plainly_code(text: &str) -> bool {
    is_known_code(text) || (is_code(text) && text.contains('.'))
}

/// Returns whether a text is a number, as the codes of older APIs are.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
}

/// The first segments of error codes that all products share. A list that no heading announces and that contains none
/// of them is not a list of error codes.
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

/// Returns whether a text is an error code of a family that all products share.
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
