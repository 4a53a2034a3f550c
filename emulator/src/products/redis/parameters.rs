//! Parameters: list, set, manage templates.

mod apply;
mod catalog;
mod history;
mod list;
mod modify;
mod template_list;
mod templates;

use super::handler::Handler;

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
