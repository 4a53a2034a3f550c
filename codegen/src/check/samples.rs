//! Checks whether the page's own samples fit the types of the spec.

use serde_json::{Map, Value};

use super::context::{Context, Fields, Lookup};
use super::values::check_doc;
use crate::diagnostics::Diagnostics;
use crate::spec::{Action, Type, advise, join, nearest, shown};

pub(super) fn check(action: &Action, parameters: &Fields<'_>, results: &Fields<'_>, diagnostics: &mut Diagnostics) {
    let file = &parameters.file;
    for (index, sample) in action.samples.iter().enumerate() {
        let pointer = join("/samples", &index.to_string());
        check_doc(&sample.title, file, &join(&pointer, "title"), diagnostics);
        let mut response = sample.response.clone();
        response.shift_remove("RequestId");
        let is_error = sample.error_code().is_some();
        if is_error {
            response.shift_remove("Error");
        }
        for (key, members, fields, is_request) in
            [("request", &sample.request, parameters, true), ("response", &response, results, false)]
        {
            let is_request = is_request && !is_error;
            let mut comparison = Comparison { context: fields.context, diagnostics, is_request, found: Vec::new() };
            comparison.members(members, fields, &join(&pointer, key));
            for Misfit { pointer, message, help } in comparison.found {
                diagnostics.add(file, &pointer, message, help);
            }
        }
    }
}

/// A value that does not fit its type, and the reason.
pub(super) struct Misfit {
    pointer: String,
    pub(super) message: String,
    help: String,
}

/// Returns every place at which a value does not fit a type.
pub(super) fn misfits(context: &Context<'_>, value: &Value, ty: &Type, diagnostics: &Diagnostics) -> Vec<Misfit> {
    let mut comparison = Comparison { context, diagnostics, is_request: false, found: Vec::new() };
    comparison.value(value, ty, "");
    comparison.found
}

/// Compares values with types, by the same lenient rules by which the SDK reads them; see [`Type::accepts`].
struct Comparison<'a> {
    context: &'a Context<'a>,
    diagnostics: &'a Diagnostics,
    /// Whether required fields must be present. Responses may omit any field, and so may requests that show an API
    /// error.
    is_request: bool,
    found: Vec<Misfit>,
}

impl Comparison<'_> {
    fn members(&mut self, members: &Map<String, Value>, fields: &Fields<'_>, pointer: &str) {
        let mut misspelt = Vec::new();
        for (name, value) in members {
            let pointer = join(pointer, name);
            match fields.find(name, self.diagnostics) {
                Lookup::Is(ty) => self.value(value, ty, &pointer),
                Lookup::Hidden => {}
                Lookup::Absent => {
                    let meant = nearest(name, fields.names().filter(|known| !members.contains_key(*known)));
                    misspelt.extend(meant);
                    let help = advise(meant, "describe it, or remove it from the sample");
                    let message = format!("the sample's `{name}` is not among {}", fields.name);
                    self.found.push(Misfit { pointer, message, help });
                }
            }
        }
        if self.is_request && fields.is_known(self.diagnostics) {
            let required = fields.list.iter().filter(|field| field.required).map(|field| field.name.as_str());
            for name in required.filter(|name| !members.contains_key(*name) && !misspelt.contains(name)) {
                let message = format!("the sample omits `{name}`, which is required");
                let help = "complete the sample, or correct `required`".to_owned();
                self.found.push(Misfit { pointer: join(pointer, name), message, help });
            }
        }
    }

    fn value(&mut self, value: &Value, ty: &Type, pointer: &str) {
        let fits = match (value, ty) {
            (Value::Array(items), Type::List(item)) => {
                for (index, value) in items.iter().enumerate() {
                    self.value(value, item, &join(pointer, &index.to_string()));
                }
                true
            }
            (Value::Object(members), Type::Structure(name)) => {
                if let Some(fields) = self.context.structure(name) {
                    self.members(members, &fields, pointer);
                }
                true
            }
            (value, ty) => ty.accepts(value),
        };
        if !fits {
            let message = format!("{} is not of type `{ty}`", shown(value));
            let help = "correct the type or the sample".to_owned();
            self.found.push(Misfit { pointer: pointer.to_owned(), message, help });
        }
    }
}
