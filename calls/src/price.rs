//! What a call would cost: the inquiry that a product has for some of its actions.

use serde_json::{Map, Value};

use crate::target::{Target, TargetError};

/// A call that asks what another call would cost.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// The action that inquires.
    pub target: Target,
    /// The parameters that it takes of those of the call.
    pub parameters: Map<String, Value>,
}

/// Returns the inquiry about the price of a call. `None` if the product has none for the action.
///
/// # Errors
///
/// The catalog cannot be read, which is a bug.
pub fn inquiry(target: Target, parameters: &Map<String, Value>) -> Result<Option<Inquiry>, TargetError> {
    let name = &target.action.action;
    let singular = name.strip_suffix('s').unwrap_or(name);
    let names = ["InquiryPrice", "InquirePrice"]
        .into_iter()
        .flat_map(|verb| [format!("{verb}{name}"), format!("{verb}{singular}")]);
    for candidate in names {
        if let Some(target) = Target::read(target.version_name(), &candidate)? {
            let is_known = |name: &String| target.action.parameters.iter().any(|field| field.name == *name);
            let taken = parameters.iter().filter(|(name, _)| is_known(name));
            let parameters = taken.map(|(name, value)| (name.clone(), value.clone())).collect();
            return Ok(Some(Inquiry { target, parameters }));
        }
    }
    Ok(None)
}
