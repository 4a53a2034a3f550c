//! What is put in the place of docs that only people can write.

use tencloud_spec::TODO;

/// What is put in the place of docs that only people can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Docs {
    /// A note of what is left to write, which `cargo xtask codegen` then reports.
    Placeholder,
    /// Nothing: the product is marked as one that has facts only.
    Omit,
}

impl Docs {
    /// The text in the place of a description.
    pub(crate) fn text(self, what: &str) -> String {
        match self {
            Docs::Placeholder => format!("{TODO}: {what}"),
            Docs::Omit => String::new(),
        }
    }
}
