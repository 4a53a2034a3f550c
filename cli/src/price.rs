//! `--price`: what a call would cost, from the inquiry that the product has for the action.

use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::target::Target;

/// Returns the inquiry for an action, with the parameters that it takes of those of the call.
pub(crate) fn inquiry(target: Target, parameters: Map<String, Value>) -> Result<(Target, Map<String, Value>), Failure> {
    let name = &target.action.action;
    let singular = name.strip_suffix('s').unwrap_or(name);
    let names = ["InquiryPrice", "InquirePrice"]
        .into_iter()
        .flat_map(|verb| [format!("{verb}{name}"), format!("{verb}{singular}")]);
    for candidate in names {
        if let Some(inquiry) = Target::read(target.version_name(), &candidate)? {
            let is_known = |name: &String| inquiry.action.parameters.iter().any(|field| field.name == *name);
            return Ok((inquiry, parameters.into_iter().filter(|(name, _)| is_known(name)).collect()));
        }
    }
    Err(Failure::usage(format!("{name} has no inquiry for its price")))
}
