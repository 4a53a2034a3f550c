//! How an untyped operation is polled.

use serde_json::Value;

use crate::record::found;
use crate::wait::{Ends, State};

/// How an asynchronous operation is polled: its id among the parameters, its state in the response, and the states that
/// end it.
///
/// ```
/// use tencloud::Polling;
///
/// let task = Polling::new("task", "TaskId", "/Status")
///     .done(["succeed"])
///     .failed(["failed", "error"])
///     .message("/TaskMessage");
/// let order = Polling::new("order", "DealName", "/DealDetails/0/Status")
///     .names([("2", "Paid"), ("4", "Delivered"), ("5", "DeliveryFailed")])
///     .done(["4"])
///     .failed(["5"]);
/// # let _ = (task, order);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "it does nothing unless it is passed to `UntypedCall::wait`"]
pub struct Polling {
    pub(super) what: String,
    pub(super) parameter: String,
    state: String,
    names: Vec<(String, String)>,
    message: Option<String>,
    done: Vec<String>,
    failed: Vec<String>,
}

impl Polling {
    /// Sets what is waited for, in one word; the name of the parameter with its id; and a JSON pointer to its state,
    /// such as `/Status` or `/InstanceSet/0/Status`.
    ///
    /// The state may be a string, a number or a boolean. Any state that is neither [`done`](Self::done) nor
    /// [`failed`](Self::failed) means that the operation has not ended.
    pub fn new(what: impl Into<String>, parameter: impl Into<String>, state: impl Into<String>) -> Self {
        Polling {
            what: what.into(),
            parameter: parameter.into(),
            state: state.into(),
            names: Vec::new(),
            message: None,
            done: Vec::new(),
            failed: Vec::new(),
        }
    }

    /// Sets the states in which the operation has succeeded. They are compared without regard to case.
    pub fn done<S: Into<String>>(self, states: impl IntoIterator<Item = S>) -> Self {
        Polling { done: states.into_iter().map(Into::into).collect(), ..self }
    }

    /// Sets the states that can no longer turn into success. They are compared without regard to case.
    pub fn failed<S: Into<String>>(self, states: impl IntoIterator<Item = S>) -> Self {
        Polling { failed: states.into_iter().map(Into::into).collect(), ..self }
    }

    /// Sets a JSON pointer to the service's message, which the error of a failed operation contains.
    pub fn message(self, pointer: impl Into<String>) -> Self {
        Polling { message: Some(pointer.into()), ..self }
    }

    /// Sets the names of states, such as those of numbers. Errors contain them beside the states.
    pub fn names<S: Into<String>, N: Into<String>>(self, names: impl IntoIterator<Item = (S, N)>) -> Self {
        let names = names.into_iter().map(|(state, name)| (state.into(), name.into()));
        Polling { names: names.collect(), ..self }
    }

    /// Returns the state that a response contains.
    pub(super) fn state_of(&self, response: &Value) -> State {
        let Polling { state, names, message, done, failed, .. } = self;
        let now = match response.pointer(state) {
            Some(value @ (Value::Array(_) | Value::Object(_))) => {
                let found = if value.is_array() { found::LIST } else { found::OBJECT };
                return State::Unreadable(format!("{state}: expected a string or a number, found {found}"));
            }
            Some(Value::Null) => None,
            value => value.map(text),
        };
        let Some(now) = now else {
            // In a list, a missing item is an operation that the service does not list yet.
            let home = state.rsplit_once('/').and_then(|(home, _)| response.pointer(home));
            let state = if home.is_some_and(Value::is_object) { "in an unknown state" } else { "not listed" };
            return State::Pending(state.to_owned());
        };
        let message = || message.as_ref().and_then(|pointer| response.pointer(pointer)?.as_str().map(str::to_owned));
        Ends { names, done, failed }.judge(&now, message)
    }
}

/// Returns a scalar without the quotes of JSON.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
