//! Calls of random actions, with made-up values of all their parameters.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value};
use tencloud_spec::{Action, Types, catalog};

use crate::made_up;
use crate::official::Metadata;

/// The region of all calls.
pub(super) const REGION: &str = "ap-guangzhou";

/// How many actions are called.
const COUNT: usize = 200;

/// A call of an action.
pub(super) struct Case {
    pub(super) product: String,
    /// The version of the API.
    pub(super) number: String,
    pub(super) action: Action,
    pub(super) types: Types,
    pub(super) parameters: Map<String, Value>,
    /// How many values without parts the parameters have.
    pub(super) values: usize,
    index: usize,
}

impl Case {
    /// Returns the name of the call.
    pub(super) fn call(&self) -> String {
        format!("{} {} {}", self.product, self.number, self.action.action)
    }

    /// Returns the path of the file with the parameters as JSON.
    pub(super) fn file(&self, home: &Path) -> PathBuf {
        home.join(format!("{}.json", self.index))
    }

    /// Returns the path of a file for the value of a parameter.
    pub(super) fn value_file(&self, home: &Path, name: &str) -> PathBuf {
        home.join(format!("{}-{name}", self.index))
    }

    /// Returns whether structures become one flag for each of their values, rather than JSON.
    pub(super) fn is_dotted(&self) -> bool {
        self.index.is_multiple_of(2)
    }
}

/// Returns the calls.
pub(super) fn all() -> Result<Vec<Case>> {
    let mut names = made_up::actions();
    let metadata = Metadata::new(None)?;
    names.retain({
        let mut left = COUNT;
        move |name| {
            let chosen = left > 0 && is_in(&metadata, *name);
            left -= usize::from(chosen);
            chosen
        }
    });
    names.sort_unstable();
    names.into_iter().enumerate().map(|(index, name)| case(index, name)).collect()
}

/// Returns whether tccli knows an action: some exist on the international site only.
fn is_in(metadata: &Metadata, (product, number, action): (&str, &str, &str)) -> bool {
    let api = metadata.api(product, number).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    api.is_some_and(|api| api.get("actions").and_then(|actions| actions.get(action)).is_some())
}

fn case(index: usize, (product, number, action): (&str, &str, &str)) -> Result<Case> {
    let found = catalog::action(product, number, action)?;
    let mut version = found.with_context(|| format!("there is no {product} {number} {action}"))?;
    let action = version.actions.remove(action).with_context(|| format!("there is no {action}"))?;
    let (parameters, values) = made_up::parameters(&version, &action);
    let (product, number) = (product.to_owned(), number.to_owned());
    Ok(Case { product, number, action, types: version.types, parameters, values, index })
}
