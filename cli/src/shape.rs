//! What the spec knows of the response of an action, for tables.

use tencloud_calls::Target;
use tencloud_calls::values::enum_names;
use tencloud_spec::{Field, Type, Types};

use crate::output::{self, Shape};

/// Returns the main list of the response and the fields of its items; without a list, the fields of the response.
pub(crate) fn of(target: Target) -> Shape {
    let types = &target.version.types;
    let results = &target.action.results;
    let list = target.action.pages.as_ref().map(|pages| pages.items.clone()).or_else(|| only_list(results));
    let fields = list.as_deref().and_then(|path| fields_of(path, results, types));
    let total = target.action.pages.as_ref().and_then(|pages| pages.total.clone());
    Shape { list, total, fields: known(fields.unwrap_or(results), types) }
}

/// Returns the list of structures of a response that has just one.
fn only_list(results: &[Field]) -> Option<String> {
    let is_list = |field: &&Field| matches!(&field.ty, Type::List(item) if matches!(**item, Type::Structure(_)));
    let mut lists = results.iter().filter(is_list);
    lists.next().filter(|_| lists.next().is_none()).map(|field| field.name.clone())
}

/// Returns the fields of the structure at a path of results.
fn fields_of<'t>(path: &str, results: &'t [Field], types: &'t Types) -> Option<&'t [Field]> {
    path.split('.').try_fold(results, |fields, name| {
        let field = fields.iter().find(|field| field.name == name)?;
        Some(types.types.get(field.ty.structure()?)?.fields.as_slice())
    })
}

fn known(fields: &[Field], types: &Types) -> Vec<output::Field> {
    let of = |field: &Field| {
        let values = enum_names(field, types).map(|(value, name)| (value.to_owned(), name.to_owned()));
        output::Field { name: field.name.clone(), values: values.collect() }
    };
    fields.iter().map(of).collect()
}
