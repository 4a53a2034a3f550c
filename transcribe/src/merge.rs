//! Merges the facts of a source into the spec. Docs and other decisions of people are kept.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use indexmap::map::Entry;
use serde_json::Value;
use tencloud_spec::{Action, Correction, Fact, Field, OrTodo, Rate, Sample, TODO, Type, Types, Waiter};

use crate::change::{Change, ChangeKind};
use crate::docs::Docs;
use crate::facts::{ActionFacts, FieldFacts, OutputRequired, StructureFacts};
use crate::{derived, samples, skeleton};

/// The source of the facts, which determines what they mean for the spec.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A documentation page, which may be older than the spec: what the page lacks is kept and marked as newer. Its
    /// types are less precise than the spec's.
    Page,
    /// The official metadata, which is complete: fields that the metadata lacks are removed.
    Metadata,
}

/// What is known about an action's product, as far as facts about the action follow from it.
#[derive(Clone, Copy)]
pub(crate) struct Known<'k> {
    pub(crate) waiters: &'k IndexMap<String, Waiter>,
    pub(crate) types: &'k Types,
}

/// Merges facts into the spec, and collects the changes.
pub(crate) struct Merge<'s> {
    source: Source,
    /// Facts that are wrong in the source.
    corrections: &'s [Correction],
    docs: Docs,
    changes: Vec<Change>,
    /// The corrections, by index, that the source still needs.
    needed: BTreeSet<usize>,
}

impl<'s> Merge<'s> {
    pub(crate) fn new(source: Source, corrections: &'s [Correction], docs: Docs) -> Self {
        Merge { source, corrections, docs, changes: Vec::new(), needed: BTreeSet::new() }
    }

    /// Returns the changes.
    pub(crate) fn into_changes(self) -> Vec<Change> {
        self.changes
    }

    /// Returns the corrections that the source no longer needs, each with its index.
    pub(crate) fn obsolete(&self) -> Vec<(usize, &'s Correction)> {
        self.corrections.iter().enumerate().filter(|(index, _)| !self.needed.contains(index)).collect()
    }

    pub(crate) fn push(&mut self, change: Change) {
        self.changes.push(change);
    }

    fn is_page(&self) -> bool {
        self.source == Source::Page
    }

    /// Merges an action. `page` is its documentation page, if it is known, for an action that the spec does not have
    /// yet.
    pub(crate) fn action(
        &mut self,
        old: Option<&Action>,
        facts: ActionFacts,
        page: Option<String>,
        known: Known<'_>,
    ) -> Action {
        let is_new = old.is_none();
        let mut action = old.cloned().unwrap_or_else(|| self.new_action(&facts, page, known));
        let name = facts.name;
        if let Some(unsigned) = facts.unsigned.filter(|unsigned| *unsigned != action.unsigned) {
            self.changes.push(Change::of(&name, ChangeKind::Unsigned(unsigned)));
            action.unsigned = unsigned;
        }
        self.rate(&mut action, facts.rate);
        action.parameters = self.fields(&name, &action.parameters, facts.parameters, is_new);
        action.results = self.fields(&name, &action.results, facts.results, is_new);
        if let Some(codes) = facts.errors {
            self.errors(&mut action, codes);
        }
        action
    }

    fn new_action(&mut self, facts: &ActionFacts, page: Option<String>, known: Known<'_>) -> Action {
        self.changes.push(Change::of(&facts.name, ChangeKind::NewAction));
        let mut action = skeleton::action(&facts.name, page, self.docs);
        action.effect = OrTodo::Value(derived::effect(facts));
        action.impact = skeleton::impact_of(&action.effect, self.docs);
        action.asynchronous = derived::asynchronous(facts, known.waiters);
        action.pages = derived::pages(facts, known.types);
        action.body = derived::body(facts);
        action.streams = facts.streams.clone();
        action.unsigned = facts.unsigned == Some(true);
        if self.is_page() {
            // The page has no list of error codes.
            action.errors = None;
        }
        action
    }

    /// Replaces an action's samples with those of a page. `None` stands for one that cannot be read.
    pub(crate) fn replace_samples(&mut self, action: &mut Action, shown: &[Option<Sample>]) {
        let replaced = samples::replace(&mut action.samples, shown, self.docs);
        self.changes.extend(replaced.into_iter().map(|at| Change::of(&action.action, ChangeKind::SampleReplaced(at))));
    }

