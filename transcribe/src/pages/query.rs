//! Requests that a sample shows as a query: `https://host/?Action=X&Name.0.Key=value&<common parameters>`.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use tencloud_spec::{Field, Type, Types};

/// The parameters of a query in their order, without the placeholders of common parameters.
pub(super) fn parameters(query: &str) -> Result<Vec<(String, String)>, String> {
    let query = query.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let own: Vec<&str> = query.lines().filter(|line| !is_placeholder(line.trim().trim_start_matches('&'))).collect();
    let mut parameters = Vec::new();
    for part in own.join("\n").split('&') {
        let part = part.trim();
        if part.is_empty() || is_placeholder(part) {
            continue;
        }
        let (name, value) = part
            .split_once('=')
            .ok_or_else(|| format!("its part `{part}` is neither a parameter nor a placeholder"))?;
        if value.contains('\n') {
            return Err(format!("the value of `{}` runs over several lines", name.trim()));
        }
        parameters.push((name.trim().to_owned(), decode(value.trim())));
    }
    Ok(parameters)
}

/// `<…>`, also as the text of a link.
fn is_placeholder(part: &str) -> bool {
    let part = part.trim_start_matches(['[', '*', '`']);
    part.starts_with('<') && part.contains('>')
}

/// A value with its percent escapes resolved. A `+` stays: pages write times with it and do not mean a blank.
fn decode(value: &str) -> String {
    let hex = |digits: Option<&str>| digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some(c) = rest.chars().next() {
        let escaped = if c == '%' { hex(rest.get(1..3)) } else { None };
        match escaped {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = rest.get(if escaped.is_some() { 3 } else { c.len_utf8() }..).unwrap_or_default();
    }
    String::from_utf8(bytes).unwrap_or_else(|_| value.to_owned())
}

/// Folds `Name.0.Key` into lists and objects. Every value is a text still.
pub(super) fn nest(parameters: &[(String, String)]) -> Result<Map<String, Value>, String> {
    let mut root = Node::default();
    for (name, value) in parameters {
        root.insert(&name.split('.').collect::<Vec<_>>(), value)
            .ok_or_else(|| format!("`{name}` is given twice, or both alone and with parts"))?;
    }
    let members = root.members.into_iter().map(|(name, node)| Ok((name, node.value()?)));
    members.collect()
}

#[derive(Default)]
struct Node {
    text: Option<String>,
    members: indexmap::IndexMap<String, Node>,
}

impl Node {
    fn insert(&mut self, path: &[&str], value: &str) -> Option<()> {
        match path {
            [] if self.text.is_none() && self.members.is_empty() => self.text = Some(value.to_owned()),
            [step, rest @ ..] if self.text.is_none() => {
                self.members.entry((*step).to_owned()).or_default().insert(rest, value)?;
            }
            _ => return None,
        }
        Some(())
    }

    fn value(self) -> Result<Value, String> {
        if let Some(text) = self.text {
            return Ok(Value::String(text));
        }
        let is_index = |name: &String| name.chars().all(|c| c.is_ascii_digit());
        if !self.members.keys().all(is_index) {
            let members = self.members.into_iter().map(|(name, node)| Ok((name, node.value()?)));
            return Ok(Value::Object(members.collect::<Result<_, String>>()?));
        }
        let mut items = BTreeMap::new();
        for (index, node) in self.members {
            let index: usize = index.parse().map_err(|_| format!("`{index}` is no index"))?;
            items.insert(index, node.value()?);
        }
        let first = items.keys().next().copied().unwrap_or_default();
        let gap = items.keys().zip(first..).find(|(index, expected)| *index != expected);
        match gap {
            _ if first > 1 => Err(format!("a list begins with the index {first}")),
            Some((_, missing)) => Err(format!("a list lacks the index {missing}")),
            None => Ok(Value::Array(items.into_values().collect())),
        }
    }
}

/// Turns the texts of a query into numbers and booleans where the type says so. What does not fit stays a text.
pub(super) fn typed(value: Value, ty: &Type, types: &Types) -> Value {
    match (value, ty) {
        (Value::String(text), Type::Int64 | Type::Uint64 | Type::Float) => {
            let is_plain = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let number = serde_json::from_str::<Number>(&text).ok().filter(|_| is_plain);
            number.map_or(Value::String(text), Value::Number)
        }
        (Value::String(text), Type::Bool) => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text),
        },
        (Value::Array(items), Type::List(item)) => {
            Value::Array(items.into_iter().map(|value| typed(value, item, types)).collect())
        }
        (Value::Object(members), Type::Structure(name)) => {
            let fields = types.types.get(name).map_or(&[] as &[Field], |structure| &structure.fields);
            let member = |(name, value): (String, Value)| {
                let field = fields.iter().find(|field| field.name == name);
                let value = field.map_or(value.clone(), |field| typed(value, &field.ty, types));
                (name, value)
            };
            Value::Object(members.into_iter().map(member).collect())
        }
        (value, _) => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn queries_become_objects() {
        let query = "Action=X\n&Limit=5\n&Time=2019-05-28T10:40:00+08:00\n&Remark=a%20b%2\n&Ids.1=b\n&Ids.0=a\n\
                     &Nodes.0.Zone.Id=7\n<公共请求参数>\n&&lt;Common parameters&gt;\n&[<Common>](https://x)";
        let nested = nest(&parameters(query).unwrap()).unwrap();
        let expected = json!({
            "Action": "X",
            "Limit": "5",
            "Time": "2019-05-28T10:40:00+08:00",
            "Remark": "a b%2",
            "Ids": ["a", "b"],
            "Nodes": [{ "Zone": { "Id": "7" } }],
        });
        assert_eq!(Value::Object(nested), expected);
    }

    #[test]
    fn doubtful_queries_are_named() {
        for query in ["a", "A=1&A=2", "A=1&A.B=2", "A.0=1&A.2=2", "A.2=1", "A=1\n2"] {
            let read = parameters(query).and_then(|parameters| nest(&parameters));
            assert!(read.is_err(), "{query}");
        }
    }

    #[test]
    fn texts_become_what_the_type_says() {
        let types = Types::default();
        let as_type = |text: &str, ty: &str| typed(json!(text), &ty.parse().unwrap(), &types);
        assert_eq!(as_type("-5", "int64"), json!(-5));
        assert_eq!(as_type("007", "int64"), json!("007"));
        assert_eq!(as_type("1", "string"), json!("1"));
        assert_eq!(as_type("true", "bool"), json!(true));
        assert_eq!(typed(json!(["1"]), &"[float]".parse().unwrap(), &types), json!([1]));
    }
}
