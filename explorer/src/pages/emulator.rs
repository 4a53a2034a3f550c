//! The emulator behind the page: what is in it, and what tests do to it besides calling the API.
//!
//! What the page shows comes from the control plane alone. Calls of the API would be logged, would count towards rate
//! limits, and would meet the faults that are meant for others.

mod controls;
mod faults;
mod links;
mod operation;
mod snapshot;
mod tables;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use maud::{Markup, html};

use crate::app::App;
use crate::control::Control;
use crate::pages::{Place, page, tree};
use crate::request::{Fields, Refusal, Shared, submitted};
use operation::Operation;
use snapshot::Snapshot;

/// Returns the routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/emulator", get(draw))
        .route("/emulator/state", get(state))
        .route("/emulator/{operation}", post(operate))
}

/// Returns the control plane of the emulator, which there is unless calls go to the cloud.
fn control(app: &App) -> Result<&Control, Refusal> {
    let missing = || Refusal::Missing("calls go to the cloud: there is no emulator".to_owned());
    app.service.emulator().ok_or_else(missing)
}

async fn draw(State(app): Shared) -> Result<Markup, Refusal> {
    let control = control(&app)?;
    let snapshot = Snapshot::read(control).await;
    let place = Place { title: "Emulator", tree: Some(tree::products()), current: "/emulator" };
    let content = html! {
        h1 { "Emulator" }
        p.lead { "Calls of this page go to " code { (control.url()) } ". Other programs can call it, too." }
        (controls::draw())
        div #notice.notice data-part {}
        div.live {
            label { input type="checkbox" checked data-live="/emulator/state"; " Refresh every 2 seconds" }
            button.plain type="button" data-refresh="/emulator/state" { "Refresh now" }
        }
        (tables::draw(&snapshot))
    };
    Ok(page(&app, &place, &content))
}

/// Draws what is in the emulator now, to take the place of what the page shows.
async fn state(State(app): Shared) -> Result<Markup, Refusal> {
    Ok(tables::draw(&Snapshot::read(control(&app)?).await))
}

/// Does something to the emulator. The response is what has become of it, and what is in the emulator then.
async fn operate(State(app): Shared, Path(name): Path<String>, fields: Fields) -> Result<Response, Refusal> {
    let control = control(&app)?;
    let fields = submitted(fields)?;
    let Some(operation) = Operation::read(&name, &fields) else {
        return Err(Refusal::Missing(format!("the emulator has no operation `{name}`")));
    };
    let done = match operation {
        Ok(operation) => operation.run(control).await,
        Err(problem) => Err(problem),
    };
    let (status, notice) = match done {
        Ok(done) => (StatusCode::OK, html! { div #notice.notice.good data-part { (done) } }),
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, html! { div #notice.notice.bad data-part { (problem) } }),
    };
    let snapshot = Snapshot::read(control).await;
    Ok((status, html! { (notice) (tables::draw(&snapshot)) }).into_response())
}
