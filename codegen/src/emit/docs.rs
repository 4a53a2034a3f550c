//! The documentation of the generated items.

use serde_json::{Number, Value};

use super::layout::DOC_WIDTH;
use super::links::{Item, Place};
use super::streams;
use super::streams::Streaming;
use crate::model::{Action, Product, Record};
use crate::spec::{self, AsyncId, Effect, Field, Format, Impact, RequestBody, Type, Zone};

/// The largest number of variants that a field lists before it only refers to their enum.
const LISTED_VARIANTS: usize = 5;

/// Returns a text as the lines of doc comments, wrapped at places that Markdown allows.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut in_code = false;
    let mut out = Vec::new();
    for line in text.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if in_code || line.starts_with('|') || line.starts_with('#') {
            out.push(format!(" {line}"));
        } else {
            wrap(line, &mut out);
        }
    }
    out
}

/// Returns a text as the documentation of a module.
pub(super) fn module(text: &str) -> String {
    let lines = lines(text);
    lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// Breaks a line between words; continuation lines of a list item are indented to its text.
fn wrap(line: &str, out: &mut Vec<String>) {
    let text = line.trim_start();
    let indent = " ".repeat(line.len() - text.len());
    let hang = if text.starts_with("- ") { "  " } else { "" };
    let mut current = format!(" {indent}");
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && current.len() + word.len() > DOC_WIDTH && !starts_block(word) {
            out.push(std::mem::replace(&mut current, format!(" {indent}{hang}")));
            empty = true;
        }
        if !empty {
            current.push(' ');
        }
        current.push_str(word);
        empty = false;
    }
    out.push(current.trim_end().to_owned());
}

/// Returns whether Markdown takes a word at the start of a line for the start of a list, quotation or heading.
fn starts_block(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    matches!(word, "-" | "+" | "*") || word.starts_with(['>', '#']) || (number != word && number.parse::<u32>().is_ok())
}

/// Documents a field or its setter: the API's name for it, its meaning, and its facts.
pub(super) fn field(place: &Place<'_>, field: &Field) -> Vec<String> {
    let mut text = format!("`{}`", field.name);
    if !field.doc.is_empty() {
        text.push_str(": ");
        text.push_str(&place.link(&field.doc));
    }
    let facts = facts(place, field);
    if !facts.is_empty() {
        text.push_str("\n\n");
        text.push_str(&facts.join("\n"));
    }
    lines(&text)
}

fn facts(place: &Place<'_>, field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(unit) = &field.unit {
        facts.push(format!("- Unit: {unit}."));
    }
    if let Some(range) = range(field.min.as_ref(), field.max.as_ref()) {
        facts.push(match field.ty {
            Type::List(_) => format!("- Items: {range}."),
            Type::Int64 | Type::Uint64 | Type::Float => format!("- Range: {range}."),
            _ => format!("- Length: {range} characters."),
        });
    }
    facts.extend(format(place, field));
    if let Some(default) = &field.default {
        facts.push(format!("- Default: {}.", default_value(place, field, default)));
    }
    facts.extend(values(place, field));
    if field.newer {
        facts.push("- Not yet on the documentation page.".to_owned());
    }
    facts
}

/// Documents what a string contains, and how a time is written.
fn format(place: &Place<'_>, field: &Field) -> Option<String> {
    // In products with written docs, the text of the field describes a time.
    let of_type = match field.ty {
        _ if !place.product.spec.facts_only => None,
        Type::Date => Some(Format::Date),
        Type::Datetime => Some(Format::Datetime),
        Type::DatetimeIso => Some(Format::DatetimeIso),
        _ => None,
    };
    let format = field.format.or(of_type).map(|format| match format {
        Format::Json => "JSON text",
        Format::Base64 => "base64",
        Format::Date => "date, `YYYY-MM-DD`",
        Format::Datetime => "time, `YYYY-MM-DD hh:mm:ss`",
        Format::DatetimeIso => "time, ISO 8601, such as `2018-04-12T08:00:00+08:00`",
        Format::UnixSeconds => "time, seconds since 1970",
        Format::UnixMilliseconds => "time, milliseconds since 1970",
    });
    let zone = field.zone.map(|zone| match zone {
        Zone::Utc => "UTC",
        Zone::Beijing => "UTC+8",
    });
    match (format, zone) {
        (Some(format), Some(zone)) => Some(format!("- Format: {format}, {zone}.")),
        (Some(format), None) => Some(format!("- Format: {format}.")),
        (None, Some(zone)) => Some(format!("- Time zone: {zone}.")),
        (None, None) => None,
    }
}

