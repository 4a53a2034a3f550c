//! Actions.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::default::is_default;
use crate::field::Field;
use crate::guessed_impact::guess;
use crate::impact::Impact;
use crate::pages::Pages;
use crate::todo::OrTodo;
use crate::waiter::AsyncId;

/// `spec/<product>/<version>/actions/<Action>.json`: one action, which corresponds to one documentation page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The action's name, as the documentation spells it, which is also the name of the file.
    pub action: String,
    /// What the action does, in one sentence.
    pub summary: String,
    /// What a caller needs to know beyond the summary: what to call before and after, limits, dangers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub doc: String,
    /// The documentation page.
    pub page: String,
    /// The topic that the action belongs to, one of the product's.
    pub topic: String,
    /// Whether the action reads, computes or writes. This decides whether a request is retried if it is unclear whether
    /// it was executed.
    #[cfg_attr(feature = "schema", schemars(with = "Effect"))]
    pub effect: OrTodo<Effect>,
    /// What a write does that people should decide on first; `tencloud` asks before it sends such a request. Every write
    /// of a product with written docs has this key, and an empty list means that nothing of this kind is to be expected.
    /// Count what may happen in the worst case that the documentation allows.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<Impact>>"))]
    #[serde(default, skip_serializing_if = "is_default")]
    pub impact: Option<Vec<OrTodo<Impact>>>,
    /// Whether the request is sent without a signature (`Authorization: SKIP`) and therefore needs no credentials.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unsigned: bool,
    /// Whether every request requires a region, in a product in which only some actions do. In a product that is itself
    /// `regional`, all actions do.
    #[serde(default, skip_serializing_if = "is_default")]
    pub regional: bool,
    /// The request rate that the page documents, if any.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rate: Option<Rate>,
    /// Request parameters in the order of the documentation, without the common ones (Action, Version, Region).
    pub parameters: Vec<Field>,
    /// Result fields in the order of the documentation, without `RequestId`, which every response has.
    pub results: Vec<Field>,
    /// The error codes that the page lists. `null` if no list has been published; the key is required so that the list
    /// is not forgotten.
    #[cfg_attr(feature = "schema", schemars(schema_with = "codes_or_null"))]
    pub errors: Option<Vec<String>>,
    /// Error codes that newer sources list but the page does not.
    #[serde(default, skip_serializing_if = "is_default")]
    pub newer_errors: Vec<String>,
    /// How the action responds with a stream of server-sent events, if it does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub streams: Option<Streams>,
    /// How the parameters are sent, if not as JSON.
    #[serde(default, skip_serializing_if = "is_default")]
    pub body: Option<RequestBody>,
    /// How the action returns a long list, if it does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pages: Option<Pages>,
    /// Result fields that identify an asynchronous operation, each with the waiter that takes it. An empty list means
    /// that no work continues after the response, or that no waiter can follow it, although a result is named like such
    /// an id.
    #[serde(default, skip_serializing_if = "is_default")]
    pub asynchronous: Option<Vec<AsyncId>>,
    /// Set if the action is deprecated: what to use instead.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: Option<String>,
    /// The page's examples.
    #[serde(default, skip_serializing_if = "is_default")]
    pub samples: Vec<Sample>,
}

impl Action {
    /// Returns the result fields that identify an asynchronous operation.
    pub fn async_ids(&self) -> &[AsyncId] {
        self.asynchronous.as_deref().unwrap_or_default()
    }

    /// Returns what the action does that people should decide on first. Without written docs, this follows from its name
    /// and its parameters unless it has been corrected, and may be wrong. An action that does not write has no impact.
    pub fn impacts(&self) -> Vec<Impact> {
        match &self.impact {
            _ if self.effect.value().is_some_and(|effect| effect.is_repeatable()) => Vec::new(),
            Some(written) => written.iter().filter_map(|impact| impact.value().copied()).collect(),
            None => guess(&self.action, &self.parameters),
        }
    }
}

/// Whether an action reads, computes or writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// The action only reads, and can be retried after any failure.
    Read,
    /// The action only computes its response, such as a recognition, translation, speech or verification. It changes
    /// nothing, and can be retried after any failure.
    Compute,
    /// The action creates, modifies, deletes or pays for something. It is retried only if the service confirms that
    /// nothing was done.
    #[default]
    Write,
}

impl Effect {
    /// Returns whether a request can be sent twice without harm, whatever happened to the first one.
    pub fn is_repeatable(self) -> bool {
        self != Effect::Write
    }
}

/// The documented request rate of an action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Requests per second.
    #[cfg_attr(feature = "schema", schemars(range(max = 1_000_000)))]
    pub per_second: u32,
    /// Whether a documentation page contains the rate. `false` marks an assumption.
    pub documented: bool,
}

impl Rate {
    /// The rate of most actions, in requests per second, which is assumed if none is documented.
    pub const USUAL: u32 = 20;
}

/// How an action responds with a stream of server-sent events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Streams {
    /// Which requests are answered with a stream.
    pub when: StreamsWhen,
    /// The parameter that asks for a stream: with `true`, or with 1 if it is an integer. Without such a parameter, every
    /// response is a stream, or other parameters decide.
    #[serde(default, skip_serializing_if = "is_default")]
    pub parameter: Option<String>,
    /// What an event contains.
    pub events: StreamEvents,
    /// The host that sends streams, if it is not that of the product.
    #[serde(default, skip_serializing_if = "is_default")]
    pub host: Option<String>,
}

/// Which requests of an action are answered with a stream of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StreamsWhen {
    /// Every request.
    #[default]
    Always,
    /// Requests that ask for it.
    Requested,
    /// Requests that do not decline it.
    Default,
}

/// What an event of a stream contains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StreamEvents {
    /// Some of the action's results.
    #[default]
    Results,
    /// JSON objects whose members are not documented.
    Undocumented,
}

/// How the parameters of an action are sent, if not as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RequestBody {
    /// As headers; the body consists of bytes that are not a parameter.
    OctetStream,
    /// As the parts of a form (`multipart/form-data`), in which binary parameters are files.
    Multipart,
}

/// An example: a request and its response.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// What the sample shows.
    pub title: String,
    /// The HTTP method that the page uses.
    pub method: Method,
    /// The action's own parameters, as JSON for any method.
    pub request: Map<String, Value>,
    /// The content of `Response`, including `RequestId`: the results, or `Error` with the code and the message of an
    /// API error.
    pub response: Map<String, Value>,
}

impl Sample {
    /// Returns the error code, if the sample shows a request that results in an API error.
    pub fn error_code(&self) -> Option<&str> {
        self.response.get("Error")?.get("Code")?.as_str()
    }
}

/// The HTTP method of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// The parameters are in the query.
    Get,
    /// The parameters are in a JSON body.
    #[default]
    Post,
}

/// With an explicit schema, the key counts as required although it may be `null`.
#[cfg(feature = "schema")]
fn codes_or_null(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["array", "null"], "items": { "type": "string" } })
}
