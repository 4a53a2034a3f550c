//! What the page asks for about an action: parts that take the place of parts of the page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use maud::{Markup, html};
use serde_json::Value;
use tencloud_calls::check::Fault;
use tencloud_calls::{Target, secrets};
use tencloud_codegen::code::{self, Call, Language};

use crate::app::App;
use crate::call::{self, Called};
use crate::consent::Question;
use crate::form::{self, Entries, Secrets};
use crate::request::{Fields, Names, Refusal, Shared, find, submitted};
use crate::submitted::{ADD, CONSENT, JSON, REMOVE, TYPED};
use crate::{outcome, pages};

/// Languages whose programs run in this project's own tests, against the emulator.
const TESTED: [Language; 6] =
    [Language::Rust, Language::Tencloud, Language::Curl, Language::Python, Language::Node, Language::Tccli];

/// How large the parameters of a program may be as JSON. Larger ones belong into a file.
const LONGEST_PROGRAM: usize = 64 * 1024;

/// Returns the routes below the path of an action.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/call", post(send))
        .route("/code", post(write_code))
        .route("/json", post(to_json))
        .route("/form", post(to_form))
        .route("/sample", post(sample))
        .route("/signature", post(pages::signature::draw))
}

/// Calls the action.
async fn send(State(app): Shared, Path(names): Names, fields: Fields) -> Result<Response, Refusal> {
    let target = find(&names)?;
    Ok(match call::call(&app, target, &submitted(fields)?).await? {
        Called::Sent(entry) => outcome::draw(&entry).into_response(),
        Called::Faulty(faults) => (StatusCode::UNPROCESSABLE_ENTITY, outcome::faulty(&faults)).into_response(),
        Called::Asks(question, number, region) => {
            (StatusCode::CONFLICT, ask(target, &question, number, region.as_deref())).into_response()
        }
    })
}

/// Draws the question before a call to the cloud.
fn ask(target: Target, question: &Question, number: u64, region: Option<&str>) -> Markup {
    let action = &target.action.action;
    html! {
        div.consent role="alertdialog" tabindex="-1" aria-labelledby="consent-title" aria-describedby="consent-text" {
            h2 #consent-title { (action) " " (question.effect) }
            div #consent-text {
                @if !target.action.summary.is_empty() { p { (target.action.summary) } }
                p { "It goes to the cloud" @if let Some(region) = region { ", region " code { (region) } } ". Nothing has been sent yet." }
            }
            form data-consent {
                input type="hidden" name=(CONSENT) value=(number);
                @if let Some(first) = question.destroyed.first() {
                    @if question.destroyed.len() > 1 {
                        p { (question.destroyed.len()) " resources: " @for id in &question.destroyed { code { (id) } " " } }
                    }
                    label for="typed" { "Type " code { (first) } " to go on" }
                    input #typed name=(TYPED) autocomplete="off" spellcheck="false" required;
                }
                div.row {
                    button.primary.danger type="submit" { "Send: it " (question.effect) }
                    button.plain type="button" data-cancel { "Cancel" }
                }
            }
        }
    }
}

/// Writes the call as a program.
async fn write_code(State(app): Shared, Path(names): Names, fields: Fields) -> Result<Markup, Refusal> {
    let target = find(&names)?;
    let submitted = submitted(fields)?;
    let language = submitted.text("_language").unwrap_or("rust").parse::<Language>();
    let language = language.map_err(|error| Refusal::Faulty(error.to_string()))?;
    let parameters = form::lenient(&submitted, target);
    if serde_json::to_string(&parameters).unwrap_or_default().len() > LONGEST_PROGRAM {
        return Err(Refusal::Faulty("The parameters are too large for a program.".to_owned()));
    }
    let Target { version, action } = target;
    let region = submitted.region().or(app.service.region());
    let endpoint = app.service.emulator().map(|control| control.url());
    let text = code::write(&Call { version, action, region, parameters: &parameters, endpoint }, language);
    Ok(html! {
        div.code-head {
            span.quiet {
                @if TESTED.contains(&language) { span.badge.read { "tested" } " Such programs run in this project's tests." }
                @else { "Compared with the official documentation; not run in this project's tests." }
            }
            button.plain.copy type="button" data-copy-from="#program" { "Copy" }
        }
        pre tabindex="0" aria-label={ "Program in " (language.title()) } { code #program { (text) } }
    })
}

/// Returns the parameters of a form as JSON, with secrets masked: the inputs keep them.
async fn to_json(State(_): Shared, Path(names): Names, fields: Fields) -> Result<Response, Refusal> {
    let target = find(&names)?;
    let parameters = form::parameters(&submitted(fields)?, target).map_err(faulty)?;
    let masked = secrets::masked(&parameters, &target.action.parameters, &target.version.types);
    let text = serde_json::to_string_pretty(&masked).unwrap_or_default();
    Ok(Json(Value::from(text)).into_response())
}

/// Draws the form again: with what JSON contains, with an item more, or without a part.
async fn to_form(State(_): Shared, Path(names): Names, fields: Fields) -> Result<Markup, Refusal> {
    let target = find(&names)?;
    let submitted = submitted(fields)?;
    let mut entries = match submitted.text(JSON) {
        Some(_) => form::fill(target, &form::parameters(&submitted, target).map_err(faulty)?),
        None => Entries::of(&submitted),
    };
    if let Some(path) = submitted.text(ADD) {
        form::add(&mut entries, target, path);
    }
    if let Some(path) = submitted.text(REMOVE) {
        entries.remove(path);
    }
    Ok(form::draw(target, &entries, Secrets::Kept))
}

/// Draws the form with an official sample.
async fn sample(State(_): Shared, Path(names): Names, fields: Fields) -> Result<Markup, Refusal> {
    let target = find(&names)?;
    let submitted = submitted(fields)?;
    let index = submitted.text("_sample").and_then(|index| index.parse::<usize>().ok());
    let sample = index.and_then(|index| target.action.samples.get(index));
    let sample = sample.ok_or_else(|| Refusal::Missing("there is no such sample".to_owned()))?;
    Ok(form::draw(target, &form::fill(target, &sample.request), Secrets::Shown))
}

fn faulty(faults: Vec<Fault>) -> Refusal {
    Refusal::Faulty(faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("; "))
}
