//! What changed between two versions of the facts.

use std::collections::BTreeSet;

use tencloud_spec::{Action, ApiVersion, Field};

use crate::change::{Change, ChangeKind};

/// Returns what changed between two versions of the facts about one version of a product.
pub fn changes(old: &ApiVersion, new: &ApiVersion) -> Vec<Change> {
    let mut found = Vec::new();
    for (name, action) in &new.actions {
        match old.actions.get(name) {
            Some(old) => of_action(old, action, &mut found),
            None => found.push(Change::of(name, ChangeKind::NewAction)),
        }
    }
    let gone = old.actions.keys().filter(|name| !new.actions.contains_key(*name));
    found.extend(gone.map(|name| Change::of(name, ChangeKind::ActionRemoved)));
    for (name, structure) in &new.types.types {
        match old.types.types.get(name) {
            Some(old) => of_fields(name, &old.fields, &structure.fields, &mut found),
            None => found.push(Change::of(name, ChangeKind::NewStructure)),
        }
    }
    let gone = old.types.types.keys().filter(|name| !new.types.types.contains_key(*name));
    found.extend(gone.map(|name| Change::of(name, ChangeKind::StructureRemoved)));
    found
}

fn of_action(old: &Action, new: &Action, found: &mut Vec<Change>) {
    let name = &new.action;
    of_fields(name, &old.parameters, &new.parameters, found);
    of_fields(name, &old.results, &new.results, found);
    let flags = [
        (old.unsigned != new.unsigned, ChangeKind::Unsigned(new.unsigned)),
        (old.deprecated.is_some() != new.deprecated.is_some(), ChangeKind::Deprecated(new.deprecated.is_some())),
        (old.effect != new.effect, ChangeKind::Effect(new.effect.value().copied().unwrap_or_default())),
        (old.pages != new.pages, ChangeKind::Pages { removed: new.pages.is_none() }),
        (old.asynchronous != new.asynchronous, ChangeKind::Asynchronous),
    ];
    found.extend(flags.into_iter().filter(|(differs, _)| *differs).map(|(_, kind)| Change::of(name, kind)));
    let codes = |action: &Action| -> BTreeSet<String> { action.errors.iter().flatten().cloned().collect() };
    let (old, new) = (codes(old), codes(new));
    found.extend(new.difference(&old).map(|code| Change::of(name, ChangeKind::NewError(code.clone()))));
    found.extend(old.difference(&new).map(|code| Change::of(name, ChangeKind::ErrorRemoved(code.clone()))));
}

fn of_fields(of: &str, old: &[Field], new: &[Field], found: &mut Vec<Change>) {
    for field in new {
        match old.iter().find(|other| other.name == field.name) {
            Some(old) => of_field(of, old, field, found),
            None => {
                found.push(Change::of_field(of, &field.name, ChangeKind::NewField { required: field.required }));
            }
        }
    }
    let gone = old.iter().filter(|field| !new.iter().any(|other| other.name == field.name));
    found.extend(gone.map(|field| Change::of_field(of, &field.name, ChangeKind::FieldRemoved)));
}

fn of_field(of: &str, old: &Field, new: &Field, found: &mut Vec<Change>) {
    let kinds = [
        (old.ty != new.ty, ChangeKind::Type { from: old.ty.clone(), to: new.ty.clone() }),
        (old.required != new.required, ChangeKind::Required(new.required)),
        (old.output_required != new.output_required, ChangeKind::OutputRequired(new.output_required)),
        (old.nullable != new.nullable, ChangeKind::Nullable(new.nullable)),
        (old.deprecated.is_some() != new.deprecated.is_some(), ChangeKind::Deprecated(new.deprecated.is_some())),
        (old.is_secret() != new.is_secret(), ChangeKind::Secret(new.is_secret())),
        (old.presigned != new.presigned, ChangeKind::Presigned(new.presigned)),
        (!old.values.keys().eq(new.values.keys()), ChangeKind::Values),
    ];
    found.extend(
        kinds.into_iter().filter(|(differs, _)| *differs).map(|(_, kind)| Change::of_field(of, &new.name, kind)),
    );
}
