//! DescribeInstanceParams and DescribeInstanceParamRecords.

use serde_json::json;

use super::catalog::{self, Kind, Parameter};
use crate::{
    params::Params,
    products::{
        call::{Call, Json, Object, Outcome, fields},
        redis::{
            reasons::Reason,
            state::{Account, Instance, ParameterRecord, Status},
        },
        refusal::Refusal,
    },
};

pub(super) fn describe_instance_params(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    ensure_readable(instance)?;
    super::modify::ensure_supported(instance)?;
    let engine = instance.config.engine;
    let of = |kind: &str| -> Json<'_> {
        let parameters = catalog::parameters(engine).filter(|parameter| parameter.kind.name() == kind);
        parameters.map(|parameter| describe(parameter, instance)).collect()
    };
    Ok(Object::from([
        ("TotalCount", catalog::parameters(engine).count().into()),
        ("InstanceEnumParam", of("enum")),
        ("InstanceIntegerParam", of("integer")),
        ("InstanceTextParam", of("text")),
        ("InstanceMultiParam", of("multi")),
    ]))
}

fn describe(parameter: &Parameter, instance: &Instance) -> Object<'static> {
    let is_changing = |record: &ParameterRecord| record.succeeded.is_none() && record.name == parameter.name;
    let mut described = fields([
        ("ParamName", json!(parameter.name)),
        ("ValueType", json!(parameter.kind.name())),
        ("NeedRestart", json!("false")),
        ("DefaultValue", json!(parameter.default)),
        ("CurrentValue", json!(parameter.value_in(&instance.config.parameters))),
        ("Tips", json!(parameter.tips)),
        ("Status", json!(if instance.parameter_records.iter().any(is_changing) { 1 } else { 2 })),
    ]);
    described.extend(match parameter.kind {
        Kind::Integer { min, max, unit } => {
            fields([("Min", json!(min.to_string())), ("Max", json!(max.to_string())), ("Unit", json!(unit))])
        }
        Kind::Enum(words) | Kind::Multi(words) => fields([("EnumValue", json!(words))]),
        Kind::Text(parts) => fields([("TextValue", json!(parts))]),
    });
    described
}

/// Returns the latest changes first.
pub(super) fn describe_instance_param_records(account: &mut Account, call: &Call<'_>, params: Params<'_>) -> Outcome {
    let instance = account.region(call.region).instance(params.string("InstanceId"))?;
    ensure_readable(instance)?;
    call.list(params, instance.parameter_records.iter().rev(), |record| {
        json!({
            "ParamName": record.name,
            "PreValue": record.before,
            "NewValue": record.after,
            "Status": record.status(),
            "ModifyTime": record.changed_at.to_text(),
        })
    })
}

/// Checks that the instance exists in the sense of these actions: it has been delivered, and is not in the recycle bin.
fn ensure_readable(instance: &Instance) -> Result<(), Refusal> {
    if matches!(instance.status, Status::Running | Status::InProcess) {
        return Ok(());
    }
    let (number, title) = instance.status.number_and_title();
    Err(Reason::WrongStatus.because(format!("the status of `{}` is {number} ({title})", instance.id)))
}
