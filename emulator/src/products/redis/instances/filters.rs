//! What the lists of instances filter by. The values are read once for all instances, since a request can contain a hundred
//! thousand.

use std::{borrow::Cow, collections::HashSet};

use crate::{params::Params, products::redis::state::Instance};

/// Decides whether an instance matches what a parameter requests.
pub(super) type Filter<'a> = Box<dyn Fn(&Instance) -> bool + 'a>;

/// Matches a string or a list of strings. Returns `None` if the filter is not set: an empty string or list counts as that.
pub(super) fn string<'a>(params: Params<'a>, name: &str, value: fn(&Instance) -> Cow<'_, str>) -> Option<Filter<'a>> {
    let wanted = strings(params, name);
    set(wanted.is_empty(), move |instance| wanted.contains(&*value(instance)))
}

/// Matches a number or a list of numbers. A single 0 counts as not set: no filter gives it another meaning.
pub(super) fn integer<'a>(params: Params<'a>, name: &str, value: fn(&Instance) -> i64) -> Option<Filter<'a>> {
    let one = Some(params.integer(name)).filter(|number| *number != 0);
    let wanted: HashSet<i64> = params.integers(name).into_iter().chain(one).collect();
    set(wanted.is_empty(), move |instance| wanted.contains(&value(instance)))
}

/// Returns the values of a string or a list of strings.
pub(super) fn strings<'a>(params: Params<'a>, name: &str) -> HashSet<&'a str> {
    let one = Some(params.string(name)).filter(|text| !text.is_empty());
    params.strings(name).into_iter().chain(one).collect()
}

/// Returns a filter, unless it is not set.
pub(super) fn set<'a>(is_unset: bool, filter: impl Fn(&Instance) -> bool + 'a) -> Option<Filter<'a>> {
    (!is_unset).then(|| Box::new(filter) as Filter<'a>)
}
