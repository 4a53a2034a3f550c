//! Which action of which product is meant.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};
use tencloud::{Config, UntypedCall, UntypedClient};
use tencloud_spec::{Action, ApiVersion, Product, ReadError, catalog, nearest};

/// An action, with the part of the version of its product that it needs.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The version, with at least this action and the types that it uses.
    pub version: &'static ApiVersion,
    /// The action.
    pub action: &'static Action,
}

impl Target {
    /// Finds an action by its name, as the API spells it or in kebab case: in the version with this number; without one,
    /// in the version that the product's name stands for, or else in the newest other one that has it.
    ///
    /// # Errors
    ///
    /// There is no such product, version or action.
    pub fn find(product: &str, number: Option<&str>, action: &str) -> Result<Target, TargetError> {
        let version = Version::find(product, number)?;
        let missing = match version.target(action) {
            Err(missing) if number.is_none() => missing,
            result => return result,
        };
        let others = Version::all(version.product).into_iter().rev().filter(|other| other.number != version.number);
        others.map(|other| other.target(action)).find(Result::is_ok).unwrap_or(Err(missing))
    }

    /// Reads an action by its exact name, if there is one. What has been read is kept.
    ///
    /// # Errors
    ///
    /// The catalog cannot be read, which is a bug.
    pub fn read(name: Version, action: &str) -> Result<Option<Target>, TargetError> {
        static READ: Mutex<BTreeMap<(&str, &str, &str), Target>> = Mutex::new(BTreeMap::new());
        // No one who holds it can panic.
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(target) = read.get(&(name.product, name.number, action)) {
            return Ok(Some(*target));
        }
        let Some(version) = catalog::action(name.product, name.number, action)? else {
            return Ok(None);
        };
        let version = Box::leak(Box::new(version));
        let Some(action) = version.actions.get(action) else { return Ok(None) };
        let target = Target { version, action };
        read.insert((name.product, name.number, &action.action), target);
        Ok(Some(target))
    }

    /// Creates the target of an action that the spec does not know, from the names of product, version and action.
    pub fn unknown([product, number, action]: [&str; 3]) -> Target {
        let (product, version) = (product.to_owned(), number.to_owned());
        let product = Product { product, version, facts_only: true, ..Product::default() };
        let version = ApiVersion { product, ..ApiVersion::default() };
        let action = Action { action: action.to_owned(), ..Action::default() };
        Target { version: Box::leak(Box::new(version)), action: Box::leak(Box::new(action)) }
    }

    /// Returns whether the action changes nothing, so that it can be repeated.
    pub fn is_repeatable(self) -> bool {
        self.action.effect.value().is_some_and(|effect| effect.is_repeatable())
    }

    /// Returns the name of the version.
    pub fn version_name(self) -> Version {
        Version { product: &self.version.product.product, number: &self.version.product.version }
    }

    /// Returns the SDK's client of the action's product.
    pub fn client(self, config: &Config) -> UntypedClient {
        let product = &self.version.product;
        UntypedClient::new(config, &product.product, &product.version)
    }

    /// Returns the call of the action with these parameters, by a client of its product ([`client`](Self::client)). It is
    /// repeated after failures if that changes nothing.
    pub fn call(self, client: &UntypedClient, parameters: Map<String, Value>) -> UntypedCall {
        let call = client.call(&self.action.action, Value::Object(parameters));
        if self.is_repeatable() { call.read_only() } else { call }
    }
}

/// The name of a version of a product that the catalog contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// The product, such as `redis`.
    pub product: &'static str,
    /// The version, such as `2018-04-12`.
    pub number: &'static str,
}

impl Version {
    /// Finds a version of a product: the one with this number, or else the one that the product's name alone stands for.
    /// Case does not matter.
    ///
    /// # Errors
    ///
    /// There is no such product or version.
    pub fn find(product: &str, number: Option<&str>) -> Result<Version, TargetError> {
        let product = product.to_ascii_lowercase();
        let known = Version::all(&product);
        let number = number.or_else(|| catalog::latest(&product));
        let Some(number) = number.filter(|_| !known.is_empty()) else {
            let meant = nearest(&product, catalog::versions().map(|(name, _)| name));
            return Err(TargetError::Product { name: product, meant });
        };
        known.iter().find(|version| version.number == number).copied().ok_or_else(|| TargetError::Version {
            product,
            number: number.to_owned(),
            known: known.iter().map(|version| version.number).collect(),
        })
    }

    /// Returns all versions of a product, the oldest first.
    pub fn all(product: &str) -> Vec<Version> {
        let versions = catalog::versions().filter(|(name, _)| *name == product);
        versions.map(|(product, number)| Version { product, number }).collect()
    }

    /// Returns an action of this version by its name, as the API spells it or in kebab case.
    fn target(self, action: &str) -> Result<Target, TargetError> {
        // All names are read only if the name is not the API's.
        if let Some(target) = Target::read(self, action)? {
            return Ok(target);
        }
        let wanted = plain(action);
        let found = self.actions().into_iter().find(|known| plain(known) == wanted);
        let target = found.map(|found| Target::read(self, found)).transpose()?.flatten();
        let meant = || nearest(action, self.actions());
        target.ok_or_else(|| TargetError::Action { version: self, name: action.to_owned(), meant: meant() })
    }

    /// Reads the whole version.
    ///
    /// # Errors
    ///
    /// The catalog cannot be read, which is a bug.
    pub fn read(self) -> Result<&'static ApiVersion, TargetError> {
        let version = catalog::product(self.product, self.number)?;
        version.ok_or_else(|| TargetError::Product { name: self.product.to_owned(), meant: None })
    }

    /// Returns the names of the actions, sorted.
    pub fn actions(self) -> Vec<&'static str> {
        let mut names = catalog::names();
        let names = names.find(|names| (names.product, names.version) == (self.product, self.number));
        names.into_iter().flat_map(|names| names.actions()).collect()
    }
}

fn plain(name: &str) -> String {
    name.replace(['-', '_'], "").to_ascii_lowercase()
}

/// Why no action was found. `Display` says what is missing, without advice.
#[derive(Debug)]
#[non_exhaustive]
pub enum TargetError {
    /// No product has this name.
    Product {
        /// The name, in lower case.
        name: String,
        /// The product that was probably meant.
        meant: Option<&'static str>,
    },
    /// The product has no version with this number.
    Version {
        /// The product.
        product: String,
        /// The number that was asked for.
        number: String,
        /// The versions that there are, the oldest first.
        known: Vec<&'static str>,
    },
    /// The version has no action with this name.
    Action {
        /// The version that was looked through.
        version: Version,
        /// The name that was asked for.
        name: String,
        /// The action that was probably meant.
        meant: Option<&'static str>,
    },
    /// The catalog cannot be read, which is a bug.
    Unreadable(ReadError),
}

impl fmt::Display for TargetError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TargetError::Product { name, .. } => write!(formatter, "there is no product `{name}`"),
            TargetError::Version { product, number, .. } => write!(formatter, "{product} has no version {number}"),
            TargetError::Action { version: Version { product, number }, name, .. } => {
                write!(formatter, "{product} {number} has no action `{name}`")
            }
            TargetError::Unreadable(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for TargetError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            TargetError::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ReadError> for TargetError {
    fn from(error: ReadError) -> TargetError {
        TargetError::Unreadable(error)
    }
}
