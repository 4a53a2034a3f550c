//! DescribeParamTemplates and DescribeParamTemplateInfo.

use serde_json::{Value, json};

use super::{
    catalog::{self, Kind, Parameter},
    templates,
};
use crate::{
    params::Params,
    products::{
        call::{Call, Outcome, fields},
        redis::state::{Account, Values},
    },
};

/// Returns the templates of the account, then those of the service.
pub(super) fn describe_param_templates(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let (types, names, ids) =
        (params.integers("ProductTypes"), params.strings("TemplateNames"), params.strings("TemplateIds"));
    let matches = |wanted: &[&str], value: &String| wanted.is_empty() || wanted.contains(&value.as_str());
    let own = account.region(call.region).templates.values().cloned();
    let all = own.chain(templates::defaults()).filter(|template| {
        (types.is_empty() || types.contains(&template.engine.type_id))
            && matches(&names, &template.name)
            && matches(&ids, &template.id)
    });
    call.list(params, all, |template| {
        json!({
            "TemplateId": template.id,
            "Name": template.name,
            "Description": template.description,
            "ProductType": template.engine.type_id,
        })
    })
}

pub(super) fn describe_param_template_info(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let template = templates::find(account.region(call.region), params.string("TemplateId"))?;
    let items = catalog::parameters(template.engine).map(|parameter| describe(parameter, &template.values));
    let items: Vec<_> = items.collect();
    Ok(fields([
        ("TotalCount", json!(items.len())),
        ("TemplateId", json!(template.id)),
        ("Name", json!(template.name)),
        ("ProductType", json!(template.engine.type_id)),
        ("Description", json!(template.description)),
        ("Items", items.into()),
    ]))
}

fn describe(parameter: &Parameter, values: &Values) -> Value {
    let (min, max, words) = match parameter.kind {
        Kind::Integer { min, max, .. } => (min.to_string(), max.to_string(), &[][..]),
        Kind::Enum(words) | Kind::Multi(words) | Kind::Text(words) => (String::new(), String::new(), words),
    };
    json!({
        "Name": parameter.name,
        "ParamType": parameter.kind.name(),
        "Default": parameter.default,
        "Description": parameter.tips,
        "CurrentValue": parameter.value_in(values),
        "NeedReboot": 0,
        "Min": min,
        "Max": max,
        "EnumValue": words,
    })
}
