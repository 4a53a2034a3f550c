//! Which structures fields reach.

use std::collections::BTreeSet;

use crate::field::Field;
use crate::ty::Type;
use crate::types::Types;

/// The structures that fields reach, directly or through other structures.
pub fn reachable<'s>(types: &'s Types, fields: impl IntoIterator<Item = &'s Field>) -> BTreeSet<&'s str> {
    follow(types, fields, Type::structure)
}

/// The structures that are part of a field's value itself, with no list between.
pub fn embedded<'s>(types: &'s Types, field: &'s Field) -> BTreeSet<&'s str> {
    follow(types, [field], |ty| if let Type::Structure(name) = ty { Some(name) } else { None })
}

/// The structures that fields reach over the types that name one.
fn follow<'s>(
    types: &'s Types,
    fields: impl IntoIterator<Item = &'s Field>,
    named: fn(&Type) -> Option<&str>,
) -> BTreeSet<&'s str> {
    let mut open: Vec<&str> = fields.into_iter().filter_map(|field| named(&field.ty)).collect();
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            let fields = types.types.get(name).into_iter().flat_map(|structure| &structure.fields);
            open.extend(fields.filter_map(|field| named(&field.ty)));
        }
    }
    found
}
