//! The spec's own types: what a file under `spec/` may say.
//!
//! Unknown keys are refused. What serde cannot see (a type that does not exist, a default outside its range) is the
//! work of `check`. The doc comments here are also the descriptions in `spec/schema/*.json`, which editors show.

mod correction;
mod ty;
mod waiter;

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

pub use correction::{Correction, Corrections, Fact};
pub use ty::Type;
pub use waiter::{AsyncId, Waiter};

/// `spec/common.json`: what all products share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The documentation page of the common error codes.
    pub page: String,
    /// Error codes that any action can give, each with its meaning.
    pub errors: IndexMap<String, String>,
    /// The regions known today, each with the place it stands in. The set is open: users may name others.
    pub regions: IndexMap<String, String>,
    /// The sites: who operates the endpoint, and the domain under which its hosts stand.
    pub sites: IndexMap<String, Site>,
}

/// A site: one operator with hosts of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// What the site is, in one sentence.
    pub doc: String,
    /// The domain that follows the product's name: `redis.` and then this.
    pub domain: String,
    /// Whether hosts of the form `product.region.domain` exist.
    #[serde(default, skip_serializing_if = "is_default")]
    pub regional_hosts: bool,
}

/// `spec/<product>/<version>/product.json`: what all actions of a product share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The short name that hosts and signatures carry, such as `redis`.
    pub product: String,
    /// The API version, such as `2018-04-12`.
    pub version: String,
    /// The name that people use, such as `TencentDB for Redis`.
    pub title: String,
    /// What the product is for, in one or two sentences.
    pub doc: String,
    /// The documentation's entry page.
    pub page: String,
    /// Requests per second where the page of an action names no rate.
    #[cfg_attr(feature = "generate", schemars(range(max = 1_000_000)))]
    pub default_rate: u32,
    /// Whether every request must name a region.
    #[serde(default, skip_serializing_if = "is_default")]
    pub regional: bool,
    /// Whether the product serves finance regions (`…-fsi`), which only finance hosts reach.
    #[serde(default, skip_serializing_if = "is_default")]
    pub finance: bool,
    /// Set where nobody has written docs yet: texts may be empty, and the generated docs say only what the facts say.
    #[serde(default, skip_serializing_if = "is_default")]
    pub facts_only: bool,
    /// Topics that group the actions in the documentation, each with its title.
    pub topics: IndexMap<String, String>,
    /// What can be waited for, by name: `task` becomes `wait_for_task`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub waiters: IndexMap<String, Waiter>,
    /// The product's own error codes, each with its meaning.
    pub errors: IndexMap<String, String>,
}

/// `spec/<product>/<version>/types.json`: the shared structures, the documentation's page "data types".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Types {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema", default, skip_serializing_if = "is_default")]
    pub schema: Option<String>,
    /// The documentation page of the structures.
    pub page: String,
    /// Closed sets of values that have names, by the name of the Rust enum that they become.
    #[serde(default, skip_serializing_if = "is_default")]
    pub enums: IndexMap<String, Enumeration>,
    /// The structures, by the documentation's name.
    pub types: IndexMap<String, Structure>,
}

impl Types {
    /// The values that a field takes, each with its meaning: its own, or those of the set that it names. Empty where
    /// the documentation closes no set.
    pub fn allowed<'s>(&'s self, field: &'s Field) -> Vec<(&'s str, &'s str)> {
        let set = field.enumeration.as_ref().and_then(|name| self.enums.get(name));
        let named = set.into_iter().flat_map(|set| &set.values).map(|(value, named)| (value, &named.doc));
        let allowed =
            named.filter(|(value, _)| field.only.is_empty() || field.only.contains(value)).chain(&field.values);
        allowed.map(|(value, doc)| (value.as_str(), doc.as_str())).collect()
    }
}

/// A closed set of values that have names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Enumeration {
    /// What the values say, in a sentence.
    pub doc: String,
    /// `int64` or `string`: how the values travel.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The values as they travel, each with its name.
    pub values: IndexMap<String, NamedValue>,
}

impl Enumeration {
    /// Whether a field of this type can hold the values.
    pub fn fits(&self, ty: &Type) -> bool {
        match ty {
            // The values of an unsigned field are integers too, only never negative.
            Type::Uint64 => self.ty == Type::Int64 && self.values.keys().all(|value| value.parse::<u64>().is_ok()),
            ty => self.ty == *ty,
        }
    }
}

