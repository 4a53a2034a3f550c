//! Calls of random actions, with made-up values of all their parameters.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tencloud_spec::{Action, Field, Type, Types, catalog};

use crate::official::Metadata;

/// The region of all calls.
pub(super) const REGION: &str = "ap-guangzhou";

/// How many actions are called.
const COUNT: usize = 200;

/// Another seed is another choice of actions and of values.
const SEED: &str = "1";

/// How many structures a value has inside each other, beyond which optional fields are left out.
const DEPTH: usize = 4;

/// Texts that a shell, JSON, a parser of options or a signature could get wrong.
const TEXTS: [&str; 14] = [
    "crs-5a4py64p",
    "it's \"quoted\" \\ and `ticked`",
    "备份 été 😀",
    "tab\tand\nline",
    "--flag",
    "-1",
    "@handle",
    "@@twice",
    "[1]",
    "{\"json\": [\"x\"]}",
    "  spaces  ",
    "true",
    "null",
    "a=b&c=%20+*~.0.x",
];

const INTEGERS: [i64; 5] = [0, 1, -1, 9_007_199_254_740_993, i64::MIN];
const NATURALS: [u64; 4] = [0, 1, 4_294_967_296, u64::MAX];
const FLOATS: [f64; 4] = [0.5, -2.25, 1e-7, 3.0];

/// A call of an action.
pub(super) struct Case {
    pub(super) product: String,
    /// The version of the API.
    pub(super) number: String,
    pub(super) action: Action,
    pub(super) types: Types,
    pub(super) parameters: Map<String, Value>,
    /// How many values without parts the parameters have.
    pub(super) values: usize,
    index: usize,
}

impl Case {
    /// Returns the name of the call.
    pub(super) fn call(&self) -> String {
        format!("{} {} {}", self.product, self.number, self.action.action)
    }

    /// Returns the path of the file with the parameters as JSON.
    pub(super) fn file(&self, home: &Path) -> PathBuf {
        home.join(format!("{}.json", self.index))
    }

    /// Returns the path of a file for the value of a parameter.
    pub(super) fn value_file(&self, home: &Path, name: &str) -> PathBuf {
        home.join(format!("{}-{name}", self.index))
    }

    /// Returns whether structures become one flag for each of their values, rather than JSON.
    pub(super) fn is_dotted(&self) -> bool {
        self.index.is_multiple_of(2)
    }
}

/// Returns the calls. An update of the facts changes few of them, since actions are chosen by the hash of their names.
pub(super) fn all() -> Result<Vec<Case>> {
    let versions = catalog::names().filter(|version| version.product != "redis");
    let mut names: Vec<(&str, &str, &str)> = versions
        .flat_map(|version| version.actions().map(move |action| (version.product, version.version, action)))
        .collect();
    names.sort_by_cached_key(|name| Sha256::digest(format!("{SEED} {name:?}")).to_vec());
    let metadata = Metadata::new(None)?;
    names.retain({
        let mut left = COUNT;
        move |name| {
            let chosen = left > 0 && is_in(&metadata, *name);
            left -= usize::from(chosen);
            chosen
        }
    });
    names.sort_unstable();
    names.into_iter().enumerate().map(|(index, name)| case(index, name)).collect()
}

/// Returns whether tccli knows an action: some exist on the international site only.
fn is_in(metadata: &Metadata, (product, number, action): (&str, &str, &str)) -> bool {
    let api = metadata.api(product, number).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    api.is_some_and(|api| api.get("actions").and_then(|actions| actions.get(action)).is_some())
}

fn case(index: usize, (product, number, action): (&str, &str, &str)) -> Result<Case> {
    let found = catalog::action(product, number, action)?;
    let mut version = found.with_context(|| format!("there is no {product} {number} {action}"))?;
    let action = version.actions.remove(action).with_context(|| format!("there is no {action}"))?;
    let mut maker = Maker { types: &version.types, seed: format!("{SEED} {product} {number}"), made: 0 };
    let parameters = maker.object(&action.parameters, 0);
    let values = maker.made;
    let (product, number) = (product.to_owned(), number.to_owned());
    Ok(Case { product, number, action, types: version.types, parameters, values, index })
}

/// Makes values up.
struct Maker<'t> {
    types: &'t Types,
    seed: String,
    /// How many values without parts have been made.
    made: usize,
}

impl Maker<'_> {
    fn object(&mut self, fields: &[Field], depth: usize) -> Map<String, Value> {
        let fields = fields.iter().filter(|field| depth < DEPTH || field.required);
        fields.map(|field| (field.name.clone(), self.value(field, &field.ty, depth))).collect()
    }

    fn value(&mut self, field: &Field, ty: &Type, depth: usize) -> Value {
        match ty {
            Type::Structure(name) => {
                let types = self.types;
                let fields = types.types.get(name).map(|structure| structure.fields.as_slice()).unwrap_or_default();
                Value::Object(self.object(fields, depth + 1))
            }
            Type::List(item) => {
                let length = if depth < DEPTH { self.choose(4, &field.name) } else { 0 };
                (0..length).map(|_| self.value(field, item, depth)).collect()
            }
            ty => {
                self.made += 1;
                self.scalar(field, ty)
            }
        }
    }

    fn scalar(&self, field: &Field, ty: &Type) -> Value {
        // Within their range, numbers are not made up.
        if let Some(bound) = field.min.as_ref().or(field.max.as_ref()).filter(|_| ty.is_integer() || *ty == Type::Float)
        {
            return Value::Number(bound.clone());
        }
        match ty {
            Type::Bool => json!(self.choose(2, &field.name) == 1),
            Type::Int64 => json!(self.pick(&INTEGERS, &field.name)),
            Type::Uint64 => json!(self.pick(&NATURALS, &field.name)),
            Type::Float => json!(self.pick(&FLOATS, &field.name)),
            Type::Date => json!("2026-11-27"),
            Type::Datetime => json!("2026-11-27 08:00:00"),
            Type::DatetimeIso => json!("2026-11-27T08:00:00+08:00"),
            Type::Binary => json!("UkVESVMwMDEx/w=="),
            Type::String | Type::Structure(_) | Type::List(_) => json!(self.pick(&TEXTS, &field.name)),
        }
    }

    /// Returns one of the values, another one for each value that is made.
    fn pick<T: Copy>(&self, values: &[T], name: &str) -> Option<T> {
        values.get(self.choose(values.len(), name)).copied()
    }

    /// Returns a number below a limit.
    fn choose(&self, limit: usize, name: &str) -> usize {
        let hash = Sha256::digest(format!("{} {name} {}", self.seed, self.made));
        hash.first().map_or(0, |byte| usize::from(*byte) % limit)
    }
}
