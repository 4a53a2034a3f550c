//! What error codes mean, and what to do about them.

use tencloud_spec::{ApiVersion, Common, ErrorClass, Product, ReadError, catalog};

/// An error code, as one product or all products document it.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The code, such as `ResourceUnavailable.InstanceLockedError`.
    pub code: &'static str,
    /// The product that documents it, or `None` if all do.
    pub product: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
    /// What it says of the request.
    pub class: ErrorClass,
}

/// Returns all codes with a meaning: those of products with written docs, then those of all products. The codes of other
/// products have no meaning but their name.
///
/// # Errors
///
/// The catalog cannot be read, which is a bug.
pub fn known() -> Result<Vec<Code>, ReadError> {
    let common = catalog::common()?;
    let mut codes = Vec::new();
    for (name, version) in catalog::written() {
        let version: Option<&'static ApiVersion> = catalog::product(name, version)?;
        for product in version.iter().map(|version| &version.product) {
            codes.extend(product.errors.iter().map(|row| of_product(product, row, common)));
        }
    }
    codes.extend(common.errors.iter().map(|row| of_all(row, common)));
    Ok(codes)
}

/// Returns what a code means that a product has returned: as the product documents it, or else as all do.
///
/// # Errors
///
/// The catalog cannot be read, which is a bug.
pub fn of(product: &'static Product, code: &str) -> Result<Option<Code>, ReadError> {
    let common = catalog::common()?;
    let own = product.errors.get_key_value(code).map(|row| of_product(product, row, common));
    Ok(own.or_else(|| common.errors.get_key_value(code).map(|row| of_all(row, common))))
}

/// A code and its meaning.
type Row<'c> = (&'c String, &'c String);

fn of_product(product: &'static Product, (code, meaning): Row<'static>, common: &Common) -> Code {
    Code { code, product: Some(&product.product), meaning, class: product.error_class(code, common) }
}

fn of_all((code, meaning): Row<'static>, common: &Common) -> Code {
    Code { code, product: None, meaning, class: common.error_class(code) }
}

/// Returns what to do about codes of a class, in sentences.
pub fn advice(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Permanent => "Nothing was done. The same request is refused until the cause is gone.",
        ErrorClass::Throttled => "Nothing was done. There were too many requests: repeat it later.",
        ErrorClass::Transient => "Nothing was done. Repeat it.",
        ErrorClass::OutcomeUnknown => "It may have been executed. Look before you repeat it.",
        ErrorClass::OutcomeUnknownPermanent => "It may have been executed, and would fail again. Look at what it did.",
        ErrorClass::Credentials => "Nothing was done. The credentials are no longer accepted: renew them.",
        ErrorClass::Clock => "Nothing was done. Set this machine's clock.",
    }
}
