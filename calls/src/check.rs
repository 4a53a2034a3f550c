//! What is wrong with parameters according to the spec, before anything is sent.

use std::fmt;

use serde_json::{Map, Value};
use tencloud_spec::{Field, Type, Types, nearest, shown};

use crate::target::Target;
use crate::times::TimeFormat;
use crate::values::{enum_names, expected, names_id, plain};

/// How much that is wrong is found: nobody reads more, and a list of a million items can be wrong a million times.
const MOST: usize = 100;

/// How much of a name is shown that is not documented.
const LONGEST_NAME: usize = 60;

/// What is wrong with a parameter, or with a part of it. `Display` is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The path, such as `Filters.0.Values`. Empty for all parameters as a whole.
    pub path: String,
    /// What is wrong, without the path.
    pub message: String,
    /// Whether the message says something of the path, such as `is empty`; otherwise, of the value.
    is_predicate: bool,
}

impl Fault {
    /// Creates the fault of a value, such as `"x" is not an integer`.
    pub fn of_value(path: impl Into<String>, message: impl Into<String>) -> Fault {
        Fault { path: path.into(), message: message.into(), is_predicate: false }
    }

    /// Creates a fault from what is said of the path, such as `is empty`.
    pub fn of_path(path: impl Into<String>, predicate: impl Into<String>) -> Fault {
        Fault { path: path.into(), message: predicate.into(), is_predicate: true }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { path, message, is_predicate } = self;
        match path.is_empty() {
            true => formatter.write_str(message),
            false if *is_predicate => write!(formatter, "{path} {message}"),
            false => write!(formatter, "{path}: {message}"),
        }
    }
}

/// Returns what is wrong with the parameters of a call, each with the path of the parameter, up to a hundred. Parameters
/// that are missing are not among them: [`missing`] returns these.
pub fn check(target: Target, parameters: &Map<String, Value>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let check = Check { types: &target.version.types, is_closed: !target.version.product.facts_only };
    check.object("", parameters, &target.action.parameters, &mut faults);
    faults
}

/// Returns the required parameters that are not set. Those that select a page are set by the SDK for a list that is read
/// as a whole (`reads_pages`).
pub fn missing(target: Target, parameters: &Map<String, Value>, reads_pages: bool) -> Vec<&'static Field> {
    let pages = target.action.pages.iter().filter(|_| reads_pages);
    let of_pages: Vec<&str> = pages.flat_map(|pages| pages.parameters()).collect();
    let is_missing = |field: &&Field| {
        field.required
            && !of_pages.contains(&field.name.as_str())
            && parameters.get(&field.name).is_none_or(Value::is_null)
    };
    target.action.parameters.iter().filter(is_missing).collect()
}

struct Check<'t> {
    types: &'t Types,
    /// Whether the values that fields list are all that there are.
    is_closed: bool,
}

