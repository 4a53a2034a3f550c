//! Parameters of actions by their types, often with values that do not fit.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::{Map, Value, json};
use tencloud_spec::{Action, Field, Type, Types};

use super::emulator::{INSTANCES, instance};

/// Structs may contain themselves.
const DEEPEST: usize = 4;

const STRINGS: [&str; 16] = [
    "",
    "a",
    "blue",
    "1",
    "0",
    "2026-11-27 00:00:00",
    "9999-12-31 23:59:59",
    "0000-00-00 00:00:00",
    "02:00",
    "23:59-00:00",
    "ap-tokyo",
    "sg-a1b2c3d4",
    "vpc-a1b2c3d4",
    "%",
    "\\\"",
    "测试\u{0}",
];
const INTEGERS: [i64; 16] =
    [0, 1, 2, 3, 7, 15, 100, 1024, 4096, 250_001, 10_000_001, -1, 1 << 31, 1 << 53, i64::MAX, i64::MIN];
const FLOATS: [f64; 5] = [0.0, 1.5, -1e300, 1e308, -0.0];

/// The actions of all products that have behavior.
pub(super) struct Actions {
    actions: Vec<(Action, &'static str)>,
    types: BTreeMap<&'static str, Types>,
}

impl Actions {
    pub(super) fn read() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let mut all = Self { actions: Vec::new(), types: BTreeMap::new() };
        for version in ["redis/2018-04-12", "sts/2018-08-13"] {
            let folder = folder.join(version);
            let json = |path: PathBuf| fs::read_to_string(path).unwrap();
            all.types.insert(version, serde_json::from_str(&json(folder.join("types.json"))).unwrap());
            let mut files: Vec<_> =
                fs::read_dir(folder.join("actions")).unwrap().map(|file| file.unwrap().path()).collect();
            files.sort();
            all.actions.extend(files.into_iter().map(|file| (serde_json::from_str(&json(file)).unwrap(), version)));
        }
        all
    }

    /// Returns an action, and the product and the version to which it belongs.
    pub(super) fn choose(&self, rng: &mut fastrand::Rng) -> (&Action, &'static str) {
        let (action, version) = rng.choice(&self.actions).unwrap();
        (action, version)
    }

    /// Returns parameters for an action.
    pub(super) fn parameters(&self, rng: &mut fastrand::Rng, action: &Action, version: &str) -> Map<String, Value> {
        Values { rng, types: &self.types[version] }.object(&action.parameters, 0)
    }
}

struct Values<'a> {
    rng: &'a mut fastrand::Rng,
    types: &'a Types,
}

impl Values<'_> {
    fn object(&mut self, fields: &[Field], depth: usize) -> Map<String, Value> {
        let mut object = Map::new();
        for field in fields {
            let share = if field.required { 0.98 } else { 0.3 };
            if self.rng.f64() < share {
                object.insert(field.name.clone(), self.value(field, &field.ty, depth));
            }
        }
        if self.rng.u8(0..50) == 0 {
            object.insert("Unknown".repeat(self.rng.usize(1..200)), self.strange());
        }
        object
    }

    fn value(&mut self, field: &Field, ty: &Type, depth: usize) -> Value {
        if self.rng.u8(0..16) == 0 {
            return self.strange();
        }
        let allowed = self.types.allowed(field);
        if !matches!(ty, Type::List(_)) && !allowed.is_empty() && self.rng.u8(0..8) > 0 {
            let (value, _) = self.rng.choice(&allowed).unwrap();
            return if ty.is_integer() { value.parse::<i64>().unwrap().into() } else { (*value).into() };
        }
        match ty {
            Type::List(item) => {
                let count = self.rng.choice([0, 1, 1, 2, 30]).unwrap();
                (0..count).map(|_| self.value(field, item, depth + 1)).collect()
            }
            Type::Structure(name) if depth < DEEPEST => {
                let fields = self.types.types[name].fields.clone();
                Value::Object(self.object(&fields, depth + 1))
            }
            Type::Structure(_) => json!({}),
            Type::Int64 => self.rng.choice(INTEGERS).unwrap().into(),
            Type::Uint64 => self.rng.choice(INTEGERS).unwrap().cast_unsigned().into(),
            Type::Float => self.rng.choice(FLOATS).unwrap().into(),
            Type::Bool => self.rng.bool().into(),
            _ if field.name.contains("InstanceId") => instance(self.rng.usize(0..INSTANCES)).into(),
            _ if field.name.contains("Password") => "Passw0rd!".into(),
            _ => self.rng.choice(STRINGS).unwrap().into(),
        }
    }

    /// Returns a value that hardly any field allows.
    fn strange(&mut self) -> Value {
        let values = [
            json!(null),
            json!(true),
            json!(1.5),
            json!(u64::MAX),
            json!(1e308),
            json!(""),
            json!({}),
            json!([]),
            json!([[]]),
            json!({ "a": { "b": 1 } }),
            json!("../../x"),
            json!("\u{0}\u{1f600}"),
            json!("a".repeat(5000)),
            json!(vec!["a"; 200]),
            json!(i64::MIN),
        ];
        self.rng.choice(values).unwrap()
    }
}
