//! Which parameters behavior reads.

use std::{cell::RefCell, collections::BTreeSet};

use tencloud_spec::Field;

thread_local! {
    /// The owners and the names of the parameters that this thread has read.
    static READS: RefCell<BTreeSet<(String, String)>> = RefCell::default();
}

/// Records a read. Panics if the spec has no such parameter.
pub(super) fn record(owner: &str, name: &str, fields: &[Field]) {
    assert!(fields.iter().any(|field| field.name == name), "`{owner}` has no `{name}`");
    READS.with_borrow_mut(|reads| reads.insert((owner.to_owned(), name.to_owned())));
}

/// Returns the actions or structs and the names of all parameters that this thread has read.
pub(crate) fn all() -> BTreeSet<(String, String)> {
    READS.with_borrow(Clone::clone)
}
