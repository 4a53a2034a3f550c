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
    NoSuchTemplate,
    /// A parameter template is for another engine.
    TemplateMismatch,
    /// A period of the day is not one of those that exist.
    Period,
    Weekdays,
    /// The instance does not support it.
    Unsupported,
    /// The parameters request something that is not offered.
    NotOffered,
    /// Another workflow works on the instance.
    Locked,
    /// The instance does not have the status that the action requires.
    WrongStatus,
    /// The instance is in the recycle bin.
    Isolated,
    /// The instance is being deleted.
    ToBeDeleted,
    /// The instance is protected from deletion.
    Protected,
    /// The prepaid term is over.
    Unpaid,
    /// The engine or the architecture of the instance does not allow it.
    WrongType,
    /// What is requested is already the case.
    NothingToChange,
    /// A workflow uses the backup, or the backup has expired.
    BackupUnavailable,
    /// The backup does not fit into the instance.
    BackupMismatch,
    /// The instance has another billing mode than the action requires.
    WrongBillingMode,
    NoSuchAccount,
    WrongPassword,
    PasswordMissing,
    PasswordRules,
    /// Only instances in a VPC can do without a password.
    PasswordFreeOutsideVpc,
    /// Instances with TLS or a public address cannot do without a password.
    PasswordFreeDenied,
    /// The engine has no TLS.
    TlsUnsupported,
    /// There is nothing to change: it is as requested already.
    Unchanged,
    /// Only instances in a VPC support the action.
    NotInVpc,
    /// The instance has left the classic network already.
    InVpc,
    /// The address belongs to another instance, or is not a private one.
    AddressUnavailable,
    EngineUnknown,
    /// The role or the version of the instance does not allow it.
    NotPossible,
    /// A value does not fit the state of the instance.
    CheckFailed,
    /// The region has no such zone.
    ZoneUnknown,
    RedisClusterUnknown,
    /// The Redis cluster has no memory left.
    RedisClusterFull,
    Name,
    AutoRenew,
    PeriodTooShort,
    PeriodTooLong,
    Weekday,
    /// There is no data transfer.
    NoSuchTransfer,
    /// No such combination of shards, replicas and sizes is sold.
    SpecUnknown,
    MemSize,
    GoodsNum,
    VpcUnknown,
    SubnetUnknown,
    VpcRequired,
    NoSuchSecurityGroup,
    /// The instance does not have the security group that is to be unbound.
    SecurityGroupNotBound,
    /// The instance has never had a security group that could be replaced.
    SecurityGroupNeverBound,
    SecurityGroupLimit,
    /// The audit log of the instance does not have the status that the action requires.
    WrongLogStatus,
    NoSuchExport,
    ExportUnfinished,
    TooManyExports,
    /// A value in a list of strings does not have the type of the field that it is compared with.
    NotConvertible,
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
    pub(super) const fn codes(self) -> &'static [&'static str] {
        match self {
            Reason::NoSuchInstance => {
                &["ResourceNotFound.InstanceNotExists", "ResourceNotFound.InstanceNotFound", "ResourceNotFound"]
            }
            Reason::NoSuchBackup => &["InvalidParameterValue.BackupNotExists", "ResourceNotFound"],
            Reason::NoSuchTask => {
                &["FailedOperation.FlowNotExists", "InvalidParameter.InvalidParameter", "ResourceNotFound"]
            }
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
            Reason::NotPossible => &[
                "UnsupportedOperation.InstanceNotOperation",
                "InvalidParameterValue.CheckNotPass",
                "UnsupportedOperation",
            ],
            Reason::NoSuchEvent => &["InvalidParameter.InvalidParameter", "ResourceNotFound"],
            Reason::EventFixed => &["UnsupportedOperation.InstanceNotOperation", "UnsupportedOperation"],
            Reason::NoSuchTemplate => &["ResourceNotFound"],
            Reason::TemplateMismatch => &["FailedOperation.UnSupportError", "InvalidParameterValue"],
            Reason::Period => {
                &["InvalidParameter.Period", "InvalidParameter.InvalidParameter", "InvalidParameterValue"]
            }
            Reason::Weekdays => &["InvalidParameterValue.WeekDaysIsInvalid", "InvalidParameterValue"],
            Reason::Unsupported => &[
                "FailedOperation.UnSupportError",
                "ResourceUnavailable.InstanceNotSupportOperation",
                "InvalidParameter.NotSupported",
                "InvalidParameterValue.UnSupportedType",
                "UnsupportedOperation.InstanceNotOperation",
                "UnsupportedOperation",
            ],
            Reason::NotOffered => &["InvalidParameter.NotSupported", "InvalidParameterValue"],
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
            Reason::Isolated => &[
                "ResourceUnavailable.InstanceIsolated",
                "ResourceUnavailable.InstanceStatusAbnormal",
                "ResourceUnavailable.InstanceStatusError",
                "ResourceUnavailable.InstanceStateError",
                "ResourceUnavailable",
            ],
            Reason::ToBeDeleted => &[
                "ResourceUnavailable.InstanceDeleted",
                "ResourceUnavailable.InstanceStatusAbnormal",
                "ResourceUnavailable.InstanceStatusError",
                "ResourceUnavailable.InstanceStateError",
                "ResourceUnavailable",
            ],
            Reason::Protected => &["ResourceUnavailable.InstanceNotSupportOperation", "UnsupportedOperation"],
            Reason::Unpaid => &["FailedOperation.PayFailed", "FailedOperation"],
            Reason::WrongType => &[
                "InvalidParameterValue.UnSupportedType",
                "FailedOperation.UnSupportError",
                "UnsupportedOperation.InstanceNotOperation",
                "UnsupportedOperation",
            ],
            Reason::NothingToChange => &[
                "InvalidParameterValue.CheckNotPass",
                "UnsupportedOperation.InstanceNotOperation",
                "InvalidParameter.InvalidParameter",
                "InvalidParameter",
            ],
            Reason::BackupUnavailable => &[
                "ResourceUnavailable.BackupStatusInvalid",
                "ResourceUnavailable.BackupStatusAbnormal",
                "ResourceUnavailable.BackupLockedError",
                "ResourceUnavailable",
            ],
            Reason::BackupMismatch => &["ResourceUnavailable.BackupSpecError", "ResourceUnavailable"],
            Reason::WrongBillingMode => {
                &["InvalidParameterValue.UnSupportedType", "FailedOperation.UnSupportError", "UnsupportedOperation"]
            }
            Reason::WrongPassword => &["InvalidParameterValue.PasswordError", "InvalidParameterValue"],
            Reason::PasswordMissing => &["InvalidParameterValue.PasswordEmpty", "MissingParameter"],
            Reason::PasswordRules => &["InvalidParameterValue.PasswordRuleError", "InvalidParameterValue"],
            Reason::PasswordFreeOutsideVpc => &[
                "InvalidParameterValue.BaseNetWorkAccessDeny",
                "InvalidParameterValue.PasswordFreeDenied",
                "InvalidParameterValue",
            ],
            Reason::NoSuchAccount => &["ResourceNotFound"],
            Reason::PasswordFreeDenied => &[
                "InvalidParameterValue.PasswordFreeDenied",
                "FailedOperation.UnSupportError",
                "UnsupportedOperation.InstanceNotOperation",
                "UnsupportedOperation",
            ],
            Reason::TlsUnsupported => &["InvalidParameterValue.UnSupportedType", "UnsupportedOperation"],
            Reason::Unchanged => {
                &["UnsupportedOperation.InstanceNotOperation", "FailedOperation.UnSupportError", "UnsupportedOperation"]
            }
            Reason::NotInVpc => {
                &["InvalidParameter.IsNotVpcInstance", "InvalidParameter.NotSupported", "UnsupportedOperation"]
            }
            Reason::InVpc => &["InvalidParameter.NotSupported", "UnsupportedOperation"],
            Reason::AddressUnavailable => &["InvalidParameterValue.CheckNotPass", "InvalidParameterValue"],
            Reason::EngineUnknown => &[
                "InvalidParameterValue.InvalidInstanceTypeId",
                "InvalidParameterValue.SpecNotExist",
                "InvalidParameterValue",
            ],
            Reason::ZoneUnknown => &[
                "ResourceUnavailable.NoServiceAvailableForThisZoneId",
                "ResourceUnavailable.NoRedisService",
                "InvalidParameterValue.SpecNotExist",
                "InvalidParameterValue.CheckNotPass",
                "InvalidParameterValue",
            ],
            Reason::RedisClusterUnknown => &["ResourceNotFound"],
            Reason::RedisClusterFull => &["ResourceInsufficient"],
            Reason::Name => &[
                "InvalidParameterValue.InstanceNameRuleError",
                "InvalidParameter.InvalidParameter",
                "InvalidParameterValue",
            ],
            Reason::AutoRenew => &["UnsupportedOperation.IsAutoRenewError", "InvalidParameterValue"],
            Reason::PeriodTooShort => &["LimitExceeded.PeriodLessThanMinLimit", "InvalidParameterValue"],
            Reason::PeriodTooLong => &["LimitExceeded.PeriodExceedMaxLimit", "InvalidParameterValue"],
            Reason::Weekday => &["InvalidParameterValue.WeekDaysIsInvalid", "InvalidParameterValue"],
            Reason::NoSuchTransfer => &["FailedOperation.DtsStatusAbnormal", "ResourceNotFound"],
            Reason::SpecUnknown => &["InvalidParameterValue.SpecNotExist", "InvalidParameterValue"],
            Reason::MemSize => &[
                "LimitExceeded.InvalidMemSize",
                "LimitExceeded.MemSizeNotInRange",
                "InvalidParameterValue.MemSizeNotInRange",
                "InvalidParameterValue",
            ],
            Reason::GoodsNum => &[
                "LimitExceeded.InvalidParameterGoodsNumNotInRange",
                "LimitExceeded.ReachTheAmountLimit",
                "InvalidParameterValue",
            ],
            Reason::VpcUnknown => &[
                "InvalidParameterValue.UnVpcIdNotExists",
                "InvalidParameterValue.CheckNotPass",
                "InvalidParameterValue",
            ],
            Reason::SubnetUnknown => &[
                "InvalidParameterValue.InvalidSubnetId",
                "InvalidParameterValue.CheckNotPass",
                "InvalidParameterValue",
            ],
            Reason::VpcRequired => &["InvalidParameter.OnlyVPCOnSpecZoneId", "InvalidParameter"],
            Reason::NoSuchSecurityGroup => &[
                "InvalidParameterValue.SecurityGroupIdsNotExists",
                "FailedOperation.AssociateSecurityGroupsFailed",
                "ResourceNotFound",
            ],
            Reason::SecurityGroupNotBound => &["FailedOperation.DisassociateSecurityGroupsFailed", "ResourceNotFound"],
            Reason::SecurityGroupNeverBound => &["FailedOperation.UpdateSecurityGroupsFailed", "UnsupportedOperation"],
            Reason::SecurityGroupLimit => &["InvalidParameter.InstanceSGOverLimitError", "LimitExceeded"],
            Reason::WrongLogStatus => &[
                "InvalidParameterValue.CheckNotPass",
                "UnsupportedOperation.InstanceNotOperation",
                "UnsupportedOperation",
            ],
            Reason::NoSuchExport => &["ResourceNotFound"],
            Reason::ExportUnfinished => &["InvalidParameterValue.CheckNotPass", "ResourceInUse"],
            Reason::TooManyExports => &["LimitExceeded"],
            Reason::NotConvertible => &["InvalidParameterValue.DataConvertError", "InvalidParameterValue"],
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
