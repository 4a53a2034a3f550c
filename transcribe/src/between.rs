//! What changed between two versions of the facts.

use std::collections::BTreeSet;

use tencloud_spec::{Action, ApiVersion, Field, Streams, StreamsWhen};

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
        (old.impacts() != new.impacts(), ChangeKind::Impact),
        (old.pages != new.pages, ChangeKind::Pages { removed: new.pages.is_none() }),
        (old.asynchronous != new.asynchronous, ChangeKind::Asynchronous),
        (
            old.streams != new.streams,
            ChangeKind::Streams { breaking: breaks(old.streams.as_ref(), new.streams.as_ref()) },
        ),
        (old.body != new.body, ChangeKind::Body),
    ];
    found.extend(flags.into_iter().filter(|(differs, _)| *differs).map(|(_, kind)| Change::of(name, kind)));
    let codes = |action: &Action| -> BTreeSet<String> { action.errors.iter().flatten().cloned().collect() };
    let (old, new) = (codes(old), codes(new));
    found.extend(new.difference(&old).map(|code| Change::of(name, ChangeKind::NewError(code.clone()))));
    found.extend(old.difference(&new).map(|code| Change::of(name, ChangeKind::ErrorRemoved(code.clone()))));
}

/// Returns whether programs notice that an action streams in another way: they lose the method that they call, or events
/// have another type. Another parameter or host is up to the SDK.
pub(crate) fn breaks(old: Option<&Streams>, new: Option<&Streams>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => old.when != new.when || old.events != new.events,
        (Some(_), None) => true,
        (None, Some(new)) => new.when == StreamsWhen::Always,
        (None, None) => false,
    }
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
        (old.format != new.format || old.zone != new.zone, ChangeKind::Format),
        (!old.values.keys().eq(new.values.keys()), ChangeKind::Values),
    ];
    found.extend(
        kinds.into_iter().filter(|(differs, _)| *differs).map(|(_, kind)| Change::of_field(of, &new.name, kind)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(action: &str) -> ApiVersion {
        let text = format!("product demo\nversion 2020-01-01\nmodule demo\naction {action}\ntype Box Id\n");
        tencloud_spec::facts::read(&text).unwrap()
    }

    #[test]
    fn how_actions_change() {
        for (old, new, expect) in [
            ("A B", "A B", ""),
            ("A B ; streams=always,undocumented", "A B", "A: streams events in a different way (breaking)"),
            ("A B", "A B ; streams=always,undocumented", "A: streams events in a different way (breaking)"),
            ("A B:bool", "A B:bool ; streams=requested,undocumented,B", "A: streams events in a different way"),
            (
                "A ; streams=always,undocumented",
                "A ; streams=always,undocumented@x.example",
                "A: streams events in a different way",
            ),
            ("A B:binary", "A B:binary ; body=multipart", "A: parameters are sent in a different way (breaking)"),
            ("DeleteA", "DeleteA ; impact=none", "DeleteA: different impact"),
            ("DeleteA", "DeleteA ; impact=destructive", ""),
            ("A B=json", "A B", "A.B: different format or time zone"),
            ("A B=iso@0", "A B=iso@8", "A.B: different format or time zone"),
            ("A -> B:[Box] ; pages=offset_limit,B", "A -> B:[Box]", "A: no longer returns pages (breaking)"),
            ("A -> B:[Box] ; pages=page_no,B", "A -> B:[Box] ; pages=page_no0,B", "A: different pages"),
            ("A -> B:[Box] ; pages=token,B,C,D", "A -> B:[Box] ; pages=token,B,C,E", "A: different pages"),
        ] {
            let found: Vec<String> = changes(&version(old), &version(new)).iter().map(Change::to_string).collect();
            assert_eq!(found.join("; "), expect, "{old} | {new}");
        }
    }
}
