//! `cargo xtask promote`: the written form of a product, from its facts.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail, ensure};
use tencloud_spec::{ApiVersion, Product, facts, nearest};
use tencloud_transcribe::{Change, Promotion, promote};

use crate::apis;
use crate::files::{self, count};
use crate::sources::{FOLDER, Sources};

/// The options of the command.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The product's short name, such as `dnspod`.
    product: String,
    /// The version of the API, such as 2021-03-23. By default, the one that has written docs or, if there is none,
    /// the newest.
    version: Option<String>,
    /// Add only these actions, and the types that they use, to those that have written docs.
    #[arg(long, value_name = "ACTION", value_delimiter = ',')]
    actions: Vec<String>,
    /// The metadata, which contains the samples: the folder `services` of the PyPI package tccli. By default, the release
    /// that the spec follows is installed in target.
    #[arg(long, value_name = "FOLDER")]
    metadata: Option<PathBuf>,
    /// The metadata of the international site: the folder `services` of the PyPI package tccli-intl-en.
    #[arg(long, value_name = "FOLDER")]
    international: Option<PathBuf>,
    /// Write nothing; report what would change, and fail if anything would.
    #[arg(long)]
    check: bool,
}

/// Writes or updates the written form; with `check`, only reports what would change.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let Arguments { product, version, actions, metadata, international, check } = arguments;
    let version = apis::version(&product, version.as_deref())?;
    let sources = Sources::new(metadata, international, None)?;
    let written = files::read_spec()?;
    let facts = match known(&product, &version)? {
        Some(facts) => facts,
        None => sources.version(&product, &version)?,
    };
    check_actions(&facts, &actions, &written)?;
    let Promotion { files: changed, changes, .. } = promoted(&sources, &facts, &actions, &written)?;
    changes.iter().for_each(|change| println!("{change}"));
    let breaking = changes.iter().filter(|change| change.is_breaking()).count();
    println!("{}, {breaking} of them breaking", count(changes.len(), "change"));
    if check {
        let stale = count(changed.len(), "file");
        ensure!(changed.is_empty(), "{stale} of the spec would change; run the same command without --check");
        return Ok(());
    }
    let spec = files::root().join("spec");
    for (path, text) in &changed {
        files::write(&spec.join(path), text)?;
        println!("wrote spec/{path}");
    }
    if changed.values().any(|text| text.contains(tencloud_spec::TODO)) {
        println!("write the missing texts; `cargo xtask codegen` lists them");
    }
    Ok(())
}

/// Returns how the written form of a version differs from the metadata.
pub(crate) fn compare(
    sources: &Sources,
    product: &str,
    version: &str,
    files: &BTreeMap<String, String>,
) -> Result<Vec<Change>> {
    let facts = sources.version(product, version)?;
    Ok(promoted(sources, &facts, &[], files)?.changes)
}

/// Merges the facts into the written form, and prints the warnings.
fn promoted(
    sources: &Sources,
    facts: &ApiVersion,
    actions: &[String],
    files: &BTreeMap<String, String>,
) -> Result<Promotion> {
    let Product { product, version, .. } = &facts.product;
    let examples = sources.own().examples(product, version)?;
    let promotion = promote(facts, examples.as_deref(), actions, files).map_err(|errors| {
        errors.iter().for_each(|error| eprintln!("{error}"));
        anyhow!("{}; nothing was written", count(errors.len(), "error"))
    })?;
    promotion.warnings.iter().for_each(|warning| eprintln!("{warning}"));
    Ok(promotion)
}

/// Returns the facts in the spec; `None` for a version of which all actions have written docs.
fn known(product: &str, version: &str) -> Result<Option<ApiVersion>> {
    let path = format!("{FOLDER}/{product}/{version}.txt");
    let file = files::root().join(&path);
    if !file.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {path}"))?;
    facts::read(&text).map(Some).with_context(|| path)
}

/// Checks that the actions to add exist, and are not those of a version that has all.
fn check_actions(facts: &ApiVersion, actions: &[String], written: &BTreeMap<String, String>) -> Result<()> {
    let Product { product, version, .. } = &facts.product;
    if let Some(text) = written.get(&format!("{product}/{version}/product.json"))
        && !actions.is_empty()
    {
        let partial = serde_json::from_str::<Product>(text).is_ok_and(|known| known.partial);
        ensure!(partial, "all actions of {product} {version} have written docs; omit --actions");
    }
    if let Some(name) = actions.iter().find(|name| !facts.actions.contains_key(*name)) {
        let near = nearest(name, facts.actions.keys().map(String::as_str));
        let help = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        bail!("{product} {version} has no action `{name}`{help}");
    }
    Ok(())
}
