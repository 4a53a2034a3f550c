//! Adds what the form does not show until it is asked for: an item of a list, or a structure.

use tencloud_calls::Target;
use tencloud_spec::{Field, Type, Types};

use crate::form::entries::Entries;

/// Adds an item to the list at a path, or the structure at it. Does nothing if the action has neither there.
pub(crate) fn add(entries: &mut Entries, target: Target, path: &str) {
    let mut steps = path.split('.');
    match ty(&mut steps, &target.action.parameters, &target.version.types) {
        Some(Type::List(item)) => entries.add_item(path, item.structure().is_some()),
        Some(Type::Structure(_)) => drop(entries.set.insert(path.to_owned())),
        _ => {}
    }
}

/// Returns the type of what a path leads to.
fn ty<'t>(steps: &mut std::str::Split<'_, char>, fields: &'t [Field], types: &'t Types) -> Option<&'t Type> {
    let name = steps.next()?;
    let mut ty = &fields.iter().find(|field| field.name == name)?.ty;
    loop {
        let mut rest = steps.clone();
        match ty {
            Type::List(item) => match rest.next() {
                Some(_) => ty = item,
                None => return Some(ty),
            },
            Type::Structure(name) if rest.next().is_some() => {
                return self::ty(steps, &types.types.get(name)?.fields, types);
            }
            ty => return Some(ty),
        }
        *steps = rest;
    }
}
