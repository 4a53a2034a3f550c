//! What replaces docs that only people can write.

use tencloud_spec::TODO;

/// What replaces docs that only people can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Docs {
    /// A note about what is left to write, which `cargo xtask codegen` then reports.
    Placeholder,
    /// Nothing: the product is marked as one without written docs.
    Omit,
}

impl Docs {
    /// Returns the text that replaces a description.
    pub(crate) fn text(self, what: &str) -> String {
        match self {
            Docs::Placeholder => format!("{TODO}: {what}"),
            Docs::Omit => String::new(),
        }
    }
}
