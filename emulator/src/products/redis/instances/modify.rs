//! ModifyInstance.

use std::collections::BTreeSet;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Instance, Status},
        },
        refusal::Refusal,
    },
};

const MAX_NAME: usize = 60;

/// A change of one instance.
enum Edit<'a> {
    Name(&'a str),
    Project(i64),
    AutoRenew(i64),
    Protection(bool),
}

/// Changes all instances or none. The changes need no task.
pub(super) fn modify_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let ids = instance_ids(params)?;
    let edits = edits(params, ids.len())?;
    let region = account.region(call.region);
    for (id, edit) in ids.iter().zip(&edits) {
        edit.check(region.instance(id)?)?;
    }
    for (id, edit) in ids.iter().zip(edits) {
        edit.apply(region.instance(id)?);
    }
    Ok(fields([]))
}

fn instance_ids(params: Params<'_>) -> Result<Vec<&str>, Refusal> {
    let (mut ids, single) = (params.strings("InstanceIds"), params.string("InstanceId"));
    match (ids.is_empty(), single.is_empty()) {
        (true, true) => return Err(Reason::ParameterMissing.because("`InstanceIds` is required")),
        (true, false) => ids.push(single),
        (false, true) => {}
        (false, false) => {
            return Err(Reason::ParameterInvalid.because("send either `InstanceIds` or `InstanceId`"));
        }
    }
    if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return Err(Reason::ParameterInvalid.because("`InstanceIds` contains an instance twice"));
    }
    Ok(ids)
}

/// Returns the change of each instance.
fn edits(params: Params<'_>, count: usize) -> Result<Vec<Edit<'_>>, Refusal> {
    let required = |name: &str| Reason::ParameterMissing.because(format!("this `Operation` requires `{name}`"));
    let (edits, name): (Vec<_>, _) = match params.string("Operation") {
        "rename" => {
            let mut names = params.strings("InstanceNames");
            names.extend(params.has("InstanceName").then(|| params.string("InstanceName")));
            (names.into_iter().map(Edit::Name).collect(), "InstanceNames")
        }
        "modifyProject" => {
            let project = params.has("ProjectId").then(|| params.integer("ProjectId"));
            let project = project.ok_or_else(|| required("ProjectId"))?;
            ((0..count).map(|_| Edit::Project(project)).collect(), "ProjectId")
        }
        "modifyAutoRenew" => {
            let mut modes = params.integers("AutoRenews");
            modes.extend(params.has("AutoRenew").then(|| params.integer("AutoRenew")));
            (modes.into_iter().map(Edit::AutoRenew).collect(), "AutoRenews")
        }
        _ => {
            let switches = params.integers("DeleteProtectionSwitches").into_iter();
            (switches.map(|on| Edit::Protection(on == 1)).collect(), "DeleteProtectionSwitches")
        }
    };
    if edits.is_empty() {
        return Err(required(name));
    }
    if edits.len() != count {
        return Err(Reason::ParameterInvalid.because("there must be one new value for each of `InstanceIds`"));
    }
    Ok(edits)
}

/// Checks the name of an instance.
pub(super) fn check_name(name: &str) -> Result<(), Refusal> {
    if name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return Ok(());
    }
    let message = "the name of an instance may contain only letters, digits, `-` and `_`";
    Err(Reason::Name.because(message))
}

impl Edit<'_> {
    fn check(&self, instance: &Instance) -> Result<(), Refusal> {
        if matches!(instance.status, Status::Isolated | Status::ToBeDeleted) {
            instance.ensure_status(Status::Running)?;
        }
        match self {
            Edit::Name(name) if !(1..=MAX_NAME).contains(&name.chars().count()) => {
                Err(Reason::Name.because(format!("a name must have 1 to {MAX_NAME} characters")))
            }
            Edit::Name(name) => check_name(name),
            Edit::Project(project) if *project < 0 => Err(Refusal::invalid_value("`ProjectId` must not be negative")),
            Edit::AutoRenew(_) if instance.config.deadline.is_none() => {
                Err(Reason::AutoRenew.because(format!("`{}` is pay-as-you-go and has no term", instance.id)))
            }
            _ => Ok(()),
        }
    }

    fn apply(self, instance: &mut Instance) {
        match self {
            Edit::Name(name) => name.clone_into(&mut instance.config.name),
            Edit::Project(project) => instance.config.project = project,
            Edit::AutoRenew(mode) => instance.config.auto_renew = mode,
            Edit::Protection(on) => instance.is_protected_from_deletion = on,
        }
    }
}
