//! The environment's variables, as something that tests can make up.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// Where variables are read: the process's own environment, or given ones.
#[derive(Clone, Default)]
pub struct Environment(Option<Arc<HashMap<String, String>>>);

impl Environment {
    /// The environment of this process.
    pub fn process() -> Self {
        Environment(None)
    }

    /// A variable's value; an empty one counts as unset.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.0 {
            None => std::env::var(name).ok(),
            Some(given) => given.get(name).cloned(),
        };
        value.filter(|value| !value.is_empty())
    }
}

/// An environment of just these variables.
impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Environment(Some(Arc::new(variables.collect())))
    }
}

/// Shows no values: some of them are secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Environment(given)" } else { "Environment(process)" })
    }
}
