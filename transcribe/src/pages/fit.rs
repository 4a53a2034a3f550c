//! Checks whether the samples on a page fit its tables.

use serde_json::Value;
use tencloud_spec::{Field, Sample, Type, Types};

use super::diagnostics::Diagnostics;
use super::fields::FieldRow;
use super::located::Located;
use super::samples::Shown;
use super::types;
use super::vocabulary::is_any_object;
use crate::fit;

/// An action's fields, and the known structs.
pub(super) struct Fields<'a> {
    pub(super) parameters: &'a [FieldRow],
    pub(super) results: &'a [FieldRow],
    pub(super) types: &'a Types,
}

impl Fields<'_> {
    /// Reports each bare type name that nothing shows to be a struct.
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
            let message = format!("`{}`: unknown type `{name}`: no link, and no struct of that name", field.name);
            let help = format!("{}; or transcribe the page \"data types\" along with this one", types::help(name));
            diagnostics.error(field.line, message, help);
        } else if !known {
            let message = format!("the struct `{name}` is not described yet");
            diagnostics.warn(field.line, message, "transcribe the page \"data types\" too");
        }
    }

    /// Returns the sample for the spec; `None` if it contradicts the page's own tables.
    pub(super) fn sample(&self, shown: Shown, diagnostics: &mut Diagnostics) -> Option<Located<Sample>> {
        let of = |rows: &[FieldRow]| -> Vec<Field> { rows.iter().map(FieldRow::as_spec).collect() };
        let (parameters, results) = (of(self.parameters), of(self.results));
        let fields = fit::Fields { parameters: &parameters, results: &results, types: self.types };
        let sample = fields.sample(shown.method, shown.request, shown.response);
        if let Some(why) = fields.misfit(&sample) {
            let message = format!("sample omitted: {why}");
            diagnostics.warn(shown.line, message, "correct it, and add it to the spec by hand");
            return None;
        }
        Some(Located { value: sample, line: shown.line })
    }
}

/// Returns whether a value shows that a type is the name of a struct: an object does so for a single type, and objects
/// for a list. A list of objects shows nothing about a type that is not a list, such as `Array`; and `Object` is not
/// the name of a struct.
fn is_structure(value: &Value, ty: &Type) -> bool {
    match (value, ty) {
        (Value::Object(_), Type::Structure(name)) => !is_any_object(name),
        (Value::Array(items), Type::List(item)) => {
            !items.is_empty() && items.iter().all(|value| is_structure(value, item))
        }
        _ => false,
    }
}
