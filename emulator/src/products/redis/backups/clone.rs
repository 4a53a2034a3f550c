//! CloneInstances.

use serde_json::json;

use super::second_level::check_time;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            instances, ordering, parameters,
            reasons::Reason,
            security,
            state::{Account, Backup, Instance, InstanceConfig},
        },
        refusal::Refusal,
    },
    time::Time,
};

/// How many pay-as-you-go instances an order can contain.
const MAX_POSTPAID: i64 = 30;

/// The new instances have the engine and the size that the backup was created with.
pub(super) fn clone_instances(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let count = params.integer("GoodsNum");
    let most = if params.integer("BillingMode") == 1 { 100 } else { MAX_POSTPAID };
    if !(1..=most).contains(&count) {
        return Err(Reason::GoodsNum.because(format!("`GoodsNum` must be 1 to {most}")));
    }
    let region = account.region(call.region);
    let (instance_id, backup_id) = (params.string("InstanceId"), params.string("BackupId"));
    let source = region.instance(instance_id)?.clone();
    let backup = region.backup(instance_id, backup_id)?;
    if backup.is_locked() || backup.has_expired {
        let message = format!("`{backup_id}` is in progress, is being restored, or has expired");
        return Err(Reason::BackupUnavailable.because(message));
    }
    let data_of = match params.string("CloneTime") {
        "" => backup_id.to_owned(),
        text => format!("{backup_id} at {}", point_in_time(&source, backup, text, call.now)?.to_text()),
    };
    let (shard_mb, shards, replicas) = backup.size;
    let backed_up = InstanceConfig { engine: backup.engine, shard_mb, shards, replicas, ..source.config };
    let template = params.string("TemplateId");
    let mut config = instances::clone_config(call, params, &backed_up)?;
    instances::check_order(region, call, &config, count)?;
    config.parameters = parameters::values_for(region, config.engine, template)?;
    let groups = security::group_ids(&params.strings("SecurityGroupIdList"))?;
    let price = instances::price(&config, count, params);
    let order = ordering::place_for_new(account, call, &config, count, price);
    for id in &order.instance_ids {
        security::bind(account, call, id, &groups);
        account.region(call.region).instance(id)?.backups.data_of = Some(data_of.clone());
    }
    // There are two fields for historical reasons; the service returns the same value in both.
    Ok(fields([
        ("DealId", json!(order.name)),
        ("DealName", json!(order.name)),
        ("InstanceIds", json!(order.instance_ids)),
    ]))
}

/// Returns the point in time whose data is cloned. The backup must be the one on which it is based, or an earlier one.
fn point_in_time(source: &Instance, backup: &Backup, text: &str, now: Time) -> Result<Time, Refusal> {
    let invalid = |message: &str| Reason::ParameterInvalid.because(message);
    let time = Time::parse(text).ok_or_else(|| invalid("`CloneTime` must have the format `2006-01-02 15:04:05`"))?;
    check_time(source, time, now)?;
    if time.seconds() < backup.started_at.seconds() {
        return Err(invalid("`CloneTime` must not be before the backup"));
    }
    Ok(time)
}
