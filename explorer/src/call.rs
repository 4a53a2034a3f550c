//! Calls an action for the page.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value};
use tencloud::Error;
use tencloud::untyped::UntypedResponse;
use tencloud_calls::check::{self, Fault};
use tencloud_calls::{Target, secrets};

use crate::app::App;
use crate::consent::{self, Question};
use crate::form;
use crate::history::{Entry, Failure, Outcome};
use crate::request::Refusal;
use crate::submitted::{CONSENT, Submitted, TYPED};

/// What became of a call that the page has asked for.
pub(crate) enum Called {
    /// It was sent.
    Sent(Arc<Entry>),
    /// Nothing was sent: the parameters are wrong.
    Faulty(Vec<Fault>),
    /// Nothing was sent yet: a question, its number, and the region.
    Asks(Question, u64, Option<String>),
}

/// Calls an action with what a form has sent.
pub(crate) async fn call(app: &Arc<App>, target: Target, submitted: &Submitted) -> Result<Called, Refusal> {
    let parameters = match checked(target, submitted) {
        Ok(parameters) => parameters,
        Err(faults) => return Ok(Called::Faulty(faults)),
    };
    let region = submitted.region();
    if app.service.is_live()
        && let Some(question) = consent::question(target, &parameters, submitted)
        && !app.consents.is_given(&question, submitted.text(CONSENT), submitted.text(TYPED))
    {
        let shown = region.or(app.service.region()).map(str::to_owned);
        let number = app.consents.ask(&question);
        return Ok(Called::Asks(question, number, shown));
    }
    // A task of its own: a page that goes away meanwhile must not take the call out of the history.
    let sending = send(Arc::clone(app), target, region.map(str::to_owned), parameters);
    let aborted =
        |_| Refusal::Faulty("The call was aborted, and may have been executed: look before you repeat it.".into());
    tokio::spawn(sending).await.map(Called::Sent).map_err(aborted)
}

/// Returns the parameters of a form if nothing is wrong with them.
fn checked(target: Target, submitted: &Submitted) -> Result<Map<String, Value>, Vec<Fault>> {
    let parameters = form::parameters(submitted, target)?;
    // What the form does not know was entered on purpose.
    let known = parameters.iter().filter(|(name, _)| target.action.parameters.iter().any(|field| field.name == **name));
    let known: Map<String, Value> = known.map(|(name, value)| (name.clone(), value.clone())).collect();
    let mut faults = check::check(target, &known);
    let missing = check::missing(target, &parameters, false).into_iter();
    faults.extend(missing.map(|field| Fault::of_path(&field.name, "is required")));
    let masked = parameters.iter().filter(|(_, value)| form::is_masked(value));
    faults.extend(masked.map(|(name, _)| Fault::of_value(name, "its secret is not kept: enter it")));
    if faults.is_empty() { Ok(parameters) } else { Err(faults) }
}

async fn send(app: Arc<App>, target: Target, region: Option<String>, parameters: Map<String, Value>) -> Arc<Entry> {
    let types = &target.version.types;
    let masked = secrets::masked(&parameters, &target.action.parameters, types);
    let start = Instant::now();
    let result = target.call(&app.service.client(target, region.as_deref()), parameters).send().await;
    let duration = start.elapsed();
    let outcome = match result {
        Ok(response) => done(target, response),
        Err(error) => Outcome::Failed(failure(&error)),
    };
    let region = region.or_else(|| app.service.region().map(str::to_owned));
    app.history.add(|number| Entry { number, start, target, region, parameters: masked, duration, outcome })
}

fn done(target: Target, response: UntypedResponse) -> Outcome {
    let request_id = response.request_id;
    let response = match response.response {
        Value::Object(object) => Value::Object(secrets::masked(&object, &target.action.results, &target.version.types)),
        other => other,
    };
    Outcome::Done { response, request_id }
}

/// Returns what the page shows of an error.
pub(crate) fn failure(error: &Error) -> Failure {
    Failure {
        code: error.code().map(str::to_owned),
        message: error.to_string(),
        request_id: error.request_id().map(str::to_owned),
        may_have_acted: error.may_have_acted(),
    }
}
