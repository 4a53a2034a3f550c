//! Compares samples with the fields of their action: which type each value has, and whether all of them fit.

use serde_json::{Map, Value};
use tencloud_spec::{Field, Method, Sample, Type, Types, flat, shown};

use crate::call::COMMON;

/// The fields of an action, and the structs that they refer to.
pub(crate) struct Fields<'a> {
    pub(crate) parameters: &'a [Field],
    pub(crate) results: &'a [Field],
    pub(crate) types: &'a Types,
}

impl Fields<'_> {
    /// Returns a sample without common parameters and with typed values. It has no title yet.
    pub(crate) fn sample(&self, method: Method, request: Map<String, Value>, response: Map<String, Value>) -> Sample {
        Sample { title: String::new(), method, request: self.request(request), response }
    }

    /// Returns the parameters of an action without common ones and with typed values: in a query, all values are strings,
    /// and JSON bodies contain strings for numbers, too.
    pub(crate) fn request(&self, mut request: Map<String, Value>) -> Map<String, Value> {
        let is_own = |name: &str| self.parameters.iter().any(|field| field.name == name);
        request.retain(|name, _| is_own(name) || !COMMON.contains(&name.as_str()));
        flat::typed(request, self.parameters, self.types)
    }

    /// Returns what does not fit in a sample, by the rules of `cargo xtask codegen`.
    pub(crate) fn misfit(&self, sample: &Sample) -> Option<String> {
        let is_error = sample.error_code().is_some();
        let own = |name: &str| name != "RequestId" && !(is_error && name == "Error");
        let response = sample.response.iter().filter(|(name, _)| own(name));
        let response = response.map(|(name, value)| (name.clone(), value.clone())).collect();
        // What the request lacks may be the reason for the error.
        let misfit = self.misfit_in(&sample.request, self.parameters, !is_error);
        misfit.or_else(|| self.misfit_in(&response, self.results, false))
    }

    /// Returns what does not fit in an object that has these fields. If the object is whole, all required fields must
    /// be present.
    fn misfit_in(&self, members: &Map<String, Value>, fields: &[Field], is_whole: bool) -> Option<String> {
        let is_left_out = |field: &&Field| is_whole && field.required && !members.contains_key(&field.name);
        if let Some(field) = fields.iter().find(is_left_out) {
            return Some(format!("`{}` is required and missing", field.name));
        }
        members.iter().find_map(|(name, value)| {
            let field = fields.iter().find(|field| field.name == *name);
            field.map_or_else(
                || Some(format!("`{name}` is not a field")),
                |field| self.misfit_of(name, value, &field.ty, is_whole),
            )
        })
    }

    fn misfit_of(&self, name: &str, value: &Value, ty: &Type, is_whole: bool) -> Option<String> {
        match (value, ty) {
            (Value::Array(items), Type::List(item)) => {
                items.iter().find_map(|value| self.misfit_of(name, value, item, is_whole))
            }
            (Value::Object(members), Type::Structure(structure)) => {
                let known = self.types.types.get(structure)?;
                self.misfit_in(members, &known.fields, is_whole).map(|why| format!("{why} (in `{name}`)"))
            }
            (value, ty) => {
                (!ty.accepts(value)).then(|| format!("`{name}` is {}, which is not of type `{ty}`", shown(value)))
            }
        }
    }
}
