//! Every official sample request of redis goes out as it is, from flags and from `--input`.

use serde_json::{Map, Value};
use tencloud_spec::{Action, Field, Sample, Type, catalog};
use tencloud_tests::{Response, Server};

use crate::{Place, beside};

/// How the parameters of a sample become arguments.
#[derive(Clone, Copy, Debug)]
enum Form {
    Input,
    /// Lists as repeated flags, structures as JSON.
    Flags,
    /// One flag for each value without parts.
    Dotted,
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_go_out_as_they_are() {
    let redis = catalog::product("redis", "2018-04-12").unwrap().unwrap();
    let samples: Vec<(&Action, &Sample)> =
        redis.actions.values().flat_map(|action| action.samples.iter().map(move |sample| (action, sample))).collect();
    assert!(samples.len() >= 128, "{}", samples.len());
    let server = Server::start([Response::of(r#"{"RequestId":"id"}"#)]).await.unwrap();
    let place = Place::new(&server.url());
    let mut expected = Vec::new();
    let mut lines = Vec::new();
    for (action, sample) in samples {
        // Without lists and structures, flags have one form.
        let has_parts = sample.request.values().any(|value| value.is_array() || value.is_object());
        let forms: &[Form] =
            if has_parts { &[Form::Input, Form::Flags, Form::Dotted] } else { &[Form::Input, Form::Flags] };
        for form in forms.iter().copied() {
            lines.push((action, sample, form));
            expected.push((action.action.clone(), sample.request.clone()));
        }
    }
    let failed = beside(move || {
        let mut failed = Vec::new();
        for (index, (action, sample, form)) in lines.iter().enumerate() {
            let mut arguments =
                vec!["redis".to_owned(), action.action.clone(), "--yes".to_owned(), "--force".to_owned()];
            arguments.extend(arguments_of(&place, index, action, &sample.request, *form));
            let ended = crate::Ended::of(place.command(arguments.iter().map(String::as_str)).output().unwrap());
            if ended.code != Some(0) {
                failed.push(format!("{arguments:?}: {ended:?}"));
            }
        }
        failed
    })
    .await;
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    let requests = server.requests();
    assert_eq!(requests.len(), expected.len());
    for (request, (action, parameters)) in requests.iter().zip(expected) {
        assert_eq!(request.header("x-tc-action"), Some(action.as_str()));
        let sent: Map<String, Value> = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(sent, parameters, "{action}");
    }
}

fn arguments_of(place: &Place, index: usize, action: &Action, request: &Map<String, Value>, form: Form) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut add = |name: &str, value: &Value, is_secret: bool| {
        let text = value.as_str().map_or_else(
            || value.to_string(),
            |text| if text.starts_with('@') { format!("@{text}") } else { text.to_owned() },
        );
        let text = if is_secret {
            format!("@{}", place.file(&format!("secret-{index}-{name}"), &text).display())
        } else {
            text
        };
        arguments.push(format!("--{name}={text}"));
    };
    if let Form::Input = form {
        let path = place.file(&format!("input-{index}"), &Value::Object(request.clone()).to_string());
        return vec![format!("--input=@{}", path.display())];
    }
    for (name, value) in request {
        let field = action.parameters.iter().find(|field| field.name == *name);
        let is_secret = field.is_some_and(Field::is_secret);
        match (form, value, field.map(|field| &field.ty)) {
            (Form::Dotted, Value::Array(_) | Value::Object(_), _) if !is_empty(value) => {
                leaves(name, value, &mut |path, leaf| add(path, leaf, is_secret));
            }
            (Form::Flags, Value::Array(items), Some(Type::List(_))) if !items.is_empty() => {
                items.iter().for_each(|item| add(name, item, is_secret));
            }
            _ => add(name, value, is_secret),
        }
    }
    arguments
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

/// Visits the values without parts, with their paths.
fn leaves(path: &str, value: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Array(items) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(index, item)| leaves(&format!("{path}.{index}"), item, visit));
        }
        Value::Object(object) if !object.is_empty() => {
            object.iter().for_each(|(name, item)| leaves(&format!("{path}.{name}"), item, visit));
        }
        leaf => visit(path, leaf),
    }
}