impl Check<'_> {
    fn object(&self, path: &str, object: &Map<String, Value>, fields: &[Field], faults: &mut Vec<Fault>) {
        for (name, value) in object {
            if faults.len() >= MOST {
                return;
            }
            match fields.iter().find(|field| field.name == *name) {
                Some(field) => self.value(&join(path, name), value, field, &field.ty, faults),
                None => {
                    let meant = nearest(name, fields.iter().map(|field| field.name.as_str()));
                    let advice = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
                    // Names come from outside, too.
                    let name: String = name.chars().take(LONGEST_NAME).collect();
                    faults.push(Fault::of_path(join(path, &name), format!("is not documented{advice}")));
                }
            }
        }
        if !path.is_empty() {
            let missing = fields.iter().filter(|field| field.required && !object.contains_key(&field.name));
            faults.extend(missing.map(|field| Fault::of_path(join(path, &field.name), "is missing")));
        }
    }

    fn value(&self, path: &str, value: &Value, field: &Field, ty: &Type, faults: &mut Vec<Fault>) {
        match (ty, value) {
            // Parameters that are null are not sent.
            (_, Value::Null) => {}
            (Type::Structure(name), Value::Object(object)) => {
                if let Some(structure) = self.types.types.get(name) {
                    self.object(path, object, &structure.fields, faults);
                }
            }
            (Type::List(item), Value::Array(list)) => {
                self.range(path, list.len() as f64, "item", field, faults);
                for (index, value) in list.iter().enumerate() {
                    if faults.len() >= MOST {
                        return;
                    }
                    self.value(&format!("{path}.{index}"), value, field, item, faults);
                }
            }
            (ty, value) if ty.accepts(value) => self.scalar(path, value, field, ty, faults),
            (ty, value) => {
                // What stands in the place of a structure can be one of its secrets.
                let is_plain = ty.structure().is_none() && !field.is_secret();
                let found = if is_plain { shown(value) } else { "its value".to_owned() };
                faults.push(Fault::of_value(path, format!("{found} is not {}", expected(field, ty))));
            }
        }
    }

    fn scalar(&self, path: &str, value: &Value, field: &Field, ty: &Type, faults: &mut Vec<Fault>) {
        let is_empty = value.as_str() == Some("");
        if is_empty && field.required {
            faults.push(Fault::of_path(path, "is empty"));
            return;
        }
        if is_empty && names_id(&field.name) {
            // Without an id, many actions apply to everything.
            let message = "is empty, perhaps from a variable that is not set: leave it out, or set it";
            faults.push(Fault::of_path(path, message));
            return;
        }
        let text = plain(value);
        let names: Vec<(&str, &str)> = enum_names(field, self.types).collect();
        let allowed = field.values.keys().map(String::as_str).chain(names.iter().map(|(value, _)| *value));
        let allowed: Vec<&str> = allowed.collect();
        if self.is_closed && !allowed.is_empty() && !field.is_secret() && !allowed.contains(&text.as_str()) {
            faults.push(Fault::of_value(path, format!("{} is not one of {}", shown(value), allowed.join(", "))));
        } else if matches!(ty, Type::Date | Type::Datetime | Type::DatetimeIso)
            && !TimeFormat::of(field, ty).is_some_and(|time| time.is_written_as(&text))
        {
            faults.push(Fault::of_value(path, format!("{} is not {}", shown(value), expected(field, ty))));
        } else if matches!(field.ty, Type::List(_)) {
            // The range is that of the list.
        } else if ty.is_integer() || *ty == Type::Float {
            if let Ok(number) = text.parse() {
                self.range(path, number, "", field, faults);
            }
        } else if *ty == Type::String {
            self.range(path, text.chars().count() as f64, "character", field, faults);
        }
    }

    fn range(&self, path: &str, number: f64, unit: &str, field: &Field, faults: &mut Vec<Fault>) {
        let [min, max] = [&field.min, &field.max].map(|bound| bound.as_ref().and_then(|bound| bound.as_f64()));
        let (bound, word) = match (min, max) {
            (Some(min), _) if number < min => (min, "at least"),
            (_, Some(max)) if number > max => (max, "at most"),
            _ => return,
        };
        let plural = if bound == 1.0 || unit.is_empty() { "" } else { "s" };
        let (of, space) = if unit.is_empty() { ("is", "") } else { ("has", " ") };
        faults.push(Fault::of_path(
            path,
            format!(
                "{of} {number}{space}{unit}{}, but must {} {word} {bound}{space}{unit}{plural}",
                if number == 1.0 || unit.is_empty() { "" } else { "s" },
                if unit.is_empty() { "be" } else { "have" }
            ),
        ));
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Version;

    #[test]
    fn values_are_checked() {
        for (product, action, parameters, expected) in [
            ("redis", "DescribeInstances", json!({ "InstanceId": "crs-5a4py64p" }), ""),
            ("redis", "DescribeInstances", json!({ "InstanceId": "" }), "InstanceId is empty, perhaps from a variable"),
            ("cvm", "DescribeInstances", json!({ "InstanceIds": ["ins-1", ""] }), "InstanceIds.1 is empty, perhaps"),
            ("redis", "ManualBackupInstance", json!({ "InstanceId": "" }), "InstanceId is empty"),
            ("redis", "ManualBackupInstance", json!({ "InstanceId": "crs-5a4py64p", "Remark": "" }), ""),
            ("monitor", "GetMonitorData", json!({ "StartTime": "2026-11-20T08:00:00+08:00" }), ""),
            ("monitor", "GetMonitorData", json!({ "StartTime": "noon" }), "StartTime: \"noon\" is not a time such as"),
            ("ses", "GetStatisticsReport", json!({ "StartDate": "20.11.2026" }), "is not a date such as 2018-04-12"),
        ] {
            let version = Version::find(product, None).unwrap();
            let target = Target::read(version, action).unwrap().unwrap();
            let faults = check(target, parameters.as_object().unwrap());
            let faults = faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n");
            assert_eq!(faults.is_empty(), expected.is_empty(), "{parameters}: {faults}");
            assert!(faults.contains(expected), "{parameters}: {faults}");
        }
    }
}
