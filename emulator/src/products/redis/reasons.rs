//! Why behavior refuses calls, and the error codes that documentation has for each reason.

use crate::products::refusal::Refusal;

/// A reason to refuse a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    NoSuchInstance,
    NoSuchBackup,
    NoSuchTask,
    NoSuchEvent,
    /// The status or the grade of an event does not allow the change.
    EventFixed,
    NoSuchTemplate,
    /// A parameter template is for another engine.
    TemplateMismatch,
    /// A period of the day is not one of those that exist.
    Period,
    Weekdays,
    /// The parameters request something that is not offered.
    NotOffered,
    NoSuchGroup,
    /// The instance is in a replication group.
    AlreadyInGroup,
    /// The instance is not in the replication group of the call.
    NotInGroup,
    /// A task works on the replication group.
    GroupLocked,
    /// The replication group has instances.
    GroupNotEmpty,
    GroupFull,
    /// Another workflow works on the instance.
    Locked,
    /// The instance does not have the status that the action requires.
    WrongStatus,
    /// A workflow uses the backup, or the backup has expired.
    BackupUnavailable,
    /// The instance has another billing mode than the action requires.
    WrongBillingMode,
    WrongPassword,
    PasswordMissing,
    PasswordRules,
    /// Only instances in a VPC can do without a password.
    PasswordFreeOutsideVpc,
    EngineUnknown,
    /// The type of the instance does not allow it.
    UnsupportedType,
    /// The architecture or the place of the instance does not allow it.
    NotSupported,
    /// The role or the version of the instance does not allow it.
    NotPossible,
    /// A value does not fit the state of the instance.
    CheckFailed,
    NameRules,
    /// No such combination of shards, replicas and sizes is sold.
    SpecUnknown,
    MemSize,
    GoodsNum,
    VpcUnknown,
    SubnetUnknown,
    VpcRequired,
    SoldOut,
    /// A parameter that others require is missing.
    ParameterMissing,
    /// A parameter has a form or a combination with others that is not allowed.
    ParameterInvalid,
    /// The emulator, as opposed to the service, cannot do it.
    NotEmulated,
    /// A dry run would have succeeded.
    DryRun,
}

impl Reason {
    /// Returns the refusal of a call for this reason.
    pub(super) fn because(self, message: impl Into<String>) -> Refusal {
        Refusal::new(self.codes(), message.into())
    }

