//! `cargo xtask conformance`: the spec and the SDK against the official metadata and its samples.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Map, Number, Value, json};
use tencloud_transcribe::{Docs, metadata};

use crate::files::{self, count};
use crate::import::{read_metadata, services};

/// The release of the PyPI package tccli that the spec is held against.
const TCCLI: &str = "3.1.189.1";

/// The release of the official Python SDK's signing part that signatures are held against.
const PYTHON_SDK: &str = "3.1.195";

/// How many requests both SDKs sign.
const SIGNED: &str = "1000";

/// The handwritten parts of the program that proves samples and signatures.
const HARNESS: &str = include_str!("conformance/harness.rs");
const SIGNATURES: &str = include_str!("conformance/signatures.rs");

/// Has requests signed by the official Python SDK.
const SIGN: &str = include_str!("conformance/sign.py");

/// Proves everything, and prints what was compared.
pub(crate) fn run() -> Result<()> {
    let metadata = services(&install("tccli", TCCLI, &["--no-deps"])?);
    let files = files::read_spec()?;
    let mut folders: Vec<&str> = files.keys().filter_map(|path| path.strip_suffix("/product.json")).collect();
    folders.sort_unstable();
    println!("| product | actions | structures | fields | samples | corrections |\n|---|---|---|---|---|---|");
    for folder in folders {
        let (product, version) = folder.split_once('/').context("a product's folder is product/version")?;
        compare_facts(&metadata, product, version, &files)?;
        let samples = compare_samples(&metadata, product, version, &files)?;
        let [actions, structures, fields, corrections] = sizes(folder, &files)?;
        println!("| {product} {version} | {actions} | {structures} | {fields} | {samples} | {corrections} |");
    }
    println!("\nsamples that are not held to the letter:");
    MENDED.iter().for_each(|(difference, why)| println!("- {difference}: {why}"));
    println!();
    prove(&files)
}

/// Installs a release of a PyPI package below `target`, where it is not yet there, and gives its folder.
fn install(package: &str, release: &str, options: &[&str]) -> Result<PathBuf> {
    let target = files::root().join("target").join(format!("{package}-{release}"));
    if !target.is_dir() {
        // Moved to its place only when it is whole.
        let partial = target.with_extension("partial");
        let status = Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--no-compile", "--upgrade"])
            .args(options)
            .arg("--target")
            .arg(&partial)
            .arg(format!("{package}=={release}"))
            .status()
            .with_context(|| format!("python3 cannot be run; conformance installs {package} with its pip"))?;
        ensure!(status.success(), "pip could not install {package} {release}");
        fs::rename(&partial, &target).with_context(|| format!("cannot write {}", target.display()))?;
    }
    Ok(target)
}

/// Has the official Python SDK sign made-up requests, into a file.
fn sign(path: &Path) -> Result<()> {
    let library = install("tencentcloud-sdk-python-common", PYTHON_SDK, &[])?;
    let output = Command::new("python3")
        .args(["-c", SIGN, SIGNED])
        .env("PYTHONPATH", library)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stderr(Stdio::inherit())
        .output()
        .context("python3 cannot be run")?;
    ensure!(output.status.success(), "the official Python SDK could not sign");
    fs::write(path, output.stdout).with_context(|| format!("cannot write {}", path.display()))
}

/// Every fact of the metadata is in the spec, or in a listed correction.
fn compare_facts(metadata: &Path, product: &str, version: &str, files: &BTreeMap<String, String>) -> Result<()> {
    let text = read_metadata(metadata, product, version)?;
    let folder = format!("{product}/{version}");
    let import = metadata::import(&text, &folder, files, Docs::Placeholder).map_err(|errors| {
        errors.iter().for_each(|error| eprintln!("{error}"));
        anyhow!("{} in {folder}", count(errors.len(), "error"))
    })?;
    import.changes.iter().for_each(|change| eprintln!("{change}"));
    ensure!(import.changes.is_empty(), "{folder} differs from the metadata in {}", count(import.changes.len(), "fact"));
    Ok(())
}

