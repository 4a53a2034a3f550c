//! `cargo xtask transcribe PAGE.md… [--check]`: pages of the documentation into the spec, or beside it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use tencloud_transcribe::pages::{Request, check, transcribe};

use crate::files;

/// What the command line says.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Pages of the documentation, in Markdown: of actions, "data types", "error codes".
    #[arg(required = true, value_name = "PAGE.md")]
    pages: Vec<PathBuf>,
    /// Write nothing; fail where the spec is not true to the pages.
    #[arg(long)]
    check: bool,
    /// The product's short name, for pages that do not tell it: "data types" and "error codes".
    #[arg(long)]
    product: Option<String>,
    /// The API version, for pages that do not tell it; else the product's newest.
    #[arg(long)]
    version: Option<String>,
    /// Write what could be read although other pages were refused. A page is still written whole or not at all.
    #[arg(long, conflicts_with = "check")]
    keep_going: bool,
}

/// Transcribes pages, or checks the spec against them.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let pages = arguments
        .pages
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok((path.display().to_string(), text))
        })
        .collect::<Result<Vec<_>>>()?;
    let root = files::root().join("spec");
    let mut spec = files::read_tree(&root)?;
    spec.retain(|path, _| !path.starts_with("schema/"));
    let request = Request {
        pages: &pages,
        spec: &spec,
        product: arguments.product.as_deref(),
        version: arguments.version.as_deref(),
    };
    if arguments.check {
        return report(&request);
    }
    let transcript = transcribe(&request);
    transcript.notes.iter().for_each(|note| eprintln!("note: {note}"));
    transcript.refused.iter().for_each(|refusal| eprintln!("{refusal}"));
    if !transcript.refused.is_empty() && !arguments.keep_going {
        bail!("refused, as said above; nothing was written");
    }
    for (path, text) in &transcript.files {
        files::write(&root.join(path), text)?;
        println!("wrote spec/{path}");
    }
    transcript.told.iter().for_each(|line| println!("{line}"));
    println!("fill in what is marked TODO; `cargo xtask codegen` names what is left");
    ensure!(transcript.refused.is_empty(), "pages were refused, as said above, and nothing of them was written");
    Ok(())
}

fn report(request: &Request<'_>) -> Result<()> {
    let checked = check(request);
    checked.notes.iter().for_each(|note| eprintln!("note: {note}"));
    checked.refused.iter().for_each(|refusal| eprintln!("{refusal}"));
    checked.differences.iter().for_each(|difference| eprintln!("{difference}"));
    checked.held.iter().for_each(|line| println!("{line}"));
    match (checked.refused.len(), checked.differences.len()) {
        (0, 0) => Ok(()),
        (0, _) => bail!("the spec is not true to the pages, as said above"),
        _ => bail!("pages could not be checked, as said above"),
    }
}
