//! Instances: their configuration and their status.

use super::{
    engine::Engine,
    task::{Task, TaskKind},
};
use crate::{error::ApiError, products::call::Call, secret::Secret, time::Time};

/// The documented statuses of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Uninitialized,
    InProcess,
    Running,
    Isolated,
    ToBeDeleted,
}

impl Status {
    /// Returns the number and the title that responses contain.
    pub(crate) fn number_and_title(self) -> (i64, &'static str) {
        match self {
            Status::Uninitialized => (0, "to be initialized"),
            Status::InProcess => (1, "in process"),
            Status::Running => (2, "running"),
            Status::Isolated => (-2, "isolated"),
            Status::ToBeDeleted => (-3, "to be deleted"),
        }
    }
}

/// The lock that a workflow holds on an instance.
pub(crate) struct Lock {
    until: Time,
    /// The status of the instance while it is locked.
    status: Status,
}

/// A node in a zone.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) id: u64,
    /// 0 for the primary, 1 for a replica.
    pub(crate) role: i64,
    pub(crate) zone_id: i64,
}

/// The configuration with which an instance was ordered.
#[derive(Clone)]
pub(crate) struct InstanceConfig {
    /// Empty if the order contained no name; the instance then has its id as its name.
    pub(crate) name: String,
    pub(crate) engine: &'static Engine,
    pub(crate) shard_mb: i64,
    pub(crate) shards: i64,
    pub(crate) replicas: i64,
    pub(crate) replicas_readonly: bool,
    /// Empty if the order did not place the nodes.
    pub(crate) nodes: Vec<Node>,
    pub(crate) zone_id: i64,
    pub(crate) vpc: String,
    pub(crate) subnet: String,
    pub(crate) port: i64,
    pub(crate) project: i64,
    /// Keys and values.
    pub(crate) tags: Vec<(String, String)>,
    /// `None` if clients connect without a password.
    pub(crate) password: Option<Secret>,
    pub(crate) product_version: String,
    pub(crate) cluster_id: String,
    pub(crate) auto_renew: i64,
    /// The end of the prepaid term. `None` if the instance is pay-as-you-go.
    pub(crate) deadline: Option<Time>,
}

/// An instance.
pub(crate) struct Instance {
    pub(crate) id: String,
    /// Greater than the numbers of all instances created before.
    pub(crate) serial: u64,
    pub(crate) config: InstanceConfig,
    pub(crate) created_at: Time,
    /// The time at which the order is delivered. Until then, the instance is uninitialized.
    pub(crate) delivered_at: Time,
    /// The time at which the instance has started. Until then, it is in process.
    pub(crate) running_at: Time,
    pub(crate) lock: Option<Lock>,
    /// The time from which the instance is in the recycle bin.
    pub(crate) isolated_at: Option<Time>,
    /// The time from which the instance no longer exists.
    pub(crate) destroyed_at: Option<Time>,
}

impl Instance {
    pub(crate) fn name(&self) -> &str {
        if self.config.name.is_empty() { &self.id } else { &self.config.name }
    }

    /// Returns the address in the VPC, which is derived from the serial number.
    pub(crate) fn address(&self) -> String {
        format!("10.0.{}.{}", self.serial / 250 % 250, 1 + self.serial % 250)
    }

    /// Returns whether its nodes are in several zones.
    pub(crate) fn is_multi_zone(&self) -> bool {
        self.config.nodes.iter().any(|node| node.zone_id != self.config.zone_id)
    }

    pub(crate) fn is_locked(&self, now: Time) -> bool {
        self.lock.as_ref().is_some_and(|lock| now < lock.until)
    }

    pub(crate) fn status(&self, now: Time) -> Status {
        // A lock takes precedence over isolation: an isolated instance that is being deleted is `ToBeDeleted`.
        match &self.lock {
            _ if now < self.delivered_at => Status::Uninitialized,
            _ if now < self.running_at => Status::InProcess,
            Some(lock) if now < lock.until => lock.status,
            _ if self.isolated_at.is_some_and(|isolated_at| isolated_at <= now) => Status::Isolated,
            _ => Status::Running,
        }
    }

    /// Checks that a workflow can start: the instance is running and not locked.
    pub(crate) fn ensure_available(&self, now: Time) -> Result<(), ApiError> {
        if self.is_locked(now) {
            return Err(ApiError::new(
                "ResourceUnavailable.InstanceLockedError",
                format!("`{}` is locked by another workflow: wait for its task", self.id),
            ));
        }
        if self.status(now) != Status::Running {
            return Err(self.wrong_status(now, "ResourceUnavailable.InstanceStatusAbnormal"));
        }
        Ok(())
    }

    /// Starts a task that locks the instance until it ends. Until then, the instance has this status.
    pub(crate) fn lock(&mut self, call: &Call<'_>, kind: TaskKind, status: Status) -> Task {
        let task = Task::start(call, kind, &self.id);
        self.lock = Some(Lock { until: task.ends_at, status });
        task
    }

    /// Returns the error of an action that requires another status.
    pub(crate) fn wrong_status(&self, now: Time, code: &'static str) -> ApiError {
        let (number, title) = self.status(now).number_and_title();
        ApiError::new(code, format!("the status of `{}` is {number} ({title})", self.id))
    }
}
