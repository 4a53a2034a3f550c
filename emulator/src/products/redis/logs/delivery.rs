//! Delivery of the slow log to the Cloud Log Service.

use serde_json::json;

use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, LogDelivery},
            zones,
        },
        refusal::Refusal,
    },
};

pub(super) fn describe_instance_log_delivery(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    let delivery = instance.logs.delivery.as_ref().map_or_else(
        || json!({}),
        |delivery| {
            json!({
                "Enabled": delivery.enabled,
                "LogRegion": delivery.region,
                "LogsetId": delivery.log_set,
                "TopicId": delivery.topic,
            })
        },
    );
    Ok(fields([("SlowLog", delivery)]))
}

/// Turning delivery off keeps the destination, so that it can be read.
pub(super) fn modify_instance_log_delivery(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    instance.ensure_in_service()?;
    instance.ensure_logs_commands()?;
    if !params.boolean("Enabled") {
        if let Some(delivery) = &mut instance.logs.delivery {
            delivery.enabled = false;
        }
        return Ok(fields([]));
    }
    let region = match params.string("LogRegion") {
        "" => call.region,
        region if zones::REGIONS.iter().any(|known| known.name == region) => region,
        region => return Err(Reason::ParameterInvalid.because(format!("there is no region `{region:.40}`"))),
    };
    let (set, topic) =
        (Destination::of(params, "LogsetId", "LogsetName")?, Destination::of(params, "TopicId", "TopicName")?);
    let log_set = set.id(account, call, region, "");
    let topic = topic.id(account, call, region, &format!("{log_set}/"));
    let delivery = LogDelivery { enabled: true, region: region.to_owned(), log_set, topic };
    account.region(call.region).instance(params.string("InstanceId"))?.logs.delivery = Some(delivery);
    Ok(fields([]))
}

/// The length of names in the Cloud Log Service.
const MAX_NAME: usize = 255;

/// A log set or a log topic.
enum Destination<'a> {
    Id(&'a str),
    /// It is created, unless there is one of this name.
    Name(&'a str),
}

impl<'a> Destination<'a> {
    fn of(params: Params<'a>, id: &str, name: &str) -> Result<Self, Refusal> {
        match (params.string(id), params.string(name)) {
            ("", "") => Err(Reason::ParameterMissing.because(format!("`{id}` or `{name}` is required"))),
            ("", name) if name.len() <= MAX_NAME => Ok(Self::Name(name)),
            ("", _) => Err(Reason::ParameterInvalid.because(format!("`{name}` must have at most {MAX_NAME} bytes"))),
            (value, _) if is_uuid(value) => Ok(Self::Id(value)),
            (value, _) => Err(Reason::ParameterInvalid.because(format!("`{id}` `{value:.40}` not found"))),
        }
    }

    /// Returns the id, by which the Cloud Log Service knows it. `within` precedes the name.
    fn id(self, account: &mut Account, call: &Call<'_>, region: &str, within: &str) -> String {
        match self {
            Destination::Id(id) => id.to_owned(),
            Destination::Name(name) => {
                let names = &mut account.region(region).log_names;
                names.entry(format!("{within}{name}")).or_insert_with(|| call.tools.ids.uuid()).clone()
            }
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
