//! Which action of which product a command line means.

use tencloud_spec::{Action, ApiVersion, Product, ReadError, catalog};

use crate::failure::{Exit, Failure};

/// An action, with the part of the version of its product that it needs.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) version: &'static ApiVersion,
    pub(crate) action: &'static Action,
}

impl Target {
    /// Finds an action by its name, as the API spells it or in kebab case: in the version with this number; without one,
    /// in the version that the product's name stands for, or else in the newest other one that has it.
    pub(crate) fn find(product: &str, number: Option<&str>, action: &str) -> Result<Target, Failure> {
        let version = Version::find(product, number)?;
        let missing = match version.target(action) {
            Err(missing) if number.is_none() => missing,
            result => return result,
        };
        let others = Version::all(version.product).into_iter().rev().filter(|other| other.number != version.number);
        others.map(|other| other.target(action)).find(Result::is_ok).unwrap_or(Err(missing))
    }

    /// Reads an action by its exact name, if there is one.
    pub(crate) fn read(name: Version, action: &str) -> Result<Option<Target>, Failure> {
        let Some(version) = catalog::action(name.product, name.number, action).map_err(unreadable)? else {
            return Ok(None);
        };
        // Once or twice for a run of the program.
        let version = Box::leak(Box::new(version));
        Ok(version.actions.get(action).map(|action| Target { version, action }))
    }

    /// Creates the target of an action that the spec does not know, from the names of product, version and action.
    pub(crate) fn unknown([product, number, action]: [&str; 3]) -> Target {
        let (product, version) = (product.to_owned(), number.to_owned());
        let product = Product { product, version, facts_only: true, ..Product::default() };
        let version = ApiVersion { product, ..ApiVersion::default() };
        let action = Action { action: action.to_owned(), ..Action::default() };
        Target { version: Box::leak(Box::new(version)), action: Box::leak(Box::new(action)) }
    }

    /// Returns whether the action changes nothing, so that it can be repeated.
    pub(crate) fn is_repeatable(self) -> bool {
        self.action.effect.value().is_some_and(|effect| effect.is_repeatable())
    }

    /// Returns the name of the version.
    pub(crate) fn version_name(self) -> Version {
        Version { product: &self.version.product.product, number: &self.version.product.version }
    }
}

/// The name of a version of a product that the catalog contains.
#[derive(Clone, Copy)]
pub(crate) struct Version {
    pub(crate) product: &'static str,
    pub(crate) number: &'static str,
}

impl Version {
    /// Finds a version of a product: the one with this number, or else the one that the product's name alone stands for.
    pub(crate) fn find(product: &str, number: Option<&str>) -> Result<Version, Failure> {
        let product = product.to_ascii_lowercase();
        let known = Version::all(&product);
        let number = number.or_else(|| catalog::latest(&product));
        let Some(number) = number.filter(|_| !known.is_empty()) else { return Err(unknown_product(&product)) };
        known.iter().find(|version| version.number == number).copied().ok_or_else(|| {
            let numbers: Vec<&str> = known.iter().map(|version| version.number).collect();
            let failure = Failure::usage(format!("{product} has no version {number}"));
            failure.help(format!("its versions: {}", numbers.join(", ")))
        })
    }

    /// Returns all versions of a product, the oldest first.
    fn all(product: &str) -> Vec<Version> {
        let versions = catalog::versions().filter(|(name, _)| *name == product);
        versions.map(|(product, number)| Version { product, number }).collect()
    }

    /// Returns an action of this version by its name, as the API spells it or in kebab case.
    fn target(self, action: &str) -> Result<Target, Failure> {
        // All names are read only if the name is not the API's.
        if let Some(target) = Target::read(self, action)? {
            return Ok(target);
        }
        let wanted = plain(action);
        let found = self.actions().into_iter().find(|known| plain(known) == wanted);
        let target = found.map(|found| Target::read(self, found)).transpose()?.flatten();
        target.ok_or_else(|| self.unknown_action(action))
    }

    /// Reads the whole version.
    pub(crate) fn read(self) -> Result<&'static ApiVersion, Failure> {
        let version = catalog::product(self.product, self.number).map_err(unreadable)?;
        version.ok_or_else(|| unknown_product(self.product))
    }

    /// Returns the names of the actions.
    pub(crate) fn actions(self) -> Vec<&'static str> {
        let mut names = catalog::names();
        let names = names.find(|names| (names.product, names.version) == (self.product, self.number));
        names.into_iter().flat_map(|names| names.actions()).collect()
    }

    fn unknown_action(self, name: &str) -> Failure {
        let failure = Failure::usage(format!("{} {} has no action `{name}`", self.product, self.number));
        let list = format!("list its actions: tencloud {} --help", self.product);
        failure.suggest(name, self.actions(), list)
    }
}

fn plain(name: &str) -> String {
    name.replace(['-', '_'], "").to_ascii_lowercase()
}

fn unreadable(error: ReadError) -> Failure {
    Failure::new(Exit::Other, error.to_string())
}

fn unknown_product(product: &str) -> Failure {
    let known = catalog::versions().map(|(name, _)| name);
    let failure = Failure::usage(format!("there is no product or command `{product}`"));
    failure.suggest(product, known, format!("find it with: tencloud search {product}"))
}
