//! Random parameters that have a chance to be accepted.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use tencloud_spec::{Action, Field, Type, Types};

/// What responses contained.
#[derive(Default)]
pub(super) struct Pool {
    /// Values by the name of their field. Some fields of one name have strings in some structs and numbers in others.
    values: BTreeMap<String, Vec<Value>>,
    /// Objects, whose values belong together.
    rows: Vec<Map<String, Value>>,
}

/// Generates the parameters of one call.
pub(super) struct Generator<'a> {
    pool: &'a Pool,
    types: &'a Types,
    rng: &'a mut fastrand::Rng,
    /// The values in it are preferred, so that ids belong together.
    row: Map<String, Value>,
}

/// How many values of a field are remembered. Newer values replace older ones.
const REMEMBERED: usize = 40;

/// How many objects are remembered.
const REMEMBERED_ROWS: usize = 300;

/// How many items of a list are remembered, so that a long list does not replace everything else.
const LEARNED_ITEMS: usize = 4;

/// Strings for parameters whose name ends like this; the first that fits is used.
const STRINGS: &[(&str, &[&str])] = &[
    ("TargetInstanceType", &["7", "9", "16", "18", "20"]),
    ("RoleArn", &["qcs::cam::uin/100000000001:roleName/a", "qcs::cam::uin/5:roleName/a", "a"]),
    ("PrincipalArn", &["qcs::cam::uin/100000000001:saml-provider/a", "qcs::cam::uin/5:saml-provider/a"]),
    ("SAMLAssertion", &["c2FtbCBhc3NlcnRpb24=", "?"]),
    ("WebIdentityToken", &["e30.eyJleHAiOjk5OTk5OTk5OTl9.c2ln", "a.b.c"]),
    ("Policy", &[r#"{"version":"2.0","statement":{"effect":"allow","action":"*","resource":"*"}}"#, "%7B%7D"]),
    ("SerialNumber", &["qcs::cam:uin/100000000001::mfa/softToken", "qcs::cam:uin/5::mfa/softToken"]),
    ("TokenCode", &["123456", "123456", "000000"]),
    ("Password", &["Passw0rd!", "Passw0rd!", "Passw0rd!", "Secret_77", "short"]),
    ("Time", &["2026-11-18 00:00:00", "2026-11-19 03:00:00", "2026-11-20 00:00:00", "02:00", "03:00"]),
    ("TimePeriod", &["01:00-02:00", "23:00-00:00", "01:30-02:30"]),
    ("VpcList", &["vpc-a1b2c3d4"]),
    ("Key", &["timeout", "hz", "maxmemory-policy", "disable-command-list"]),
    ("Value", &["120", "100", "allkeys-lru", "flushall,keys", ""]),
    ("ExecutionStartDate", &["2026-11-20", "2026-12-01", "2026-12-20"]),
    ("ExecutionEndDate", &["2026-12-20", "2026-12-30"]),
    ("Date", &["2026-11-18", "2026-11-20"]),
    ("VpcId", &["vpc-a1b2c3d4", "vpc-00000000", ""]),
    ("SubnetId", &["subnet-a1b2c3d4", "subnet-00000000", ""]),
    ("SecurityGroupId", &["sg-a1b2c3d4", "sg-00000000"]),
    ("SecurityGroupIds", &["sg-a1b2c3d4", "sg-00000000"]),
    ("Vip", &["10.20.0.8", "10.20.0.9", "192.168.1.1", "1.1.1.1"]),
    ("Ip", &["10.0.0.8", "10.0.1.9"]),
    ("LogType", &["auditLog"]),
    ("Name", &["blue", "green-1", "red_2", ""]),
    ("", &["blue", "a-1", "0", "1", "true", ""]),
];

/// Values for parameters that hardly anything else fits, whatever responses contain.
const NUMBERS: &[(&str, &[i64])] = &[
    ("MemSize", &[1024, 2048, 4096, 4096, 3072]),
    ("RedisShardNum", &[1, 1, 3]),
    ("RedisReplicasNum", &[1, 1, 2]),
    ("ZoneId", &[250_001, 250_001, 250_002, 100_002]),
];
const ZONES: &[&str] = &["ap-tokyo-1", "ap-tokyo-1", "ap-tokyo-2", "ap-guangzhou-2"];

const INTEGERS: &[i64] = &[0, 0, 1, 1, 1, 2, 3, 7, 10, 100, 1024, 2048, 4096, 6379];

impl Pool {
    /// Remembers the parameters of a call and its response.
    pub(super) fn learn(&mut self, parameters: &Map<String, Value>, response: &Value) {
        self.values(parameters, response);
    }

    /// Remembers a value that is beside these fields, or in an object beside them.
    fn values(&mut self, beside: &Map<String, Value>, value: &Value) {
        match value {
            Value::Object(fields) => {
                let scalars = |(_, value): &(&String, &Value)| !value.is_array() && !value.is_object();
                let beside: Map<_, _> = beside.iter().chain(fields).filter(scalars).map(cloned).collect();
                for (name, value) in fields {
                    self.add(name, value);
                    let items = value.as_array().into_iter().flatten().take(LEARNED_ITEMS);
                    items.for_each(|item| self.add(singular(name), item));
                    self.values(&beside, value);
                }
                self.add_row(beside.iter().chain(fields).map(cloned).collect());
            }
            Value::Array(items) => items.iter().take(LEARNED_ITEMS).for_each(|item| self.values(beside, item)),
            _ => {}
        }
    }

    fn add(&mut self, name: &str, value: &Value) {
        let values = self.values.entry(name.to_owned()).or_default();
        if (value.is_string() || value.is_number()) && !values.contains(value) {
            let of_type = |other: &&Value| other.is_string() == value.is_string();
            if values.iter().filter(of_type).count() >= REMEMBERED {
                values.iter().position(|other| of_type(&other)).map(|oldest| values.remove(oldest));
            }
            values.push(value.clone());
        }
    }

    fn add_row(&mut self, row: Map<String, Value>) {
        if self.rows.len() >= REMEMBERED_ROWS {
            self.rows.remove(0);
        }
        self.rows.push(row);
    }

    /// Returns the remembered values of a field.
    pub(super) fn all(&self, name: &str) -> Vec<Value> {
        self.values.get(name).cloned().unwrap_or_default()
    }

    /// Returns parameters for an action: what is required, and some of the rest.
    pub(super) fn parameters(&self, rng: &mut fastrand::Rng, action: &Action, types: &Types) -> Map<String, Value> {
        // Of some rows, the one that has the most of the parameters.
        let fits = |row: &&Map<String, Value>| {
            action.parameters.iter().filter(|field| row.contains_key(singular(&field.name))).count()
        };
        let rows: Vec<_> = (0..8).filter_map(|_| rng.choice(&self.rows)).collect();
        let row = rows.into_iter().max_by_key(fits).filter(|_| rng.u8(0..4) > 0).cloned().unwrap_or_default();
        Generator { pool: self, types, rng, row }.object(&action.parameters)
    }
}

impl Generator<'_> {
    fn object(&mut self, fields: &[Field]) -> Map<String, Value> {
        // Few optional parameters at a time, so that they do not always exclude each other; at times, many.
        let share = *self.rng.choice(&[0.0, 0.1, 0.3, 0.6]).unwrap();
        let is_chosen = |field: &&Field| {
            let share = match field.name.as_str() {
                name if name.contains("Password") && name != "PasswordPolicy" => 0.7,
                "ZoneId" => 0.7,
                "InstanceId" => 0.4,
                _ => share,
            };
            field.required || self.rng.f64() < share
        };
        let chosen: Vec<&Field> = fields.iter().filter(is_chosen).collect();
        chosen.into_iter().map(|field| (field.name.clone(), self.value(field, &field.ty))).collect()
    }

    fn value(&mut self, field: &Field, ty: &Type) -> Value {
        let allowed = self.types.allowed(field);
        if !matches!(ty, Type::List(_)) && !allowed.is_empty() {
            let (value, _) = self.rng.choice(&allowed).unwrap();
            return if ty.is_integer() { value.parse::<i64>().unwrap().into() } else { (*value).into() };
        }
        match ty {
            Type::List(item) => (0..self.rng.usize(1..3)).map(|_| self.value(field, item)).collect(),
            Type::Structure(name) => Value::Object(self.object(&self.types.types[name].fields)),
            Type::Bool => self.rng.bool().into(),
            Type::Float => self.rng.f64().into(),
            Type::Int64 | Type::Uint64 => self.integer(field),
            _ => self.string(field),
        }
    }

    fn integer(&mut self, field: &Field) -> Value {
        if let Some((_, numbers)) = NUMBERS.iter().find(|(name, _)| *name == field.name) {
            return (*self.rng.choice(*numbers).unwrap()).into();
        }
        if let Some(known) = self.known(field, Value::is_i64) {
            return known;
        }
        let bound = |bound: &Option<Number>| bound.as_ref().and_then(Number::as_i64);
        match (bound(&field.min), bound(&field.max)) {
            (Some(min), Some(max)) => self.rng.i64(min..=max.min(min.saturating_add(50))).into(),
            (min, max) => {
                let value = *self.rng.choice(INTEGERS).unwrap();
                value.max(min.unwrap_or(i64::MIN)).min(max.unwrap_or(i64::MAX)).into()
            }
        }
    }

    fn string(&mut self, field: &Field) -> Value {
        if field.name == "ZoneName" {
            return (*self.rng.choice(ZONES).unwrap()).into();
        }
        let (end, strings) = STRINGS.iter().find(|(end, _)| field.name.ends_with(end)).unwrap();
        // Known values may belong to another field of the same name.
        if (end.is_empty() || self.rng.u8(0..4) > 0)
            && let Some(known) = self.known(field, Value::is_string)
        {
            return known;
        }
        (*self.rng.choice(*strings).unwrap()).into()
    }

    /// Returns a value that a response contained in a field of this name, nine times of ten.
    fn known(&mut self, field: &Field, fits: fn(&Value) -> bool) -> Option<Value> {
        let name = match field.name.as_str() {
            "EventId" => "ID",
            name => singular(name),
        };
        if self.rng.u8(0..10) == 0 {
            return None;
        }
        let in_row = self.row.get(&field.name).or_else(|| self.row.get(name)).filter(|value| fits(value));
        let values = self.pool.values.get(name).or_else(|| self.pool.values.get(&field.name));
        let fitting = || -> Vec<&Value> { values.into_iter().flatten().filter(|value| fits(value)).collect() };
        in_row.or_else(|| self.rng.choice(fitting())).cloned()
    }
}

fn cloned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// Returns the name of the field that contains one value of this one.
fn singular(name: &str) -> &str {
    if name.ends_with("InstanceId") { "InstanceId" } else { name.strip_suffix('s').unwrap_or(name) }
}