/// Every official sample stands in the spec as it is, but for listed mends of samples that are broken.
fn compare_samples(metadata: &Path, product: &str, version: &str, files: &BTreeMap<String, String>) -> Result<usize> {
    let path = metadata.join(product).join(format!("v{}", version.replace('-', ""))).join("examples.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let official: Value = serde_json::from_str(&text)?;
    let actions = official.get("actions").and_then(Value::as_object).context("examples.json holds no actions")?;
    let mut compared = 0;
    let mut differences = Vec::new();
    for (name, samples) in actions {
        let file = format!("{product}/{version}/actions/{name}.json");
        let ours: tencloud_spec::Action =
            serde_json::from_str(files.get(&file).with_context(|| format!("there is no {file}"))?)?;
        let samples = samples.as_array().map_or(&[][..], Vec::as_slice);
        ensure!(samples.len() == ours.samples.len(), "{name} has {} officially", count(samples.len(), "sample"));
        for (index, (official, ours)) in samples.iter().zip(&ours.samples).enumerate() {
            compared += 1;
            let reply = text_of(official, "output").and_then(|text| serde_json::from_str::<Value>(text).ok());
            let reply = reply.as_ref().and_then(|reply| reply.get("Response")).unwrap_or(&Value::Null);
            if *reply != Value::Object(ours.response.clone()) {
                differences.push(format!("{product} {name}, sample {index}: the official reply is another"));
            }
            let request = text_of(official, "input").and_then(request_of);
            if request.is_none_or(|request| !same_request(&request, &ours.request)) {
                differences.push(format!("{product} {name}, sample {index}: the official request is another"));
            }
        }
    }
    let mended: Vec<&str> = MENDED.iter().map(|(difference, _)| *difference).collect();
    let unlisted: Vec<&String> =
        differences.iter().filter(|difference| !mended.contains(&difference.as_str())).collect();
    unlisted.iter().for_each(|difference| eprintln!("{difference}"));
    ensure!(unlisted.is_empty(), "{} differ from the official ones", count(unlisted.len(), "sample"));
    let mut ours = MENDED.iter().filter(|(difference, _)| difference.starts_with(&format!("{product} ")));
    let stale = ours.find(|(difference, _)| !differences.iter().any(|found| found == difference));
    ensure!(stale.is_none(), "this mend is no longer needed: {}", stale.map_or("", |(difference, _)| difference));
    Ok(compared)
}

/// Samples that the spec does not hold to the letter, and why.
const MENDED: [(&str, &str); 5] = [
    (
        "redis CreateInstances, sample 0: the official request is another",
        "it sends a tag whose required key and value are null",
    ),
    (
        "redis DescribeInstances, sample 0: the official request is another",
        "it sends `createtime ` with a blank behind it",
    ),
    (
        "sts GetFederationToken, sample 0: the official request is another",
        "its policy is as the query encodes it, ours as the parameter is",
    ),
    ("redis ManualBackupInstance, sample 0: the official reply is another", "ours is that of the documentation page"),
    ("redis ManualBackupInstance, sample 0: the official request is another", "ours is that of the documentation page"),
];

fn text_of<'v>(sample: &'v Value, key: &str) -> Option<&'v str> {
    sample.get(key).and_then(Value::as_str)
}

/// The parameters of an official sample: a JSON body, or a query with flattened names.
fn request_of(input: &str) -> Option<Map<String, Value>> {
    if let Some(at) = input.find('{') {
        return serde_json::from_str(&input[at..]).ok();
    }
    let query = input.split_once('?').map_or("", |(_, query)| query);
    let mut request = Value::Object(Map::new());
    for pair in query.split('&').map(str::trim) {
        // The common parameters stand in it as a note in angle brackets.
        if let Some((name, value)) = pair.split_once('=').filter(|(name, _)| *name != "Action") {
            put(&mut request, name, value);
        }
    }
    request.as_object().cloned()
}

