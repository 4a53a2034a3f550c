//! Actions.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::default::is_default;
use crate::field::Field;
use crate::todo::OrTodo;
use crate::waiter::AsyncId;

/// `spec/<product>/<version>/actions/<Action>.json`: one action, one documentation page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The action's name, as the documentation spells it. Equal to the file's name.
    pub action: String,
    /// What it does, in one sentence.
    pub summary: String,
    /// What a caller needs to know beyond the summary: what to call before and after, limits, dangers.
    #[serde(default, skip_serializing_if = "is_default")]
    pub doc: String,
    /// The documentation page.
    pub page: String,
    /// The topic it belongs to, one of the product's.
    pub topic: String,
    /// Whether the action only reads. Decides what is retried after a failure that leaves the outcome open.
    #[cfg_attr(feature = "schema", schemars(with = "Effect"))]
    pub effect: OrTodo<Effect>,
    /// Set where the request is sent without a signature, `Authorization: SKIP`, and so needs no keys.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unsigned: bool,
    /// The request rate that the page names, where it names one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rate: Option<Rate>,
    /// Request parameters in the documentation's order, without the common ones (Action, Version, Region).
    pub parameters: Vec<Field>,
    /// Result fields in the documentation's order, without `RequestId`, which every reply has.
    pub results: Vec<Field>,
    /// The error codes that the page lists. `null` where no list has been published; left out, it would be forgotten.
    #[cfg_attr(feature = "schema", schemars(schema_with = "codes_or_null"))]
    pub errors: Option<Vec<String>>,
    /// Error codes that newer sources list, but not the page.
    #[serde(default, skip_serializing_if = "is_default")]
    pub newer_errors: Vec<String>,
    /// How the action returns long lists, where it does.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pages: Option<Pages>,
    /// Result fields that name work which goes on after the reply, and what waits for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub asynchronous: Vec<AsyncId>,
    /// Set where the action is withdrawn or superseded: what to use instead.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: Option<String>,
    /// The page's worked examples.
    #[serde(default, skip_serializing_if = "is_default")]
    pub samples: Vec<Sample>,
}

/// Whether an action only reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Changes nothing: safe to send again whatever happened to the last attempt.
    Read,
    /// Changes, creates, deletes or pays for something: not sent again unless the service said "not done".
    #[default]
    Write,
}

/// The request rate that the documentation names for an action.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Requests per second.
    #[cfg_attr(feature = "schema", schemars(range(max = 1_000_000)))]
    pub per_second: u32,
    /// Whether a documentation page says so. `false` marks an assumption.
    pub documented: bool,
}

/// How an action returns a long list in parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// The parameters that move through the list.
    pub style: PageStyle,
    /// The result field that holds the items of a page.
    pub items: String,
    /// The result field that counts all items.
    pub total: String,
}

/// The parameters that move through a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PageStyle {
    /// `Offset` counts items from 0, `Limit` is the size of a page.
    #[default]
    OffsetLimit,
    /// `PageNumber` counts pages from 1, `PageSize` is the size of a page.
    PageNumber,
    /// `PageNo` counts pages from 1, `PageSize` is the size of a page.
    PageNo,
}

impl PageStyle {
    /// The parameter that moves, and the one that sets the size of a page.
    pub fn parameters(self) -> (&'static str, &'static str) {
        match self {
            PageStyle::OffsetLimit => ("Offset", "Limit"),
            PageStyle::PageNumber => ("PageNumber", "PageSize"),
            PageStyle::PageNo => ("PageNo", "PageSize"),
        }
    }
}

/// A worked example: a request and the reply to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// What it shows.
    pub title: String,
    /// The method that the page shows it with.
    pub method: Method,
    /// The action's own parameters, as JSON whatever the method.
    pub request: Map<String, Value>,
    /// What stands under `Response` in the reply, `RequestId` included.
    pub response: Map<String, Value>,
}

/// The HTTP method of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a JSON body.
    #[default]
    Post,
}

/// With a schema of its own, the key counts as required although it may be `null`.
#[cfg(feature = "schema")]
fn codes_or_null(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["array", "null"], "items": { "type": "string" } })
}
