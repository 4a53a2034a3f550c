//! Sets of named values as open enums.

use super::links::Place;
use super::{docs, layout};
use crate::model::Product;
use crate::spec::{Enumeration, Type};

/// Writes the enum of a set, with one row for each documented value.
pub(super) fn text(product: &Product<'_>, name: &str, set: &Enumeration) -> String {
    let place = Place::types(product);
    let lines = |text: &str| docs::lines(&place.link(text));
    let kind = if set.ty == Type::Int64 { "integer_enum" } else { "string_enum" };
    let rows = set.values.iter().map(|(value, named)| {
        let doc = layout::doc(8, &lines(&format!("`{value}`: {}", named.doc)));
        let value = if set.ty == Type::Int64 { value.clone() } else { format!("{value:?}") };
        format!("{doc}        {} = {value},\n", named.name)
    });
    let rows: String = rows.collect();
    format!("rt::{kind}! {{\n{}    pub enum {name} {{\n{rows}    }}\n}}\n", layout::doc(4, &lines(&set.doc)))
}
