//! The file of a product's data types and enums.

use super::builder::Builder;
use super::context::Context;
use super::layout::{self, Type};
use super::links::Place;
use super::record;
use super::{docs, enums};
use crate::model::{Field, Product, Record};
use crate::render;

pub(super) fn file(product: &Product<'_>) -> String {
    let records = product.types.iter().flat_map(|record| structure(product, record));
    let sets = product.types_spec.enums.iter().map(|(name, set)| enums::text(product, name, set));
    let mut items: Vec<String> = records.chain(sets).collect();
    if !items.is_empty() {
        items.insert(0, imports(product));
    }
    let doc = format!(
        "Data types that requests and responses of {} share.\n\nDocumentation: <{}>",
        product.spec.title, product.types_spec.page
    );
    render::file(&product.header("/types.json"), &docs::module(&doc), &items)
}

fn imports(product: &Product<'_>) -> String {
    let is_gradual = product.types.iter().any(|record| record.required().next().is_some());
    let required = if is_gradual { "use super::required;\n" } else { "" };
    format!("{required}use {}::rt;\n", product.target.sdk)
}

/// Writes a data type and, if it can be sent, its builder.
fn structure(product: &Product<'_>, record: &Record<'_>) -> Vec<String> {
    let context = || Context { product, inside_types: true, is_response: false };
    let place = Place::record(&context(), record);
    let doc = docs::structure(&place, record);
    let field_doc = |field: &Field<'_>| docs::field(&place, field.spec);
    let mut items = vec![record::structure(&context(), record, &doc, field_doc)];
    if record.role.is_input() {
        let name = format!("{}Builder", record.name);
        let builder = Builder { name, context: context(), record, has_client: false, ends_with: "build" };
        items.push(start(record, &builder));
        let build = builder.end("build", "Returns the finished value.", &Type::plain(&record.name), "self.value");
        items.extend(builder.text(&docs::lines(&format!("Builds [`{}`].", record.name)), &[build]));
    }
    items
}

/// Writes the function that returns a builder.
fn start(record: &Record<'_>, builder: &Builder<'_>) -> String {
    format!(
        "impl {} {{\n    /// Returns a builder, which requires every field that the API requires.\n    #[inline]\n    {}\n        {}\n    }}\n}}\n",
        record.name,
        layout::method("pub fn builder", &[], &Type::plain(&builder.name), &[]),
        builder.start()
    )
}