    /// Returns the codes for the reason, the most specific first. The last is one that every action may return.
    const fn codes(self) -> &'static [&'static str] {
        match self {
            Reason::NoSuchInstance => {
                &["ResourceNotFound.InstanceNotExists", "ResourceNotFound.InstanceNotFound", "ResourceNotFound"]
            }
            Reason::NoSuchBackup => &["InvalidParameterValue.BackupNotExists", "ResourceNotFound"],
            Reason::NoSuchTask => {
                &["FailedOperation.FlowNotExists", "InvalidParameter.InvalidParameter", "ResourceNotFound"]
            }
            Reason::NoSuchEvent => &["InvalidParameter.InvalidParameter", "ResourceNotFound"],
            Reason::EventFixed => &["UnsupportedOperation.InstanceNotOperation", "UnsupportedOperation"],
            Reason::NoSuchTemplate => &["ResourceNotFound"],
            Reason::TemplateMismatch => &["FailedOperation.UnSupportError", "InvalidParameterValue"],
            Reason::Period => {
                &["InvalidParameter.Period", "InvalidParameter.InvalidParameter", "InvalidParameterValue"]
            }
            Reason::Weekdays => &["InvalidParameterValue.WeekDaysIsInvalid", "InvalidParameterValue"],
            Reason::NotOffered => &["InvalidParameter.NotSupported", "InvalidParameterValue"],
            Reason::NoSuchGroup => &[
                "InvalidParameterValue.ReplicationGroupNotExists",
                "InvalidParameter.InvalidParameter",
                "ResourceNotFound",
            ],
            Reason::AlreadyInGroup => &["InvalidParameterValue.NotRepeatBind", "ResourceInUse"],
            Reason::NotInGroup | Reason::CheckFailed => {
                &["InvalidParameterValue.CheckNotPass", "InvalidParameterValue"]
            }
            Reason::GroupLocked => &["LimitExceeded.ReplicationGroupLocked", "ResourceInUse"],
            Reason::GroupNotEmpty => &["ResourceInUse"],
            Reason::GroupFull => &["LimitExceeded.ExceedUpperLimit", "LimitExceeded"],
            Reason::UnsupportedType => &["InvalidParameterValue.UnSupportedType", "InvalidParameterValue"],
            Reason::NotSupported => &[
                "FailedOperation.UnSupportError",
                "InvalidParameter.NotSupported",
                "ResourceUnavailable.InstanceNotSupportOperation",
                "UnsupportedOperation.InstanceNotOperation",
                "UnsupportedOperation",
            ],
            Reason::NotPossible => &[
                "UnsupportedOperation.InstanceNotOperation",
                "InvalidParameterValue.CheckNotPass",
                "UnsupportedOperation",
            ],
            Reason::NameRules => &[
                "InvalidParameterValue.InstanceNameRuleError",
                "InvalidParameter.InvalidParameter",
                "InvalidParameterValue",
            ],
            Reason::Locked => &[
                "ResourceUnavailable.InstanceLockedError",
                "ResourceUnavailable.InstanceUnLockedError",
                "ResourceInUse.InstanceBeenLocked",
                "ResourceUnavailable.InstanceStatusError",
                "ResourceUnavailable.InstanceStatusAbnormal",
                "ResourceUnavailable.InstanceStateError",
                "ResourceInUse",
            ],
            Reason::WrongStatus => &[
                "ResourceUnavailable.InstanceStatusAbnormal",
                "ResourceUnavailable.InstanceStatusError",
                "ResourceUnavailable.InstanceStateError",
                "ResourceUnavailable",
            ],
            Reason::BackupUnavailable => &[
                "ResourceUnavailable.BackupStatusInvalid",
                "ResourceUnavailable.BackupStatusAbnormal",
                "ResourceUnavailable.BackupLockedError",
                "ResourceUnavailable",
            ],
            Reason::WrongBillingMode => &["InvalidParameterValue.UnSupportedType", "UnsupportedOperation"],
            Reason::WrongPassword => &["InvalidParameterValue.PasswordError", "InvalidParameterValue"],
            Reason::PasswordMissing => &["InvalidParameterValue.PasswordEmpty", "MissingParameter"],
            Reason::PasswordRules => &["InvalidParameterValue.PasswordRuleError", "InvalidParameterValue"],
            Reason::PasswordFreeOutsideVpc => &[
                "InvalidParameterValue.BaseNetWorkAccessDeny",
                "InvalidParameterValue.PasswordFreeDenied",
                "InvalidParameterValue",
            ],
            Reason::EngineUnknown => &["InvalidParameterValue.InvalidInstanceTypeId", "InvalidParameterValue"],
            Reason::SpecUnknown => &["InvalidParameterValue.SpecNotExist", "InvalidParameterValue"],
            Reason::MemSize => &[
                "LimitExceeded.InvalidMemSize",
                "LimitExceeded.MemSizeNotInRange",
                "InvalidParameterValue.MemSizeNotInRange",
                "InvalidParameterValue",
            ],
            Reason::GoodsNum => &["LimitExceeded.InvalidParameterGoodsNumNotInRange", "InvalidParameterValue"],
            Reason::VpcUnknown => &["InvalidParameterValue.UnVpcIdNotExists", "InvalidParameterValue"],
            Reason::SubnetUnknown => &["InvalidParameterValue.InvalidSubnetId", "InvalidParameterValue"],
            Reason::VpcRequired => &["InvalidParameter.OnlyVPCOnSpecZoneId", "InvalidParameter"],
            Reason::SoldOut => &["ResourceUnavailable.SaleOut", "ResourceInsufficient"],
            Reason::ParameterMissing => &["InvalidParameter.EmptyParam", "MissingParameter"],
            Reason::ParameterInvalid => &[
                "InvalidParameter.InvalidParameter",
                "InvalidParameter.InvalidParameterError",
                "InvalidParameter.IllegalParameterError",
                "InvalidParameter",
            ],
            Reason::NotEmulated => &["UnsupportedOperation"],
            Reason::DryRun => &["DryRunOperation"],
        }
    }
}
