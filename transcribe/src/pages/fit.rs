//! Whether the samples of a page fit its tables.

use serde_json::{Map, Value};
use tencloud_spec::{Field, Method, Sample, Type, Types, flat, shown};

use super::diagnostics::Diagnostics;
use super::fields::FieldRow;
use super::located::Located;
use super::samples::{COMMON, Shown};
use super::types;
use super::vocabulary::is_any_object;

/// An action's fields and the structures that are known.
pub(super) struct Fields<'a> {
    pub(super) parameters: &'a [FieldRow],
    pub(super) results: &'a [FieldRow],
    pub(super) types: &'a Types,
}

impl Fields<'_> {
    /// Reports each bare name of a type that nothing shows to be a structure.
    pub(super) fn resolve<'s>(&self, samples: impl Iterator<Item = &'s Shown> + Clone, diagnostics: &mut Diagnostics) {
        for field in self.parameters {
            let mut values = samples.clone().filter_map(|sample| sample.request.get(&field.name));
            self.resolve_field(field, values.any(|value| is_structure(value, &field.ty.ty)), diagnostics);
        }
        for field in self.results {
            let mut values = samples.clone().filter_map(|sample| sample.response.get(&field.name));
            self.resolve_field(field, values.any(|value| is_structure(value, &field.ty.ty)), diagnostics);
        }
    }

    fn resolve_field(&self, field: &FieldRow, shown: bool, diagnostics: &mut Diagnostics) {
        let Some(name) = field.ty.ty.structure() else { return };
        let known = self.types.types.contains_key(name);
        if field.ty.bare && !known && !shown {
            let message = format!("`{}`: unknown type `{name}`: no link, and no structure of that name", field.name);
            let help = format!("{}; or transcribe the page \"data types\" along with this one", types::help(name));
            diagnostics.error(field.line, message, help);
        } else if !known {
            let message = format!("the structure `{name}` is not described yet");
            diagnostics.warn(field.line, message, "transcribe the page \"data types\" too");
        }
    }

    /// The sample for the spec; `None` if it contradicts the page's own tables.
    pub(super) fn sample(&self, shown: Shown, diagnostics: &mut Diagnostics) -> Option<Located<Sample>> {
        let mut request = shown.request;
        let is_own = |name: &str| self.parameters.iter().any(|field| field.name == name);
        request.retain(|name, _| is_own(name) || !COMMON.contains(&name.as_str()));
        let parameters: Vec<Field> = self.parameters.iter().map(FieldRow::as_spec).collect();
        if shown.method == Method::Get {
            request = flat::typed(request, &parameters, self.types);
        }
        let results: Vec<Field> = self.results.iter().map(FieldRow::as_spec).collect();
        let misfit = self.misfit(&request, &parameters, true);
        let misfit = misfit.or_else(|| self.misfit(&shown.response, &results, false));
        if let Some(why) = misfit {
            let message = format!("sample omitted: {why}");
            diagnostics.warn(shown.line, message, "correct it, and add it to the spec by hand");
            return None;
        }
        Some(Located {
            value: Sample { title: String::new(), method: shown.method, request, response: shown.response },
            line: shown.line,
        })
    }

    /// What does not fit, in an object that has these fields, by the rules of `check`.
    fn misfit(&self, members: &Map<String, Value>, fields: &[Field], is_request: bool) -> Option<String> {
        let is_left_out = |field: &&Field| is_request && field.required && !members.contains_key(&field.name);
        if let Some(field) = fields.iter().find(is_left_out) {
            return Some(format!("`{}` is required and missing", field.name));
        }
        members.iter().filter(|(name, _)| is_request || *name != "RequestId").find_map(|(name, value)| {
            let field = fields.iter().find(|field| field.name == *name);
            field.map_or_else(
                || Some(format!("`{name}` is not in any table")),
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
            (value, ty) => {
                (!ty.accepts(value)).then(|| format!("`{name}` is {}, which is not of type `{ty}`", shown(value)))
            }
        }
    }
}

/// Whether a value shows that a type names a structure: an object if it is alone, objects if it is in a list. A list of
/// objects shows nothing about a type that is not a list, such as `Array`; and `Object` is not the name of a structure.
fn is_structure(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Object(_), Type::Structure(name)) => !is_any_object(name),
        (Value::Array(items), Type::List(item)) => {
            !items.is_empty() && items.iter().all(|value| is_structure(value, item))
        }
        _ => false,
    }
}
