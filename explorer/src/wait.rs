//! Waits for an operation that a call has started, and tells the page how it goes on: a line of JSON for each step.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};
use tencloud::Error;
use tencloud::untyped::UntypedResponse;
use tencloud_calls::waits;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::app::App;
use crate::call::failure;
use crate::history::{Entry, Outcome};

/// How long the page waits at most.
const LIMIT: Duration = Duration::from_secs(30 * 60);

type Waiting = Pin<Box<dyn Future<Output = Result<UntypedResponse, Error>> + Send>>;

/// Waits for one of the operations that a call has started, by its position. `None` if there is no such operation. When
/// the page goes away, the waiting ends.
pub(crate) fn respond(app: &App, entry: &Entry, position: usize) -> Option<Response> {
    let client = app.service.client(entry.target, entry.region.as_deref());
    let (call, operation) = match (waits::own(entry.target), &entry.outcome) {
        (Some(own), _) => (entry.target.call(&client, entry.parameters.clone()), own),
        (None, Outcome::Done { response, .. }) => {
            let started = waits::started(entry.target, response).into_iter().nth(position)?;
            (started.call(&client), started.operation)
        }
        (None, Outcome::Failed(_)) => return None,
    };
    let (sender, progress) = unbounded_channel();
    let wait = call.wait(operation.polling()).timeout(LIMIT).on_progress(move |response| {
        let state = operation.state(&response.response);
        // The page may have gone away.
        drop(sender.send(json!({ "state": state })));
    });
    let waiting: Waiting = Box::pin(async move { wait.await });
    let lines = stream::unfold(Some((waiting, progress)), step);
    Some(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response())
}

type State = Option<(Waiting, UnboundedReceiver<Value>)>;

async fn step(state: State) -> Option<(Result<Bytes, Infallible>, State)> {
    let (mut waiting, mut progress) = state?;
    tokio::select! {
        biased;
        Some(step) = progress.recv() => Some((Ok(line(&step)), Some((waiting, progress)))),
        result = &mut waiting => {
            let end = match result {
                Ok(_) => json!({ "done": true }),
                Err(error) => json!({ "failed": failure(&error).message }),
            };
            Some((Ok(line(&end)), None))
        }
    }
}

fn line(value: &Value) -> Bytes {
    format!("{value}\n").into()
}
