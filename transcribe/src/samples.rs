//! Compares the samples of a page or of the metadata with those of the spec.

use serde_json::{Map, Value};
use tencloud_spec::Sample;

use crate::docs::Docs;
use crate::skeleton;

/// Returns whether a sample in the spec shows what the page shows. Unless all types are known, a number cannot be
/// distinguished from the text of one, so the two are equal.
pub(crate) fn same(page: &Sample, spec: &Sample) -> bool {
    page.method == spec.method && same_members(&page.request, &spec.request) && page.response == spec.response
}

fn same_members(page: &Map<String, Value>, spec: &Map<String, Value>) -> bool {
    page.len() == spec.len()
        && page.iter().all(|(name, value)| spec.get(name).is_some_and(|other| same_value(value, other)))
}

fn same_value(page: &Value, spec: &Value) -> bool {
    match (page, spec) {
        (Value::Object(page), Value::Object(spec)) => same_members(page, spec),
        (Value::Array(page), Value::Array(spec)) => {
            page.len() == spec.len() && page.iter().zip(spec).all(|(page, spec)| same_value(page, spec))
        }
        (Value::String(text), typed @ (Value::Number(_) | Value::Bool(_)))
        | (typed @ (Value::Number(_) | Value::Bool(_)), Value::String(text)) => {
            serde_json::from_str::<Value>(&text.to_ascii_lowercase()).is_ok_and(|read| read == *typed)
        }
        (page, spec) => page == spec,
    }
}

/// Replaces strings in the spec's request with the numbers that they represent: if a page is read before the page "data
/// types", numbers cannot be distinguished from strings.
fn sharpen(spec: &mut Map<String, Value>, page: &Map<String, Value>) {
    fn value(spec: &mut Value, page: &Value) {
        match (spec, page) {
            (spec @ Value::String(_), Value::Number(_) | Value::Bool(_)) => *spec = page.clone(),
            (Value::Array(spec), Value::Array(page)) => {
                spec.iter_mut().zip(page).for_each(|(spec, page)| value(spec, page));
            }
            (Value::Object(spec), Value::Object(page)) => sharpen(spec, page),
            _ => {}
        }
    }
    for (name, spec) in spec {
        if let Some(page) = page.get(name) {
            value(spec, page);
        }
    }
}

/// Updates the spec's samples, which keep their titles, to what the page shows. Samples that the page does not show are
/// kept. `None` on the page stands for a sample that cannot be read. Returns the indices on the page of the samples
/// that replaced one of the spec's.
pub(crate) fn replace(samples: &mut Vec<Sample>, page: &[Option<Sample>], docs: Docs) -> Vec<usize> {
    let old = samples.clone();
    let mut replaced = Vec::new();
    for known in samples.iter_mut() {
        if let Some(shown) = page.iter().flatten().find(|sample| same(sample, known)) {
            sharpen(&mut known.request, &shown.request);
        }
    }
    for (index, shown) in page.iter().enumerate() {
        let Some(shown) = shown.as_ref().filter(|shown| !old.iter().any(|known| same(shown, known))) else { continue };
        // The spec's sample at the same index is an older form of the page's, unless the page shows it elsewhere.
        let place = samples.get_mut(index).filter(|_| page.len() == old.len());
        let is_free = |known: &Sample| !page.iter().flatten().any(|sample| same(sample, known));
        match place.filter(|known| is_free(known)) {
            Some(known) => {
                *known = Sample { title: std::mem::take(&mut known.title), ..shown.clone() };
                replaced.push(index);
            }
            None => samples.push(skeleton::sample(shown.clone(), docs)),
        }
    }
    replaced
}

/// Returns the indices of the shown samples that the spec lacks. `None` stands for one that cannot be read. A sample
/// that people corrected differs from what is shown, so each sample of the spec that is not shown makes up for one that
/// the spec seems to lack.
pub(crate) fn absent(samples: &[Sample], shown: &[Option<&Sample>]) -> Vec<usize> {
    let is_shown = |known: &Sample| shown.iter().flatten().any(|shown| same(shown, known));
    let corrected = samples.iter().filter(|known| !is_shown(known)).count();
    let is_known = |shown: &Sample| samples.iter().any(|known| same(shown, known));
    let lacking = shown.iter().enumerate().filter(|(_, shown)| !shown.is_some_and(is_known));
    lacking.map(|(place, _)| place).skip(corrected).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tencloud_spec::Method;

    use super::*;

    fn sample(title: &str, request: Value) -> Sample {
        let Value::Object(request) = request else { panic!("{request} is not an object") };
        Sample { title: title.to_owned(), method: Method::Get, request, ..Sample::default() }
    }

    #[test]
    fn types_that_become_known_reach_old_samples() {
        let (texts, numbers) = (json!({ "Deep": [{ "Id": "5" }] }), json!({ "Deep": [{ "Id": 5 }] }));
        for (old, new) in [(&texts, &numbers), (&numbers, &texts)] {
            let mut samples = vec![sample("x", old.clone())];
            let replaced = replace(&mut samples, &[Some(sample("", new.clone()))], Docs::Placeholder);
            assert_eq!((samples, replaced), (vec![sample("x", numbers.clone())], vec![]));
        }
    }

    #[test]
    fn queries_are_text() {
        let page = sample("", json!({ "Id": 5, "Deep": [{ "On": true }] }));
        assert!(same(&page, &sample("x", json!({ "Id": "5", "Deep": [{ "On": "true" }] }))));
        assert!(same(&page, &sample("x", json!({ "Id": 5, "Deep": [{ "On": true }] }))));
        assert!(same(&page, &sample("x", json!({ "Id": "5", "Deep": [{ "On": "TRUE" }] }))));
        assert!(!same(&page, &sample("x", json!({ "Id": 6, "Deep": [{ "On": true }] }))));
    }

    #[test]
    fn samples_that_people_corrected_are_not_added_again() {
        let [a, b, c] = &["a", "b", "c"].map(|id| sample("x", json!({ "Id": id })));
        for (spec, shown, expect) in [
            (vec![], vec![Some(a), Some(b)], vec![0, 1]),
            (vec![a], vec![Some(a), Some(b)], vec![1]),
            (vec![b], vec![Some(a), Some(b)], vec![0]),
            (vec![c], vec![Some(a), Some(b)], vec![1]),
            (vec![a, c], vec![Some(a), Some(b)], vec![]),
            (vec![a, b, c], vec![Some(a)], vec![]),
            (vec![], vec![None], vec![0]),
        ] {
            let spec: Vec<Sample> = spec.into_iter().cloned().collect();
            assert_eq!(absent(&spec, &shown), expect, "{spec:?} {shown:?}");
        }
    }
}
