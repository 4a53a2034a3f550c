//! Error codes of values that the spec does not allow.

use super::reasons::Reason;
use crate::params::Violation;

/// Returns the codes that documentation has for a value of a parameter that the spec does not allow, the most specific
/// first. They apply in the actions that document them.
pub(super) fn codes(parameter: &str, violation: Violation) -> &'static [&'static str] {
    let reason = match (parameter, violation) {
        ("Period", Violation::TooLow) => Reason::PeriodTooShort,
        ("Period", Violation::TooHigh) => Reason::PeriodTooLong,
        ("MemSize", _) => Reason::MemSize,
        ("GoodsNum", _) => Reason::GoodsNum,
        ("TypeId", _) => Reason::EngineUnknown,
        ("RedisShardNum" | "RedisReplicasNum", _) => Reason::SpecUnknown,
        ("Password" | "NewPassword" | "AccountPassword", _) => Reason::PasswordRules,
        ("InstanceName" | "InstanceNames", _) => Reason::Name,
        ("AutoRenew" | "AutoRenews", _) => Reason::AutoRenew,
        ("WeekDays", _) => Reason::Weekday,
        _ => return &[],
    };
    reason.codes()
}
