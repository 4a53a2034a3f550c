//! The structs that fields refer to, directly or indirectly.

use std::collections::BTreeSet;

use crate::field::Field;
use crate::ty::Type;
use crate::types::Types;

/// Returns the structs that fields refer to, directly or through other structs.
pub fn reachable<'s>(types: &'s Types, fields: impl IntoIterator<Item = &'s Field>) -> BTreeSet<&'s str> {
    follow(types, fields, Type::structure)
}

/// Returns the structs that are part of a field's value itself, without a list in between.
pub fn embedded<'s>(types: &'s Types, field: &'s Field) -> BTreeSet<&'s str> {
    follow(types, [field], |ty| if let Type::Structure(name) = ty { Some(name) } else { None })
}

/// Follows the structs that fields refer to, through the types of which `named` returns the name.
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