/// A value of a set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NamedValue {
    /// The variant's name.
    pub name: String,
    /// What the value means.
    pub doc: String,
}

/// A shared structure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Structure {
    /// What it describes, in a sentence or two.
    pub doc: String,
    /// Its fields, in the documentation's order.
    pub fields: Vec<Field>,
}

/// `spec/<product>/<version>/actions/<Action>.json`: one action, one documentation page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
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
    pub effect: Effect,
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
    #[cfg_attr(feature = "generate", schemars(schema_with = "codes_or_null"))]
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
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// Requests per second.
    #[cfg_attr(feature = "generate", schemars(range(max = 1_000_000)))]
    pub per_second: u32,
    /// Whether a documentation page says so. `false` marks an assumption.
    pub documented: bool,
}

/// A parameter of a request, a field of a reply, or a field of a shared structure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The wire name.
    pub name: String,
    /// `string`, `int64`, `uint64`, `float`, `bool`, `date`, `datetime`, `datetime_iso`, `binary`, the name of a
    /// shared structure, or a list of any of these: `[string]`.
    #[serde(rename = "type")]
    pub ty: Type,
    /// The named set whose values it takes, one of `enums` in types.json. In a list: of its items.
    #[serde(rename = "enum", default, skip_serializing_if = "is_default")]
    pub enumeration: Option<String>,
    /// The values of the enum that are allowed here, where not all are.
    #[serde(default, skip_serializing_if = "is_default")]
    pub only: Vec<String>,
    /// In a request: must be sent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// In a reply: always present.
    #[serde(default, skip_serializing_if = "is_default")]
    pub promised: bool,
    /// In a reply: may be `null`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub nullable: bool,
    /// Not on the documentation page that the file was transcribed from; a newer source adds it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub newer: bool,
    /// Never shown in logs, errors or `Debug`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub secret: bool,
    /// Set where the documentation says not to use it any more: what to use instead.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deprecated: Option<String>,
    /// What it means.
    pub doc: String,
    /// The unit of a number, such as `days`, `MB`, `bytes`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unit: Option<String>,
    /// The least number, or the least length of a text or list.
    #[serde(default, skip_serializing_if = "is_default")]
    pub min: Option<Number>,
    /// The largest number, or the largest length of a text or list.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max: Option<Number>,
    /// What the service assumes where the parameter is not sent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default: Option<Value>,
    /// The allowed values where the documentation closes the set but gives them no names, each with its meaning. In a
    /// list: of its items.
    #[serde(default, skip_serializing_if = "is_default")]
    pub values: IndexMap<String, String>,
}

/// How an action returns a long list in parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// What it shows.
    pub title: String,
    /// The method that the page shows it with.
    pub method: Method,
    /// The action's own parameters, as JSON whatever the method.
    pub request: serde_json::Map<String, Value>,
    /// What stands under `Response` in the reply, `RequestId` included.
    pub response: serde_json::Map<String, Value>,
}

/// The HTTP method of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "generate", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a JSON body.
    #[default]
    Post,
}

/// With a schema of its own, the key counts as required although it may be `null`.
#[cfg(feature = "generate")]
fn codes_or_null(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["array", "null"], "items": { "type": "string" } })
}

/// The structures that fields reach, directly or through other structures.
pub fn reachable<'s>(types: &'s Types, fields: impl IntoIterator<Item = &'s Field>) -> BTreeSet<&'s str> {
    follow(types, fields, Type::structure)
}

/// The structures that are part of a field's value itself, with no list between.
pub fn embedded<'s>(types: &'s Types, field: &'s Field) -> BTreeSet<&'s str> {
    follow(types, [field], |ty| if let Type::Structure(name) = ty { Some(name) } else { None })
}

/// The structures that fields reach over the types that name one.
fn follow<'s>(
    types: &'s Types,
    fields: impl IntoIterator<Item = &'s Field>,
    named: fn(&Type) -> Option<&str>,
) -> BTreeSet<&'s str> {
    let mut open: Vec<&str> = fields.into_iter().filter_map(|field| named(&field.ty)).collect();
    let mut found = BTreeSet::new();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            let fields = types.types.get(name).into_iter().flat_map(|structure| &structure.fields);
            open.extend(fields.filter_map(|field| named(&field.ty)));
        }
    }
    found
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
