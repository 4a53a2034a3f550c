//! Whether what a page shows fits what its tables say.

use serde_json::{Map, Value};
use tencloud_spec::{Field, Method, Sample, Type, Types, shown};

use super::action::Said;
use super::fields::FieldFact;
use super::finding::Findings;
use super::query;
use super::samples::{COMMON, Shown};
use super::types;
use super::vocabulary::is_any_object;

/// An action's fields and the structures that are known.
pub(super) struct Fields<'a> {
    pub(super) parameters: &'a [FieldFact],
    pub(super) results: &'a [FieldFact],
    pub(super) types: &'a Types,
}

impl Fields<'_> {
    /// Refuses each bare name of a type that nothing shows to be a structure.
    pub(super) fn resolve<'s>(&self, samples: impl Iterator<Item = &'s Shown> + Clone, findings: &mut Findings) {
        for field in self.parameters {
            let mut values = samples.clone().filter_map(|sample| sample.request.get(&field.name));
            self.resolve_field(field, values.any(|value| is_structure(value, &field.ty.ty)), findings);
        }
        for field in self.results {
            let mut values = samples.clone().filter_map(|sample| sample.response.get(&field.name));
            self.resolve_field(field, values.any(|value| is_structure(value, &field.ty.ty)), findings);
        }
    }

    fn resolve_field(&self, field: &FieldFact, shown: bool, findings: &mut Findings) {
        let Some(name) = field.ty.ty.structure() else { return };
        let known = self.types.types.contains_key(name);
        if field.ty.bare && !known && !shown {
            let what = format!("unknown type `{name}`, of `{}`: no link, and no structure of that name", field.name);
            let mend = format!("{}; or transcribe the page \"data types\" along with this one", types::mend(name));
            findings.refuse(field.line, what, mend);
        } else if !known {
            let what = format!("the structure `{name}` is not described yet");
            findings.note(field.line, what, "transcribe the page \"data types\" too");
        }
    }

    /// The sample for the spec, or nothing where it contradicts the page's own tables.
    pub(super) fn sample(&self, shown: Shown, findings: &mut Findings) -> Option<Said<Sample>> {
        let mut request = shown.request;
        let is_own = |name: &str| self.parameters.iter().any(|field| field.name == name);
        request.retain(|name, _| is_own(name) || !COMMON.contains(&name.as_str()));
        if shown.method == Method::Get {
            request = request.into_iter().map(|(name, value)| self.typed(name, value)).collect();
        }
        let parameters: Vec<Field> = self.parameters.iter().map(FieldFact::as_spec).collect();
        let results: Vec<Field> = self.results.iter().map(FieldFact::as_spec).collect();
        let fault = self.misfit(&request, &parameters, true);
        let fault = fault.or_else(|| self.misfit(&shown.response, &results, false));
        if let Some(why) = fault {
            let what = format!("the sample is left out: {why}");
            findings.note(shown.line, what, "write it into the spec by hand, corrected");
            return None;
        }
        Some(Said {
            value: Sample { title: String::new(), method: shown.method, request, response: shown.response },
            line: shown.line,
        })
    }

    fn typed(&self, name: String, value: Value) -> (String, Value) {
        let field = self.parameters.iter().find(|field| field.name == name);
        let value = field.map_or(value.clone(), |field| query::typed(value, &field.ty.ty, self.types));
        (name, value)
    }

    /// What does not fit, in an object that has these fields, by the rules of `check`.
    fn misfit(&self, members: &Map<String, Value>, fields: &[Field], is_request: bool) -> Option<String> {
        let is_left_out = |field: &&Field| is_request && field.required && !members.contains_key(&field.name);
        if let Some(field) = fields.iter().find(is_left_out) {
            return Some(format!("it lacks `{}`, which is required", field.name));
        }
        members.iter().filter(|(name, _)| is_request || *name != "RequestId").find_map(|(name, value)| {
            let field = fields.iter().find(|field| field.name == *name);
            field.map_or_else(
                || Some(format!("its field `{name}` is in no table")),
                |field| self.misfit_of(name, value, &field.ty, is_request),
            )
        })
    }

    fn misfit_of(&self, name: &str, value: &Value, ty: &Type, is_request: bool) -> Option<String> {
        match (value, ty) {
            (Value::Array(items), Type::List(item)) => {
                items.iter().find_map(|value| self.misfit_of(name, value, item, is_request))
            }
            (Value::Object(members), Type::Structure(structure)) => {
                let known = self.types.types.get(structure)?;
                self.misfit(members, &known.fields, is_request).map(|why| format!("{why} (in `{name}`)"))
            }
            (value, ty) => (!ty.accepts(value)).then(|| format!("{} of its `{name}` is no `{ty}`", shown(value))),
        }
    }
}

/// Whether a value shows that a type names a structure: an object where it stands alone, objects where it is in a list.
/// A list of objects says nothing of a type that is no list, such as `Array`; and an `Object` is no name of one.
fn is_structure(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Object(_), Type::Structure(name)) => !is_any_object(name),
        (Value::Array(items), Type::List(item)) => {
            !items.is_empty() && items.iter().all(|value| is_structure(value, item))
        }
        _ => false,
    }
}

/// Whether the type that a spec has says the same as the one of a page, which knows less.
pub(super) fn same_type(page: &Type, spec: &Type) -> bool {
    match (page, spec) {
        (Type::List(page), Type::List(spec)) => same_type(page, spec),
        (Type::Int64, Type::Uint64) | (Type::Datetime, Type::DatetimeIso) => true,
        (page, spec) => page == spec,
    }
}
