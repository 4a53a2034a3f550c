//! Checks references in texts, such as `InstanceStatus.Running`, which become links.

use indexmap::IndexMap;

use super::context::Context;
use crate::diagnostics::Diagnostics;
use crate::prose::{Piece, pieces, reference};
use crate::spec::{Field, advise, join, nearest};

/// Reports references to members that do not exist. The spec must have no other errors.
pub(super) fn check(context: &Context<'_>, diagnostics: &mut Diagnostics) {
    let references = References { context };
    let product_file = &context.product_file;
    let product = context.product;
    references.text(product_file, "/doc", &product.doc, diagnostics);
    references.texts(product_file, "/topics", &product.topics, diagnostics);
    references.texts(product_file, "/errors", &product.errors, diagnostics);
    for (name, waiter) in &product.waiters {
        references.text(product_file, &join(&join("/waiters", name), "doc"), &waiter.doc, diagnostics);
    }
    let types_file = &context.types_file;
    for (name, set) in &context.types.enums {
        let pointer = join("/enums", name);
        references.text(types_file, &join(&pointer, "doc"), &set.doc, diagnostics);
        for (value, named) in &set.values {
            let pointer = join(&join(&pointer, "values"), value);
            references.text(types_file, &join(&pointer, "doc"), &named.doc, diagnostics);
        }
    }
    for (name, structure) in &context.types.types {
        let pointer = join("/types", name);
        references.text(types_file, &join(&pointer, "doc"), &structure.doc, diagnostics);
        references.fields(types_file, &join(&pointer, "fields"), &structure.fields, diagnostics);
    }
    for (stem, action) in context.actions {
        let file = &context.action_file(stem);
        let texts = [
            ("/summary", Some(&action.summary)),
            ("/doc", Some(&action.doc)),
            ("/deprecated", action.deprecated.as_ref()),
        ];
        for (pointer, text) in texts {
            text.into_iter().for_each(|text| references.text(file, pointer, text, diagnostics));
        }
        references.fields(file, "/parameters", &action.parameters, diagnostics);
        references.fields(file, "/results", &action.results, diagnostics);
    }
}

struct References<'a> {
    context: &'a Context<'a>,
}

impl References<'_> {
    fn fields(&self, file: &str, pointer: &str, fields: &[Field], diagnostics: &mut Diagnostics) {
        for (index, field) in fields.iter().enumerate() {
            let pointer = join(pointer, &index.to_string());
            self.text(file, &join(&pointer, "doc"), &field.doc, diagnostics);
            self.texts(file, &join(&pointer, "values"), &field.values, diagnostics);
            if let Some(note) = &field.deprecated {
                self.text(file, &join(&pointer, "deprecated"), note, diagnostics);
            }
        }
    }

    fn texts(&self, file: &str, pointer: &str, texts: &IndexMap<String, String>, diagnostics: &mut Diagnostics) {
        for (key, text) in texts {
            self.text(file, &join(pointer, key), text, diagnostics);
        }
    }

    fn text(&self, file: &str, pointer: &str, text: &str, diagnostics: &mut Diagnostics) {
        for piece in pieces(text) {
            let Piece::Code(code) = piece else { continue };
            let Some((owner, member)) = reference(code).filter(|_| !self.is_error_code(code)) else { continue };
            let Some((kind, members)) = self.members(owner) else { continue };
            if !members.contains(&member) {
                let meant = nearest(member, members).map(|near| format!("{owner}.{near}"));
                let help = advise(meant.as_deref(), "name one that exists");
                diagnostics.add(file, pointer, format!("`{owner}` has no {kind} `{member}`"), help);
            }
        }
    }

    fn is_error_code(&self, code: &str) -> bool {
        self.context.product.errors.contains_key(code) || self.context.common.errors.contains_key(code)
    }

    /// Returns the kind and the members of an enum, data type or action; returns `None` if none has that name.
    fn members(&self, owner: &str) -> Option<(&'static str, Vec<&str>)> {
        let Context { types, actions, .. } = self.context;
        if let Some(set) = types.enums.get(owner) {
            return Some(("variant", set.values.values().map(|named| named.name.as_str()).collect()));
        }
        if let Some(structure) = types.types.get(owner) {
            return Some(("field", structure.fields.iter().map(|field| field.name.as_str()).collect()));
        }
        let action = actions.get(owner)?;
        let fields = action.parameters.iter().chain(&action.results);
        Some(("parameter or result", fields.map(|field| field.name.as_str()).collect()))
    }
}
