//! The class of an API error, by its code.

use crate::action::ProductFacts;
use crate::common::ERROR_CLASS_RULES;
use crate::retry_class::RetryClass;

/// Classifies an API error: by what the product specifies for its code, or else by the name of the code.
///
/// A code that no rule matches is permanent: the service has rejected the request for a specific reason.
pub(super) fn classify_code(product: &ProductFacts<'_>, code: &str) -> RetryClass {
    if let Some((_, class)) = product.error_classes.iter().find(|(known, _)| *known == code) {
        return *class;
    }
    let code = code.to_ascii_lowercase();
    let rule = ERROR_CLASS_RULES.iter().find(|(pattern, _)| matches(pattern, &code));
    rule.map_or(RetryClass::Permanent, |(_, class)| *class)
}

/// Returns whether a code matches a pattern, in which `*` matches any characters. Both are in lower case.
fn matches(pattern: &str, code: &str) -> bool {
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

    const PRODUCT: ProductFacts<'static> = ProductFacts {
        name: "demo",
        version: "2020-01-01",
        regional: false,
        error_classes: &[("InternalError.NoPermission", RetryClass::Permanent)],
    };

    /// The families of names that the API's products use.
    #[test]
    fn names() {
        use RetryClass::{
            ClockSkew, CredentialsRejected, OutcomeUnknown, OutcomeUnknownPermanent, Permanent, Throttled,
        };
        for (class, codes) in [
            (ClockSkew, "AuthFailure.SignatureExpire AuthFailure.SignatureExpired"),
            (CredentialsRejected, "AuthFailure.TokenFailure AuthFailure.SecretIdNotFound AuthFailure.TokenExpired"),
            (
                Throttled,
                "RequestLimitExceeded RequestLimitExceeded.UinLimitExceeded RequestLimitExceeded.FrequentRequest \
                 RequestLimitExceeded.GlobalRegionUinLimitExceeded FailedOperation.RequestLimitExceeded \
                 FailedOperation.RequestLimitExceeded1H LimitExceeded.RateLimitExceeded LimitExceeded.RequestLimit \
                 FailedOperation.RateLimitExceeded InvalidParameter.SkillScanRateLimitExceeded Throttling \
                 LimitExceeded.Throttling Throttling.User LimitExceeded.TooManyRequests FailedOperation.TooFrequent \
                 UnsupportedOperation.FrequencyLimit FailedOperation.FrequencyLimited FailedOperation.FreqCtrl \
                 InvalidParameter.OperationIsTooFrequent FailedOperation.TagQpsLimit LimitExceeded.IpFreqCnt \
                 FailedOperation.ActionOperateTooQuickly LimitExceeded.TooFrequentlyCalled FailedOperation.SlowDown \
                 LimitExceeded.GlobalSmsSendingRateLimit ResourceUnavailable.ConcurrencyLimit",
            ),
            (
                OutcomeUnknown,
                "InternalError InternalError.DbOperationFailed InternalServerError ServiceUnavailable SystemError \
                 FailedOperation FailedOperation.Unknown FailedOperation.UnKnowError FailedOperation.SystemError \
                 FailedOperation.Timeout FailedOperation.RequestTimedOut FailedOperation.ServiceAccessError \
                 FailedOperation.RpcFail FailedOperation.ServerBusy FailedOperation.CreateInstance \
                 UnsupportedOperation.InternalError UnsupportedOperation.ServiceTemporaryUnavailable \
                 ResourceInsufficient.ServerTimeout InvalidParameter.RequestTimeout ResourceUnavailable.NetworkError \
                 UnauthorizedOperation.Unknown InvalidParameter.TaskSystemError UnknownError CdbError DBError",
            ),
            (
                OutcomeUnknownPermanent,
                "RequestLimitExceeded.RepeatRequest FailedOperation.DuplicateRequest ResponseSizeLimitExceeded",
            ),
            (
                Permanent,
                "AuthFailure AuthFailure.SignatureFailure LimitExceeded LimitExceeded.CertificateQuota Brand.New \
                 InvalidParameterValue.Timeout InvalidParameter.InvalidTimeoutMinutes ResourceInUse OperationDenied \
                 FailedOperation.TaskNotExist FailedOperation.UnSupportedType FailedOperation.QuotaLimitExceeded \
                 UnknownParameter UnknownParameter.UnknownParameterError ResourceUnavailable.InstanceLocked \
                 ResourceInUse.RatelimitRuleExistError LimitExceeded.SslCertRequestLimitExceeded InternalError.NoPermission",
            ),
        ] {
            for code in codes.split_whitespace() {
                assert_eq!(classify_code(&PRODUCT, code), class, "{code}");
            }
        }
        for odd in ["", ".", "*", "Timeout\n", &"x".repeat(1 << 20)] {
            assert_eq!(classify_code(&PRODUCT, odd), Permanent);
        }
    }
}
