//! Why behavior refuses calls, and the error codes that documentation has for each reason.

use crate::products::refusal::Refusal;

/// A reason to refuse a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// A parameter has the wrong form, or contradicts others.
    Parameter,
    NoSuchRole,
    /// The duration is longer than the caller may request.
    Duration,
    PolicySyntax,
    /// The policy contains what it must not contain.
    PolicyContent,
    PolicyResource,
    PolicyLength,
    WebIdentity,
    /// The code is not the one that the device of the caller shows.
    MfaCode,
    MfaDevice,
    /// The action requires permanent credentials.
    TemporaryCredentials,
    /// It cannot be determined whose credentials these are.
    UnknownIdentity,
}

impl Reason {
    /// Returns the refusal of a call for this reason.
    pub(super) fn because(self, message: impl Into<String>) -> Refusal {
        Refusal::new(self.codes(), message.into())
    }

    /// Returns the codes for the reason, the most specific first. The last is one that every action may return.
    pub(super) const fn codes(self) -> &'static [&'static str] {
        match self {
            Reason::Parameter => &["InvalidParameter.ParamError", "InvalidParameter"],
            Reason::NoSuchRole => &["ResourceNotFound.RoleNotFound", "ResourceNotFound"],
            Reason::Duration => &["InvalidParameter.OverTimeError", "InvalidParameterValue"],
            Reason::PolicySyntax => &["InvalidParameter.StrategyFormatError", "InvalidParameter"],
            Reason::PolicyContent => &["InvalidParameter.StrategyInvalid", "InvalidParameter"],
            Reason::PolicyResource => &["InvalidParameter.ResouceError", "InvalidParameter"],
            Reason::PolicyLength => &["InvalidParameter.PolicyTooLong", "InvalidParameter"],
            Reason::WebIdentity => &["InvalidParameter.WebIdentityTokenError", "InvalidParameter"],
            Reason::MfaCode => &["FailedOperation.CheckMFAError", "AuthFailure.MFAFailure"],
            Reason::MfaDevice => &["FailedOperation.MFATypeNotSupported", "UnsupportedOperation"],
            Reason::TemporaryCredentials => &["FailedOperation.TempKeyNotAllowed", "UnsupportedOperation"],
            Reason::UnknownIdentity => &["InvalidParameter.AccessKeyNotSupport", "InvalidParameter"],
        }
    }
}
