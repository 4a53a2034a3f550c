//! Instances: their states, and how they come to an end.

use std::time::Duration;

use crate::{
    error::ApiError,
    params::Params,
    products::{Call, Reply},
    secret::Secret,
    time::Time,
};

use super::{
    Region,
    engines::Engine,
    tasks::{Task, Work},
};

/// An isolated pay-as-you-go instance is destroyed after this time.
const RECYCLE_BIN: Duration = Duration::from_secs(2 * 3600);

/// The documented states of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    ToInitialise,
    InProcess,
    Running,
    Isolated,
    ToBeDeleted,
}

impl Status {
    /// Number and title.
    pub(super) fn shown(self) -> (i64, &'static str) {
        match self {
            Status::ToInitialise => (0, "to be initialised"),
            Status::InProcess => (1, "in process"),
            Status::Running => (2, "running"),
            Status::Isolated => (-2, "isolated"),
            Status::ToBeDeleted => (-3, "to be deleted"),
        }
    }
}

/// The workflow that holds an instance.
pub(super) struct Hold {
    until: Time,
    /// The status that the instance has meanwhile.
    status: Status,
}

/// A node in a zone.
#[derive(Clone)]
pub(super) struct Node {
    pub(super) id: u64,
    /// 0 for the primary, 1 for a replica.
    pub(super) role: i64,
    pub(super) zone_id: i64,
}

/// What was bought: everything about an instance that time does not change.
#[derive(Clone)]
pub(super) struct Purchase {
    /// Empty where the instance is called by its id.
    pub(super) name: String,
    pub(super) engine: &'static Engine,
    pub(super) shard_mb: i64,
    pub(super) shards: i64,
    pub(super) replicas: i64,
    pub(super) replicas_readonly: bool,
    /// Empty where nobody chose zones for the nodes.
    pub(super) nodes: Vec<Node>,
    pub(super) zone_id: i64,
    pub(super) vpc: String,
    pub(super) subnet: String,
    pub(super) port: i64,
    pub(super) project: i64,
    pub(super) tags: Vec<(String, String)>,
    /// `None` where clients connect without one.
    pub(super) password: Option<Secret>,
    pub(super) product_version: String,
    pub(super) cluster_id: String,
    pub(super) auto_renew: i64,
    /// End of the paid term. `None` where the instance is paid as it goes.
    pub(super) deadline: Option<Time>,
}

/// An instance.
pub(super) struct Instance {
    pub(super) id: String,
    /// Above those of all instances made before.
    pub(super) number: u64,
    pub(super) bought: Purchase,
    pub(super) created: Time,
    /// Until its order is delivered it waits to be initialised.
    pub(super) delivered: Time,
    pub(super) ready: Time,
    pub(super) hold: Option<Hold>,
    pub(super) isolated: Option<Time>,
    /// From then on it exists no longer.
    pub(super) leaves: Option<Time>,
}

impl Instance {
    pub(super) fn name(&self) -> &str {
        if self.bought.name.is_empty() { &self.id } else { &self.bought.name }
    }

    /// The address inside the network.
    pub(super) fn address(&self) -> String {
        format!("10.0.{}.{}", self.number / 250 % 250, 1 + self.number % 250)
    }

    /// Whether its nodes stand in several zones.
    pub(super) fn is_multi_zone(&self) -> bool {
        self.bought.nodes.iter().any(|node| node.zone_id != self.bought.zone_id)
    }

    fn is_held(&self, now: Time) -> bool {
        self.hold.as_ref().is_some_and(|hold| now < hold.until)
    }

    pub(super) fn status(&self, now: Time) -> Status {
        match &self.hold {
            _ if now < self.delivered => Status::ToInitialise,
            _ if now < self.ready => Status::InProcess,
            Some(hold) if now < hold.until => hold.status,
            _ if self.isolated.is_some_and(|isolated| isolated <= now) => Status::Isolated,
            _ => Status::Running,
        }
    }

    /// Refuses work that only a running instance which nobody holds can bear.
    pub(super) fn ensure_free(&self, now: Time) -> Result<(), ApiError> {
        if self.is_held(now) {
            return Err(ApiError::new(
                "ResourceUnavailable.InstanceLockedError",
                format!("another workflow holds `{}`: wait for its task", self.id),
            ));
        }
        if self.status(now) != Status::Running {
            return Err(self.refuse(now, "ResourceUnavailable.InstanceStatusAbnormal"));
        }
        Ok(())
    }

    /// Starts work that holds the instance, which shows the given status meanwhile.
    pub(super) fn occupy(&mut self, call: &Call<'_>, work: Work, status: Status) -> Task {
        let task = Task::start(call, work, &self.id);
        self.hold = Some(Hold { until: task.ends, status });
        task
    }

    fn refuse(&self, now: Time, code: &'static str) -> ApiError {
        let (number, title) = self.status(now).shown();
        ApiError::new(code, format!("the status of `{}` is {number} ({title})", self.id))
    }
}

pub(super) fn destroy_postpaid(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    let instance = region.instance(params.text("InstanceId"))?;
    if instance.bought.deadline.is_some() {
        return Err(ApiError::new(
            "InvalidParameterValue.UnSupportedType",
            format!("`{}` is prepaid: call `DestroyPrepaidInstance`", instance.id),
        ));
    }
    // The action has no code of its own for an instance that another workflow holds.
    if instance.is_held(call.now) || instance.status(call.now) != Status::Running {
        return Err(instance.refuse(call.now, "ResourceUnavailable.InstanceStatusError"));
    }
    let task = instance.occupy(call, Work::Isolation, Status::InProcess);
    if task.will_succeed() {
        instance.isolated = Some(task.ends);
        instance.leaves = Some(task.ends + RECYCLE_BIN);
    }
    region.keep(task)
}

pub(super) fn clean_up(region: &mut Region, call: &Call<'_>, params: Params<'_>) -> Reply {
    // The action has no code of its own for an unknown instance.
    let instance =
        region.instance(params.text("InstanceId")).map_err(|error| ApiError { code: "ResourceNotFound", ..error })?;
    if instance.status(call.now) != Status::Isolated {
        return Err(instance.refuse(call.now, "ResourceUnavailable.InstanceStatusAbnormal"));
    }
    let task = instance.occupy(call, Work::CleanUp, Status::ToBeDeleted);
    if task.will_succeed() {
        instance.leaves = Some(task.ends);
    }
    region.keep(task)
}
