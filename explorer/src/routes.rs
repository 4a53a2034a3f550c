//! The routes: pages, fragments that take the place of a part of a page, and files.

use std::sync::Arc;

use axum::Router;
use axum::extract::{self, DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::Markup;
use serde::Deserialize;
use tencloud_calls::Version;
use tencloud_calls::query::Query;

use crate::app::App;
use crate::form::Entries;
use crate::guard::{self, BODY_LIMIT};
use crate::history::Outcome;
use crate::pages::home::Opening;
use crate::request::{Fields, Names, Refusal, Shared, find, not_found, submitted};
use crate::submitted::Submitted;
use crate::{assets, bare, form, fragments, host, json_tree, pages, wait};

/// Returns the routes. Nothing reaches them that the guard refuses.
pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/open", get(open))
        .route("/assets/{hash}/{name}", get(asset))
        .route("/history", get(history))
        .route("/history/clear", post(clear_history))
        .route("/history/{number}/json", get(response_json))
        .route("/history/{number}/query", post(search))
        .route("/history/{number}/wait/{position}", post(start_wait))
        .merge(pages::emulator::routes())
        .route("/{product}", get(latest))
        .route("/{product}/{version}", get(product))
        .route("/{product}/{version}/{action}", get(action))
        .nest("/{product}/{version}/{action}", fragments::routes())
        .fallback(|uri: Uri| async move { not_found(&format!("there is no page {}", uri.path())) })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        // Outside of the routes, so that it comes before them.
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::protect))
        .with_state(app)
}

#[derive(Deserialize)]
struct Opened {
    #[serde(default)]
    token: String,
}

/// Lets in whoever has the link, and draws the first page, whose script keeps the page's token and takes the link out of the
/// address. If another page has led here, the script loads the first page once more: browsers remember who asked for an entry
/// of the history, and some do not send the cookie when it is loaded again. They do not send it after a redirect, either.
async fn open(State(app): Shared, headers: HeaderMap, extract::Query(opened): extract::Query<Opened>) -> Response {
    if !app.access.opens(&opened.token) {
        return (StatusCode::FORBIDDEN, bare::refused("open the link that the terminal shows")).into_response();
    }
    let opening = Opening { token: app.access.page(), is_followed: host::is_followed(&headers) };
    ([(header::SET_COOKIE, app.access.set_cookie())], pages::home::draw(&app, Some(opening))).into_response()
}

async fn home(State(app): Shared) -> Markup {
    pages::home::draw(&app, None)
}

async fn asset(uri: Uri) -> Response {
    assets::find(uri.path()).unwrap_or_else(|| not_found("this file is of another version of the explorer"))
}

/// Leads to the version for which the product's name stands.
async fn latest(Path(product): Path<String>) -> Result<Redirect, Refusal> {
    let Version { product, number } = Version::find(&product, None)?;
    Ok(Redirect::temporary(&format!("/{product}/{number}")))
}

async fn product(State(app): Shared, Path((product, number)): Path<(String, String)>) -> Result<Markup, Refusal> {
    Ok(pages::product::draw(&app, Version::find(&product, Some(&number))?.read()?))
}

/// Draws the form of an action. A link fills it: with a call of the history (`?from=3`), or with parameters, under the names
/// that the form itself has for them (`?InstanceId=crs-5a4py64p`). Nothing is sent before someone calls.
async fn action(
    State(app): Shared,
    Path(names): Names,
    extract::Query(fields): extract::Query<Vec<(String, String)>>,
) -> Result<Markup, Refusal> {
    let target = find(&names)?;
    let filled = Submitted::new(fields).map_err(Refusal::Faulty)?;
    let earlier = filled.text("from").and_then(|number| number.parse().ok()).and_then(|number| app.history.get(number));
    let earlier = earlier.filter(|entry| entry.target.action.action == target.action.action);
    let (entries, region) = match &earlier {
        Some(entry) => (form::fill(target, &entry.parameters), entry.region.as_deref()),
        None => (Entries { others: String::new(), ..Entries::of(&filled) }, filled.region()),
    };
    Ok(pages::action::draw(&app, target, &entries, region)?)
}

async fn history(State(app): Shared) -> Markup {
    pages::history::draw(&app)
}

async fn clear_history(State(app): Shared) -> Redirect {
    app.history.clear();
    Redirect::to("/history")
}

/// Returns the response of a call as JSON, to be copied.
async fn response_json(State(app): Shared, Path(number): Path<usize>) -> Result<Response, Refusal> {
    let entry = app.history.get(number).ok_or_else(forgotten)?;
    match &entry.outcome {
        // As text with line breaks: numbers of scripts have 53 bits.
        Outcome::Done { response, .. } => {
            let text = serde_json::to_string_pretty(response).unwrap_or_default();
            Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
        }
        Outcome::Failed(_) => Err(Refusal::Missing("the call has no response".to_owned())),
    }
}

/// Applies a query to the response of a call.
async fn search(State(app): Shared, Path(number): Path<usize>, fields: Fields) -> Result<Markup, Refusal> {
    let entry = app.history.get(number).ok_or_else(forgotten)?;
    let submitted = submitted(fields)?;
    let Outcome::Done { response, .. } = &entry.outcome else { return Err(forgotten()) };
    let types = &entry.target.version.types;
    let Some(text) = submitted.all("query").next().map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(json_tree::draw(response, &entry.target.action.results, types));
    };
    let found = Query::new(text).and_then(|query| query.search(response));
    let found = found.map_err(|error| Refusal::Faulty(error.to_string()))?;
    Ok(json_tree::draw(&found, &[], types))
}

async fn start_wait(State(app): Shared, Path((number, position)): Path<(usize, usize)>) -> Result<Response, Refusal> {
    let entry = app.history.get(number).ok_or_else(forgotten)?;
    wait::respond(&app, &entry, position).ok_or_else(forgotten)
}

fn forgotten() -> Refusal {
    Refusal::Missing("the explorer has forgotten this call".to_owned())
}
