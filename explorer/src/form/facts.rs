//! What the spec says of a field, as the page shows it.

use std::cell::LazyCell;

use maud::{Markup, html};
use tencloud_calls::Target;
use tencloud_calls::times::TimeFormat;
use tencloud_spec::{Field, Format, Type};

/// Returns what a type is called, with what its values are.
pub(crate) fn ty(field: &Field) -> String {
    let name = name(&field.ty);
    match &field.unit {
        Some(unit) => format!("{name}, in {unit}"),
        None => name,
    }
}

fn name(ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::Int64 | Type::Uint64 => "integer".to_owned(),
        Type::Float => "number".to_owned(),
        Type::Bool => "true or false".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Datetime | Type::DatetimeIso => "time".to_owned(),
        Type::Binary => "base64".to_owned(),
        Type::Structure(name) => name.clone(),
        Type::List(item) => format!("list of {}", self::name(item)),
    }
}

/// Draws the facts of a field that its doc does not say: range, default, and what its text contains.
pub(super) fn facts(field: &Field) -> Markup {
    let range = match (&field.min, &field.max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) if field.ty == Type::Uint64 => Some(format!("0 to {max}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    };
    let default = field.default.as_ref().map(|default| format!("default {default}"));
    let item = match &field.ty {
        Type::List(item) => item,
        ty => ty,
    };
    let format = match field.format {
        Some(Format::Json) => Some("JSON in text".to_owned()),
        Some(Format::Base64) => Some("base64".to_owned()),
        _ => TimeFormat::of(field, item).map(TimeFormat::described),
    };
    let chips = [range, default, format];
    html! {
        @for chip in chips.into_iter().flatten() { span.chip { (chip) } }
        @if field.is_secret() { span.chip.secret { "secret" } }
    }
}

/// Draws prose of the spec: text in backticks as code, emphasis, and names of the version's actions as links.
pub(crate) fn prose(text: &str, target: Target) -> Markup {
    let version = target.version_name();
    // Most prose names none, and finding the names of a version takes time.
    let actions = LazyCell::new(|| version.actions());
    let is_camel = |word: &str| word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let is_action = |word: &str| is_camel(word) && actions.binary_search(&word).is_ok();
    let words = |text: &str| {
        html! {
            @for word in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
                @let name = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
                @if is_action(name) && name != target.action.action {
                    a href={ "/" (version.product) "/" (version.number) "/" (name) } { (name) }
                    (word.get(name.len()..).unwrap_or_default())
                } @else { (word) }
            }
        }
    };
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 {
                code { (part) }
            } @else {
                @for (index, part) in part.split("**").enumerate() {
                    @if index % 2 == 1 { strong { (words(part)) } } @else { (words(part)) }
                }
            }
        }
    }
}
