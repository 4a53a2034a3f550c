//! The samples in the metadata, `examples.json`.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value};
use tencloud_spec::{Action, Sample, Types};

use crate::call::{Piece, Request, piece};
use crate::fit::Fields;

/// The samples of one version of a product. The requests and responses are still text.
#[derive(Debug, Default, Deserialize)]
pub struct Examples {
    actions: IndexMap<String, Vec<Example>>,
}

/// Titles and descriptions are sentences of the metadata, and are not read.
#[derive(Debug, Deserialize)]
struct Example {
    input: String,
    output: String,
}

/// What a sample contains. Of each part that cannot be read, there is the reason.
#[derive(Debug)]
pub struct Contents {
    /// The parameters.
    pub request: Result<Map<String, Value>, String>,
    /// The response or, if that is a stream, its events.
    pub responses: Result<Vec<Map<String, Value>>, String>,
}

impl Examples {
    /// Parses the text of `examples.json`.
    ///
    /// # Errors
    ///
    /// If the text has a different form.
    pub fn read(text: &str) -> Result<Examples, String> {
        serde_json::from_str(text).map_err(|error| format!("unknown form of examples: {error}"))
    }

    /// Returns the names of the actions that have samples.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.actions.keys().map(String::as_str)
    }

    /// Returns the samples of an action, without titles, or the reasons why they cannot be read. Whether they fit the
    /// action is not checked.
    pub fn samples(&self, action: &Action, types: &Types) -> Vec<Result<Sample, String>> {
        let fields = Fields { parameters: &action.parameters, results: &action.results, types };
        let examples = self.actions.get(&action.action).into_iter().flatten();
        examples.map(|example| example.sample(&fields)).collect()
    }

    /// Returns the events that samples of an action contain whose response is a stream: for each such sample, all of its
    /// events, or the reason why they cannot be read.
    pub fn events(&self, action: &str) -> Vec<Result<Vec<Map<String, Value>>, String>> {
        let examples = self.actions.get(action).into_iter().flatten();
        examples.filter_map(Example::events).collect()
    }

    /// Returns what each sample of an action contains. Whether it fits the action is not checked.
    pub fn contents(&self, action: &Action, types: &Types) -> Vec<Contents> {
        let fields = Fields { parameters: &action.parameters, results: &action.results, types };
        let contents = |example: &Example| {
            let request = example.request().map(|Request { parameters, .. }| fields.request(parameters));
            let events = action.streams.as_ref().and_then(|_| example.events());
            let responses = events.unwrap_or_else(|| example.response().map(|response| vec![response]));
            Contents { request, responses }
        };
        self.actions.get(&action.action).into_iter().flatten().map(contents).collect()
    }

    /// Does the same as `samples`, but a sample that does not fit the action counts as one that cannot be read.
    pub(crate) fn fitting(&self, action: &Action, types: &Types) -> Vec<Result<Sample, String>> {
        let fields = Fields { parameters: &action.parameters, results: &action.results, types };
        let fitting = |sample: Result<Sample, String>| {
            let sample = sample?;
            fields.misfit(&sample).map_or(Ok(sample), Err)
        };
        self.samples(action, types).into_iter().map(fitting).collect()
    }
}

impl Example {
    fn sample(&self, fields: &Fields<'_>) -> Result<Sample, String> {
        let Request { method, parameters, .. } = self.request()?;
        Ok(fields.sample(method, parameters, self.response()?))
    }

    fn request(&self) -> Result<Request, String> {
        match piece(self.input.trim(), false) {
            Piece::Request(request) => request.map_err(|unread| format!("the request: {}", unread.why)),
            _ => Err("the request has an unknown form".to_owned()),
        }
    }

    /// Returns the events, with `data:` before each of them, or one event alone; `None` if the response is an ordinary one.
    fn events(&self) -> Option<Result<Vec<Map<String, Value>>, String>> {
        let text = self.output.trim();
        let data = text.lines().filter_map(|line| line.trim().strip_prefix("data:"));
        let mut data: Vec<&str> = data.map(str::trim).filter(|data| *data != "[DONE]").collect();
        if data.is_empty() {
            data.push(text);
        }
        let event = |(index, data): (usize, &str)| match serde_json::from_str(data) {
            Ok(Value::Object(event)) => Ok(event),
            Ok(_) => Err(format!("event {} is not an object", index + 1)),
            Err(error) => Err(format!("event {}: {error}", index + 1)),
        };
        let events: Result<Vec<_>, String> = data.into_iter().enumerate().map(event).collect();
        let is_ordinary = events.iter().flatten().any(|event| event.contains_key("Response"));
        (!is_ordinary).then_some(events)
    }

    fn response(&self) -> Result<Map<String, Value>, String> {
        match piece(self.output.trim(), true) {
            Piece::Response(response) => {
                response.map(|(members, _)| members).map_err(|unread| format!("the response: {}", unread.why))
            }
            _ => Err("the response has an unknown form".to_owned()),
        }
    }
}
