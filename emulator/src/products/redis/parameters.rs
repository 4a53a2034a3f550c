//! Parameters: list, set, manage templates.

mod apply;
mod catalog;
mod history;
mod list;
mod modify;
mod template_list;
mod templates;

use super::handler::Handler;
#[cfg(feature = "data-plane")]
use super::state::InstanceConfig;

pub(super) use self::{apply::apply, history::history, templates::values_for};

pub(super) const ACTIONS: &[(&str, Handler)] = &[
    ("ApplyParamsTemplate", modify::apply_params_template),
    ("CreateParamTemplate", templates::create_param_template),
    ("DeleteParamTemplate", templates::delete_param_template),
    ("DescribeInstanceParamRecords", list::describe_instance_param_records),
    ("DescribeInstanceParams", list::describe_instance_params),
    ("DescribeParamTemplateInfo", template_list::describe_param_template_info),
    ("DescribeParamTemplates", template_list::describe_param_templates),
    ("ModifyInstanceParams", modify::modify_instance_params),
    ("ModifyParamTemplate", templates::modify_param_template),
];

/// Returns the name and the value of each parameter of an instance, as the engine reads them.
#[cfg(feature = "data-plane")]
pub(super) fn values_of(config: &InstanceConfig) -> impl Iterator<Item = (&'static str, &str)> {
    let all = catalog::parameters(config.engine);
    all.map(|parameter| {
        (
            parameter.name,
            Some(parameter.value_in(&config.parameters)).filter(|value| *value != catalog::EMPTY).unwrap_or_default(),
        )
    })
}
