//! Draws a form.

use maud::{Markup, html};
use tencloud_calls::times::TimeFormat;
use tencloud_calls::values::{enum_names, plain};
use tencloud_calls::{Target, secrets};
use tencloud_spec::{Field, Format, Type, Types};

use crate::form::entries::Entries;
use crate::form::facts::{facts, prose, ty};
use crate::submitted::{OTHERS, SET};

/// Whether the values of secrets may be drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secrets {
    /// Those of samples, which are no secrets.
    Shown,
    /// Those of people: the script keeps them in their inputs.
    Kept,
}

/// Draws the inputs of all parameters, the required ones first.
pub(crate) fn draw(target: Target, entries: &Entries, secrets: Secrets) -> Markup {
    let form = Form { target, entries, types: &target.version.types, secrets };
    let parameters = &target.action.parameters;
    let (required, others): (Vec<&Field>, Vec<&Field>) = parameters.iter().partition(|field| field.required);
    html! {
        @if parameters.is_empty() { p.quiet { "This action has no parameters." } }
        @for field in required { (form.field("", field)) }
        @for field in others { (form.field("", field)) }
        @let others = form.others();
        details.others open[!others.is_empty()] {
            summary { "Other parameters" }
            label for="others" { "A JSON object with parameters that have no input here" }
            textarea #others name=(OTHERS) rows="3" spellcheck="false" { "\n" (others) }
        }
    }
}

struct Form<'e> {
    target: Target,
    entries: &'e Entries,
    types: &'e Types,
    secrets: Secrets,
}

