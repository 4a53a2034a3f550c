//! `cargo xtask secrets`: a random sample of strings with their descriptions, so that people judge the rule by which
//! secrets are derived. `docs/secrets.md` contains the results.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tencloud_spec::{Action, ApiVersion, Field, Type, catalog};

use crate::official::Metadata;

/// How many strings of each kind are printed.
const COUNT: usize = 200;

/// How many characters of a description are printed.
const LENGTH: usize = 150;

/// What names near the subject contain, in lower case.
const NAMES: [&str; 15] = [
    "auth",
    "cert",
    "cipher",
    "cookie",
    "credential",
    "key",
    "pass",
    "pem",
    "plaintext",
    "psk",
    "pwd",
    "secret",
    "signature",
    "ticket",
    "token",
];

/// What descriptions near the subject contain, in lower case.
const WORDS: [&str; 22] = [
    "密码",
    "口令",
    "密钥",
    "秘钥",
    "密匙",
    "私钥",
    "令牌",
    "凭证",
    "凭据",
    "签名",
    "证书",
    "授权码",
    "验证码",
    "票据",
    "password",
    "secret",
    "credential",
    "certificate",
    "signature",
    "token",
    "api key",
    "private key",
];

/// A string of a product that has a description.
struct Sampled {
    /// Product, version, action or struct, and field.
    path: String,
    description: String,
    is_secret: bool,
    is_near: bool,
}

/// Prints a sample for a seed: strings that are marked as secrets, strings that are not but are near the subject, and
/// any others.
pub(crate) fn run(seed: u64) -> Result<()> {
    let sites = [Metadata::new(None)?, Metadata::international(None)?];
    let mut all = Vec::new();
    for (product, number) in catalog::versions() {
        if let Some(version) = catalog::product(product, number)? {
            let descriptions = descriptions(&sites, product, number)?;
            strings(version, &descriptions, &mut all);
        }
    }
    all.sort_by_cached_key(|string| Sha256::digest(format!("{seed} {}", string.path)).to_vec());
    type Kind = (&'static str, fn(&Sampled) -> bool);
    let kinds: [Kind; 3] = [
        ("marked as secrets", |string| string.is_secret),
        ("not marked, near the subject", |string| !string.is_secret && string.is_near),
        ("not marked", |string| !string.is_secret),
    ];
    for (title, is_of_kind) in kinds {
        let of_kind: Vec<&Sampled> = all.iter().filter(|string| is_of_kind(string)).collect();
        println!("# {COUNT} of {} strings that are {title}", of_kind.len());
        for (number, Sampled { path, description, .. }) in (1..=COUNT).zip(of_kind) {
            let start: String = description.chars().take(LENGTH).collect();
            println!("{number} {path} | {start}");
        }
    }
    Ok(())
}

/// Descriptions by object and member, and the objects of actions.
#[derive(Default)]
struct Descriptions {
    texts: BTreeMap<(String, String), String>,
    /// The objects with the parameters and with the results of an action.
    actions: BTreeMap<String, [String; 2]>,
}

/// Reads the descriptions of a version, in Chinese if there are any, otherwise in English.
fn descriptions(sites: &[Metadata], product: &str, number: &str) -> Result<Descriptions> {
    let mut found = Descriptions::default();
    for site in sites {
        let Ok(text) = site.api(product, number) else { continue };
        let api: Value = serde_json::from_str(&text)?;
        let text_of = |value: &Value, key| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        for (name, action) in api.get("actions").and_then(Value::as_object).into_iter().flatten() {
            let objects = [text_of(action, "input"), text_of(action, "output")];
            found.actions.entry(name.clone()).or_insert(objects);
        }
        for (name, object) in api.get("objects").and_then(Value::as_object).into_iter().flatten() {
            for member in object.get("members").and_then(Value::as_array).into_iter().flatten() {
                let key = (name.clone(), text_of(member, "name"));
                found.texts.entry(key).or_insert_with(|| plain(&text_of(member, "document")));
            }
        }
    }
    Ok(found)
}

/// Returns a description in one line, without tags.
fn plain(text: &str) -> String {
    let mut rest = text.split('<');
    let mut plain = rest.next().unwrap_or_default().to_owned();
    rest.for_each(|part| plain += part.split_once('>').map_or(part, |(_, text)| text));
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn strings(version: &ApiVersion, descriptions: &Descriptions, all: &mut Vec<Sampled>) {
    let product = format!("{} {}", version.product.product, version.product.version);
    let mut add = |object: Option<&String>, name: &str, fields: &[Field]| {
        for field in fields.iter().filter(|field| *field.ty.item() == Type::String) {
            let text = object.and_then(|object| descriptions.texts.get(&(object.clone(), field.name.clone())));
            let Some(description) = text.filter(|text| !text.is_empty()) else { continue };
            let (lower, words) = (field.name.to_ascii_lowercase(), description.to_lowercase());
            let is_near =
                NAMES.iter().any(|name| lower.contains(name)) || WORDS.iter().any(|word| words.contains(word));
            let path = format!("{product} {name}.{}", field.name);
            let (description, is_secret) = (description.clone(), field.is_secret());
            all.push(Sampled { path, description, is_secret, is_near });
        }
    };
    for (name, Action { parameters, results, .. }) in &version.actions {
        let [input, output] =
            descriptions.actions.get(name).map_or([None, None], |objects| objects.each_ref().map(Some));
        add(input, &format!("{name} in"), parameters);
        add(output, &format!("{name} out"), results);
    }
    for (name, structure) in &version.types.types {
        add(Some(name), name, &structure.fields);
    }
}
