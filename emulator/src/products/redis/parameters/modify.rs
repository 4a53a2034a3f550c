//! ModifyInstanceParams and ApplyParamsTemplate.

use std::collections::BTreeSet;

use serde_json::json;

use super::{catalog, templates};
use crate::{
    params::Params,
    products::{
        call::{Call, Json, Object, Outcome},
        redis::{
            reasons::Reason,
            state::{Account, Change, Instance, ParameterChange, ParameterRecord, Status, Values},
            workflows,
        },
        refusal::Refusal,
    },
};

pub(super) fn modify_instance_params(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let id = params.string("InstanceId");
    let instance = account.region(call.region).instance(id)?;
    ensure_supported(instance)?;
    let requested = catalog::requested(instance.config.engine, &params.objects("InstanceParams"))?;
    if requested.is_empty() {
        return Err(Reason::ParameterInvalid.because("`InstanceParams` must contain a parameter"));
    }
    instance.ensure_available()?;
    let mut response = start(account, call, id, requested)?;
    // The documentation's sample contains false, too: nothing has been changed yet.
    response.insert("Changed", json!(false));
    Ok(response)
}

/// Applies a template to all instances, or to none if one of them is refused.
pub(super) fn apply_params_template(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let ids: BTreeSet<_> = params.strings("InstanceIds").into_iter().collect();
    if ids.is_empty() {
        return Err(Reason::ParameterInvalid.because("`InstanceIds` must contain an id"));
    }
    let region = account.region(call.region);
    let template = templates::find(region, params.string("TemplateId"))?;
    for id in &ids {
        let instance = region.instance(id)?;
        ensure_supported(instance)?;
        templates::ensure_fits(&template, instance.config.engine)?;
        instance.ensure_available()?;
    }
    let mut tasks = Vec::new();
    for id in ids {
        let all = catalog::parameters(template.engine);
        let values = all.map(|parameter| (parameter.name.to_owned(), parameter.value_in(&template.values).to_owned()));
        let response = start(account, call, id, values.collect())?;
        tasks.extend(response.get("TaskId").cloned());
    }
    Ok(Object::from([("TaskIds", Json::List(tasks))]))
}

/// Checks that an engine has parameters.
pub(super) fn ensure_supported(instance: &Instance) -> Result<(), Refusal> {
    if catalog::has_parameters(instance.config.engine) {
        return Ok(());
    }
    let message = format!("`{}` is {}, which has no parameters", instance.id, instance.config.engine.name);
    Err(Reason::Unsupported.because(message))
}

/// Starts the task that sets parameters. The changes are recorded now, and take effect when it has succeeded.
fn start(account: &mut Account, call: &Call<'_>, id: &str, values: Values) -> Outcome {
    let instance = account.region(call.region).instance(id)?;
    let config = &instance.config;
    let changed = catalog::parameters(config.engine).filter_map(|parameter| {
        let (before, after) = (parameter.value_in(&config.parameters), values.get(parameter.name)?);
        (before != after).then(|| ParameterRecord {
            name: parameter.name.to_owned(),
            before: before.to_owned(),
            after: after.clone(),
            changed_at: call.now,
            ended_at: None,
            succeeded: None,
        })
    });
    let changed: Vec<_> = changed.collect();
    instance.parameter_records.extend(changed);
    workflows::start(account, call, id, "034", Status::Running, Change::Parameters(ParameterChange::Set(values)))
}
