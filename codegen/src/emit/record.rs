//! Records: the rows of a struct, and the types of its fields.

use super::context::Context;
use super::links::Place;
use super::{docs, layout};
use crate::model::{Field, Presence, Record, Role};
use crate::names;
use crate::spec::{self, Type};

/// Writes the struct, with one row for each field. `field_doc` returns the documentation of a field.
pub(super) fn structure(
    context: &Context<'_>,
    record: &Record<'_>,
    doc: &[String],
    field_doc: impl Fn(&Field<'_>) -> Vec<String>,
) -> String {
    let place = Place::record(context, record);
    let rows: String = record.fields.iter().map(|field| row(context, &place, field, &field_doc(field))).collect();
    let request_id = if context.is_response {
        "        /// `RequestId`: The id of the request, for Tencent Cloud's support.\n        \
         pub request_id: String = always \"RequestId\",\n"
    } else {
        ""
    };
    let (doc, name) = (layout::doc(4, doc), &record.name);
    let with = if context.is_request() { " with extra_parameters" } else { "" };
    let body =
        if rows.is_empty() && request_id.is_empty() { "}".to_owned() } else { format!("\n{rows}{request_id}    }}") };
    format!("rt::record! {{\n{doc}    pub struct {name}{with} {{{body}\n}}\n")
}

fn row(context: &Context<'_>, place: &Place<'_>, field: &Field<'_>, doc: &[String]) -> String {
    let always = if field.spec.output_required && !field.spec.nullable { "always " } else { "" };
    format!(
        "{}{}        pub {}: {} = {always}{:?},\n",
        layout::doc(8, doc),
        layout::deprecated(8, docs::deprecated(place, field.spec.deprecated.as_ref()).as_deref()),
        field.ident,
        field_type(context, field),
        field.spec.name
    )
}

/// Returns the type of a field in its struct.
fn field_type(context: &Context<'_>, field: &Field<'_>) -> String {
    let ty = rust_type(context, field.spec, &field.spec.ty);
    match field.presence {
        Presence::Plain | Presence::List => ty,
        Presence::Optional => format!("Option<{ty}>"),
        Presence::Boxed => format!("Option<Box<{ty}>>"),
    }
}

/// Returns the Rust type of a field, or of its items.
pub(super) fn rust_type(context: &Context<'_>, field: &spec::Field, ty: &Type) -> String {
    match ty {
        Type::List(item) => format!("Vec<{}>", rust_type(context, field, item)),
        Type::Structure(name) => in_types(context, &names::type_name(name)),
        _ if field.enumeration.is_some() => in_types(context, field.enumeration.as_deref().unwrap_or_default()),
        Type::String if field.is_secret() => "rt::Secret".to_owned(),
        Type::String | Type::Date | Type::Datetime | Type::DatetimeIso | Type::Binary => "String".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Uint64 => "u64".to_owned(),
        Type::Float => "f64".to_owned(),
        Type::Bool => "bool".to_owned(),
    }
}

fn in_types(context: &Context<'_>, name: &str) -> String {
    if context.inside_types { name.to_owned() } else { format!("types::{name}") }
}

impl Record<'_> {
    /// Returns whether any of its fields has a data type or an enum of the product.
    pub(super) fn uses_types(&self) -> bool {
        self.fields.iter().any(|field| field.spec.ty.structure().is_some() || field.spec.enumeration.is_some())
    }
}

impl Role {
    pub(super) fn is_input(self) -> bool {
        self == Role::Input
    }
}