/// Puts a value at a flattened name such as `Filters.0.Name`.
fn put(request: &mut Value, name: &str, value: &str) {
    let mut here = request;
    let steps: Vec<&str> = name.split('.').collect();
    for (step, next) in steps.iter().zip(steps.iter().skip(1).map(Some).chain([None])) {
        let fresh = match next {
            None => json!(value),
            Some(next) if next.parse::<usize>().is_ok() => json!([]),
            Some(_) => json!({}),
        };
        here = match here {
            Value::Array(items) => {
                let index = step.parse().unwrap_or(items.len());
                if index >= items.len() {
                    items.resize(index + 1, fresh);
                }
                match items.get_mut(index) {
                    Some(item) => item,
                    None => return,
                }
            }
            Value::Object(members) => members.entry(*step).or_insert(fresh),
            _ => return,
        };
    }
}

/// Whether two requests say the same, where one may hold texts for numbers and booleans.
fn same_request(official: &Map<String, Value>, ours: &Map<String, Value>) -> bool {
    fn same(official: &Value, ours: &Value) -> bool {
        match (official, ours) {
            (Value::Object(official), Value::Object(ours)) => same_request(official, ours),
            (Value::Array(official), Value::Array(ours)) => {
                official.len() == ours.len() && official.iter().zip(ours).all(|(official, ours)| same(official, ours))
            }
            (Value::String(text), Value::Number(number)) | (Value::Number(number), Value::String(text)) => {
                text.parse::<Number>().is_ok_and(|parsed| parsed == *number)
            }
            (Value::String(text), Value::Bool(value)) => text.parse() == Ok(*value),
            _ => official == ours,
        }
    }
    official.len() == ours.len()
        && official.iter().all(|(name, value)| ours.get(name).is_some_and(|ours| same(value, ours)))
}

/// How many actions, structures, fields and corrections a version has.
fn sizes(folder: &str, files: &BTreeMap<String, String>) -> Result<[usize; 4]> {
    let read = |path: &str| files.get(&format!("{folder}/{path}"));
    let types: tencloud_spec::Types = serde_json::from_str(read("types.json").context("there is no types.json")?)?;
    let corrections =
        read("corrections.json").map(|text| serde_json::from_str::<tencloud_spec::Corrections>(text)).transpose()?;
    let paths = files.iter().filter(|(path, _)| path.starts_with(&format!("{folder}/actions/")));
    let actions: Vec<tencloud_spec::Action> =
        paths.map(|(_, text)| serde_json::from_str(text)).collect::<Result<_, _>>()?;
    let of_types: usize = types.types.values().map(|structure| structure.fields.len()).sum();
    // Every reply has its request id beside the fields of the spec.
    let of_actions: usize = actions.iter().map(|action| action.parameters.len() + action.results.len() + 1).sum();
    Ok([actions.len(), types.types.len(), of_types + of_actions, corrections.map_or(0, |file| file.corrections.len())])
}

/// Compiles and runs the program that puts every sample through the generated types.
fn prove(files: &BTreeMap<String, String>) -> Result<()> {
    let samples = tencloud_codegen::proof(files).map_err(|errors| {
        errors.iter().for_each(|error| eprintln!("{error}"));
        anyhow!("{}", count(errors.len(), "error"))
    })?;
    let root = files::root();
    let package = root.join("target/conformance");
    let manifest = format!(
        "[package]\nname = \"tencloud-conformance\"\nedition = \"2024\"\n\n[dependencies]\nserde = \"1\"\n\
         serde_json = {{ version = \"1\", features = [\"preserve_order\"] }}\n\
         tencloud = {{ path = {:?} }}\n\n[workspace]\n",
        root.join("sdk")
    );
    files::write(&package.join("Cargo.toml"), &manifest)?;
    files::write(&package.join("src/main.rs"), HARNESS)?;
    files::write(&package.join("src/samples.rs"), &samples)?;
    files::write(&package.join("src/signatures.rs"), SIGNATURES)?;
    let signed = package.join("signed.jsonl");
    sign(&signed)?;
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).context("cannot copy Cargo.lock")?;
    let status = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--"])
        .arg(signed)
        .current_dir(&package)
        .env("CARGO_TARGET_DIR", package.join("target"))
        .status()
        .context("cargo cannot be run")?;
    ensure!(status.success(), "the SDK does not hold against the official one");
    Ok(())
}
