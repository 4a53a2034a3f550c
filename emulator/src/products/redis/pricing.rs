//! Pricing: get the prices of new, renewed and resized instances.

use super::{
    handler::Handler,
    instances::requested_size,
    offers::{self, Size},
    prices::Price,
    reasons::Reason,
    state::{Account, Status},
    zones,
};
use crate::{
    params::Params,
    products::call::{Call, Object, Outcome, fields},
};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("InquiryPriceCreateInstance", inquiry_price_create_instance),
    ("InquiryPriceRenewInstance", inquiry_price_renew_instance),
    ("InquiryPriceUpgradeInstance", inquiry_price_upgrade_instance),
];

/// The price is that of the whole order: for its term, or for an hour if it is pay-as-you-go.
fn inquiry_price_create_instance(_: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let count = offers::goods(params)?;
    let engine = offers::engine(params)?;
    let size = Size::of_new(engine, params)?;
    let zone = zones::find_zone(call.region, params.integer("ZoneId"), params.string("ZoneName"))?;
    if zone.is_none() {
        return Err(Reason::ParameterMissing.because("send `ZoneId` or `ZoneName`"));
    }
    match params.string("ProductVersion") {
        "local" | "localv2" | "cdc" => {}
        "cloud" => return Err(Reason::SoldOut.because("`ProductVersion` `cloud` is sold out")),
        _ => return Err(Reason::SpecUnknown.because("`ProductVersion` must be `local`, `localv2` or `cdc`")),
    }
    let months = (params.integer("BillingMode") == 1).then(|| params.integer("Period"));
    Ok(describe(Price::of_new(size, count, months)))
}

fn inquiry_price_renew_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    if instance.config.deadline.is_none() {
        return Err(Reason::WrongBillingMode.because(format!("`{id}` is pay-as-you-go and has no term")));
    }
    instance.ensure_unlocked()?;
    if instance.status != Status::Isolated {
        instance.ensure_status(Status::Running)?;
    }
    Ok(describe(Price::of_term(Size::from(&instance.config), params.integer("Period"))))
}

fn inquiry_price_upgrade_instance(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_available()?;
    let size = requested_size(instance, params)?;
    Ok(describe(Price::of_resize(instance, size, call.now)))
}

/// There are no discounts.
fn describe(price: Price) -> Object<'static> {
    let (whole, exact) = (price.fen() as f64, price.exact_fen());
    fields([
        ("Price", whole.into()),
        ("OriginalPrice", whole.into()),
        ("HighPrecisionPrice", exact.into()),
        ("HighPrecisionOriginalPrice", exact.into()),
        ("Currency", "CNY".into()),
        ("AmountUnit", "pent".into()),
    ])
}
