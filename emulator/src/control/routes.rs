//! The routes of the control plane, which `openapi.json` documents.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Request, State, rejection::JsonRejection},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    guard::Guard,
    shapes::{ClockChange, RateLimitSettings, clock, describe},
};
use crate::{faults::Fault, gateway::Gateway, instance::Instance};

/// The largest state that can be loaded, in bytes.
const BODY_LIMIT: usize = 64 * 1024 * 1024;

const OPENAPI: &str = include_str!("openapi.json");

type Control = State<Arc<Gateway>>;

/// The body of a request. A rejection is an error that names the place.
type Body<T> = Result<Json<T>, JsonRejection>;

/// Returns the routes below `/_emulator`.
pub(crate) fn router(guard: Guard, gateway: Arc<Gateway>) -> Router<Arc<Gateway>> {
    let authorize = move |request: Request, next: Next| {
        let refusal = guard.refusal(request.headers());
        async move {
            match refusal {
                Some(refusal) => failure(StatusCode::FORBIDDEN, &refusal),
                None => next.run(request).await,
            }
        }
    };
    let save = |State(gateway): Control, request: Request, next: Next| async move {
        let is_read = request.method().is_safe();
        let response = next.run(request).await;
        if is_read {
            return response;
        }
        gateway.mark_stale();
        match gateway.save() {
            Ok(()) => response,
            Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
        }
    };
    Router::new()
        .route("/health", get(health))
        .route("/openapi.json", get(|| async { ([(header::CONTENT_TYPE, "application/json")], OPENAPI) }))
        .route("/reset", post(reset))
        .route("/state", get(state).put(load))
        .route("/overview", get(overview))
        .route("/instances", post(add_instance))
        .route("/faults", get(faults).post(inject).delete(clear_faults))
        .route("/clock", get(show_clock).patch(change_clock))
        .route("/rate_limits", get(rate_limits).put(set_rate_limits))
        .route("/requests", get(requests).delete(clear_requests))
        .fallback(|| async { failure(StatusCode::NOT_FOUND, "no such path: see /_emulator/openapi.json") })
        .method_not_allowed_fallback(|| async {
            failure(StatusCode::METHOD_NOT_ALLOWED, "no such method: see /_emulator/openapi.json")
        })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(gateway, save))
        .layer(middleware::from_fn(authorize))
}

async fn health(State(gateway): Control) -> Json<Value> {
    Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION"), "now": gateway.now().to_rfc3339() }))
}

async fn reset(State(gateway): Control) -> Response {
    done(gateway.reset().map_err(|error| error.to_string()))
}

async fn state(State(gateway): Control) -> Response {
    match gateway.state() {
        Ok(state) => Json(state).into_response(),
        Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

async fn overview(State(gateway): Control) -> Response {
    let overview = gateway.overview();
    match gateway.save() {
        Ok(()) => Json(overview).into_response(),
        Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

async fn load(State(gateway): Control, body: Body<Value>) -> Response {
    done(body.map_err(problem).and_then(|Json(state)| gateway.load(state)))
}

async fn add_instance(State(gateway): Control, body: Body<Instance>) -> Response {
    let added = body
        .map_err(problem)
        .and_then(|Json(instance)| gateway.add_instance(&instance).map_err(|error| error.to_string()));
    done(added)
}

async fn faults(State(gateway): Control) -> Json<Vec<Fault>> {
    Json(gateway.faults.all())
}

async fn inject(State(gateway): Control, body: Body<Fault>) -> Response {
    let injected = body
        .map_err(problem)
        .and_then(|Json(fault)| gateway.faults.inject(fault, &gateway.catalog).map_err(|error| error.to_string()));
    done(injected)
}

async fn clear_faults(State(gateway): Control) -> Response {
    gateway.faults.clear();
    done(Ok(()))
}

async fn show_clock(State(gateway): Control) -> Json<Value> {
    Json(clock(&gateway))
}

async fn change_clock(State(gateway): Control, body: Body<ClockChange>) -> Response {
    match body {
        Ok(Json(change)) => {
            change.apply(&gateway);
            Json(clock(&gateway)).into_response()
        }
        Err(rejection) => failure(StatusCode::BAD_REQUEST, &problem(rejection)),
    }
}

async fn rate_limits(State(gateway): Control) -> Json<RateLimitSettings> {
    Json(RateLimitSettings { enforced: gateway.rate_limits.are_enforced() })
}

async fn set_rate_limits(State(gateway): Control, body: Body<RateLimitSettings>) -> Response {
    done(body.map_err(problem).map(|Json(settings)| gateway.rate_limits.enforce(settings.enforced)))
}

async fn requests(State(gateway): Control) -> Json<Vec<Value>> {
    Json(gateway.history.all().iter().map(describe).collect())
}

async fn clear_requests(State(gateway): Control) -> Response {
    gateway.history.clear();
    done(Ok(()))
}

fn problem(rejection: JsonRejection) -> String {
    rejection.body_text()
}

/// Returns an empty response, or the error.
fn done(result: Result<(), String>) -> Response {
    match result {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => failure(StatusCode::BAD_REQUEST, &error),
    }
}

fn failure(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "error": message }))).into_response()
}
