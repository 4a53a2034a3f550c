//! The programs of the official samples of Redis.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use tencloud_codegen::code::{self, Call, Language};
use tencloud_spec::{Action, ApiVersion, catalog};

use super::recorder::Request;
use crate::files;

/// The credentials of the documentation's examples.
pub(super) const CREDENTIALS: [(&str, &str); 2] = [
    ("TENCENTCLOUD_SECRET_ID", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"),
    ("TENCENTCLOUD_SECRET_KEY", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"),
];

/// A program that makes the request of a sample.
pub(super) struct Program {
    pub(super) path: PathBuf,
    /// The variables of the environment that it reads secrets from.
    pub(super) secrets: Map<String, Value>,
    /// The region by which its request is recognized.
    region: String,
    action: &'static str,
    version: &'static str,
    request: &'static Map<String, Value>,
}

/// Returns the version of Redis.
pub(super) fn redis() -> Result<&'static ApiVersion> {
    catalog::product("redis", "2018-04-12").context("cannot read the spec")?.context("the spec lacks Redis")
}

/// Returns the samples of a version with their actions.
fn all(version: &'static ApiVersion) -> impl Iterator<Item = (&'static Action, &'static Map<String, Value>)> {
    version.actions.values().flat_map(|action| action.samples.iter().map(move |sample| (action, &sample.request)))
}

/// Writes the programs of those samples whose index and action are wanted, in an empty folder.
pub(super) fn write(
    folder: &Path,
    language: Language,
    endpoint: &str,
    is_wanted: impl Fn(usize, &str) -> bool,
) -> Result<Vec<Program>> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    let version = redis()?;
    let mut programs = Vec::new();
    for (index, (action, request)) in all(version).enumerate() {
        if !is_wanted(index, &action.action) {
            continue;
        }
        let region = format!("ap-sample-{index}");
        let call = Call { version, action, region: Some(&region), parameters: request, endpoint: Some(endpoint) };
        let path = folder.join(format!("sample_{index}.{}", language.extension()));
        files::write(&path, &code::write(&call, language))?;
        let secrets = code::secrets(&call).into_iter().map(|(name, secret)| (name, json!(secret))).collect();
        programs.push(Program {
            path,
            secrets,
            region,
            action: &action.action,
            version: &version.product.version,
            request,
        });
    }
    Ok(programs)
}

/// Returns the programs that did not send exactly the request of their sample, each with what it sent.
pub(super) fn compare(programs: &[Program], sent: &BTreeMap<String, Vec<Request>>) -> Vec<String> {
    let differing = programs.iter().filter_map(|program| {
        let Program { action, version, request, .. } = program;
        let expected = Request { action: (*action).into(), version: (*version).into(), body: json!(request) };
        let sent = sent.get(&program.region).map(Vec::as_slice).unwrap_or_default();
        let is_equal = matches!(sent, [sent] if equal(sent, &expected));
        (!is_equal).then(|| format!("{}: {sent:?}, not {expected:?}", program.path.display()))
    });
    differing.collect()
}

/// Numbers with the same value are equal, with or without a fraction.
fn equal(one: &Request, other: &Request) -> bool {
    fn same(one: &Value, other: &Value) -> bool {
        match (one, other) {
            (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
            (Value::Array(one), Value::Array(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
            }
            (Value::Object(one), Value::Object(other)) => {
                let is_in = |(name, value)| other.get(name).is_some_and(|other| same(value, other));
                one.len() == other.len() && one.iter().all(is_in)
            }
            _ => one == other,
        }
    }
    one.action == other.action && one.version == other.version && same(&one.body, &other.body)
}
