//! Made-up values for the parameters of actions, the same in each run.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tencloud_spec::{Action, ApiVersion, Field, Type, Types, catalog};

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

/// Returns the products, versions and names of all actions but those of redis, in a random order. An update of the facts
/// changes little of it, since they are in the order of the hashes of their names.
pub(crate) fn actions() -> Vec<(&'static str, &'static str, &'static str)> {
    let versions = catalog::names().filter(|version| version.product != "redis");
    let mut names: Vec<_> = versions
        .flat_map(|version| version.actions().map(move |action| (version.product, version.version, action)))
        .collect();
    names.sort_by_cached_key(|name| Sha256::digest(format!("{SEED} {name:?}")).to_vec());
    names
}

/// Returns values for all parameters of an action, and how many values without parts they have.
pub(crate) fn parameters(version: &ApiVersion, action: &Action) -> (Map<String, Value>, usize) {
    let product = &version.product;
    let seed = format!("{SEED} {} {}", product.product, product.version);
    let mut maker = Maker { types: &version.types, seed, made: 0 };
    let parameters = maker.object(&action.parameters, 0);
    (parameters, maker.made)
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
