//! CreateParamTemplate, ModifyParamTemplate and DeleteParamTemplate, and how templates are found.

use serde_json::json;

use super::catalog;
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Engine, ParameterTemplate, Region, Values},
        },
        refusal::Refusal,
    },
};

pub(super) fn create_param_template(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let engine = Engine::find(params.integer("ProductType"));
    let copied = match (params.string("TemplateId"), engine) {
        ("", None) => return Err(Reason::ParameterMissing.because("`ProductType` or `TemplateId` is required")),
        ("", Some(engine)) => default(engine),
        (id, _) => find(region, id)?,
    };
    if let Some(engine) = engine {
        ensure_fits(&copied, engine)?;
    }
    let mut template = ParameterTemplate {
        id: format!("crs-cfg-{}", call.tools.ids.suffix()),
        name: params.string("Name").to_owned(),
        description: params.string("Description").to_owned(),
        ..copied
    };
    template.values.extend(catalog::requested(template.engine, &params.objects("ParamList"))?);
    let id = template.id.clone();
    region.templates.insert(id.clone(), template);
    Ok(fields([("TemplateId", json!(id))]))
}

/// What is omitted does not change.
pub(super) fn modify_param_template(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let template = own(account.region(call.region), params.string("TemplateId"))?;
    let name = params.string("Name");
    if params.has("Name") && !(2..=64).contains(&name.chars().count()) {
        return Err(Refusal::invalid_value("`Name` must have 2 to 64 characters"));
    }
    template.values.extend(catalog::requested(template.engine, &params.objects("ParamList"))?);
    if params.has("Name") {
        name.clone_into(&mut template.name);
    }
    if params.has("Description") {
        params.string("Description").clone_into(&mut template.description);
    }
    Ok(fields([]))
}

/// Instances to which the template was applied keep their parameters.
pub(super) fn delete_param_template(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let region = account.region(call.region);
    let id = own(region, params.string("TemplateId"))?.id.clone();
    region.templates.shift_remove(&id);
    Ok(fields([]))
}

/// Returns the values that a template sets for new instances of an engine. Without an id, these are the defaults.
pub(crate) fn values_for(region: &Region, engine: Engine, template_id: &str) -> Result<Values, Refusal> {
    if template_id.is_empty() {
        return Ok(Values::new());
    }
    let template = find(region, template_id)?;
    ensure_fits(&template, engine)?;
    Ok(template.values)
}

/// Finds a template of the account or of the service.
pub(super) fn find(region: &Region, id: &str) -> Result<ParameterTemplate, Refusal> {
    let own = region.templates.get(id).cloned();
    let found = own.or_else(|| defaults().find(|template| template.id == id));
    found.ok_or_else(|| Reason::NoSuchTemplate.because(format!("parameter template `{id}` not found")))
}

pub(super) fn ensure_fits(template: &ParameterTemplate, engine: Engine) -> Result<(), Refusal> {
    if template.engine == engine {
        return Ok(());
    }
    let (id, wanted, found) = (&template.id, template.engine.type_id, engine.type_id);
    Err(Reason::TemplateMismatch.because(format!("`{id}` is for instances of the type {wanted}, not {found}")))
}

/// Returns the templates of the service, one for each engine with parameters.
pub(super) fn defaults() -> impl Iterator<Item = ParameterTemplate> {
    Engine::all().filter(|engine| catalog::has_parameters(*engine)).map(default)
}

fn default(engine: Engine) -> ParameterTemplate {
    let architecture = if engine.cluster { "cluster" } else { "standard" };
    let name = engine.name.replace(' ', "-").to_lowercase();
    ParameterTemplate {
        id: format!("crs-cfg-{:08}", engine.type_id),
        name: format!("default-{name}-{architecture}"),
        description: format!("Default parameters of {} ({architecture})", engine.name),
        engine,
        values: Values::new(),
    }
}

/// Finds a template that can be changed.
fn own<'a>(region: &'a mut Region, id: &str) -> Result<&'a mut ParameterTemplate, Refusal> {
    find(region, id)?;
    let message = || Reason::Unsupported.because(format!("`{id}` is a template of the service and cannot be changed"));
    region.templates.get_mut(id).ok_or_else(message)
}
