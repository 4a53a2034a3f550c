//! UpgradeInstanceVersion and UpgradeInstanceProductVersion.

use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            ordering,
            reasons::Reason,
            state::{Account, Change, Engine, MaintenanceChange},
            workflows::Timing,
        },
        refusal::Refusal,
    },
};

/// The families of engines between which instances can be upgraded, in the order of their upgrades.
const FAMILIES: [&str; 2] = ["Redis", "Valkey"];

pub(super) fn upgrade_instance_version(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    let current = instance.config.engine;
    let target = params.string("TargetInstanceType").parse().ok().and_then(Engine::find);
    let target =
        target.ok_or_else(|| Reason::EngineUnknown.because("`TargetInstanceType` is not a number of a type"))?;
    check_upgrade(current, target)?;
    instance.ensure_available()?;
    if account.replication_group_of(id).is_some() {
        return Err(Reason::NotPossible.because(format!("`{id}` is in a replication group: remove it first")));
    }
    let kind = if current.cluster == target.cluster { "043" } else { "041" };
    order(account, call, params, kind, MaintenanceChange::Engine(target))
}

fn check_upgrade(current: Engine, target: Engine) -> Result<(), Refusal> {
    let rank = |engine: Engine| FAMILIES.iter().position(|family| *family == engine.family());
    let (Some(current_rank), Some(target_rank)) = (rank(current), rank(target)) else {
        return Err(Reason::WrongType.because(format!("`{}` cannot be upgraded to `{}`", current.name, target.name)));
    };
    let version = |engine: Engine| engine.version().parse::<f64>().unwrap_or_default();
    let is_upward = (current_rank, version(current)) < (target_rank, version(target));
    let message = match (current.cluster, target.cluster) {
        _ if current == target => "the instance already has this type",
        (true, false) => "the cluster architecture cannot be changed back to the standard architecture",
        (false, true) if current.name != target.name => "the version and the architecture cannot be changed together",
        (false, true) if version(current) < 4.0 => "the architecture can be changed from Redis 4.0 on",
        (false, true) => return Ok(()),
        _ if is_upward => return Ok(()),
        _ => "the version can only be upgraded",
    };
    Err(Reason::WrongType.because(message))
}

pub(super) fn upgrade_instance_product_version(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let current = instance.config.product_version.as_str();
    if current != "local" {
        let message = format!("the type of the instance is `{current}`, and only `local` can be upgraded");
        return Err(Reason::WrongType.because(message));
    }
    instance.ensure_available()?;
    let target = params.string("TargetProductVersion").to_owned();
    order(account, call, params, "043", MaintenanceChange::ProductVersion(target))
}

/// Places the order for an upgrade, which costs nothing.
fn order(account: &mut Account, call: &Call<'_>, params: Params<'_>, kind: &str, change: MaintenanceChange) -> Outcome {
    let timing = Timing::now_if(params.integer("SwitchOption") == 2);
    let delivery = (kind, Change::Maintenance(change), timing);
    let order = ordering::place_for_task(account, call, params.string("InstanceId"), delivery);
    let mut response = fields([("DealName", json!(order.name))]);
    if call.action.results.iter().any(|field| field.name == "DealId") {
        response.insert("DealId", json!(order.name));
    }
    Ok(response)
}
