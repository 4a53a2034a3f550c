//! Finds errors in a request before it is sent.

use crate::action::Action;
use crate::error::{Error, ErrorKind};
use crate::record::{Record, Value};

/// Rejects a request with an empty string for a required parameter, such as an id, or with a parameter outside its
/// documented range.
pub(super) fn check<A: Action>(request: &A) -> Result<(), Error> {
    let request: &dyn Record = request;
    let mut wrong = None;
    let mut has_empty = false;
    request.visit(&mut |name, value: Value<'_>| {
        has_empty |= is_empty(value);
        let range = A::RANGES.iter().find(|(of, _)| *of == name).map(|(_, range)| (*range.start(), *range.end()));
        if let Some(range) = range
            && let Some(what) = outside(value, range)
        {
            wrong = Some((name, what));
        }
    });
    if has_empty && wrong.is_none() {
        let untouched: &dyn Record = &A::default();
        let mut required = Vec::new();
        // Optional parameters are absent until they are set.
        untouched.visit(&mut |name, value: Value<'_>| required.extend((!is_none(value)).then_some(name)));
        request.visit(&mut |name, value: Value<'_>| {
            if is_empty(value) && required.contains(&name) {
                wrong = Some((name, "is required, but empty".to_owned()));
            }
        });
    }
    let Some((name, what)) = wrong else { return Ok(()) };
    Err(Error::new(ErrorKind::Config, format!("the parameter `{name}` of {} {what}", A::INFO.name)))
}

/// Rejects a request that asks for a stream of events, if the caller expects one response: the stream would be billed, but
/// not be read.
pub(super) fn check_stream<A: Action>(request: &A) -> Result<(), Error> {
    let Some(streams) = A::INFO.streams else { return Ok(()) };
    let mut asked = None;
    (request as &dyn Record).visit(&mut |name, value: Value<'_>| {
        if name == streams.parameter {
            asked = match value {
                Value::Bool(value) => Some(value),
                Value::I64(number) => Some(number == 1),
                Value::U64(number) => Some(number == 1),
                _ => asked,
            };
        }
    });
    if !asked.unwrap_or(streams.by_default) {
        return Ok(());
    }
    let help = if streams.parameter.is_empty() {
        "its response is always one".to_owned()
    } else {
        format!("or ask for one response with `{}`", streams.parameter)
    };
    let message = format!("the request of {} asks for a stream of events; use `send_stream`, {help}", A::INFO.name);
    Err(Error::new(ErrorKind::Config, message))
}

fn is_none(value: Value<'_>) -> bool {
    matches!(value, Value::None)
}

/// Returns whether this is an empty string, or a list that contains one. A list without items may be intended.
fn is_empty(value: Value<'_>) -> bool {
    match value {
        Value::Str(text) => text.is_empty(),
        Value::Secret(secret) => secret.expose().is_empty(),
        Value::List(list) => list.items().into_iter().any(is_empty),
        _ => false,
    }
}

/// Returns how an integer, or the length of a list, lies outside a range, if it does.
fn outside(value: Value<'_>, (min, max): (i64, i64)) -> Option<String> {
    let (number, verbs, unit) = match value {
        Value::I64(number) => (number, ["is", "be"], ""),
        Value::U64(number) => (i64::try_from(number).unwrap_or(i64::MAX), ["is", "be"], ""),
        Value::List(list) => (i64::try_from(list.count()).unwrap_or(i64::MAX), ["has", "have"], " items"),
        _ => return None,
    };
    if (min..=max).contains(&number) {
        return None;
    }
    let range = match (min, max) {
        (i64::MIN, max) => format!("at most {max}"),
        (min, i64::MAX) => format!("at least {min}"),
        (min, max) => format!("{min} to {max}"),
    };
    let [found, can] = verbs;
    Some(format!("{found} {number}{unit}, but can {can} {range}{unit}"))
}
