//! Forms that are filled in the browser, and the requests that they must send.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tencloud_spec::catalog;

use crate::cli::differences;
use crate::files::count;
use crate::made_up;
use crate::recorder::Request;

/// The version whose official samples fill forms.
const SAMPLES: (&str, &str) = ("redis", "2018-04-12");

/// How many other products have a form, which is filled with made-up values.
const OTHERS: usize = 20;

/// The form of an action.
pub(super) struct Form {
    product: String,
    /// The sample that fills it, by its position. If there is none, its JSON view is filled with the expected request.
    sample: Option<usize>,
    /// The region, by which the request is recognized, is the form's own.
    expected: Request,
}

impl Form {
    /// Returns the form of each official sample of Redis, and one of each of 20 other products, with nested values.
    pub(super) fn all() -> Result<Vec<Form>> {
        let (product, number) = SAMPLES;
        let version = catalog::product(product, number).context("cannot read the spec")?;
        let version = version.context("the spec lacks redis")?;
        let mut forms = Vec::new();
        for action in version.actions.values() {
            for (index, sample) in action.samples.iter().enumerate() {
                let body = Value::Object(sample.request.clone());
                forms.push(Form::new(forms.len(), (product, number, &action.action), Some(index), body));
            }
        }
        let mut products = BTreeSet::new();
        for name in made_up::actions() {
            let (product, number, action) = name;
            if products.len() == OTHERS {
                break;
            }
            if products.contains(product) {
                continue;
            }
            let version = catalog::action(product, number, action)?.context("an action is missing")?;
            let found = version.actions.get(action).context("an action is missing")?;
            let (parameters, _) = made_up::parameters(&version, found);
            let body = Value::Object(parameters);
            if depth(&body) >= 4 {
                products.insert(product);
                forms.push(Form::new(forms.len(), name, None, body));
            }
        }
        Ok(forms)
    }

    fn new(index: usize, (product, number, action): (&str, &str, &str), sample: Option<usize>, body: Value) -> Form {
        let (action, version, region) = (action.to_owned(), number.to_owned(), format!("ap-form-{index}"));
        Form { product: product.to_owned(), sample, expected: Request { action, version, region, body } }
    }
}

/// Returns how many objects and lists a value has inside each other.
fn depth(value: &Value) -> usize {
    match value {
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or_default(),
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        _ => 0,
    }
}

/// Returns the forms as the tests in the browser read them.
pub(super) fn list(forms: &[Form]) -> String {
    let forms = forms.iter().map(|Form { product, sample, expected }| {
        let Request { action, version, region, body } = expected;
        let text = sample.is_none().then(|| body.to_string());
        json!({ "path": format!("/{product}/{version}/{action}"), "region": region, "sample": sample, "json": text })
    });
    Value::Array(forms.collect()).to_string()
}

/// Returns the forms that did not send exactly what they must, each with what differs.
pub(super) fn compare(forms: &[Form], sent: &[Request]) -> Vec<String> {
    let differing = forms.iter().filter_map(|Form { product, expected, .. }| {
        let sent: Vec<&Request> = sent.iter().filter(|request| request.region == expected.region).collect();
        let difference = match sent[..] {
            [sent] if sent.is_like(expected) => return None,
            [sent] => {
                let mut found = BTreeSet::new();
                differences(sent, expected, &mut found);
                found.into_iter().collect::<Vec<_>>().join(", ")
            }
            _ => format!("{} were sent", count(sent.len(), "request")),
        };
        Some(format!("{product} {} {}: {difference}", expected.action, expected.region))
    });
    differing.collect()
}
