//! How the official SDKs name things.

use super::call::Call;

impl Call<'_> {
    /// Returns the name that the SDK for Python and tccli use for the product: `as` is a keyword of Python.
    pub(super) fn python_product(&self) -> &str {
        match self.product() {
            "as" => "autoscaling",
            product => product,
        }
    }
}

/// Returns a name with a capital first letter: `redis` becomes `Redis`, as in `RedisClient`.
pub(super) fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}
