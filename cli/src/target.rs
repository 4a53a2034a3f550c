//! Which action of which product a command line means.

use tencloud_spec::{Action, ApiVersion, Product, catalog, nearest};

use crate::failure::{Exit, Failure};

/// An action, with the version of the product that has it.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) version: &'static ApiVersion,
    pub(crate) action: &'static Action,
}

impl Target {
    /// Creates the target of an action that the spec does not know, from the names of product, version and action.
    pub(crate) fn unknown([product, number, action]: [&str; 3]) -> Target {
        let product =
            Product { product: product.to_owned(), version: number.to_owned(), facts_only: true, ..Product::default() };
        let action = Action { action: action.to_owned(), ..Action::default() };
        // Once for a run of the program.
        Target {
            version: Box::leak(Box::new(ApiVersion { product, ..ApiVersion::default() })),
            action: Box::leak(Box::new(action)),
        }
    }

    /// Returns whether the action changes nothing, so that it can be repeated.
    pub(crate) fn is_repeatable(self) -> bool {
        self.action.effect.value().is_some_and(|effect| effect.is_repeatable())
    }
}

/// Returns the version of a product with this name, such as `redis` or `cvm`: the given one, or else the one that the
/// product's plain name stands for.
pub(crate) fn version(product: &str, version: Option<&str>) -> Result<&'static ApiVersion, Failure> {
    let product = product.to_ascii_lowercase();
    let known: Vec<&str> =
        catalog::versions().filter(|(name, _)| *name == product).map(|(_, version)| version).collect();
    if known.is_empty() {
        return Err(unknown_product(&product));
    }
    let number = match version {
        Some(asked) if known.contains(&asked) => asked,
        Some(asked) => {
            let message = format!("{product} has no version {asked}");
            return Err(Failure::usage(message).help(format!("its versions: {}", known.join(", "))));
        }
        None => catalog::latest(&product).unwrap_or_default(),
    };
    read(&product, number)
}

fn read(product: &str, number: &str) -> Result<&'static ApiVersion, Failure> {
    let version = catalog::product(product, number).map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
    version.ok_or_else(|| unknown_product(product))
}

fn unknown_product(product: &str) -> Failure {
    let known = catalog::versions().map(|(name, _)| name).chain(crate::commands::names());
    let failure = Failure::usage(format!("there is no product or command `{product}`"));
    match nearest(product, known) {
        Some(name) => failure.help(format!("did you mean `{name}`?")),
        None => failure.help(format!("find it with: tencloud search {product}")),
    }
}

/// Returns an action of a version by its name, as the API spells it or in kebab case.
pub(crate) fn action(version: &'static ApiVersion, name: &str) -> Result<Target, Failure> {
    if let Some(target) = find(version, name) {
        return Ok(target);
    }
    let product = &version.product;
    let message = format!("{} {} has no action `{name}`", product.product, product.version);
    let failure = Failure::usage(message);
    Err(match nearest(name, version.actions.keys().map(String::as_str)) {
        Some(meant) => failure.help(format!("did you mean `{meant}`?")),
        None => failure.help(format!("list its actions: tencloud {} --help", product.product)),
    })
}

/// Returns an action of a version by its name, as the API spells it or in kebab case, if there is one.
pub(crate) fn find(version: &'static ApiVersion, name: &str) -> Option<Target> {
    let plain = |name: &str| name.replace(['-', '_'], "").to_ascii_lowercase();
    let wanted = plain(name);
    let found = version.actions.get(name).or_else(|| {
        let mut known = version.actions.values();
        known.find(|action| plain(&action.action) == wanted)
    });
    found.map(|action| Target { version, action })
}
