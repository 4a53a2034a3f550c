//! An action: what it does, its form, and what becomes of it.

use maud::{Markup, html};
use tencloud_calls::secrets::MASK;
use tencloud_calls::{Target, TargetError, codes};
use tencloud_codegen::code::Language;
use tencloud_spec::Field;

use crate::app::App;
use crate::form::{self, Entries, Secrets, prose, ty};
use crate::pages::product::badges;
use crate::pages::{Place, page, tree};
use crate::service::PRODUCTS;
use crate::submitted::{JSON, REGION};

/// Regions that the input suggests. Any other one can be typed.
pub(super) const REGIONS: [&str; 20] = [
    "ap-guangzhou",
    "ap-shanghai",
    "ap-nanjing",
    "ap-beijing",
    "ap-chengdu",
    "ap-chongqing",
    "ap-hongkong",
    "ap-singapore",
    "ap-jakarta",
    "ap-bangkok",
    "ap-seoul",
    "ap-tokyo",
    "na-siliconvalley",
    "na-ashburn",
    "na-toronto",
    "sa-saopaulo",
    "eu-frankfurt",
    "ap-mumbai",
    "ap-shenzhen-fsi",
    "ap-shanghai-fsi",
];

/// Draws the page, with a form that is filled with these entries and this region.
///
/// # Errors
///
/// The catalog cannot be read, which is a bug.
pub(crate) fn draw(app: &App, target: Target, entries: &Entries, region: Option<&str>) -> Result<Markup, TargetError> {
    let action = target.action;
    let product = &target.version.product;
    let title = format!("{} {}", product.product, action.action);
    let place = Place { title: &title, tree: Some(tree::around(target)?), current: "" };
    let content = html! {
        nav.crumbs aria-label="Place" {
            a href="/" { "Products" } " / " a href={ "/" (product.product) "/" (product.version) } { (product.product) }
            " / " (action.action)
        }
        div.action {
            div.call {
                (about(target))
                form #call method="post" action={ "/" (product.product) "/" (product.version) "/" (action.action) } autocomplete="off" {
                    (toolbar(target))
                    div.field.region {
                        div.name { label for="region" { "Region" } @if product.needs_region(action) && app.service.region().is_none() { span.required { "required" } } }
                        input #region name=(REGION) list="regions" value=[region] placeholder=(app.service.region().unwrap_or_default()) autocomplete="off" spellcheck="false";
                        datalist #regions { @for region in REGIONS { option value=(region); } }
                    }
                    @if entries.texts.values().any(|text| text == MASK) {
                        p.warning { "Secrets of that call were not kept: enter them again." }
                    }
                    div #inputs { (form::draw(target, entries, Secrets::Kept)) }
                    div #json-view hidden {
                        label for="json" { "Parameters as JSON" }
                        textarea #json name=(JSON) rows="16" spellcheck="false" disabled {}
                    }
                    div.send {
                        button.primary type="submit" { "Call" kbd aria-hidden="true" { "Ctrl ⏎" } }
                        span.quiet { (destination(app, target)) }
                    }
                }
                (reference(target))
            }
            aside.result aria-label="Result" {
                div.tabs role="tablist" aria-label="Result" {
                    @for (index, (name, title)) in [("response", "Response"), ("code", "Code"), ("signature", "Signature")].into_iter().enumerate() {
                        button id={ "tab-" (name) } role="tab" type="button" aria-controls={ "panel-" (name) }
                            aria-selected=(if index == 0 { "true" } else { "false" }) tabindex=(if index == 0 { "0" } else { "-1" }) { (title) }
                    }
                }
                div #panel-response.panel role="tabpanel" aria-labelledby="tab-response" tabindex="0" {
                    p.quiet { "The response appears here." }
                }
                div #panel-code.panel role="tabpanel" aria-labelledby="tab-code" tabindex="0" hidden {
                    (languages())
                    div #code {}
                }
                div #panel-signature.panel role="tabpanel" aria-labelledby="tab-signature" tabindex="0" hidden {}
            }
        }
    };
    Ok(page(app, &place, &content))
}

/// Returns where a call goes.
fn destination(app: &App, target: Target) -> &'static str {
    let product = target.version.product.product.as_str();
    match app.service.is_live() {
        true => "goes to the cloud",
        false if PRODUCTS.iter().any(|(name, _)| *name == product) => "goes to the emulator",
        false => "the emulator has no such product: see Code and Signature",
    }
}

fn about(target: Target) -> Markup {
    let action = target.action;
    let rate = action.rate.as_ref().map(|rate| format!("{} a second", rate.per_second));
    html! {
        h1 { (action.action) }
        p.badges { (badges(action)) @if let Some(rate) = rate { span.badge title="Rate limit" { (rate) } } }
        @if !action.summary.is_empty() { p.lead { (prose(&action.summary, target)) } }
        @if let Some(instead) = &action.deprecated { p.warning { strong { "Deprecated. " } (prose(instead, target)) } }
        @if !action.doc.is_empty() { p { (prose(&action.doc, target)) } }
        @if !action.page.is_empty() {
            p { a href=(action.page) rel="noreferrer noopener" target="_blank" { "Documentation" } }
        }
    }
}

fn toolbar(target: Target) -> Markup {
    html! {
        div.toolbar {
            div.switch role="group" aria-label="View of the parameters" {
                button #view-form type="button" aria-pressed="true" { "Form" }
                button #view-json type="button" aria-pressed="false" { "JSON" }
            }
            @if !target.action.samples.is_empty() {
                label for="sample" { "Fill from sample" }
                select #sample {
                    option value="" { "choose…" }
                    @for (index, sample) in target.action.samples.iter().enumerate() {
                        option value=(index) { (sample.title) }
                    }
                }
            }
            button #clear.plain type="button" { "Clear" }
        }
    }
}

fn languages() -> Markup {
    html! {
        label for="language" { "Language" } " "
        select #language {
            @for language in Language::all() { option value=(language.name()) { (language.title()) } }
        }
    }
}

/// Draws what the response contains, and the documented errors.
fn reference(target: Target) -> Markup {
    let action = target.action;
    let documented: Vec<&str> =
        action.errors.iter().flatten().chain(&action.newer_errors).map(String::as_str).collect();
    let product = &target.version.product;
    let meaning = |code: &str| codes::of(product, code).ok().flatten().map(|known| known.meaning);
    html! {
        section.reference {
            details {
                summary { "Response fields" }
                dl { @for field in &action.results { (result(target, field)) } }
            }
            @if !documented.is_empty() {
                details {
                    summary { "Errors (" (documented.len()) ")" }
                    dl {
                        @for code in documented {
                            dt { code { (code) } }
                            dd { (meaning(code).unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

fn result(target: Target, field: &Field) -> Markup {
    let structure = field.ty.structure().and_then(|name| target.version.types.types.get(name));
    html! {
        dt { code { (field.name) } " " span.type { (ty(field)) } }
        dd {
            (prose(&field.doc, target))
            @if let Some(structure) = structure {
                ul { @for field in &structure.fields { li { code { (field.name) } " " span.type { (ty(field)) } " " (prose(&field.doc, target)) } } }
            }
        }
    }
}
