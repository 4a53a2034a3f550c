//! The place in which code is emitted.

use crate::model::Product;

/// Where a record's file is, and what the record has in addition to the fields of the spec.
pub(super) struct Context<'a> {
    pub(super) product: &'a Product<'a>,
    /// Whether the code is in the module `types` itself.
    pub(super) inside_types: bool,
    /// Whether the record is the response of an action and therefore contains the request's id.
    pub(super) is_response: bool,
}

impl Context<'_> {
    /// Returns whether the record is the request of an action, and therefore accepts parameters that the spec does not
    /// list.
    pub(super) fn is_request(&self) -> bool {
        !self.inside_types && !self.is_response
    }
}