impl Form<'_> {
    /// Returns the text of the input for other parameters. A text that is no JSON can contain anything: the script keeps it.
    fn others(&self) -> String {
        let Ok(others) = serde_json::from_str(&self.entries.others) else { return String::new() };
        let masked = match self.secrets {
            Secrets::Shown => return self.entries.others.clone(),
            Secrets::Kept => secrets::masked(&others, &self.target.action.parameters, self.types),
        };
        if masked == others {
            self.entries.others.clone()
        } else {
            serde_json::to_string_pretty(&masked).unwrap_or_default()
        }
    }

    /// Draws a field, below a path that is empty for parameters.
    fn field(&self, above: &str, field: &Field) -> Markup {
        let path = if above.is_empty() { field.name.clone() } else { format!("{above}.{}", field.name) };
        let is_one = !matches!(field.ty, Type::List(_) | Type::Structure(_));
        html! {
            div.field data-path=(path) {
                div.name {
                    @if is_one {
                        label for={ "p-" (path) } { (field.name) }
                    } @else {
                        span.label id={ "l-" (path) } { (field.name) }
                    }
                    @if field.required { span.required { "required" } }
                    @if field.newer { span.chip { "new" } }
                    span.type { (ty(field)) }
                    (facts(field))
                }
                (self.value(&path, field, &field.ty))
                @if !field.doc.is_empty() || field.deprecated.is_some() {
                    p.doc id={ "d-" (path) } {
                        @if let Some(instead) = &field.deprecated { strong { "Deprecated: " (instead) " " } }
                        (prose(&field.doc, self.target))
                    }
                }
            }
        }
    }

    fn value(&self, path: &str, field: &Field, ty: &Type) -> Markup {
        match ty {
            Type::Structure(name) => self.structure(path, field, name),
            Type::List(item) => self.list(path, field, item),
            ty => self.input(path, field, ty),
        }
    }

    fn structure(&self, path: &str, field: &Field, name: &str) -> Markup {
        let fields = self.types.types.get(name).map(|structure| structure.fields.as_slice()).unwrap_or_default();
        // A structure is drawn when it is there: one inside itself would never end.
        if !self.entries.has_inputs(path) {
            return html! { button.add type="button" data-add=(path) aria-label={ "Add " (path) } { "Add" } };
        }
        html! {
            @let is_item = is_item(path);
            fieldset aria-label=[is_item.then_some(path)] aria-labelledby=[(!is_item).then(|| format!("l-{path}"))] {
                input type="hidden" name=(SET) value=(path);
                @for field in fields { (self.field(path, field)) }
                @if !is_item || !field.required {
                    button.remove type="button" data-remove=(path) aria-label={ "Remove " (path) } { "Remove" }
                }
            }
        }
    }

    fn list(&self, path: &str, field: &Field, item: &Type) -> Markup {
        let count = self.entries.count(path);
        let is_empty = count == 0 && self.entries.set.contains(path);
        html! {
            @if count > 0 || is_empty {
                ol.items {
                    @for index in 0..count {
                        @let at = format!("{path}.{index}");
                        li {
                            (self.value(&at, field, item))
                            @if item.structure().is_none() {
                                button.remove type="button" data-remove=(at) aria-label={ "Remove " (at) } { "Remove" }
                            }
                        }
                    }
                }
            }
            @if is_empty {
                (self.empty(path, "an empty list is sent"))
            }
            button.add type="button" data-add=(path) aria-label={ "Add to " (path) } { "Add" }
        }
    }

    /// Draws that something empty is sent, which a button takes back.
    fn empty(&self, path: &str, what: &str) -> Markup {
        html! {
            span.empty {
                input type="hidden" name=(SET) value=(path);
                (what) " "
                button type="button" data-remove=(path) aria-label={ "Do not send " (path) } { "do not send" }
            }
        }
    }

    fn input(&self, path: &str, field: &Field, ty: &Type) -> Markup {
        let text = self.entries.text(path);
        let id = format!("p-{path}");
        let doc = (!field.doc.is_empty()).then(|| format!("d-{}", of_field(path)));
        let names: Vec<(&str, &str)> = enum_names(field, self.types).collect();
        let is_known = text.is_empty() || names.iter().any(|(value, _)| *value == text);
        let label = is_item(path).then_some(path);
        html! {
            @if field.is_secret() {
                input id=(id) name=(path) type="password" autocomplete="new-password" aria-describedby=[doc]
                    value=[(self.secrets == Secrets::Shown).then_some(text)] aria-label=[label];
            } @else if !names.is_empty() && is_known {
                select id=(id) name=(path) aria-describedby=[doc] aria-label=[label] {
                    option value="" { "" }
                    @for (value, name) in names {
                        option value=(value) selected[value == text] {
                            (name) @if name != value { " (" (value) ")" }
                        }
                    }
                }
            } @else if *ty == Type::Bool && matches!(text, "" | "true" | "false") {
                select id=(id) name=(path) aria-describedby=[doc] aria-label=[label] {
                    @for value in ["", "true", "false"] { option value=(value) selected[value == text] { (value) } }
                }
            } @else if is_long(field, ty) || text.contains('\n') {
                textarea id=(id) name=(path) rows="3" spellcheck="false" aria-describedby=[doc] aria-label=[label] {
                    // Browsers drop the first line break.
                    "\n" (text)
                }
            } @else {
                @let is_number = ty.is_integer() || *ty == Type::Float;
                @let list = (!field.values.is_empty()).then(|| format!("v-{path}"));
                input id=(id) name=(path) type="text" value=(text) inputmode=[is_number.then_some("decimal")]
                    placeholder=[placeholder(field, ty)] autocomplete="off" spellcheck="false" list=[list.as_ref()]
                    aria-describedby=[doc] aria-label=[label];
                @if let Some(list) = &list {
                    datalist id=(list) {
                        @for (value, doc) in &field.values { option value=(value) { (doc) } }
                    }
                }
            }
            @if text.is_empty() && self.entries.set.contains(path) {
                (self.empty(path, "empty text is sent"))
            }
        }
    }
}

/// Returns whether a path is that of an item of a list.
fn is_item(path: &str) -> bool {
    path.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns the path of the field to which an item belongs.
fn of_field(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((list, _)) if is_item(path) => of_field(list),
        _ => path,
    }
}

fn is_long(field: &Field, ty: &Type) -> bool {
    *ty == Type::Binary || matches!(field.format, Some(Format::Json | Format::Base64))
}

fn placeholder(field: &Field, ty: &Type) -> Option<String> {
    let example = TimeFormat::of(field, ty).map(|time| time.example().to_owned());
    example.or_else(|| field.default.as_ref().map(plain))
}