fn range(min: Option<&Number>, max: Option<&Number>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("exactly {min}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    }
}

fn default_value(place: &Place<'_>, field: &Field, default: &Value) -> String {
    let one = |value: &Value| {
        let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let variant = field.enumeration.as_ref().and_then(|set| variant(place, set, &plain));
        variant.unwrap_or_else(|| if plain.is_empty() { "empty".to_owned() } else { format!("`{plain}`") })
    };
    match default {
        Value::Array(items) if field.enumeration.is_some() => items.iter().map(one).collect::<Vec<_>>().join(", "),
        value => one(value),
    }
}

/// Documents a value of an enum: the variant, and how it is sent.
fn variant(place: &Place<'_>, set: &str, value: &str) -> Option<String> {
    let named = place.product.types_spec.enums.get(set)?.values.get(value)?;
    Some(format!("{} (`{value}`)", place.link_as(&named.name, &Item::variant(set, &named.name))))
}

/// Documents the values that a field accepts, if the documentation lists all of them.
fn values(place: &Place<'_>, field: &Field) -> Vec<String> {
    let allowed = place.product.types_spec.allowed(field);
    if let Some(name) = &field.enumeration {
        return variants(place, name, &allowed).into_iter().collect();
    }
    if allowed.iter().all(|(_, meaning)| meaning.is_empty()) {
        let names: Vec<String> = allowed.iter().map(|(value, _)| format!("`{value}`")).collect();
        return (!names.is_empty()).then(|| format!("- Known values: {}.", names.join(", "))).into_iter().collect();
    }
    let head = (!allowed.is_empty()).then(|| "- Values:".to_owned());
    let items = allowed.iter().map(|(value, meaning)| format!("  - `{value}`: {}", place.link(meaning)));
    head.into_iter().chain(items).collect()
}

/// Documents a shared struct.
pub(super) fn structure(place: &Place<'_>, record: &Record<'_>) -> Vec<String> {
    let doc = if record.doc.is_empty() { format!("The data type `{}`.", record.name) } else { place.link(record.doc) };
    lines(&doc)
}

/// Documents the variants of an enum that a field accepts: each of them if they are few, otherwise only the ones that
/// it does not accept.
fn variants(place: &Place<'_>, name: &str, allowed: &[(&str, &str)]) -> Option<String> {
    let links = |values: &mut dyn Iterator<Item = &str>| -> Vec<String> {
        values.filter_map(|value| variant(place, name, value)).collect()
    };
    let taken = links(&mut allowed.iter().map(|(value, _)| *value));
    let values = place.product.types_spec.enums.get(name)?.values.keys().map(String::as_str);
    let others = links(&mut values.filter(|value| !allowed.iter().any(|(taken, _)| taken == value)));
    Some(if taken.len() <= LISTED_VARIANTS || others.len() > LISTED_VARIANTS {
        format!("- Values: {}.", taken.join(", "))
    } else if others.is_empty() {
        format!("- Values: see {}.", place.link_to(&Item::shared(name)))
    } else {
        format!("- Values: those of {} except {}.", place.link_to(&Item::shared(name)), others.join(", "))
    })
}

/// Returns the note on a field or method that should no longer be used.
pub(super) fn deprecated(place: &Place<'_>, note: Option<&String>) -> Option<String> {
    note.map(|note| place.plain(note))
}

/// Documents the client's method for an action: what the action does, the facts that determine how it is called, an
/// example.
pub(super) fn method(product: &Product<'_>, action: &Action<'_>) -> Vec<String> {
    let place = Place::method(product, action);
    let spec = action.spec;
    let summary = if spec.summary.is_empty() { format!("Calls `{}`.", spec.action) } else { place.link(&spec.summary) };
    let paragraphs = [summary, place.link(&spec.doc), method_facts(&place, action).join("\n")];
    let text = paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty());
    let text: Vec<_> = text.chain(example(product, action)).collect();
    lines(&text.join("\n\n"))
}

#[cfg(feature = "spec-files")]
fn example(product: &Product<'_>, action: &Action<'_>) -> Option<String> {
    super::example::of(product, action).map(|example| format!("# Example\n\n{example}"))
}

/// Facts without written docs have no samples.
#[cfg(not(feature = "spec-files"))]
fn example(_: &Product<'_>, _: &Action<'_>) -> Option<String> {
    None
}

