//! RenewInstance and ModifyInstanceChargeType.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            offers::Size,
            ordering::{self, Purchase},
            prices::Price,
            reasons::Reason,
            state::{Account, OrderChange, Region, Status},
        },
        refusal::Refusal,
    },
};

pub(super) fn renew_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (id, months) = (params.string("InstanceId"), params.integer("Period"));
    let instance = account.region(call.region).instance(id)?;
    let is_prepaid = instance.config.deadline.is_some();
    let becomes_prepaid = match params.string("ModifyPayMode") {
        "" => false,
        mode if mode.eq_ignore_ascii_case("prepaid") => true,
        _ => return Err(Refusal::invalid_value("`ModifyPayMode` must be `prepaid`")),
    };
    let change = match (is_prepaid, becomes_prepaid) {
        (true, false) => OrderChange::Renew { months },
        (false, true) => OrderChange::ChangeCharge { months: Some(months) },
        (true, true) => {
            let message = format!("`{id}` is already prepaid: omit `ModifyPayMode`");
            return Err(Reason::ParameterInvalid.because(message));
        }
        (false, false) => {
            let message = format!("`{id}` is pay-as-you-go: send `ModifyPayMode` as `prepaid` to change that");
            return Err(Reason::WrongBillingMode.because(message));
        }
    };
    instance.ensure_unlocked()?;
    // An isolated instance can be renewed, and then leaves the recycle bin.
    if !(is_prepaid && instance.status == Status::Isolated) {
        instance.ensure_status(Status::Running)?;
    }
    let price = Some(Price::of_term(Size::from(&instance.config), months));
    ordering::buy(account, call, Purchase { instance: id, change, price })
}

pub(super) fn modify_instance_charge_type(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let months = match (params.string("InstanceChargeType"), params.has("Period")) {
        ("PREPAID", true) => Some(params.integer("Period")),
        ("PREPAID", false) => return Err(Reason::ParameterMissing.because("`PREPAID` requires `Period`")),
        (_, true) => return Err(Reason::ParameterInvalid.because("send `Period` only with `PREPAID`")),
        (_, false) => None,
    };
    let mut ids = params.strings("InstanceIds");
    if ids.is_empty() {
        return Err(Reason::ParameterMissing.because("`InstanceIds` is empty"));
    }
    // An instance is changed once, however often it is named.
    let mut named = BTreeSet::new();
    ids.retain(|id| named.insert(*id));
    let mut failed = Vec::new();
    for id in ids {
        match price_of_change(account.region(call.region), id, months) {
            Ok(price) => {
                let purchase = Purchase { instance: id, change: OrderChange::ChangeCharge { months }, price };
                ordering::place_for(account, call, purchase, call.failure);
            }
            Err(message) => failed.push(json!({ "InstanceId": id, "Message": message })),
        }
    }
    Ok(fields([("FailedInstanceIds", failed.into())]))
}

/// Returns what a change of the billing mode costs, or why the instance cannot be changed.
fn price_of_change(region: &Region, id: &str, months: Option<i64>) -> Result<Option<Price>, String> {
    let instance = region.instances.get(id).ok_or_else(|| format!("instance {id} not found"))?;
    match (&instance.config.deadline, months) {
        (Some(_), Some(_)) => return Err(format!("instance {id} is already prepaid")),
        (None, None) => return Err(format!("instance {id} is already postpaid")),
        _ => {}
    }
    if instance.is_locked() || instance.status != Status::Running {
        return Err(format!("instance {id} is not running, or locked"));
    }
    Ok(months.map(|months| Price::of_term(Size::from(&instance.config), months)))
}
