//! Parameters in a query: `NodeSet.0.NodeType=1&DryRun=true`.

use percent_encoding::percent_decode;
use serde_json::{Map, Value};
use tencloud_spec::flat::{nest, typed};
use tencloud_spec::{Field, Types};

use crate::error::ApiError;

/// Returns the parameters as a JSON body would contain them. In a query, everything is a string: the spec's types show
/// which strings are numbers and booleans. A value that does not fit its type is kept as it is, so that validation
/// finds it.
pub(crate) fn unflatten(query: &str, fields: &[Field], types: &Types) -> Result<Map<String, Value>, ApiError> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((decode(name)?, decode(value)?));
    }
    let nested = nest(pairs.iter().map(|(name, value)| (name.as_str(), value.clone())));
    nested
        .map(|nested| typed(nested, fields, types))
        .map_err(|error| ApiError::new("InvalidParameter", error.to_string()))
}

/// Decodes a percent-encoded name or value.
pub(crate) fn decode(text: &str) -> Result<String, ApiError> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode(spaced.as_bytes()).decode_utf8();
    decoded.map(Into::into).map_err(|_| ApiError::new("InvalidParameter", "the query is not percent-encoded UTF-8"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn run(query: &str) -> Result<Value, ApiError> {
        let fields: Vec<Field> = serde_json::from_value(json!([
            { "name": "Id", "type": "string", "doc": "" },
            { "name": "Count", "type": "uint64", "doc": "" },
            { "name": "Status", "type": "[int64]", "doc": "" },
        ]))
        .unwrap();
        unflatten(query, &fields, &Types::default()).map(Value::Object)
    }

    #[test]
    fn names_and_values_are_decoded() {
        for (query, expect) in [
            ("", json!({})),
            ("Id=a%26b+c%2B&Count=5", json!({ "Id": "a&b c+", "Count": 5 })),
            ("Id=5&Id2=%E4%B8%AD", json!({ "Id": "5", "Id2": "中" })),
            ("Status%2E0=2&Id", json!({ "Status": [2], "Id": "" })),
        ] {
            assert_eq!(run(query), Ok(expect), "{query}");
        }
    }

    #[test]
    fn contradictions_are_rejected() {
        let deep = vec!["a"; 10_000].join(".");
        for query in ["Id=1&Id=2", "Id=1&Id.0=2", "Id.0=2&Id=1", "Id=%FF", &deep] {
            assert_eq!(run(query).unwrap_err().code, "InvalidParameter", "{query}");
        }
    }
}
