//! The whole way: texts of the spec in, texts of the SDK and of the schemas out.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::schema::Kind;
use crate::spec::Diagnostic;
use crate::target::Target;
use crate::{check, emit, read};

/// Turns the files of `spec/` into the generated files of the SDK.
///
/// `files` maps paths below `spec/` (without `spec/schema/`) to texts. The result maps paths below the repository's
/// root to texts: all of `sdk/src/generated/**` and `spec/schema/*.json`.
///
/// # Errors
///
/// Every error in the spec, sorted by file and place. Nothing is generated from a spec with an error.
pub fn generate(files: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let mut out = generate_for(files, &Target::sdk())?;
    for kind in Kind::ALL {
        let text = format!("{:#}\n", kind.schema());
        out.insert(format!("spec/schema/{}.json", kind.name()), text);
    }
    Ok(out)
}

/// Turns the files of `spec/` into code for a target: a module a product, below the target's folder.
///
/// # Errors
///
/// Every error in the spec, sorted by file and place. Nothing is generated from a spec with an error.
pub fn generate_for(
    files: &BTreeMap<String, String>,
    target: &Target,
) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let (spec, mut diagnostics) = read::read(files);
    check::check(&spec, &mut diagnostics);
    let diagnostics = diagnostics.into_sorted();
    let model = Model::new(&spec, target).filter(|_| diagnostics.is_empty()).ok_or(diagnostics)?;
    Ok(emit::emit(&model))
}
