//! Facts of the metadata and words of people, brought together.

use std::collections::BTreeSet;

use serde_json::Value;
use tencloud_spec::{Action, ApiVersion, Correction, Fact, Fault, Field, Product, Structure, Types};

use super::changes::Change;
use super::facts::Facts;
use super::{Words, to_write};

/// The work of one import.
pub(super) struct Merge<'s> {
    folder: &'s str,
    existing: &'s ApiVersion,
    words: Words,
    corrections: &'s [Correction],
    /// The corrections, by place in their list, that the metadata still needs.
    needed: BTreeSet<usize>,
    changes: Vec<Change>,
}

impl<'s> Merge<'s> {
    pub(super) fn new(folder: &'s str, existing: &'s ApiVersion, words: Words) -> Self {
        let corrections = existing.corrections.corrections.as_slice();
        Merge { folder, existing, words, corrections, needed: BTreeSet::new(), changes: Vec::new() }
    }

    /// The version as it stands after the import.
    pub(super) fn run(&mut self, facts: Facts) -> ApiVersion {
        let mut version = self.existing.clone();
        if version.product == Product::default() {
            version.product = super::write::new_product(&facts.product, &facts.version, self.words);
        }
        version.types = self.types(facts.types);
        version.actions =
            facts.actions.into_iter().map(|action| (action.action.clone(), self.action(action))).collect();
        for gone in self.existing.actions.keys().filter(|name| !version.actions.contains_key(*name)) {
            self.changes.push(Change::new(gone, "the action is gone", true));
        }
        version
    }

    /// The changes, and the corrections that are no longer needed.
    pub(super) fn finish(mut self) -> (Vec<Change>, Vec<Fault>) {
        self.changes.sort();
        let rotten = self.corrections.iter().enumerate().filter(|(index, _)| !self.needed.contains(index));
        let faults = rotten.map(|(index, correction)| Fault {
            file: format!("{}/corrections.json", self.folder),
            position: None,
            pointer: format!("/corrections/{index}"),
            what: format!("the metadata no longer says this of `{}.{}`", correction.of, correction.field),
            mend: "remove the correction".to_owned(),
        });
        (self.changes, faults.collect())
    }

    fn types(&mut self, facts: Types) -> Types {
        let existing = &self.existing.types;
        let mut types = Types { types: Default::default(), ..existing.clone() };
        if types.page.is_empty() {
            types.page = super::write::explorer(self.folder);
        }
        for (name, structure) in facts.types {
            let old = existing.types.get(&name);
            if old.is_none() {
                self.changes.push(Change::new(&name, "a new structure", false));
            }
            let doc = old.map_or_else(|| to_write(self.words, "what it describes"), |old| old.doc.clone());
            let fields = self.fields(&name, structure.fields, old.map_or(&[], |old| &old.fields), old.is_none());
            types.types.insert(name, Structure { doc, fields });
        }
        for gone in existing.types.keys().filter(|name| !types.types.contains_key(*name)) {
            self.changes.push(Change::new(gone, "the structure is gone", true));
        }
        types
    }

    fn action(&mut self, facts: Action) -> Action {
        let old = self.existing.actions.get(&facts.action);
        let is_new = old.is_none();
        if is_new {
            self.changes.push(Change::new(&facts.action, "a new action", false));
        }
        let name = facts.action.clone();
        let mut action = match old {
            Some(old) => old.clone(),
            None => super::write::new_action(self.folder, &facts, self.words),
        };
        if action.unsigned != facts.unsigned {
            self.changes.push(Change::new(&name, if facts.unsigned { "now unsigned" } else { "now signed" }, false));
            action.unsigned = facts.unsigned;
        }
        action.parameters = self.fields(&name, facts.parameters, &action.parameters, is_new);
        action.results = self.fields(&name, facts.results, &action.results, is_new);
        action
    }

    fn fields(&mut self, of: &str, facts: Vec<Field>, old: &[Field], is_new: bool) -> Vec<Field> {
        let gone = old.iter().filter(|old| !facts.iter().any(|fact| fact.name == old.name));
        self.changes.extend(gone.map(|gone| Change::new(format!("{of}.{}", gone.name), "the field is gone", true)));
        facts
            .into_iter()
            .map(|fact| match old.iter().find(|old| old.name == fact.name) {
                Some(old) => self.field(of, fact, old),
                None => {
                    if !is_new {
                        let what = if fact.required { "a new required field" } else { "a new field" };
                        self.changes.push(Change::new(format!("{of}.{}", fact.name), what, fact.required));
                    }
                    self.new_field(fact)
                }
            })
            .collect()
    }

    fn new_field(&self, fact: Field) -> Field {
        let note = |what| to_write(self.words, what);
        Field {
            doc: note("what it means; add unit, min, max, default, values where the page names them, and mark secrets"),
            deprecated: fact.deprecated.map(|_| match self.words {
                Words::ToWrite => note("what to use instead"),
                Words::None => "The metadata marks it as disabled.".to_owned(),
            }),
            ..fact
        }
    }

    /// The old field with the facts of the new one, but for those that a correction keeps.
    fn field(&mut self, of: &str, fact: Field, old: &Field) -> Field {
        let mut field = old.clone();
        let place = format!("{of}.{}", old.name);
        if self.differs(of, old, Fact::Type, fact.ty.to_string().into(), old.ty.to_string().into()) {
            self.changes.push(Change::new(&place, format!("the type was {}, is {}", old.ty, fact.ty), true));
            field.ty = fact.ty;
        }
        for (kind, new, now, (is, is_not)) in [
            (Fact::Required, fact.required, &mut field.required, ("now required", "no longer required")),
            (
                Fact::OutputRequired,
                fact.output_required,
                &mut field.output_required,
                ("now always present", "no longer always present"),
            ),
            (Fact::Nullable, fact.nullable, &mut field.nullable, ("now may be null", "no longer null")),
        ] {
            if self.differs(of, old, kind, new.into(), (*now).into()) {
                // Presence changes the field's type in either direction; a parameter may well become optional.
                let breaking = new || kind != Fact::Required;
                self.changes.push(Change::new(&place, if new { is } else { is_not }, breaking));
                *now = new;
            }
        }
        let (disabled, was) = (fact.deprecated.is_some(), old.deprecated.is_some());
        if self.differs(of, old, Fact::Deprecated, disabled.into(), was.into()) {
            self.changes.push(Change::new(
                &place,
                if disabled { "now deprecated" } else { "no longer deprecated" },
                false,
            ));
            field.deprecated = disabled.then(|| to_write(self.words, "what to use instead"));
        }
        field
    }

    /// Whether the metadata says something else than the spec, and no correction keeps the spec's word.
    fn differs(&mut self, of: &str, field: &Field, fact: Fact, metadata: Value, spec: Value) -> bool {
        if metadata == spec {
            return false;
        }
        let known = self.corrections.iter().position(|correction| {
            correction.of == of
                && correction.field == field.name
                && correction.fact == fact
                && correction.metadata == metadata
        });
        self.needed.extend(known);
        known.is_none()
    }
}
