//! What a call would cost: the inquiry that a product has for some of its actions.

use serde_json::{Map, Value};

use crate::target::{Target, TargetError};
use crate::values::plain;

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

/// Returns what an inquiry answered, on one line: its fields with their paths, such as `Price 280, Currency CNY`.
pub fn described(response: &Value) -> String {
    let mut parts = Vec::new();
    collect("", response, &mut parts);
    parts.join(", ")
}

fn collect(path: &str, value: &Value, parts: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object.iter().filter(|(name, _)| *name != "RequestId") {
                collect(&if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, value, parts);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(&format!("{path}.{index}"), item, parts));
        }
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        scalar => parts.push(format!("{path} {}", plain(scalar))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn prices_are_one_line() {
        for (response, expected) in [
            (json!({ "RequestId": "id" }), ""),
            (
                json!({ "Price": 280.5, "Currency": "CNY", "AmountUnit": "", "RequestId": "id" }),
                "Price 280.5, Currency CNY",
            ),
            (
                json!({ "Price": { "InstancePrice": { "UnitPrice": 0.3, "Discount": null }, "Tiers": [1, 2] } }),
                "Price.InstancePrice.UnitPrice 0.3, Price.Tiers.0 1, Price.Tiers.1 2",
            ),
        ] {
            assert_eq!(described(&response), expected);
        }
    }
}
