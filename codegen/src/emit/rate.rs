//! The documented rates of actions by name, for calls that know only the name of their action.

use crate::model::{Action, Product};
use crate::target::Target;
use crate::{render, spec};

pub(super) fn file(products: &[Product<'_>]) -> String {
    let arm = |product: &Product<'_>, action: &Action<'_>| {
        let spec::Product { product, version, .. } = product.spec;
        format!("        ({product:?}, {version:?}, {:?}) => {},\n", action.spec.action, action.rate.per_second)
    };
    let exceptions = |product: &Product<'_>| -> String {
        let others = product.actions.iter().filter(|action| action.rate.per_second != spec::Rate::USUAL);
        others.map(|action| arm(product, action)).collect()
    };
    let arms: String = products.iter().map(exceptions).collect();
    let text = format!(
        "/// Calls of an action per second, in each region; {default} is the rate of most actions.\n\
         pub(crate) fn rate_of(product: &str, version: &str, action: &str) -> u32 {{\n    match (product, version, action) \
         {{\n{arms}        _ => {default},\n    }}\n}}\n",
        default = spec::Rate::USUAL,
    );
    render::file(&Target::sdk().header(""), "The documented rates of actions.", &[text])
}
