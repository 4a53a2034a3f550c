//! What the items say of themselves.

use serde_json::{Number, Value};

use crate::model::{Action, Product};
use crate::names;
use crate::spec::{AsyncId, Effect, Field, Type};

/// The width of doc comments, without what stands before them.
const WIDTH: usize = 100;

/// A text as the lines of doc comments, wrapped where Markdown allows it.
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

/// Breaks a line between words; what follows in a list item is indented to its text.
fn wrap(line: &str, out: &mut Vec<String>) {
    let text = line.trim_start();
    let indent = " ".repeat(line.len() - text.len());
    let hang = if text.starts_with("- ") { "  " } else { "" };
    let mut current = format!(" {indent}");
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && current.len() + word.len() > WIDTH && !starts_block(word) {
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

/// Whether Markdown takes a word for the start of a list, quotation or heading where a line begins with it.
fn starts_block(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    matches!(word, "-" | "+" | "*") || word.starts_with(['>', '#']) || (number != word && number.parse::<u32>().is_ok())
}

/// A field: what it means, then its facts.
pub(super) fn field(product: &Product<'_>, field: &Field) -> Vec<String> {
    let mut text = link_actions(product, &or_fact(&field.doc, || format!("`{}`, of type `{}`.", field.name, field.ty)));
    let facts = facts(product, field);
    if !facts.is_empty() {
        text.push_str("\n\n");
        text.push_str(&facts.join("\n"));
    }
    lines(&text)
}

fn facts(product: &Product<'_>, field: &Field) -> Vec<String> {
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
    if let Some(default) = &field.default {
        facts.push(format!("- Default: {}.", value(default)));
    }
    let allowed = product.types_spec.allowed(field);
    if let Some(name) = &field.enumeration {
        let values: Vec<String> = allowed.iter().map(|(value, _)| format!("`{value}`")).collect();
        facts.push(format!("- Allowed values: {}; see [`{name}`](super::types::{name}).", values.join(", ")));
    } else if !allowed.is_empty() {
        facts.push("- Allowed values:".to_owned());
        facts.extend(allowed.iter().map(|(value, meaning)| format!("  - `{value}`: {meaning}")));
    }
    if field.newer {
        facts.push("- Newer than the documentation page; taken from the current API metadata.".to_owned());
    }
    facts
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

fn value(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

/// A text, or where nobody has written it yet, what the facts say.
pub(super) fn or_fact(text: &str, fact: impl Fn() -> String) -> String {
    if text.is_empty() { fact() } else { text.to_owned() }
}

/// The note on a field that should no longer be used.
pub(super) fn deprecated(field: &Field) -> Option<String> {
    field.deprecated.clone()
}

/// An action: what it does, and the facts that decide how it is called.
pub(super) fn action(product: &Product<'_>, action: &Action<'_>) -> String {
    let spec = action.spec;
    let mut text = link_actions(product, &or_fact(&spec.summary, || format!("Calls `{}`.", spec.action)));
    if !spec.doc.is_empty() {
        text.push_str("\n\n");
        text.push_str(&link_actions(product, &spec.doc));
    }
    let name = &action.name;
    let effect = match action.effect {
        Effect::Read => "Reads only: the SDK tries again after any failure that may pass.",
        Effect::Write => "Changes things: the SDK tries again only after a refusal that says it was not done.",
    };
    let source = if action.rate.documented { "documented" } else { "assumed: the documentation names none" };
    text.push_str(&format!(
        "\n\n- Required: {}.\n\
         - Gives: [`{name}Response`](super::{name}Response).\n\
         - Refused with: [`{name}ErrorCode`](super::{name}ErrorCode).\n\
         - {effect}\n\
         - Rate: {} requests a second for an account in a region ({source}).\n",
        required(action),
        action.rate.per_second,
    ));
    if spec.unsigned {
        text.push_str("- Sent without a signature: needs no keys.\n");
    }
    for id in &spec.asynchronous {
        text.push_str(&format!("- Goes on after the reply: {}\n", await_it(id)));
    }
    text.push_str(&format!("- Page: <{}>", spec.page));
    text
}

/// The setters that must be called.
pub(super) fn required(action: &Action<'_>) -> String {
    let names: Vec<String> = action.request.required().map(|field| format!("`{}`", field.ident)).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// How the end of work is awaited that goes on after a reply.
pub(super) fn await_it(id: &AsyncId) -> String {
    let (field, waiter) = (names::field(&id.field), &id.waiter);
    format!("hand `{field}` to [`wait_for_{waiter}`](super::Client::wait_for_{waiter}).")
}

/// Makes the names of actions in a text links to the client's methods.
pub(super) fn link_actions(product: &Product<'_>, text: &str) -> String {
    let mut out = String::new();
    // What stands between backticks is code: every second piece.
    for (index, piece) in text.split('`').enumerate() {
        if index % 2 == 1 {
            out.push_str(&format!("`{piece}`"));
            continue;
        }
        let mut rest = piece;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
            let word_end =
                rest[start..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| start + end);
            let word = &rest[start..word_end];
            out.push_str(&rest[..start]);
            match product.action(word) {
                Some(action) => out.push_str(&format!("[`{word}`](super::Client::{})", action.method)),
                None => out.push_str(word),
            }
            rest = &rest[word_end..];
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, lines};

    #[test]
    fn no_wrapped_line_begins_like_a_list() {
        for mark in ["+", "-", "*", "1.", "2)", "#", ">"] {
            let text = format!("{} {mark} and more", "x".repeat(WIDTH - 1));
            assert_eq!(lines(&text), [format!(" {} {mark}", "x".repeat(WIDTH - 1)), " and more".to_owned()], "{mark}");
        }
    }
}
