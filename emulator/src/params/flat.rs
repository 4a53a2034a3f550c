//! Parameters as a query carries them: `NodeSet.0.NodeType=1&DryRun=true`.

use std::collections::BTreeMap;

use percent_encoding::percent_decode;
use serde_json::{Map, Value};
use tencloud_spec::{Field, Type, Types};

use crate::error::ApiError;

/// No parameter of the cloud is nested nearly as deep; the bound keeps recursion short.
const MAX_DEPTH: usize = 16;

/// Gives the parameters as a JSON body would carry them. In a query everything is text: numbers and booleans are
/// recognised by the spec's types. What does not fit its type stays as it is, for validation to find.
pub(crate) fn unflatten(query: &str, fields: &[Field], types: &Types) -> Result<Map<String, Value>, ApiError> {
    let mut root = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decode(name)?;
        insert(&mut root, &name, decode(value)?)?;
    }
    Ok(object(root, fields, types))
}

enum Node {
    Leaf(String),
    Branch(BTreeMap<String, Node>),
}

/// A name or value as it was before it was encoded.
pub(crate) fn decode(text: &str) -> Result<String, ApiError> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode(spaced.as_bytes()).decode_utf8();
    decoded.map(Into::into).map_err(|_| ApiError::new("InvalidParameter", "the query is not encoded UTF-8"))
}

fn insert(root: &mut BTreeMap<String, Node>, name: &str, value: String) -> Result<(), ApiError> {
    let conflict = || ApiError::new("InvalidParameter", format!("the query gives `{name}` twice, or also as a list"));
    if name.split('.').count() > MAX_DEPTH {
        return Err(ApiError::new("InvalidParameter", "the query nests a parameter too deep"));
    }
    let (path, last) = name.rsplit_once('.').map_or((None, name), |(path, last)| (Some(path), last));
    let mut branch = root;
    for step in path.into_iter().flat_map(|path| path.split('.')) {
        match branch.entry(step.to_owned()).or_insert_with(|| Node::Branch(BTreeMap::new())) {
            Node::Branch(next) => branch = next,
            Node::Leaf(_) => return Err(conflict()),
        }
    }
    match branch.insert(last.to_owned(), Node::Leaf(value)) {
        None => Ok(()),
        Some(_) => Err(conflict()),
    }
}

fn object(branch: BTreeMap<String, Node>, fields: &[Field], types: &Types) -> Map<String, Value> {
    let typed = |(name, node): (String, Node)| {
        let field = fields.iter().find(|field| field.name == name);
        let value = value(node, field.map(|field| &field.ty), types);
        (name, value)
    };
    branch.into_iter().map(typed).collect()
}

/// `ty` is `None` below what the spec does not know.
fn value(node: Node, ty: Option<&Type>, types: &Types) -> Value {
    match (node, ty) {
        (Node::Leaf(text), ty) => ty.and_then(|ty| scalar(&text, ty)).unwrap_or(Value::String(text)),
        (Node::Branch(branch), Some(Type::List(item))) => list(branch, item, types),
        (Node::Branch(branch), ty) => {
            let structure = ty.and_then(Type::structure).and_then(|name| types.types.get(name));
            Value::Object(object(branch, structure.map_or(&[], |structure| &structure.fields), types))
        }
    }
}

fn scalar(text: &str, ty: &Type) -> Option<Value> {
    match ty {
        Type::Int64 => text.parse::<i64>().ok().map(Value::from),
        Type::Uint64 => text.parse::<u64>().ok().map(Value::from),
        Type::Float => text.parse::<f64>().ok().map(Value::from).filter(Value::is_number),
        // The official Python SDK writes `True`.
        Type::Bool => text.to_ascii_lowercase().parse::<bool>().ok().map(Value::from),
        _ => None,
    }
}

/// A list whose indices run from 0 without gaps; anything else stays an object.
fn list(mut branch: BTreeMap<String, Node>, item: &Type, types: &Types) -> Value {
    let indices = (0..branch.len()).map(|at| at.to_string());
    if !indices.clone().all(|at| branch.contains_key(&at)) {
        return Value::Object(object(branch, &[], types));
    }
    indices.filter_map(|at| branch.remove(&at)).map(|node| value(node, Some(item), types)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(query: &str) -> Result<Value, ApiError> {
        let fields: Vec<Field> = serde_json::from_value(json!([
            { "name": "Id", "type": "string", "doc": "" },
            { "name": "Count", "type": "uint64", "doc": "" },
            { "name": "Offset", "type": "int64", "doc": "" },
            { "name": "Share", "type": "float", "doc": "" },
            { "name": "Force", "type": "bool", "doc": "" },
            { "name": "Status", "type": "[int64]", "doc": "" },
            { "name": "Nodes", "type": "[Node]", "doc": "" },
        ]))
        .unwrap();
        let types: Types = serde_json::from_value(json!({ "page": "", "types": { "Node": { "doc": "", "fields": [
            { "name": "NodeType", "type": "int64", "doc": "" },
            { "name": "Zones", "type": "[string]", "doc": "" },
        ] } } }))
        .unwrap();
        unflatten(query, &fields, &types).map(Value::Object)
    }

    #[test]
    fn names_become_structure_and_text_becomes_types() {
        let eleven: Vec<_> = (0..11).map(|n| format!("Status.{n}={n}")).collect();
        for (query, expect) in [
            ("", json!({})),
            ("Id=a%26b+c%2B&Count=5", json!({ "Id": "a&b c+", "Count": 5 })),
            ("Id=5&Id2=%E4%B8%AD", json!({ "Id": "5", "Id2": "中" })),
            ("Offset=-3&Share=0.5&Force=true", json!({ "Offset": -3, "Share": 0.5, "Force": true })),
            ("Count=-3&Force=1&Share=inf", json!({ "Count": "-3", "Force": "1", "Share": "inf" })),
            ("Status.1=2&Status.0=-2", json!({ "Status": [-2, 2] })),
            (eleven.join("&").as_str(), json!({ "Status": (0..11).collect::<Vec<_>>() })),
            ("Status.1=2", json!({ "Status": { "1": "2" } })),
            ("Status.00=2", json!({ "Status": { "00": "2" } })),
            ("Status=2", json!({ "Status": "2" })),
            ("Id.0=a", json!({ "Id": { "0": "a" } })),
            ("Nodes.0.NodeType=1&Nodes.0.Zones.0=z", json!({ "Nodes": [{ "NodeType": 1, "Zones": ["z"] }] })),
        ] {
            assert_eq!(run(query), Ok(expect), "{query}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let deep = vec!["a"; 10_000].join(".");
        for query in ["Id=1&Id=2", "Id=1&Id.0=2", "Id.0=2&Id=1", "Id=%FF", &deep] {
            assert_eq!(run(query).unwrap_err().code, "InvalidParameter", "{query}");
        }
    }
}
