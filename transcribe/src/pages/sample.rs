//! Samples of a page beside those of the spec.

use serde_json::{Value, json};
use tencloud_spec::{Method, Sample, TODO};

use super::action::Said;
use super::merge::Remark;
use super::object;

/// Whether a sample of the spec shows what the page shows. A query is all text, so the spec's numbers in it are too.
pub(super) fn same(page: &Sample, spec: &Value) -> bool {
    let request = spec.get("request").cloned().unwrap_or_default();
    let shown = Value::Object(page.request.clone());
    let same_request = match page.method {
        Method::Get => as_text(&shown) == as_text(&request),
        Method::Post => shown == request,
    };
    let response = Value::Object(page.response.clone());
    same_request && object::text(spec, "method") == method(page.method) && spec.get("response") == Some(&response)
}

fn as_text(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::from(number.to_string()),
        Value::Bool(flag) => Value::from(flag.to_string()),
        Value::Array(items) => items.iter().map(as_text).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), as_text(value))).collect(),
        other => other.clone(),
    }
}

/// The spec's request with the numbers that its texts stand for: a page read before the page "data types" could not tell
/// them from texts.
fn sharpened(spec: &Value, page: &Value) -> Value {
    match (spec, page) {
        (Value::String(_), Value::Number(_) | Value::Bool(_)) => page.clone(),
        (Value::Array(spec), Value::Array(page)) => {
            spec.iter().zip(page).map(|(spec, page)| sharpened(spec, page)).collect()
        }
        (Value::Object(spec), Value::Object(page)) => {
            let member = |(name, value): (&String, &Value)| {
                let value = page.get(name).map_or_else(|| value.clone(), |page| sharpened(value, page));
                (name.clone(), value)
            };
            Value::Object(spec.iter().map(member).collect())
        }
        (spec, _) => spec.clone(),
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
    }
}

/// The spec's samples, each with its own title, brought to what the page shows. Those that the page does not show stay.
pub(super) fn merge(old: &[Value], page: &[Option<Said<Sample>>], remarks: &mut Vec<Remark>) -> Vec<Value> {
    let mut merged = old.to_vec();
    for known in &mut merged {
        let shown = page.iter().flatten().find(|sample| same(&sample.value, known));
        if let (Some(shown), Some(request)) = (shown, known.get_mut("request")) {
            *request = sharpened(request, &Value::Object(shown.value.request.clone()));
        }
    }
    let readable = page.iter().flatten().filter(|sample| !old.iter().any(|known| same(&sample.value, known)));
    for sample in readable {
        // The spec's sample in the same place is the page's as it was, unless the page shows that one elsewhere.
        let index = page.iter().position(|other| other.as_ref().is_some_and(|other| other.line == sample.line));
        let place = index.filter(|_| page.len() == old.len()).and_then(|index| merged.get_mut(index));
        let is_free = |known: &Value| !page.iter().flatten().any(|sample| same(&sample.value, known));
        match place.filter(|known| is_free(known)).and_then(Value::as_object_mut) {
            Some(known) => {
                known.insert("method".to_owned(), Value::from(method(sample.value.method)));
                known.insert("request".to_owned(), Value::Object(sample.value.request.clone()));
                known.insert("response".to_owned(), Value::Object(sample.value.response.clone()));
                remarks.push((sample.line, "the spec's sample was brought to what the page shows".to_owned()));
            }
            None => merged.push(json!({
                "title": format!("{TODO}: what the page's sample shows"),
                "method": method(sample.value.method),
                "request": sample.value.request,
                "response": sample.value.response,
            })),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_that_become_known_reach_old_samples() {
        let page = |request: Value| {
            let request = request.as_object().unwrap().clone();
            [Some(Said { value: Sample { method: Method::Get, request, ..Sample::default() }, line: 1 })]
        };
        let (texts, numbers) = (json!({ "Deep": [{ "Id": "5" }] }), json!({ "Deep": [{ "Id": 5 }] }));
        for (old, new) in [(&texts, &numbers), (&numbers, &texts)] {
            let old = json!({ "title": "x", "method": "GET", "request": old, "response": {} });
            let merged = merge(&[old], &page(new.clone()), &mut Vec::new());
            assert_eq!(merged, [json!({ "title": "x", "method": "GET", "request": numbers, "response": {} })]);
        }
    }

    #[test]
    fn queries_are_text() {
        let page = Sample {
            method: Method::Get,
            request: json!({ "Id": 5, "Deep": [{ "On": true }] }).as_object().unwrap().clone(),
            ..Sample::default()
        };
        let spec = |request: Value| json!({ "title": "x", "method": "GET", "request": request, "response": {} });
        assert!(same(&page, &spec(json!({ "Id": "5", "Deep": [{ "On": "true" }] }))));
        assert!(same(&page, &spec(json!({ "Id": 5, "Deep": [{ "On": true }] }))));
        assert!(!same(&page, &spec(json!({ "Id": 6, "Deep": [{ "On": true }] }))));
    }
}
