//! Samples: do the page's own examples fit the types that the spec gives?

use serde_json::{Map, Value};

use super::check_doc;
use super::context::{Context, Fields, Lookup};
use crate::fault::Faults;
use crate::spec::{Action, Type, advise, join, nearest, shown};

pub(super) fn check(action: &Action, parameters: &Fields<'_>, results: &Fields<'_>, faults: &mut Faults) {
    let file = &parameters.file;
    for (index, sample) in action.samples.iter().enumerate() {
        let pointer = join("/samples", &index.to_string());
        check_doc(&sample.title, file, &join(&pointer, "title"), faults);
        let mut reply = sample.response.clone();
        reply.shift_remove("RequestId");
        for (key, members, fields, is_request) in
            [("request", &sample.request, parameters, true), ("response", &reply, results, false)]
        {
            let mut comparison = Comparison { context: fields.context, faults, is_request, found: Vec::new() };
            comparison.members(members, fields, &join(&pointer, key));
            for Misfit { pointer, what, mend } in comparison.found {
                faults.add(file, &pointer, what, mend);
            }
        }
    }
}

/// Where a value does not fit its type, and why.
pub(super) struct Misfit {
    pointer: String,
    pub(super) what: String,
    mend: String,
}

/// Every place at which a value does not fit a type.
pub(super) fn misfits(context: &Context<'_>, value: &Value, ty: &Type, faults: &Faults) -> Vec<Misfit> {
    let mut comparison = Comparison { context, faults, is_request: false, found: Vec::new() };
    comparison.value(value, ty, "");
    comparison.found
}

/// Holds values against types, by the same lenient rules by which the SDK reads: numbers may come as text, text as a
/// number, and anything may be `null`.
struct Comparison<'a> {
    context: &'a Context<'a>,
    faults: &'a Faults,
    /// Replies may leave out what they like.
    is_request: bool,
    found: Vec<Misfit>,
}

impl Comparison<'_> {
    fn members(&mut self, members: &Map<String, Value>, fields: &Fields<'_>, pointer: &str) {
        let mut misspelt = Vec::new();
        for (name, value) in members {
            let pointer = join(pointer, name);
            match fields.find(name, self.faults) {
                Lookup::Is(ty) => self.value(value, ty, &pointer),
                Lookup::Hidden => {}
                Lookup::Absent => {
                    let meant = nearest(name, fields.names().filter(|known| !members.contains_key(*known)));
                    misspelt.extend(meant);
                    let mend = advise(meant, "describe it, or remove it from the sample");
                    let what = format!("the sample's `{name}` is not among {}", fields.name);
                    self.found.push(Misfit { pointer, what, mend });
                }
            }
        }
        if self.is_request && fields.is_known(self.faults) {
            let required = fields.list.iter().filter(|field| field.required).map(|field| field.name.as_str());
            for name in required.filter(|name| !members.contains_key(*name) && !misspelt.contains(name)) {
                let what = format!("the sample leaves out `{name}`, which is required");
                let mend = "complete the sample, or correct `required`".to_owned();
                self.found.push(Misfit { pointer: join(pointer, name), what, mend });
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
            let what = format!("{} is no `{ty}`", shown(value));
            let mend = "correct the type or the sample".to_owned();
            self.found.push(Misfit { pointer: pointer.to_owned(), what, mend });
        }
    }
}
