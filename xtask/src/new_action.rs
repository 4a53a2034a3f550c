//! `cargo xtask new-action NAME`: a spec file in which `cargo xtask codegen` finds what is left to fill in.

use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use tencloud_spec::TODO;

use crate::files;

/// Writes the skeleton of an action, and says where it stands and what comes next.
pub(crate) fn run(name: &str, product: &str, version: Option<&str>) -> Result<()> {
    let plain = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    ensure!(plain, "`{name}` is no action's name; write it as the documentation does, such as DescribeSlowLog");
    let folder = files::root().join("spec").join(product);
    let mut versions: Vec<String> = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().filter(|entry| entry.path().is_dir())?.file_name().into_string().ok())
        .collect();
    versions.sort();
    let newest = versions
        .last()
        .with_context(|| format!("there is no product `{product}` under spec/; add its product.json first"))?;
    let version = match version {
        Some(version) if versions.iter().any(|known| known == version) => version,
        Some(version) => bail!("`{product}` has no version {version}; there is {}", versions.join(", ")),
        None => newest,
    };
    let path = folder.join(version).join("actions").join(format!("{name}.json"));
    ensure!(!path.exists(), "{name} is there already: {}", path.display());
    let todo = |what: &str| format!("{TODO}: {what}");
    let skeleton = json!({
        "$schema": "../../../schema/action.json",
        "action": name,
        "summary": todo("what it does, in one sentence"),
        "doc": todo("what to call before and after, limits, dangers; remove where there is nothing to say"),
        "page": todo("the address of the documentation page"),
        "topic": todo("one of the topics in product.json"),
        "effect": todo("`read` where it changes nothing, else `write`"),
        "rate": { "per_second": 20, "documented": false },
        "parameters": [{
            "name": "InstanceId",
            "type": "string",
            "required": true,
            "doc": todo("what it means; add unit, min, max, default, enum or values where the page names them"),
        }],
        "results": [],
        "errors": [todo("the error codes that the page lists")],
        "samples": [{
            "title": todo("what the page's sample shows"),
            "method": "POST",
            "request": { "InstanceId": "crs-5a4py64p" },
            "response": { "RequestId": "00000000-0000-0000-0000-000000000000" },
        }],
    });
    files::write(&path, &format!("{skeleton:#}\n"))?;
    let shown = path.strip_prefix(files::root())?.display().to_string();
    println!("wrote {shown}\nfill it in from the page; `cargo xtask codegen` names what is left");
    Ok(())
}
