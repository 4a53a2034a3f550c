//! The state of an operation that is waited for, as a response contains it.

use crate::record::{Record, Value};
use crate::response::RawResponse;

/// What to poll, and which states end the wait.
#[doc(hidden)]
#[derive(Debug)]
pub struct WaitInfo {
    /// The kind of operation, in one word.
    pub what: &'static str,
    /// A JSON pointer to the operation's id in the request.
    pub id: &'static str,
    /// A JSON pointer to the state.
    pub state: &'static str,
    /// The names of states that are numbers.
    pub names: &'static [(&'static str, &'static str)],
    /// A JSON pointer to the service's message.
    pub message: Option<&'static str>,
    /// The states that end the wait successfully.
    pub done: &'static [&'static str],
    /// The states that end the wait with an error.
    pub failed: &'static [&'static str],
}

/// The state of an operation that is waited for.
pub(crate) enum State {
    Done,
    /// It has ended without success; contains the state in words.
    Failed(String),
    /// It has not ended; contains the state in words.
    Pending(String),
    /// The response contains a state that does not have its documented type.
    Unreadable(String),
}

impl State {
    pub(super) fn of<R: Record>(info: &WaitInfo, raw: &RawResponse<R>) -> State {
        let WaitInfo { state, names, message, done, failed, .. } = info;
        let path = path(state);
        let misfit = raw.misfits().iter().find(|misfit| leads_to(misfit.path(), &path));
        let now = match misfit {
            // Read as zero or empty, which can be a documented state.
            Some(misfit) if misfit.found() == "nothing" => return State::Pending("in an unknown state".to_owned()),
            Some(misfit) => return State::Unreadable(misfit.to_string()),
            None => lookup(&raw.response, state),
        };
        let Some(now) = now else { return State::Pending("not listed".to_owned()) };
        let message = || message.and_then(|path| lookup(&raw.response, path));
        Ends { names, done, failed }.judge(&now, message)
    }
}

/// Which states end a wait, and the names of states that are numbers.
pub(crate) struct Ends<'a, S> {
    pub(crate) names: &'a [(S, S)],
    pub(crate) done: &'a [S],
    pub(crate) failed: &'a [S],
}

impl<S: AsRef<str>> Ends<'_, S> {
    /// Returns what a state means. `message` returns the service's message.
    pub(crate) fn judge(&self, now: &str, message: impl FnOnce() -> Option<String>) -> State {
        let is_in = |states: &[S]| states.iter().any(|state| state.as_ref().eq_ignore_ascii_case(now));
        let name = self.names.iter().find(|(value, _)| value.as_ref() == now);
        let shown =
            name.map_or_else(|| now.to_owned(), |(value, name)| format!("{} ({})", name.as_ref(), value.as_ref()));
        if is_in(self.done) {
            return State::Done;
        }
        if is_in(self.failed) {
            let detail = message().filter(|text| !text.is_empty()).map(|message| format!(": {message}"));
            return State::Failed(format!("ended with the status {shown}{}", detail.unwrap_or_default()));
        }
        State::Pending(shown)
    }
}

/// Returns a JSON pointer as the path of a misfit: `/InstanceSet/0/Status` becomes `InstanceSet[0].Status`.
fn path(pointer: &str) -> String {
    let mut path = String::new();
    for step in pointer.split('/').skip(1) {
        match step.parse::<usize>() {
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) if path.is_empty() => path.push_str(step),
            Err(_) => path.push_str(&format!(".{step}")),
        }
    }
    path
}

/// Returns whether a path is that of a value or of something that contains it.
fn leads_to(path: &str, to: &str) -> bool {
    to.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Returns the string or number at a JSON pointer into a record.
pub(crate) fn lookup(record: &dyn Record, pointer: &str) -> Option<String> {
    fn step(value: Value<'_>, path: &str) -> Option<String> {
        let mut found = None;
        let (here, rest) =
            match path.strip_prefix('/').map(|path| path.find('/').map_or((path, ""), |at| path.split_at(at))) {
                Some(steps) => steps,
                None => return text(value),
            };
        match value {
            Value::Record(record) => record.visit(&mut |name, field| {
                if name == here {
                    found = step(field, rest);
                }
            }),
            Value::List(list) => {
                found = here.parse().ok().and_then(|index| step(*list.items().get::<usize>(index)?, rest));
            }
            _ => {}
        }
        found
    }
    step(Value::Record(record), pointer)
}

fn text(value: Value<'_>) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.to_owned()),
        Value::I64(number) => Some(number.to_string()),
        Value::U64(number) => Some(number.to_string()),
        _ => None,
    }
}