fn method_facts(place: &Place<'_>, action: &Action<'_>) -> Vec<String> {
    let (spec, name) = (action.spec, &action.name);
    let required = action.request.required().map(|field| place.link_to(&Item::parameter(action, field)));
    let required: Vec<_> = required.collect();
    let mut facts = Vec::new();
    if !required.is_empty() {
        facts.push(format!("- Required: {}.", required.join(", ")));
    }
    let streaming = streams::of(action);
    if !streaming.as_ref().is_some_and(Streaming::is_always) {
        facts.push(format!("- Returns: [`{name}Response`]."));
    }
    let sdk = place.product.target.sdk;
    if let Some(streaming) = streaming {
        facts.push(streaming.method_fact());
        facts.extend(streaming.host_fact(&place.product.spec.product, sdk));
    }
    facts.extend(spec.body.map(|body| body_fact(body, sdk)));
    facts.push(format!("- Errors: [`{name}ErrorCode`]."));
    facts.push(match action.effect {
        Effect::Read => "- Read: retried after any transient failure.".to_owned(),
        Effect::Compute => "- Compute: changes nothing, and is retried after any transient failure.".to_owned(),
        Effect::Write => "- Write: retried only if the service confirms that nothing was done.".to_owned(),
    });
    facts.extend(impact_fact(spec));
    let source = match action.rate.documented {
        true => "",
        // Nobody has looked for the rate.
        false if place.product.spec.facts_only => " (assumed)",
        false => " (assumed, not documented)",
    };
    let rate = action.rate.per_second;
    let requests = if rate == 1 { "request" } else { "requests" };
    facts.push(format!("- Rate limit: {rate} {requests} per second, per account and region{source}."));
    if spec.unsigned {
        facts.push("- Unsigned: sent without credentials.".to_owned());
    }
    facts.extend(spec.async_ids().iter().filter_map(|id| asynchronous(place, action, id)));
    let kind = if is_documentation(&spec.page) { "Documentation" } else { "API Explorer" };
    facts.push(format!("- {kind}: [`{}`]({}).", spec.action, spec.page));
    facts
}

/// Documents what people should decide on first, if they have decided what that is.
fn impact_fact(action: &spec::Action) -> Option<String> {
    action.impact.as_ref()?;
    let consequences = action.impacts().into_iter().map(|impact| match impact {
        Impact::Destructive => "can lose data, or cannot be undone",
        Impact::Disruptive => "can interrupt clients",
        Impact::Billable => "can change what is charged",
    });
    let consequences: Vec<_> = consequences.collect();
    (!consequences.is_empty()).then(|| format!("- Impact: {}.", consequences.join("; ")))
}

/// Documents how to send what is not a parameter.
fn body_fact(body: RequestBody, sdk: &str) -> String {
    let (what, method) = match body {
        RequestBody::OctetStream => ("bytes, with the parameters as headers", "octet_stream"),
        RequestBody::Multipart => ("a form, in which binary parameters are files", "file"),
    };
    format!(
        "- Body: {what}; only an untyped call sends it, with [`call`](Client::call) and \
         [`{method}`]({sdk}::UntypedCall::{method})."
    )
}

/// Documents how to wait for the operation that an action starts.
fn asynchronous(place: &Place<'_>, action: &Action<'_>, id: &AsyncId) -> Option<String> {
    let field = action.response.fields.iter().find(|field| field.spec.name == id.field)?;
    let field_link = place.link_to(&Item::result(action, field));
    let each = if matches!(field.spec.ty, Type::List(_)) { "each id in " } else { "" };
    let waiter = place.link_to(&Item::waiter(&id.waiter));
    Some(format!("- Asynchronous: pass {each}{field_link} to {waiter}."))
}

/// Returns whether a URL is that of a documentation page, and not of the API Explorer, which lists every action.
fn is_documentation(page: &str) -> bool {
    !page.contains("/api/explorer?")
}

/// Documents the request of an action.
pub(super) fn request(action: &Action<'_>) -> Vec<String> {
    let Action { name, method, .. } = action;
    lines(&format!(
        "The parameters of [`{method}`](Client::{method}), built with [`{name}Builder`]. [`Client::{send}`] sends them.",
        send = streams::sends_with(action)
    ))
}

/// Documents the builder of an action's request.
pub(super) fn builder(action: &Action<'_>) -> Vec<String> {
    let Action { name, method, .. } = action;
    lines(&format!("A builder for [`{name}Request`], returned by [`{method}`](Client::{method})."))
}

/// Documents the response of an action.
pub(super) fn response(action: &Action<'_>) -> Vec<String> {
    let method = &action.method;
    lines(&format!("The response of [`{method}`](Client::{method})."))
}

/// Documents the error codes of an action.
pub(super) fn error_code(product: &Product<'_>, action: &Action<'_>) -> Vec<String> {
    let method = &action.method;
    // If there are only facts, nobody has looked for a list.
    let is_known = action.spec.errors.is_none() && !product.spec.facts_only;
    let unlisted = if is_known { "\n\nThe documentation lists no error codes for this action." } else { "" };
    lines(&format!("An error code of [`{method}`](Client::{method}).{unlisted}"))
}

#[cfg(test)]
mod tests {
    use super::{DOC_WIDTH, lines};

    #[test]
    fn no_wrapped_line_begins_like_a_list() {
        for mark in ["+", "-", "*", "1.", "2)", "#", ">"] {
            let text = format!("{} {mark} and more", "x".repeat(DOC_WIDTH - 1));
            assert_eq!(
                lines(&text),
                [format!(" {} {mark}", "x".repeat(DOC_WIDTH - 1)), " and more".to_owned()],
                "{mark}"
            );
        }
    }
}