    /// Adds the samples that an action lacks, and keeps those that it has. Returns the indices of the samples that
    /// cannot be read, each with the reason.
    pub(crate) fn add_samples(
        &mut self,
        action: &mut Action,
        read: Vec<Result<Sample, String>>,
        is_new: bool,
    ) -> Vec<(usize, String)> {
        let shown: Vec<Option<&Sample>> = read.iter().map(|sample| sample.as_ref().ok()).collect();
        let absent = samples::absent(&action.samples, &shown);
        let mut unread = Vec::new();
        for (at, sample) in read.into_iter().enumerate().filter(|(at, _)| absent.contains(at)) {
            match sample {
                Ok(sample) => {
                    action.samples.push(skeleton::sample(sample, self.docs));
                    let change = Change::of(&action.action, ChangeKind::SampleAdded(at));
                    self.changes.extend((!is_new).then_some(change));
                }
                Err(why) => unread.push((at, why)),
            }
        }
        unread
    }

    fn rate(&mut self, action: &mut Action, documented: Option<u32>) {
        if let Some(per_second) = documented {
            action.rate = Some(Rate { per_second, documented: true });
        } else if let Some(rate) = action.rate.as_mut().filter(|rate| self.is_page() && rate.documented) {
            rate.documented = false;
            self.changes.push(Change::of(&action.action, ChangeKind::RateUndocumented));
        }
    }

    /// Merges error codes. Codes that only the spec has are from newer sources.
    fn errors(&mut self, action: &mut Action, codes: Vec<String>) {
        let old = action.errors.take().unwrap_or_default();
        let is_placeholder = |code: &String| code.contains(TODO);
        for code in old.into_iter().filter(|code| !codes.contains(code) && !is_placeholder(code)) {
            self.changes.push(Change::of(&action.action, ChangeKind::NewerError(code.clone())));
            action.newer_errors.push(code);
        }
        action.newer_errors.retain(|code| !codes.contains(code));
        action.errors = Some(codes);
    }

    /// Merges the shared structs.
    pub(crate) fn types(&mut self, types: &mut Types, facts: Vec<StructureFacts>) {
        for StructureFacts { name, fields } in facts {
            let is_new = !types.types.contains_key(&name);
            if is_new {
                self.changes.push(Change::of(&name, ChangeKind::NewStructure));
            }
            let docs = self.docs;
            let structure = insert_sorted(&mut types.types, &name, || skeleton::structure(docs));
            structure.fields = self.fields(&name, &structure.fields, fields, is_new);
        }
    }

    /// Removes structs, except for some.
    pub(crate) fn remove_types(&mut self, types: &mut Types, keeps: impl Fn(&str) -> bool) {
        types.types.retain(|name, _| {
            let is_kept = keeps(name);
            self.changes.extend((!is_kept).then(|| Change::of(name, ChangeKind::StructureRemoved)));
            is_kept
        });
    }

    /// Marks the structs whose names are not on the page as newer than the page.
    pub(crate) fn mark_newer(&mut self, types: &mut Types, is_named: impl Fn(&str) -> bool) {
        for (name, structure) in types.types.iter_mut().filter(|(name, _)| !is_named(name)) {
            if structure.fields.iter().any(|field| !field.newer) {
                structure.fields.iter_mut().for_each(|field| field.newer = true);
                self.changes.push(Change::of(name, ChangeKind::MarkedNewer));
            }
        }
    }

