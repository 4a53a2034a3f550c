//! The name of a region.

use std::borrow::Cow;
use std::fmt;

/// A region, such as `ap-tokyo`. Any name is accepted; the known ones are constants.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// Creates a region from its name.
    pub fn new(name: impl Into<String>) -> Self {
        Region(Cow::Owned(name.into()))
    }

    pub(crate) const fn from_static(name: &'static str) -> Self {
        Region(Cow::Borrowed(name))
    }

    /// Returns the name as requests contain it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns whether this is a financial region, which is isolated and has its own host.
    pub fn is_financial(&self) -> bool {
        is_financial(&self.0)
    }
}

/// Returns whether this is the name of a financial region.
pub(crate) fn is_financial(name: &str) -> bool {
    name.ends_with("-fsi")
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: Into<String>> From<T> for Region {
    fn from(name: T) -> Self {
        Region::new(name)
    }
}
