//! Where a call goes: a region's name.

use std::borrow::Cow;
use std::fmt;

/// A region, such as `ap-tokyo`. The set is open: any name can be made, the known ones are constants.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// A region by its name.
    pub fn new(name: impl Into<String>) -> Self {
        Region(Cow::Owned(name.into()))
    }

    pub(crate) const fn from_static(name: &'static str) -> Self {
        Region(Cow::Borrowed(name))
    }

    /// The name, as it travels in requests.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is a finance region: isolated, and reached through a host of its own.
    pub fn is_finance(&self) -> bool {
        is_finance(&self.0)
    }
}

/// Whether a region's name is that of a finance region.
pub(crate) fn is_finance(name: &str) -> bool {
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
