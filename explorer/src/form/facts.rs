//! What the spec says of a field, as the page shows it.

use maud::{Markup, html};
use tencloud_calls::Target;
use tencloud_calls::values::described;
use tencloud_spec::{Field, Format, Type, Zone};

/// Returns what a type is called, with what its values are.
pub(crate) fn ty(field: &Field) -> String {
    match (&field.ty, &field.unit) {
        (Type::String, None) => "text".to_owned(),
        (ty, None) => described(ty),
        (ty, Some(unit)) => format!("{}, in {unit}", described(ty)),
    }
}

/// Draws the facts of a field that its doc does not say: range, default, time zone, format.
pub(super) fn facts(field: &Field) -> Markup {
    let range = match (&field.min, &field.max) {
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    };
    let default = field.default.as_ref().map(|default| format!("default {default}"));
    let zone = field.zone.map(|zone| match zone {
        Zone::Utc => "UTC".to_owned(),
        Zone::Beijing => "Beijing time, UTC+8".to_owned(),
    });
    let format = field.format.map(|format| match format {
        Format::Json => "JSON in text".to_owned(),
        Format::Base64 => "base64".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    });
    let chips = [range, default, zone, format];
    html! {
        @for chip in chips.into_iter().flatten() { span.chip { (chip) } }
        @if field.is_secret() { span.chip.secret { "secret" } }
    }
}

/// Draws prose of the spec: text in backticks as code, and names of the version's actions as links.
pub(crate) fn prose(text: &str, target: Target) -> Markup {
    let version = target.version_name();
    let actions = version.actions();
    let is_action = |word: &str| actions.binary_search(&word).is_ok();
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 {
                code { (part) }
            } @else {
                @for word in part.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
                    @let name = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
                    @if is_action(name) && name != target.action.action {
                        a href={ "/" (version.product) "/" (version.number) "/" (name) } { (name) }
                        (word.get(name.len()..).unwrap_or_default())
                    } @else { (word) }
                }
            }
        }
    }
}
