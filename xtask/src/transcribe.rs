//! `cargo xtask transcribe PAGE.md… [--check]`: updates the spec from documentation pages, or compares the two.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use tencloud_spec::Diagnostic;
use tencloud_transcribe::pages::{Request, check, text_of, transcribe};

use crate::files;

/// The arguments of the command.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Pages of the documentation, in Markdown: pages of actions, and the pages "data types" and "error codes".
    #[arg(required = true, value_name = "PAGE.md")]
    pages: Vec<PathBuf>,
    /// Write nothing; fail if the spec differs from the pages.
    #[arg(long)]
    check: bool,
    /// The product's short name, for pages that do not contain it: "data types" and "error codes".
    #[arg(long)]
    product: Option<String>,
    /// The API version, for pages that do not contain it; by default, the product's newest.
    #[arg(long)]
    version: Option<String>,
    /// Write what can be read even if there are errors. An action or a struct is still written completely or not at
    /// all.
    #[arg(long, conflicts_with = "check")]
    keep_going: bool,
}

/// Transcribes pages, or compares them with the spec.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut pages = Vec::new();
    let mut unreadable = Vec::new();
    for path in &arguments.pages {
        let file = path.display().to_string();
        let bytes = fs::read(path).with_context(|| format!("cannot read {file}"))?;
        match text_of(&file, bytes) {
            Ok(text) => pages.push((file, text)),
            Err(error) => unreadable.push(*error),
        }
    }
    let spec = files::read_spec()?;
    let request = Request {
        pages: &pages,
        spec: &spec,
        product: arguments.product.as_deref(),
        version: arguments.version.as_deref(),
    };
    if arguments.check {
        return report(&request, unreadable);
    }
    let mut transcript = transcribe(&request);
    transcript.errors.splice(0..0, unreadable);
    print([&transcript.warnings, &transcript.errors]);
    if !transcript.errors.is_empty() && !arguments.keep_going {
        bail!("pages have errors (see above); nothing was written");
    }
    for (path, text) in &transcript.files {
        files::write(&files::root().join("spec").join(path), text)?;
        println!("wrote spec/{path}");
    }
    transcript.summary.iter().for_each(|line| println!("{line}"));
    println!("fill in what is marked TODO; `cargo xtask codegen` lists what is left");
    ensure!(transcript.errors.is_empty(), "pages have errors (see above) and were not written");
    Ok(())
}

fn report(request: &Request<'_>, unreadable: Vec<Diagnostic>) -> Result<()> {
    let mut checked = check(request);
    checked.errors.splice(0..0, unreadable);
    print([&checked.warnings, &checked.errors, &checked.differences]);
    checked.agreed.iter().for_each(|line| println!("{line}"));
    match (checked.errors.len(), checked.differences.len()) {
        (0, 0) => Ok(()),
        (0, _) => bail!("the spec differs from the pages (see above)"),
        _ => bail!("pages could not be checked (see above)"),
    }
}

fn print<const N: usize>(diagnostics: [&Vec<Diagnostic>; N]) {
    diagnostics.into_iter().flatten().for_each(|diagnostic| eprintln!("{diagnostic}"));
}