    fn fields(&mut self, of: &str, old: &[Field], facts: Vec<FieldFacts>, is_new: bool) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::new();
        let mut absent: Vec<(Option<&Field>, &Field)> = Vec::new();
        for (index, field) in old.iter().enumerate() {
            if !facts.iter().any(|fact| fact.name == field.name) {
                absent.push((old.iter().take(index).next_back(), field));
            }
        }
        for fact in facts {
            if let Some(known) = old.iter().find(|field| field.name == fact.name) {
                fields.push(self.field(of, known, fact));
            } else {
                if !is_new {
                    let required = fact.required == Some(true);
                    self.changes.push(Change::of_field(of, &fact.name, ChangeKind::NewField { required }));
                }
                fields.push(skeleton::field(&fact, self.docs));
            }
        }
        for (before, field) in absent {
            if !self.is_page() {
                self.changes.push(Change::of_field(of, &field.name, ChangeKind::FieldRemoved));
                continue;
            }
            if !field.newer {
                self.changes.push(Change::of_field(of, &field.name, ChangeKind::MarkedNewer));
            }
            // It stays behind the field that it followed.
            let at = before.and_then(|before| fields.iter().position(|field| field.name == before.name));
            fields.insert(at.map_or(0, |at| at + 1), Field { newer: true, ..field.clone() });
        }
        fields
    }

    /// Returns the old field with the facts of the source, except for those that a correction keeps.
    fn field(&mut self, of: &str, old: &Field, fact: FieldFacts) -> Field {
        let mut field = old.clone();
        if self.is_page() {
            field.newer = false;
        }
        let same = if self.is_page() { same_type(&fact.ty, &old.ty) } else { fact.ty == old.ty };
        if !same && self.differs(of, old, Fact::Type, fact.ty.to_string().into()) {
            let kind = ChangeKind::Type { from: old.ty.clone(), to: fact.ty.clone() };
            self.changes.push(Change::of_field(of, &old.name, kind));
            field.ty = fact.ty;
        }
        let output_required = match fact.output_required {
            OutputRequired::Known(known) => Some(known),
            OutputRequired::Assumed(_) => None,
        };
        let required: fn(bool) -> ChangeKind = ChangeKind::Required;
        let flags = [
            (Fact::Required, fact.required, &mut field.required, required),
            (Fact::OutputRequired, output_required, &mut field.output_required, ChangeKind::OutputRequired),
            (Fact::Nullable, fact.nullable, &mut field.nullable, ChangeKind::Nullable),
        ];
        for (kind, new, now, change) in flags {
            if let Some(new) = new.filter(|new| new != now)
                && self.differs(of, old, kind, new.into())
            {
                self.changes.push(Change::of_field(of, &old.name, change(new)));
                *now = new;
            }
        }
        let deprecated = fact.deprecated.filter(|deprecated| *deprecated != old.deprecated.is_some());
        if let Some(deprecated) = deprecated
            && self.differs(of, old, Fact::Deprecated, deprecated.into())
        {
            self.changes.push(Change::of_field(of, &old.name, ChangeKind::Deprecated(deprecated)));
            field.deprecated = deprecated.then(|| skeleton::deprecated(self.docs));
        }
        field
    }

    /// Returns whether the spec adopts a fact in which the source differs. A correction prevents that.
    fn differs(&mut self, of: &str, field: &Field, fact: Fact, value: Value) -> bool {
        // Pages, whose types are less precise, need not repeat the metadata's mistake literally.
        let is_page = self.is_page();
        let mut known = corrections_of(self.corrections, of, &field.name, fact);
        let Some((index, correction)) = known.find(|(_, known)| is_page || known.metadata == value) else {
            return true;
        };
        self.needed.insert(index);
        if is_page {
            let kind = ChangeKind::Corrected { why: correction.why.clone() };
            self.changes.push(Change::of_field(of, &field.name, kind));
        }
        false
    }
}

/// Returns the corrections of a fact, each with its index. A parameter and a result of the same name may have one each.
pub(crate) fn corrections_of<'c>(
    corrections: &'c [Correction],
    of: &str,
    field: &str,
    fact: Fact,
) -> impl Iterator<Item = (usize, &'c Correction)> {
    let is_about = move |known: &Correction| known.of == of && known.field == field && known.fact == fact;
    corrections.iter().enumerate().filter(move |(_, known)| is_about(known))
}

/// Adds the error codes that a list of meanings lacks.
pub(crate) fn error_meanings<'c>(errors: &mut IndexMap<String, String>, codes: impl IntoIterator<Item = &'c String>) {
    for code in codes {
        insert_sorted(errors, code, skeleton::error_meaning);
    }
}

/// Returns whether the type in the spec means the same as that on a page, which is less precise.
pub(crate) fn same_type(page: &Type, spec: &Type) -> bool {
    match (page, spec) {
        (Type::List(page), Type::List(spec)) => same_type(page, spec),
        (Type::Int64, Type::Uint64) | (Type::Datetime, Type::DatetimeIso) => true,
        (page, spec) => page == spec,
    }
}

/// Returns the value of a key. A missing key is inserted at its sorted position if the keys are sorted, otherwise at
/// the end.
fn insert_sorted<'m, V>(map: &'m mut IndexMap<String, V>, key: &str, value: impl FnOnce() -> V) -> &'m mut V {
    let at = if map.keys().is_sorted() { map.keys().position(|other| other.as_str() > key) } else { None };
    let at = at.unwrap_or(map.len());
    match map.entry(key.to_owned()) {
        Entry::Occupied(entry) => entry.into_mut(),
        Entry::Vacant(entry) => entry.shift_insert(at, value()),
    }
}
